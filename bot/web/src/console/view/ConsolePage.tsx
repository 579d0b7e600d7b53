import { useEffect, useState, useSyncExternalStore } from "react";
import { BuyerPanel } from "./BuyerPanel";
import type { Chime } from "../chime";
import { isMine, unseen } from "../desk-state";
import type { DeskStore } from "../desk-store";
import { CloseDialog } from "./CloseDialog";
import { DeskHeader } from "./DeskHeader";
import { QueueColumn } from "./QueueColumn";
import { ShortcutsDialog } from "./ShortcutsDialog";
import { SignIn } from "./SignIn";
import { TalkColumn } from "./TalkColumn";
import { TransferDialog } from "./TransferDialog";
import { useShortcuts } from "./use-shortcuts";

export type OpenDialog = "close" | "transfer" | "shortcuts" | null;

const TITLE = "客服工作台";

export function ConsolePage({ store, chime }: { store: DeskStore; chime: Chime }) {
  const state = useSyncExternalStore(store.subscribe, store.snapshot);
  const [dialog, setDialog] = useState<OpenDialog>(null);
  const [noting, setNoting] = useState(false);
  const [panel, setPanel] = useState(false);
  const count = state.phase === "signed-in" ? unseen(state.queue) : 0;
  const mine = isMine(state);

  useEffect(() => {
    document.title = count > 0 ? `(${count}) ${TITLE}` : TITLE;
  }, [count]);

  // A whisper meant for one conversation must not colour the next.
  useEffect(() => setNoting(false), [state.selected]);

  useShortcuts(state.phase === "signed-in" && dialog === null, {
    KeyJ: () => store.step(1),
    KeyK: () => store.step(-1),
    KeyA: () => {
      if (state.selected !== null && !mine) void store.claim(state.selected);
    },
    KeyN: () => setNoting((on) => !on),
    KeyT: () => setDialog(mine ? "transfer" : null),
    KeyW: () => setDialog(mine ? "close" : null),
    KeyB: () => setPanel((open) => !open),
    KeyR: () => document.querySelector<HTMLElement>("[data-testid=agent-composer]")?.focus(),
    Slash: () => setDialog("shortcuts"),
  });

  if (state.phase === "starting") return <p className="desk-starting">正在打开工作台…</p>;
  if (state.phase === "signed-out") {
    return <SignIn notice={state.notice} onSignIn={(name, word) => store.signIn(name, word)} />;
  }
  const selected = state.selected;
  return (
    <div className={panel ? "desk desk-panel-open" : "desk"}>
      <DeskHeader
        state={state}
        chime={chime}
        onShortcuts={() => setDialog("shortcuts")}
        onSignOut={() => void store.signOut()}
      />
      <QueueColumn state={state} store={store} />
      <TalkColumn
        key={selected ?? "none"}
        state={state}
        store={store}
        noting={noting}
        onNoting={setNoting}
        onDialog={setDialog}
        onPanel={() => setPanel((open) => !open)}
      />
      <BuyerPanel detail={state.detail} onClose={() => setPanel(false)} />
      {state.notice !== null && (
        <p className="desk-notice" role="alert">
          {state.notice}
        </p>
      )}
      {dialog === "shortcuts" && <ShortcutsDialog onCancel={() => setDialog(null)} />}
      {dialog === "close" && selected !== null && (
        <CloseDialog
          onCancel={() => setDialog(null)}
          onConfirm={async (reason) => {
            if (await store.close(selected, reason)) setDialog(null);
          }}
        />
      )}
      {dialog === "transfer" && selected !== null && (
        <TransferDialog
          present={state.detail?.packet?.skill ?? null}
          onCancel={() => setDialog(null)}
          onConfirm={async (skill) => {
            if (await store.transfer(selected, skill)) setDialog(null);
          }}
        />
      )}
    </div>
  );
}
