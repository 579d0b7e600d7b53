export interface TextPiece {
  text: string;
  href: string | null;
}

/** Chinese punctuation (full stop, comma, brackets, quotes …) ends an address. */
const ADDRESS =
  /https:\/\/[^\s<>"'\u3002\uff0c\uff1b\uff1a\uff01\uff1f\uff08\uff09\u201c\u201d\u2018\u2019\u3010\u3011\u300a\u300b\u3001]+/g;

/** Splits a text around its addresses; only those of `origin` become links. */
export function pieces(text: string, origin: string): TextPiece[] {
  const found: TextPiece[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(/[.,;:!?)\]]+$/, "");
    if (!hasOrigin(address, origin)) continue;
    if (match.index > from) found.push({ text: text.slice(from, match.index), href: null });
    found.push({ text: address, href: address });
    from = match.index + address.length;
  }
  if (from < text.length) found.push({ text: text.slice(from), href: null });
  return found;
}

function hasOrigin(address: string, origin: string): boolean {
  try {
    const url = new URL(address);
    return url.protocol === "https:" && url.origin === origin && url.username === "";
  } catch {
    return false;
  }
}
