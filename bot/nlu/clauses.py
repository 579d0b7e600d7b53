"""Where the clauses of a message begin and end."""

from __future__ import annotations

import re

_CLAUSE = re.compile(r"[^,。!?;:、~…\s]+")


def clauses(text: str) -> list[tuple[int, int]]:
    """Start and end of each clause of a normalised text, without what stands between them."""
    return [clause.span() for clause in _CLAUSE.finditer(text)]
