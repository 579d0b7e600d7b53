import { HeadsetIcon } from "../../look/icons";
import { BotAvatar } from "../../people/BotAvatar";
import type { ChatState } from "../chat-state";

const HUMAN_LABELS = { bot: "转人工", closed: "转人工", queued: "转接中", agent: "人工中" };

export function Header({ state, onHuman }: { state: ChatState; onHuman: () => void }) {
  const standing = state.conversation?.state ?? "bot";
  const reached = standing === "queued" || standing === "agent";
  return (
    <header className="chat-head">
      <BotAvatar />
      <div className="chat-title">
        <h1>旺商聊售后助手</h1>
        <p className={state.connected && state.phase !== "expired" ? "presence" : "presence presence-lost"}>
          {presence(state)}
        </p>
      </div>
      <button
        type="button"
        className="human"
        data-testid="human"
        disabled={reached}
        onClick={onHuman}
      >
        <HeadsetIcon />
        <span>{HUMAN_LABELS[standing]}</span>
      </button>
    </header>
  );
}

function presence(state: ChatState): string {
  if (state.phase === "expired") return "登录已过期";
  if (!state.connected) return "连接中断，正在重连…";
  if (state.phase === "starting") return "正在连接…";
  const { conversation } = state;
  if (conversation?.state === "agent") return `${conversation.agent_name ?? "人工客服"} 为您服务中`;
  if (conversation?.state === "queued") return "正在为您转接人工";
  return "智能助手在线";
}
