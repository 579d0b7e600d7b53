import { type FormEvent, type ReactNode, useState } from "react";
import { Dialog } from "./Dialog";

interface Props {
  title: string;
  choices: string[];
  initial: string;
  confirm: string;
  confirmTestId: string;
  onCancel: () => void;
  onConfirm: (choice: string) => Promise<void>;
  /** More to fill in for the present choice. */
  children?: (choice: string) => ReactNode;
}

/** One choice out of a few; arrows choose, Enter confirms. */
export function ChoiceDialog(props: Props) {
  const { title, choices, initial, confirm, confirmTestId, onCancel, onConfirm, children } = props;
  const [choice, setChoice] = useState(initial);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    await onConfirm(choice);
    setBusy(false);
  };

  return (
    <Dialog title={title} onCancel={onCancel}>
      <form onSubmit={(event) => void submit(event)}>
        <div className="choices" role="radiogroup" aria-label={title}>
          {choices.map((one) => (
            <label key={one}>
              <input
                type="radio"
                name="choice"
                checked={one === choice}
                autoFocus={one === initial}
                onChange={() => setChoice(one)}
              />
              {one}
            </label>
          ))}
        </div>
        {children?.(choice)}
        <div className="dialog-line">
          <button type="button" className="button" onClick={onCancel}>
            取消
          </button>
          <button
            type="submit"
            className="button button-lead"
            data-testid={confirmTestId}
            disabled={busy}
          >
            {confirm}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
