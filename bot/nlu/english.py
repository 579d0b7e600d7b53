"""Reads English words as the Chinese words that the corpus teaches.

Buyers in Hong Kong and abroad write ``where is my refund`` or ``refund到哪了``. A corpus of Chinese
cannot hold every English sentence, but it need not: word by word, 哪里我的退款 says enough.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("english.yml")
_LONGEST = 6
_RUN = re.compile(r"[a-z][a-z'’&-]*(?: +[a-z][a-z'’&-]*)*")


@lru_cache(maxsize=1)
def _glosses() -> dict[tuple[str, ...], str]:
    wordings = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {
        tuple(wording.split()): "" if gloss is None else str(gloss)
        for gloss, english in wordings.items()
        for wording in str(english).split(", ")
    }


def in_chinese(text: str) -> str:
    """``text`` with the English words that are known in Chinese; all else stays as it is."""
    if not any("a" <= char <= "z" for char in text):
        return text
    return _RUN.sub(lambda run: _read(run[0]), text)


def _read(run: str) -> str:
    words = run.replace("’", "'").split()
    glosses = _glosses()
    parts: list[str] = []
    at = 0
    while at < len(words):
        longest = range(min(_LONGEST, len(words) - at), 0, -1)
        length = next((n for n in longest if tuple(words[at : at + n]) in glosses), 0)
        if length:
            parts.append(glosses[tuple(words[at : at + length])])
        else:
            before = " " if parts and parts[-1][-1:].isascii() else ""
            parts.append(f"{before}{words[at]}")
        at += length or 1
    return "".join(parts)
