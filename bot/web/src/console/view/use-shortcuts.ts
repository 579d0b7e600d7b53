import { useEffect, useRef } from "react";

/**
 * Alt and a key, from anywhere on the page. By the key's place, because Alt changes the
 * character on some keyboards.
 */
export function useShortcuts(active: boolean, actions: Record<string, () => void>): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    if (!active) return;
    const press = (event: KeyboardEvent) => {
      const action = latest.current[event.code];
      if (!event.altKey || event.ctrlKey || event.metaKey || !action) return;
      event.preventDefault();
      action();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [active]);
}
