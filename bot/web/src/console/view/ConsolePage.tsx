import { useEffect, useState, useSyncExternalStore } from "react";
import { BuyerPanel } from "./BuyerPanel";
import type { Chime } from "../chime";
import { isMine, unseen } from "../desk-state";
import type { DeskStore } from "../desk-store";
import type { ReviewStore } from "../review-store";
import { CloseDialog } from "./CloseDialog";
import { DeskHeader, type DeskView } from "./DeskHeader";
import { QueueColumn } from "./QueueColumn";
import { ReviewPage } from "./ReviewPage";
import { ShortcutsDialog } from "./ShortcutsDialog";
import { SignIn } from "./SignIn";
import { TalkColumn } from "./TalkColumn";
import { TransferDialog } from "./TransferDialog";
import { useShortcuts } from "./use-shortcuts";

export type OpenDialog = "close" | "transfer" | "shortcuts" | null;

const TITLE = "客服工作台";

interface Props {
  store: DeskStore;
  review: ReviewStore;
  chime: Chime;
}

export function ConsolePage({ store, review, chime }: Props) {
  const state = useSyncExternalStore(store.subscribe, store.snapshot);
  const [dialog, setDialog] = useState<OpenDialog>(null);
  const [view, setView] = useState<DeskView>("talks");
  const [noting, setNoting] = useState(false);
  const [panel, setPanel] = useState(false);
  const count = state.phase === "signed-in" ? unseen(state.queue) : 0;
  const mine = isMine(state);

  useEffect(() => {
    document.title = count > 0 ? `(${count}) ${TITLE}` : TITLE;
  }, [count]);

  // A whisper meant for one conversation must not colour the next.
  useEffect(() => setNoting(false), [state.selected]);

  useShortcuts(state.phase === "signed-in" && view === "talks" && dialog === null, {
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
  const header = (
    <DeskHeader
      state={state}
      view={view}
      onView={setView}
      chime={chime}
      onShortcuts={() => setDialog("shortcuts")}
      onSignOut={() => {
        setView("talks");
        void store.signOut();
      }}
    />
  );
  const shortcuts = dialog === "shortcuts" && <ShortcutsDialog onCancel={() => setDialog(null)} />;
  if (view === "review") {
    return (
      <div className="desk desk-review">
        {header}
        <ReviewPage store={review} />
        {shortcuts}
      </div>
    );
  }
  return (
    <div className={panel ? "desk desk-panel-open" : "desk"}>
      {header}
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
      {shortcuts}
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
