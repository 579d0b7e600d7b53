"""Runs of characters and of words, the features of all readers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def characters(text: str, longest: int) -> list[str]:
    """All runs of one to ``longest`` characters."""
    return [text[at : at + n] for n in range(1, longest + 1) for at in range(len(text) - n + 1)]


def sequences(parts: Sequence[str], lengths: Iterable[int]) -> list[str]:
    """All runs of so many parts, joined by spaces."""
    return [
        " ".join(parts[at : at + length])
        for length in lengths
        for at in range(len(parts) - length + 1)
    ]
