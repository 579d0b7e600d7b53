import { useEffect } from "react";

/** Gives CSS the height above the on-screen keyboard, which `dvh` does not know on iOS. */
export function useVisibleHeight(): void {
  useEffect(() => {
    const view = window.visualViewport;
    if (!view) return;
    const fit = () => {
      document.documentElement.style.setProperty("--visible-height", `${view.height}px`);
      if (view.offsetTop > 0) window.scrollTo(0, 0);
    };
    fit();
    view.addEventListener("resize", fit);
    return () => view.removeEventListener("resize", fit);
  }, []);
}
