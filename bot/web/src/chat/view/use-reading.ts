import { useEffect, useRef } from "react";
import type { ChatState } from "../chat-state";
import type { ChatStore } from "../chat-store";

const TITLE = "售后客服";

/** Marks what is in view as read; while the page is hidden, counts in the title. Tells the host. */
export function useReading(store: ChatStore, state: ChatState): void {
  const { messages } = state.transcript;
  const last = messages.at(-1)?.seq ?? 0;
  const seen = useRef(0);
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === "visible") {
        seen.current = last;
        void store.markRead();
      }
      const news = messages.filter((one) => one.seq > seen.current && one.sender !== "buyer");
      document.title = news.length > 0 ? `(${news.length}) ${TITLE}` : TITLE;
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [store, messages, last, state.phase]);

  useEffect(() => {
    if (window.parent === window) return;
    // Names no person and no text, so any host page may hear it (see embed.ts).
    window.parent.postMessage({ aftersalesChat: { phase: state.phase, lastSeq: last } }, "*");
  }, [state.phase, last]);
}
