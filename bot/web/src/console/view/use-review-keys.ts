import { useEffect, useRef } from "react";

/** Bare keys, as long as nobody is writing; those of the desk all hold Alt. */
export function useReviewKeys(actions: Record<string, () => void>): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const writing = event.target instanceof HTMLInputElement && event.target.type === "search";
      if (event.altKey || event.ctrlKey || event.metaKey || writing) return;
      const action = latest.current[event.key];
      if (!action) return;
      event.preventDefault();
      action();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}
