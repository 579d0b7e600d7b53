import { RetryIcon } from "../../look/icons";
import type { Outgoing } from "../delivery/outgoing";

interface Props {
  message: Outgoing;
  onRetry: () => void;
  onDiscard: () => void;
}

/** A message of the buyer that is still on its way, or was kept because it did not get through. */
export function PendingRow({ message, onRetry, onDiscard }: Props) {
  const failed = message.state === "failed";
  return (
    <article
      className={`row row-buyer row-first row-${message.state}`}
      data-testid="message"
      data-sender="buyer"
      data-state={message.state}
      aria-label="我"
    >
      <div className="said">
        <div className="bubble">{message.shown}</div>
        {!failed && <p className="delivery">发送中…</p>}
        {failed && (
          <>
            <p className="delivery delivery-failed">{message.error}</p>
            <div className="delivery-actions">
              <button type="button" data-testid="retry" onClick={onRetry}>
                <RetryIcon />
                重新发送
              </button>
              <button type="button" onClick={onDiscard}>
                删除
              </button>
            </div>
          </>
        )}
      </div>
    </article>
  );
}
