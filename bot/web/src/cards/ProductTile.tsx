import type { CSSProperties } from "react";

/** Stands for a product's picture: its first character on a colour of its own. */
export function ProductTile({ title }: { title: string }) {
  const letter = Array.from(title.replace(/[^\p{L}\p{N}]/gu, ""))[0] ?? "商";
  let hue = 0;
  for (const character of title) hue = (hue * 31 + (character.codePointAt(0) ?? 0)) % 360;
  return (
    <span className="product-tile" style={{ "--hue": hue } as CSSProperties} aria-hidden="true">
      {letter}
    </span>
  );
}
