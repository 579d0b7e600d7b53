import { type KeyboardEvent, type Ref, useState } from "react";
import { sendsOnEnter } from "../../text/enter-key";
import { type LabelGroup, matching } from "../review-state";

interface Props {
  ref: Ref<HTMLInputElement>;
  labels: LabelGroup[];
  /** How many groups the label will be given to. */
  count: number;
  busy: boolean;
  onPick: (name: string) => void;
  onIgnore: () => void;
}

/** All labels in their groups; typing narrows them down, Enter takes the first. */
export function LabelPicker({ ref, labels, count, busy, onPick, onIgnore }: Props) {
  const [words, setWords] = useState("");
  const shown = matching(labels, words);
  const first = words.trim() === "" ? undefined : shown[0]?.labels[0]?.name;

  const take = (name: string) => {
    setWords("");
    onPick(name);
  };

  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Escape") event.currentTarget.blur();
    if (!sendsOnEnter(event) || first === undefined) return;
    event.preventDefault();
    event.currentTarget.blur();
    take(first);
  };

  return (
    <section className="labels" aria-label="标签">
      <div className="labels-head">
        <h2>买家想要什么{count > 1 && <small>将标注选中的 {count} 组</small>}</h2>
        <input
          ref={ref}
          type="search"
          className="dialog-field"
          placeholder="找标签，回车选第一个"
          aria-label="找标签"
          value={words}
          onChange={(event) => setWords(event.target.value)}
          onKeyDown={press}
        />
        <button
          type="button"
          className="button"
          data-testid="review-ignore"
          disabled={busy}
          onClick={onIgnore}
        >
          忽略 <kbd>I</kbd>
        </button>
      </div>
      {shown.map((group) => (
        <div key={group.title} className="label-group" role="group" aria-label={group.title}>
          <h3>{group.title}</h3>
          <div>
            {group.labels.map((label) => (
              <button
                key={label.name}
                type="button"
                title={label.name}
                data-label={label.name}
                data-first={label.name === first}
                disabled={busy}
                onClick={() => take(label.name)}
              >
                {label.title}
              </button>
            ))}
          </div>
        </div>
      ))}
      {shown.length === 0 && <p className="review-empty">没有这样的标签</p>}
    </section>
  );
}
