import { CloseIcon, RetryIcon, VideoIcon } from "../../look/icons";
import type { Attachment } from "./use-attachments";

interface Props {
  list: Attachment[];
  onRemove: (attachment: Attachment) => void;
  onRetry: (attachment: Attachment) => void;
}

export function Attachments({ list, onRemove, onRetry }: Props) {
  if (list.length === 0) return null;
  const failed = list.find((one) => one.error !== null);
  return (
    <div className="attachments">
      <ul>
        {list.map((one) => (
          <li key={one.id} data-testid="attachment" data-state={stateOf(one)}>
            {one.file.type.startsWith("video/") ? (
              <span className="attachment-video">
                <VideoIcon />
              </span>
            ) : (
              <img src={one.preview} alt="" />
            )}
            {one.upload === null && one.error === null && (
              <progress max={1} value={one.progress} aria-label="上传进度" />
            )}
            {one.error !== null && (
              <button
                type="button"
                className="attachment-retry"
                aria-label="重新上传"
                onClick={() => onRetry(one)}
              >
                <RetryIcon />
              </button>
            )}
            <button
              type="button"
              className="attachment-remove"
              aria-label={`移除 ${one.file.name}`}
              onClick={() => onRemove(one)}
            >
              <CloseIcon />
            </button>
          </li>
        ))}
      </ul>
      {failed && (
        <p className="count count-over" role="alert">
          {failed.error}
        </p>
      )}
    </div>
  );
}

function stateOf(one: Attachment): "done" | "failed" | "uploading" {
  if (one.upload !== null) return "done";
  return one.error !== null ? "failed" : "uploading";
}
