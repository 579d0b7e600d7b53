import { type ReactNode, useEffect, useRef } from "react";

interface Props {
  title: string;
  onCancel: () => void;
  children: ReactNode;
}

/** A modal dialog: the browser keeps the focus inside and closes it with Esc. */
export function Dialog({ title, onCancel, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="dialog" aria-label={title} onClose={onCancel}>
      <h2>{title}</h2>
      {children}
    </dialog>
  );
}
