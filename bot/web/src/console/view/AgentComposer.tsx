import { useEffect, useRef, useState } from "react";
import { sendsOnEnter } from "../../text/enter-key";
import type { CannedReply } from "../objects";
import { CannedMenu } from "./CannedMenu";

const TYPING_EVERY_MS = 3_000;
const LONGEST_TEXT = 1_000;

interface Props {
  /** What was begun in this conversation earlier. */
  draft: string;
  onDraft: (text: string) => void;
  canned: CannedReply[];
  noting: boolean;
  onNoting: (on: boolean) => void;
  onSay: (text: string) => void;
  onTyping: (on: boolean) => void;
}

export function AgentComposer(props: Props) {
  const { canned, noting, onNoting, onSay, onTyping } = props;
  const [text, setText] = useState(props.draft);
  const [picked, setPicked] = useState(0);
  const field = useRef<HTMLTextAreaElement>(null);
  const toldAt = useRef(0);
  const offered = offeredBy(text, canned);

  useEffect(() => field.current?.focus(), [noting]);

  const change = (next: string) => {
    setText(next);
    props.onDraft(next);
    setPicked(0);
    if (noting || next.startsWith("/") || Date.now() - toldAt.current < TYPING_EVERY_MS) return;
    toldAt.current = Date.now();
    onTyping(true);
  };

  const send = () => {
    if (text.trim() === "") return;
    onSay(text.trim());
    if (toldAt.current > 0) onTyping(false);
    toldAt.current = 0;
    setText("");
    props.onDraft("");
    field.current?.focus();
  };

  const take = (reply: CannedReply | undefined) => {
    if (reply) change(reply.text);
    field.current?.focus();
  };

  return (
    <footer className={noting ? "agent-composer agent-composer-note" : "agent-composer"}>
      {offered.length > 0 && <CannedMenu replies={offered} picked={picked} onTake={take} />}
      <textarea
        ref={field}
        rows={3}
        value={text}
        maxLength={LONGEST_TEXT}
        data-testid="agent-composer"
        aria-label={noting ? "内部备注" : "回复买家"}
        placeholder={
          noting ? "内部备注，只有客服看得到" : "回复买家，Enter 发送，Shift+Enter 换行，/ 快捷回复"
        }
        onChange={(event) => change(event.target.value)}
        onKeyDown={(event) => {
          if (offered.length > 0 && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
            event.preventDefault();
            const by = event.key === "ArrowDown" ? 1 : offered.length - 1;
            setPicked((picked + by) % offered.length);
          } else if (event.key === "Escape" && text.startsWith("/")) {
            change("");
          } else if (sendsOnEnter(event)) {
            event.preventDefault();
            if (offered.length > 0) take(offered[picked]);
            else send();
          }
        }}
      />
      <div className="agent-composer-line">
        <label className="note-switch">
          <input
            type="checkbox"
            checked={noting}
            data-testid="note"
            onChange={(event) => onNoting(event.target.checked)}
          />
          内部备注 <kbd>Alt N</kbd>
        </label>
        <button
          type="button"
          className="button button-lead"
          data-testid="agent-send"
          disabled={text.trim() === ""}
          onClick={send}
        >
          {noting ? "记下备注" : "发送"} <kbd>Enter</kbd>
        </button>
      </div>
    </footer>
  );
}

/** The canned replies that a text beginning with "/" asks for. */
function offeredBy(text: string, canned: CannedReply[]): CannedReply[] {
  if (!text.startsWith("/")) return [];
  const wanted = text.slice(1).trim();
  return canned.filter((reply) => (reply.title + reply.text).includes(wanted));
}
