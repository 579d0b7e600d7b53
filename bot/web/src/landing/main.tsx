import "../look/tokens.css";
import "../look/base.css";
import "./landing.css";
import { createRoot } from "react-dom/client";
import { LandingPage } from "./LandingPage";

const root = document.getElementById("root");
if (root) createRoot(root).render(<LandingPage />);
