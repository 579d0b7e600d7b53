import { PersonAvatar } from "../../people/PersonAvatar";
import { type DeskState, isMine } from "../desk-state";
import type { DeskStore } from "../desk-store";
import { AgentComposer } from "./AgentComposer";
import type { OpenDialog } from "./ConsolePage";
import { PacketPanel } from "./PacketPanel";
import { Transcript } from "./Transcript";

interface Props {
  state: DeskState;
  store: DeskStore;
  noting: boolean;
  onNoting: (on: boolean) => void;
  onDialog: (dialog: OpenDialog) => void;
  onPanel: () => void;
}

const STANDING = { bot: "助手接待中", queued: "排队中", agent: "人工服务中", closed: "已结束" };

export function TalkColumn({ state, store, noting, onNoting, onDialog, onPanel }: Props) {
  const { detail, selected } = state;
  if (selected === null) {
    return (
      <main className="talk talk-none">
        <p>从左侧选择一个会话，或按 Alt J</p>
      </main>
    );
  }
  if (detail === null) return <main className="talk talk-none" aria-busy="true" />;
  const mine = isMine(state);
  return (
    <main className="talk">
      <header className="talk-head">
        <PersonAvatar name={detail.buyer.name} />
        <div>
          <h2>{detail.buyer.name}</h2>
          <p>
            {STANDING[detail.conversation.state]} · 买家 {detail.buyer.id}
          </p>
        </div>
        <button type="button" className="button button-panel" onClick={onPanel}>
          订单与售后 <kbd>Alt B</kbd>
        </button>
        {mine && (
          <>
            <button type="button" className="button" onClick={() => onDialog("transfer")}>
              转接 <kbd>Alt T</kbd>
            </button>
            <button
              type="button"
              className="button"
              data-testid="close"
              onClick={() => onDialog("close")}
            >
              结束 <kbd>Alt W</kbd>
            </button>
          </>
        )}
      </header>
      {detail.packet !== null && <PacketPanel packet={detail.packet} />}
      <Transcript state={state} detail={detail} store={store} />
      {mine ? (
        <AgentComposer
          draft={store.drafts.get(selected) ?? ""}
          onDraft={(text) => store.drafts.set(selected, text)}
          canned={state.canned}
          noting={noting}
          onNoting={onNoting}
          onSay={(text) => store.say(text, noting)}
          onTyping={(on) => store.typing(on)}
        />
      ) : (
        <ClaimBar
          claimable={detail.conversation.state === "queued"}
          holder={detail.conversation.agent_name}
          onClaim={() => void store.claim(selected)}
        />
      )}
    </main>
  );
}

interface ClaimBarProps {
  claimable: boolean;
  holder: string | null;
  onClaim: () => void;
}

function ClaimBar({ claimable, holder, onClaim }: ClaimBarProps) {
  if (!claimable) {
    return (
      <footer className="claim-bar">
        <p>{holder === null ? "买家正由助手接待。" : `${holder} 正在接待这位买家。`}</p>
      </footer>
    );
  }
  return (
    <footer className="claim-bar">
      <p>接入后即可回复，助手不再插话。</p>
      <button
        type="button"
        className="button button-lead"
        data-testid="claim"
        autoFocus
        onClick={onClaim}
      >
        接入会话 <kbd>Alt A</kbd>
      </button>
    </footer>
  );
}
