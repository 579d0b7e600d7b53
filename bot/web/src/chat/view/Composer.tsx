import { type ClipboardEvent, useLayoutEffect, useRef, useState } from "react";
import { PictureIcon, SendIcon } from "../../look/icons";
import type { Upload } from "../../protocol/objects";
import { ACCEPTED } from "../../protocol/upload";
import { sendsOnEnter } from "../../text/enter-key";
import { Attachments } from "./Attachments";
import { type UploadDoor, useAttachments } from "./use-attachments";

const LONGEST_TEXT = 1_000;
const COUNTED_FROM = 900;
const TYPING_EVERY_MS = 3_000;

interface Props {
  withPerson: boolean;
  onSend: (text: string, uploads: Upload[]) => void;
  onTyping: (on: boolean) => void;
  upload: UploadDoor;
}

export function Composer({ withPerson, onSend, onTyping, upload }: Props) {
  const [text, setText] = useState("");
  const attachments = useAttachments(upload);
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const toldAt = useRef(0);
  const left = LONGEST_TEXT - text.length;
  const ready =
    (text.trim() !== "" || attachments.done.length > 0) && !attachments.busy && left >= 0;

  useLayoutEffect(() => {
    const box = field.current;
    if (!box) return;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
  }, [text]);

  const change = (next: string) => {
    setText(next);
    if (!withPerson || Date.now() - toldAt.current < TYPING_EVERY_MS) return;
    toldAt.current = Date.now();
    onTyping(true);
  };

  const send = () => {
    if (!ready) return;
    onSend(text.trim(), attachments.done);
    if (toldAt.current > 0) onTyping(false);
    toldAt.current = 0;
    setText("");
    attachments.clear();
    field.current?.focus();
  };

  const paste = (event: ClipboardEvent) => {
    const files = Array.from(event.clipboardData.files);
    if (files.length === 0) return;
    event.preventDefault();
    attachments.add(files);
  };

  return (
    <footer className="composer">
      <Attachments list={attachments.list} onRemove={attachments.remove} onRetry={attachments.retry} />
      <div className="composer-line">
        <button
          type="button"
          className="round"
          aria-label="添加图片或视频"
          onClick={() => picker.current?.click()}
        >
          <PictureIcon />
        </button>
        <input
          ref={picker}
          type="file"
          className="unseen"
          data-testid="upload"
          accept={ACCEPTED}
          multiple
          tabIndex={-1}
          aria-label="选择图片或视频"
          onChange={(event) => {
            attachments.add(Array.from(event.target.files ?? []));
            event.target.value = "";
          }}
        />
        <textarea
          ref={field}
          rows={1}
          value={text}
          data-testid="composer"
          aria-label="输入消息"
          placeholder={withPerson ? "和客服说点什么…" : "请描述您的问题…"}
          enterKeyHint="send"
          onChange={(event) => change(event.target.value)}
          onPaste={paste}
          onKeyDown={(event) => {
            if (!sendsOnEnter(event)) return;
            event.preventDefault();
            send();
          }}
        />
        <button
          type="button"
          className="round round-send"
          data-testid="send"
          aria-label="发送"
          disabled={!ready}
          onClick={send}
        >
          <SendIcon />
        </button>
      </div>
      {text.length >= COUNTED_FROM && (
        <p className={left < 0 ? "count count-over" : "count"}>
          {left < 0 ? `超出 ${-left} 字，请分几条发送` : `还可输入 ${left} 字`}
        </p>
      )}
    </footer>
  );
}
