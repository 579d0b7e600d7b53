import { useState } from "react";
import { ChoiceDialog } from "./ChoiceDialog";

const SOLVED = "问题已解决";
const OTHER = "其他原因";
const REASONS = [SOLVED, "买家未再回复", "已转平台处理", "无需处理", OTHER];

interface Props {
  onCancel: () => void;
  onConfirm: (reason: string) => Promise<void>;
}

export function CloseDialog({ onCancel, onConfirm }: Props) {
  const [detail, setDetail] = useState("");
  return (
    <ChoiceDialog
      title="结束人工服务"
      choices={REASONS}
      initial={SOLVED}
      confirm="结束，交还助手"
      confirmTestId="close-confirm"
      onCancel={onCancel}
      onConfirm={(choice) => onConfirm(choice === OTHER ? detail.trim() || OTHER : choice)}
    >
      {(choice) =>
        choice === OTHER && (
          <input
            className="dialog-field"
            value={detail}
            maxLength={100}
            placeholder="简单说明原因"
            aria-label="原因说明"
            onChange={(event) => setDetail(event.target.value)}
          />
        )
      }
    </ChoiceDialog>
  );
}
