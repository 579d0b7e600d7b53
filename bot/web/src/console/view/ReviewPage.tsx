import { useEffect, useRef, useSyncExternalStore } from "react";
import { chosen } from "../review-state";
import type { ReviewStore } from "../review-store";
import { LabelPicker } from "./LabelPicker";
import { ReviewCase } from "./ReviewCase";
import { ReviewList } from "./ReviewList";
import { useReviewKeys } from "./use-review-keys";

/** What the bot may have misunderstood: read it, say what the buyer wanted, go on to the next. */
export function ReviewPage({ store }: { store: ReviewStore }) {
  const state = useSyncExternalStore(store.subscribe, store.snapshot);
  const filter = useRef<HTMLInputElement>(null);
  const current = state.groups.find((one) => one.message_id === state.current) ?? null;
  const guess = (number: number) => () => {
    const label = current?.guesses[number]?.label;
    if (label !== undefined) void store.label(label);
  };

  useEffect(() => void store.load(), [store]);

  useReviewKeys({
    j: () => store.step(1),
    k: () => store.step(-1),
    ArrowDown: () => store.step(1),
    ArrowUp: () => store.step(-1),
    x: () => store.mark(state.current),
    "1": guess(0),
    "2": guess(1),
    "3": guess(2),
    y: () => {
      if (current?.hint) void store.label(current.hint);
    },
    i: () => void store.ignore(),
    u: () => void store.undo(),
    "/": () => filter.current?.focus(),
  });

  if (state.phase === "loading") return <p className="review-empty">正在读取…</p>;
  return (
    <main className="review" aria-label="复核">
      <ReviewList state={state} store={store} />
      <section className="review-desk" aria-label="标注">
        {state.last !== null && (
          <p className="review-last" role="status">
            已{state.last.title}
            {state.last.groups.length > 1 && `，共 ${state.last.groups.length} 组`}
            <button type="button" className="desk-tool" onClick={() => void store.undo()}>
              撤销 <kbd>U</kbd>
            </button>
          </p>
        )}
        {current === null ? (
          <p className="review-empty">
            {state.phase === "failed" ? "没有读到，请稍后再试。" : "没有要复核的对话了。"}
          </p>
        ) : (
          <>
            <ReviewCase group={current} labels={state.labels} store={store} />
            <LabelPicker
              ref={filter}
              labels={state.labels}
              count={chosen(state).length}
              busy={state.busy}
              onPick={(name) => void store.label(name)}
              onIgnore={() => void store.ignore()}
            />
          </>
        )}
      </section>
      {state.notice !== null && (
        <p className="desk-notice" role="alert">
          {state.notice}
        </p>
      )}
    </main>
  );
}
