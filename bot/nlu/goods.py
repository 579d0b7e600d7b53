"""Words for goods, so that what the corpus never named is still recognised as something bought."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.nlu.normalisation import normalise

_FILE = Path(__file__).with_name("goods.txt")


@lru_cache(maxsize=1)
def goods() -> frozenset[str]:
    """All words of ``goods.txt``, normalised."""
    words = _FILE.read_text(encoding="utf-8").split()
    return frozenset(normalise(word).text.casefold() for word in words)


@dataclass(frozen=True)
class Pieces:
    """How many words for goods begin or end with two characters, or end with one."""

    beginnings: Counter[str]
    endings: Counter[str]
    finals: Counter[str]


@lru_cache(maxsize=1)
def pieces() -> Pieces:
    """What words for goods are made of, so that one that is not listed is known by its parts."""
    longer = [word for word in goods() if len(word) > 2]
    return Pieces(
        beginnings=Counter(word[:2] for word in longer),
        endings=Counter(word[-2:] for word in longer),
        finals=Counter(word[-1] for word in goods() if len(word) > 1),
    )


@lru_cache(maxsize=1)
def _longest() -> int:
    return max(map(len, goods()))


def goods_marks(text: str, borders: frozenset[int]) -> list[str]:
    """For each character, its place in a word for goods: B, I, E, S (alone) or O.

    Args:
        text: normalised text in lower case.
        borders: where words begin and end; a word of one character must stand between two.
    """
    marks = ["O"] * len(text)
    at = 0
    while at < len(text):
        end = _goods_at(text, at, borders)
        if end is None:
            at += 1
            continue
        marks[at:end] = ["S"] if end == at + 1 else ["B", *"I" * (end - at - 2), "E"]
        at = end
    return marks


def _goods_at(text: str, start: int, borders: frozenset[int]) -> int | None:
    for end in range(min(start + _longest(), len(text)), start, -1):
        if text[start:end] in goods():
            latin = text[start].isascii()
            whole = start in borders and end in borders
            if whole or (end - start > 1 and not latin):
                return end
    return None
