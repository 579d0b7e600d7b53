import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

const NEAR_PX = 120;

/**
 * Keeps the newest message in view, unless the reader has scrolled back.
 * A message of the buyer's own always brings the end into view.
 */
export function useStickToEnd(messages: number, own: number) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const near = useRef(true);
  const [away, setAway] = useState(false);

  const toEnd = useCallback(() => {
    const box = scroller.current;
    if (box) box.scrollTop = box.scrollHeight;
  }, []);

  useEffect(() => {
    const box = scroller.current;
    const inside = content.current;
    if (!box || !inside) return;
    const look = () => {
      near.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX;
      setAway(!near.current);
    };
    // Pictures load late and the keyboard changes the height: follow every change of size.
    const sizes = new ResizeObserver(() => {
      if (near.current) toEnd();
      else look();
    });
    sizes.observe(inside);
    sizes.observe(box);
    box.addEventListener("scroll", look, { passive: true });
    return () => {
      sizes.disconnect();
      box.removeEventListener("scroll", look);
    };
  }, [toEnd]);

  useLayoutEffect(() => {
    if (near.current) toEnd();
  }, [messages, toEnd]);

  useLayoutEffect(() => {
    if (own > 0) toEnd();
  }, [own, toEnd]);

  return { scroller, content, away, toEnd };
}
