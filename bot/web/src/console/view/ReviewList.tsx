import { useEffect, useRef } from "react";
import { REASONS, type ReviewGroup, type ReviewState } from "../review-state";
import type { ReviewStore } from "../review-store";

export function ReviewList({ state, store }: { state: ReviewState; store: ReviewStore }) {
  return (
    <nav className="review-list" aria-label="待复核">
      <h2>
        待复核 <span className="tally">{state.groups.length}</span>
        <small>{state.pending > 0 && `已标注 ${state.pending} 句，等待训练`}</small>
      </h2>
      <ul>
        {state.groups.map((group) => (
          <li key={group.message_id}>
            <ReviewRow
              group={group}
              current={group.message_id === state.current}
              marked={state.marked.has(group.message_id)}
              store={store}
            />
          </li>
        ))}
      </ul>
      <p className="review-keys">
        <kbd>J</kbd> <kbd>K</kbd> 上下 <kbd>X</kbd> 多选 <kbd>1</kbd>–<kbd>3</kbd> 选猜测{" "}
        <kbd>/</kbd> 找标签 <kbd>I</kbd> 忽略 <kbd>U</kbd> 撤销
      </p>
    </nav>
  );
}

interface RowProps {
  group: ReviewGroup;
  current: boolean;
  marked: boolean;
  store: ReviewStore;
}

function ReviewRow({ group, current, marked, store }: RowProps) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (current) row.current?.scrollIntoView({ block: "nearest" });
  }, [current]);
  return (
    <div ref={row} className="review-row" data-current={current}>
      <label className="review-mark">
        <input
          type="checkbox"
          checked={marked}
          aria-label={`选中「${group.text}」`}
          onChange={() => store.mark(group.message_id)}
        />
      </label>
      <button
        type="button"
        data-testid="review-group"
        aria-current={current}
        onClick={() => store.look(group.message_id)}
      >
        <span className="review-text">{group.text}</span>
        <span className="queue-line">
          {group.reasons.map((reason) => (
            <span key={reason} className={`tag tag-${REASONS[reason]?.tone ?? "plain"}`}>
              {REASONS[reason]?.label ?? reason}
            </span>
          ))}
          {group.count > 1 && <span className="wait">{group.count} 次</span>}
        </span>
      </button>
    </div>
  );
}
