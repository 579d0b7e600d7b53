import type { ChipUse } from "../../cards/chip-use";
import type { Chip } from "../../protocol/objects";

interface Props {
  chips: Chip[];
  use: ChipUse;
  /** The first chip is the answer that is expected, such as 确认提交. */
  leading: boolean;
}

export function Chips({ chips, use, leading }: Props) {
  if (chips.length === 0) return null;
  return (
    <ul className={leading ? "chips chips-leading" : "chips"}>
      {chips.map((chip) => (
        <li key={chip.token}>
          <button
            type="button"
            className="chip"
            data-testid="chip"
            disabled={!use.open}
            onClick={() => use.choose(chip)}
          >
            {chip.label}
          </button>
        </li>
      ))}
    </ul>
  );
}
