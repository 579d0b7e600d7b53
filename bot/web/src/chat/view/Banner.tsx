import { HeadsetIcon } from "../../look/icons";
import { PersonAvatar } from "../../people/PersonAvatar";
import type { ChatState } from "../chat-state";

/** What the buyer has to know at all times: a token that ran out, the queue, the person who joined. */
export function Banner({ state, onLeaveQueue }: { state: ChatState; onLeaveQueue: () => void }) {
  const { conversation } = state;
  if (state.phase === "expired") {
    return (
      <div className="banner banner-warning">
        <p>
          <strong>登录已过期</strong>
          请返回 App 重新打开客服页面。未发出的消息会为您保留。
        </p>
      </div>
    );
  }
  if (conversation?.state === "queued") {
    return (
      <div className="banner" data-testid="queue-banner">
        <span className="banner-mark">
          <HeadsetIcon />
        </span>
        <p>
          <strong>{position(conversation.queue_position)}</strong>
          排队时可以继续留言，客服会看到。
        </p>
        <button type="button" className="banner-action" onClick={onLeaveQueue}>
          取消排队
        </button>
      </div>
    );
  }
  if (conversation?.state === "agent") {
    const name = conversation.agent_name ?? "人工客服";
    return (
      <div className="banner" data-testid="agent-banner">
        <PersonAvatar name={name} />
        <p>
          <strong>{name} 已接入</strong>
          之前的沟通内容客服都能看到，无需重复说明。
        </p>
      </div>
    );
  }
  return null;
}

function position(place: number | null): string {
  return place === null ? "正在为您转接人工客服" : `人工客服排队中，您在第 ${place} 位`;
}
