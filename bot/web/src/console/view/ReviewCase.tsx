import type { LabelGroup, ReviewGroup } from "../review-state";
import type { ReviewStore } from "../review-store";

interface Props {
  group: ReviewGroup;
  labels: LabelGroup[];
  store: ReviewStore;
}

/** One group: what was said, what the bot made of it, and what happened next. */
export function ReviewCase({ group, labels, store }: Props) {
  const hint = labels
    .flatMap((one) => one.labels)
    .find((label) => label.name === group.hint);
  return (
    <article className="review-case">
      <p className="review-said">{group.text}</p>
      {group.others.length > 0 && (
        <p className="review-others">相近的说法：{group.others.slice(0, 4).join(" / ")}</p>
      )}
      <dl>
        <div>
          <dt>助手理解为</dt>
          <dd>{group.heard || "没听懂"}</dd>
        </div>
        {group.answer && (
          <div>
            <dt>助手回答</dt>
            <dd>{group.answer}</dd>
          </div>
        )}
        {group.following && (
          <div>
            <dt>买家接着</dt>
            <dd>{group.following}</dd>
          </div>
        )}
      </dl>
      <div className="review-guesses">
        {hint && (
          <button
            type="button"
            className="button button-lead"
            data-testid="review-hint"
            onClick={() => void store.label(hint.name)}
          >
            从后文看：{hint.title} <kbd>Y</kbd>
          </button>
        )}
        {group.guesses.map((guess, number) => (
          <button
            key={guess.label}
            type="button"
            className="button"
            data-testid="review-guess"
            onClick={() => void store.label(guess.label)}
          >
            {guess.title} <small>{Math.round(guess.share * 100)}%</small> <kbd>{number + 1}</kbd>
          </button>
        ))}
      </div>
    </article>
  );
}
