/** The assistant's face: a speech bubble that smiles. Drawn here, so nothing is loaded. */
export function BotAvatar({ size = "regular" }: { size?: "regular" | "large" }) {
  return (
    <span className={`avatar avatar-bot avatar-${size}`} aria-hidden="true">
      <svg viewBox="0 0 40 40" focusable="false">
        <path
          className="avatar-face"
          d="M20 9c6.9 0 12 4.3 12 10.2S26.9 29.4 20 29.4c-1.3 0-2.6-.2-3.8-.5l-5.1 2.6c-.6.3-1.2-.2-1.1-.8l.6-4.5C9 24.4 8 22 8 19.2 8 13.3 13.1 9 20 9z"
        />
        <circle className="avatar-eye" cx="15.8" cy="18" r="1.7" />
        <circle className="avatar-eye" cx="24.2" cy="18" r="1.7" />
        <path className="avatar-smile" d="M16 22.3c1.1 1.3 2.5 1.9 4 1.9s2.9-.6 4-1.9" />
      </svg>
    </span>
  );
}
