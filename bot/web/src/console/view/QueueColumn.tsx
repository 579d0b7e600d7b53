import { waited } from "../../text/time";
import type { DeskState } from "../desk-state";
import type { DeskStore } from "../desk-store";
import { type QueueEntry, reasonOf } from "../objects";
import { useNow } from "./use-now";

const TICK_MS = 15_000;
/** From here on the waiting time is shown as a warning. */
const LONG_WAIT_MS = 3 * 60_000;

export function QueueColumn({ state, store }: { state: DeskState; store: DeskStore }) {
  const now = useNow(TICK_MS);
  const { mine, waiting } = state.queue;
  const list = (entries: QueueEntry[], held: boolean) =>
    entries.map((entry) => (
      <li key={entry.conversation_id}>
        <QueueRow
          entry={entry}
          held={held}
          now={now}
          selected={entry.conversation_id === state.selected}
          onSelect={() => void store.select(entry.conversation_id)}
        />
      </li>
    ));
  return (
    <nav className="queue" aria-label="会话">
      <h2>
        我的会话 <span className="tally">{mine.length}</span>
      </h2>
      <ul>{list(mine, true)}</ul>
      {mine.length === 0 && <p className="queue-none">还没有接入的会话</p>}
      <h2>
        等待接入 <span className={waiting.length > 0 ? "tally tally-hot" : "tally"}>{waiting.length}</span>
      </h2>
      <ul>{list(waiting, false)}</ul>
      {waiting.length === 0 && <p className="queue-none">没有买家在等待</p>}
    </nav>
  );
}

interface RowProps {
  entry: QueueEntry;
  held: boolean;
  now: number;
  selected: boolean;
  onSelect: () => void;
}

function QueueRow({ entry, held, now, selected, onSelect }: RowProps) {
  const reason = reasonOf(entry.why);
  const long = !held && now - Date.parse(entry.waiting_since) > LONG_WAIT_MS;
  return (
    <button
      type="button"
      className="queue-row"
      data-testid="queue-entry"
      data-conversation={entry.conversation_id}
      aria-current={selected}
      onClick={onSelect}
    >
      <span className="queue-line">
        <strong>{entry.buyer_name}</strong>
        {entry.unread > 0 && <span className="unread">{entry.unread}</span>}
        <span className={long ? "wait wait-long" : "wait"}>
          {waited(entry.waiting_since, now)}
        </span>
      </span>
      <span className="queue-line">
        <span className={`tag tag-${reason.tone}`}>{reason.label}</span>
        <span className="tag">{entry.skill}</span>
      </span>
      <span className="queue-last">{entry.last_text}</span>
    </button>
  );
}
