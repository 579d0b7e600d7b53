"""Where a span of goods or of a fault begins and ends: the convention of ``docs/labels.md``."""

from __future__ import annotations

import re

from bot.nlu.goods_names import named_from
from bot.nlu.reasons import REASON

_OPENERS = re.compile(
    r"[\W]*(?:它|其实|结果|因为|发现|居然|竟然|已经|完全|原因就?是|理由就?是"
    r"|(?:都|一直|根本|收到就?是?|到手就?)(?=.{2})|就(?=[^一是].))*"
)
_PARTICLES = frozenset("了的吧啦啊呀咯喽")
_LATIN = re.compile(r"[A-Za-z]+")


def cut(text: str, start: int, end: int, entity: str) -> tuple[int, int]:
    """The span as the convention cuts it: a reason without its opener and its final particles.

    Goods are named with their colour and size. One particle stays where nothing but one character
    would be left (坏了, but 发错); a Latin word is not cut in two.
    """
    if entity == REASON:
        start += len(_OPENERS.match(text[start:end])[0])
        while end - start > 2 and text[end - 1] in _PARTICLES:
            end -= 1
        if end - start == 1 and text[end : end + 1] == "了":
            end += 1
    elif start < end:
        start = named_from(text, start)
    for word in _LATIN.finditer(text):
        start = word.start() if word.start() < start < word.end() else start
        end = word.end() if word.start() < end < word.end() else end
    return trimmed(text, start, end)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without what is no word at its ends: punctuation, spaces, emoji."""
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    return start, end
