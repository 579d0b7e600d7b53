import type { CannedReply } from "../objects";

interface Props {
  replies: CannedReply[];
  picked: number;
  onTake: (reply: CannedReply) => void;
}

export function CannedMenu({ replies, picked, onTake }: Props) {
  return (
    <ul className="canned" role="listbox" aria-label="快捷回复">
      {replies.map((reply, index) => (
        <li key={reply.title} role="option" aria-selected={index === picked}>
          <button type="button" tabIndex={-1} onClick={() => onTake(reply)}>
            <strong>{reply.title}</strong>
            <span>{reply.text}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
