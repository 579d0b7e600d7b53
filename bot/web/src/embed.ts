/**
 * Puts the chat on a shop's page with one script tag:
 *
 *   <script src="https://chat.example/static/embed.js" data-token="…" defer></script>
 *
 * A button in the corner opens the chat in a frame. When the token has run out the host hears
 * `aftersales-chat:token-expired` on `window` and answers with `aftersalesChat.setToken(fresh)`.
 */
(() => {
  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement)) return;
  const page = new URL("/chat", script.src);
  let token = script.dataset["token"] ?? "";
  let seen = 0;
  let frame: HTMLIFrameElement | null = null;

  const address = () => `${page.href}#token=${encodeURIComponent(token)}`;

  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "客服";
  button.setAttribute("aria-expanded", "false");
  dress(button, {
    position: "fixed", right: "16px", bottom: "16px", zIndex: "2147483000",
    width: "56px", height: "56px", border: "0", borderRadius: "28px",
    background: "#0b7a75", color: "#fff", font: "600 16px sans-serif",
    boxShadow: "0 6px 24px rgb(16 40 38 / 25%)", cursor: "pointer",
  });

  function dress(element: HTMLElement, look: Partial<CSSStyleDeclaration>): void {
    Object.assign(element.style, look);
  }

  function build(): HTMLIFrameElement {
    const built = document.createElement("iframe");
    built.title = "售后客服";
    built.src = address();
    built.allow = "clipboard-write";
    dress(built, {
      position: "fixed", right: "16px", bottom: "84px", zIndex: "2147483000",
      width: "min(400px, calc(100vw - 32px))", height: "min(680px, calc(100vh - 100px))",
      border: "0", borderRadius: "16px", boxShadow: "0 12px 48px rgb(16 40 38 / 25%)",
      display: "none",
    });
    document.body.append(built);
    return built;
  }

  function show(open: boolean): void {
    frame ??= build();
    frame.style.display = open ? "block" : "none";
    button.setAttribute("aria-expanded", String(open));
    button.textContent = open ? "收起" : "客服";
  }

  button.addEventListener("click", () => show(button.getAttribute("aria-expanded") !== "true"));

  addEventListener("message", (event: MessageEvent<unknown>) => {
    if (event.origin !== page.origin || event.source !== frame?.contentWindow) return;
    const news = (event.data as { aftersalesChat?: { phase: string; lastSeq: number } } | null)
      ?.aftersalesChat;
    if (!news) return;
    if (news.phase === "expired") dispatchEvent(new Event("aftersales-chat:token-expired"));
    const closed = button.getAttribute("aria-expanded") !== "true";
    if (closed && news.lastSeq > seen && seen > 0) button.textContent = "新消息";
    seen = Math.max(seen, news.lastSeq);
  });

  Object.assign(window, {
    aftersalesChat: {
      open: () => show(true),
      close: () => show(false),
      setToken(fresh: string) {
        token = fresh;
        // Only the fragment changes: the page in the frame takes it up without loading anew.
        if (frame) frame.src = address();
      },
    },
  });

  const place = () => document.body.append(button);
  if (document.body) place();
  else addEventListener("DOMContentLoaded", place);
})();
