import "../look/tokens.css";
import "../look/base.css";
import "../cards/cards.css";
import "../cards/orders.css";
import "../cards/pictures.css";
import "../cards/timeline.css";
import "./view/desk.css";
import "./view/queue.css";
import "./view/packet.css";
import "./view/talk.css";
import "./view/agent-composer.css";
import "./view/dialogs.css";
import "./view/review.css";
import "./view/labels.css";
import { createRoot } from "react-dom/client";
import { AgentApi } from "./agent-api";
import { Chime } from "./chime";
import { DeskStore } from "./desk-store";
import { ReviewStore } from "./review-store";
import { ConsolePage } from "./view/ConsolePage";

const chime = new Chime();
const api = new AgentApi();
const store = new DeskStore(api, chime);
const review = new ReviewStore(api);

addEventListener("online", () => void store.wake());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") void store.wake();
});

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(<ConsolePage store={store} review={review} chime={chime} />);
}
void store.start();
