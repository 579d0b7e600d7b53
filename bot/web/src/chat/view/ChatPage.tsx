import { useSyncExternalStore } from "react";
import type { ChatStore } from "../chat-store";
import { Banner } from "./Banner";
import { Composer } from "./Composer";
import { Header } from "./Header";
import { MessageList } from "./MessageList";
import { NoEntry } from "./NoEntry";
import { useReading } from "./use-reading";
import { useVisibleHeight } from "./use-visible-height";

export function ChatPage({ store }: { store: ChatStore }) {
  const state = useSyncExternalStore(store.subscribe, store.snapshot);
  useReading(store, state);
  useVisibleHeight();
  if (state.phase === "no-token") return <NoEntry />;
  return (
    <main className="chat">
      <Header state={state} onHuman={() => store.send("转人工")} />
      <Banner state={state} onLeaveQueue={() => void store.leaveQueue()} />
      <MessageList state={state} store={store} />
      {state.notice !== null && (
        <p className="notice" role="alert">
          {state.notice}
        </p>
      )}
      <Composer
        withPerson={state.conversation?.state === "agent"}
        onSend={(text, uploads) => store.send(text, uploads)}
        onTyping={(on) => store.typing(on)}
        upload={(file, onProgress) => store.upload(file, onProgress)}
      />
    </main>
  );
}
