"""Puts measured tables into a document, each between two comments that name it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def put(document: Path, name: str, text: str) -> None:
    """Replace what stands between ``<!-- name -->`` and ``<!-- /name -->`` by ``text``.

    Raises:
        ValueError: the document has no such place.
    """
    before = document.read_text(encoding="utf-8")
    place = re.compile(rf"(?<=<!-- {name} -->\n).*?(?=<!-- /{name} -->)", re.DOTALL)
    if place.search(before) is None:
        raise ValueError(f"{document} has no place for {name}")
    document.write_text(place.sub(lambda _: f"{text}\n", before, count=1), encoding="utf-8")
