import { SKILLS } from "../objects";
import { ChoiceDialog } from "./ChoiceDialog";

interface Props {
  /** The queue the conversation came from. */
  present: string | null;
  onCancel: () => void;
  onConfirm: (skill: string) => Promise<void>;
}

export function TransferDialog({ present, onCancel, onConfirm }: Props) {
  return (
    <ChoiceDialog
      title="转接到"
      choices={SKILLS}
      initial={SKILLS.find((skill) => skill !== present) ?? ""}
      confirm="转接"
      confirmTestId="transfer-confirm"
      onCancel={onCancel}
      onConfirm={onConfirm}
    />
  );
}
