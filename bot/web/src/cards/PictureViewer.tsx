import { useEffect } from "react";
import { createPortal } from "react-dom";
import { CloseIcon } from "../look/icons";

/** One picture over the whole page. Esc or a tap closes it. */
export function PictureViewer({ url, onClose }: { url: string; onClose: () => void }) {
  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      if (event.key === "Escape") onClose();
    };
    addEventListener("keydown", close);
    return () => removeEventListener("keydown", close);
  }, [onClose]);
  return createPortal(
    <div className="viewer" role="dialog" aria-modal="true" aria-label="图片" onClick={onClose}>
      <img src={url} alt="" />
      <button type="button" className="viewer-close" aria-label="关闭图片" autoFocus>
        <CloseIcon />
      </button>
    </div>,
    document.body,
  );
}
