import "../look/tokens.css";
import "../look/base.css";
import "../cards/cards.css";
import "../cards/orders.css";
import "../cards/pictures.css";
import "../cards/timeline.css";
import "./view/chat.css";
import "./view/messages.css";
import "./view/chips.css";
import "./view/composer.css";
import "./view/rating.css";
import "./view/welcome.css";
import { createRoot } from "react-dom/client";
import { BuyerApi } from "./buyer-api";
import { ChatStore } from "./chat-store";
import { Session } from "./session";
import { ChatPage } from "./view/ChatPage";

const session = new Session(window);
const api = new BuyerApi(session, () => store.signedOut());
const store = new ChatStore(session, api);

addEventListener("online", () => void store.wake());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") void store.wake();
});
addEventListener("hashchange", () => {
  if (session.takeFromAddress()) void store.wake(true);
});

const root = document.getElementById("root");
if (root) createRoot(root).render(<ChatPage store={store} />);
void store.start();
