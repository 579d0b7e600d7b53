import { pieces } from "./links";

/** A message as text: line breaks are kept, nothing in it is ever read as markup. */
export function RichText({ text }: { text: string }) {
  return pieces(text, location.origin).map((piece, index) =>
    piece.href === null ? (
      <span key={index}>{piece.text}</span>
    ) : (
      <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer">
        {piece.text}
      </a>
    ),
  );
}
