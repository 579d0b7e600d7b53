import { CardView } from "../../cards/CardView";
import { UploadList } from "../../cards/UploadList";
import { useStickToEnd } from "../../look/use-stick-to-end";
import type { Message } from "../../protocol/objects";
import { RichText } from "../../text/RichText";
import { moment } from "../../text/time";
import type { DeskState, Reply } from "../desk-state";
import type { DeskStore } from "../desk-store";
import type { Detail } from "../objects";

interface Props {
  state: DeskState;
  detail: Detail;
  store: DeskStore;
}

export function Transcript({ state, detail, store }: Props) {
  const waiting = state.replies.filter((reply) => reply.conversation_id === state.selected);
  const { scroller, content } = useStickToEnd(detail.messages.length, waiting.length);
  return (
    <div className="transcript" ref={scroller} tabIndex={-1}>
      <div ref={content}>
        <div role="log" aria-live="polite" aria-label="对话">
          {detail.messages.map((message) => (
            <Line key={message.id} message={message} buyer={detail.buyer.name} />
          ))}
          {waiting.map((reply) => (
            <WaitingLine key={reply.client_msg_id} reply={reply} store={store} />
          ))}
        </div>
        {state.typing && <p className="buyer-typing">买家正在输入…</p>}
      </div>
    </div>
  );
}

function Line({ message, buyer }: { message: Message; buyer: string }) {
  const { sender } = message;
  return (
    <article
      className={`line line-${sender}`}
      data-testid="message"
      data-sender={sender}
      data-seq={message.seq}
    >
      {sender !== "system" && (
        <p className="line-head">
          {speaker(message, buyer)} <time>{moment(message.created_at)}</time>
        </p>
      )}
      {message.text !== "" && (
        <div className="line-text">
          <RichText text={message.text} />
        </div>
      )}
      {message.card !== null && <CardView card={message.card} use={null} />}
      <UploadList uploads={message.uploads} />
      {message.chips.length > 0 && (
        <p className="line-chips">选项：{message.chips.map((chip) => chip.label).join(" / ")}</p>
      )}
    </article>
  );
}

function speaker(message: Message, buyer: string): string {
  switch (message.sender) {
    case "buyer":
      return buyer;
    case "bot":
      return "助手";
    case "note":
      return `${message.agent_name ?? "助手"} · 内部备注（买家不可见）`;
    default:
      return message.agent_name ?? "客服";
  }
}

function WaitingLine({ reply, store }: { reply: Reply; store: DeskStore }) {
  return (
    <article className={`line line-${reply.note ? "note" : "agent"} line-waiting`}>
      <div className="line-text">{reply.text}</div>
      {reply.error === null ? (
        <p className="line-head">发送中…</p>
      ) : (
        <p className="line-failed" role="alert">
          {reply.error}
          <button type="button" onClick={() => store.retry(reply)}>
            重新发送
          </button>
          <button type="button" onClick={() => store.drop(reply.client_msg_id)}>
            删除
          </button>
        </p>
      )}
    </article>
  );
}
