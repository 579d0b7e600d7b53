import { ThumbDownIcon, ThumbUpIcon } from "../../look/icons";

interface Props {
  judged: boolean | undefined;
  onJudge: (useful: boolean) => void;
}

export function Feedback({ judged, onJudge }: Props) {
  if (judged !== undefined) {
    return <p className="feedback-done">{judged ? "感谢您的认可" : "已记录，我们会改进"}</p>;
  }
  return (
    <div className="feedback" role="group" aria-label="这个回答有帮助吗">
      <button type="button" data-testid="useful" onClick={() => onJudge(true)}>
        <ThumbUpIcon />
        有用
      </button>
      <button type="button" data-testid="not-useful" onClick={() => onJudge(false)}>
        <ThumbDownIcon />
        没用
      </button>
    </div>
  );
}
