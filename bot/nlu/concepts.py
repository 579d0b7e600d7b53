"""Reads words as ideas: 卖家, 店主 and 商家 become one sign, and so do all ways to ask how long.

The ideas and their wordings stand in ``concepts.yml``. Each idea, and each kind of value, is one
character of Unicode's private area, so that n-grams over ideas are n-grams over a string.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import yaml

from bot.nlu.normalisation import normalise
from bot.nlu.pinyin import is_chinese, sound
from bot.nlu.segmentation import is_word
from bot.nlu.value_rules import Value

_FILE = Path(__file__).with_name("concepts.yml")
_FIRST_IDEA, _FIRST_VALUE = 0xE000, 0xE800
_LONGEST_BY_SOUND = 6
_VALUES = ("order_no", "case_no", "amount", "quantity", "carrier", "tracking_no", "date")


class Concepts:
    """Ideas, their wordings, and where they stand in a text.

    Args:
        business: idea → wordings, separated by spaces; recognised as written and by sound.
        world: idea → wordings, recognised as written only.
    """

    def __init__(self, business: dict[str, str], world: dict[str, str]) -> None:
        self._signs: dict[str, str] = {}
        self._sounds: dict[str, str] = {}
        for number, words in enumerate([*business.values(), *world.values()]):
            sign = chr(_FIRST_IDEA + number)
            for wording in (normalise(word).text.casefold() for word in words.split()):
                self._signs.setdefault(wording, sign)
                if number < len(business) and len(wording) > 1 and all(map(is_chinese, wording)):
                    self._sounds.setdefault(_sounds_like(wording), sign)
        self._names = [*business, *world]
        self._longest = max(map(len, self._signs))
        self._values = {name: chr(_FIRST_VALUE + at) for at, name in enumerate(_VALUES)}

    def read(self, text: str, values: list[Value]) -> str:
        """``text`` with each value and each known wording replaced by its sign, longest first."""
        return "".join(sign for sign, _ in self.spans(text, values))

    def spans(self, text: str, values: list[Value]) -> Iterator[tuple[str, int]]:
        """The signs of ``text`` in order, with their lengths; what is not known is its own sign."""
        starts = {
            value.start: (self._values[value.entity], value.end)
            for value in values
            if value.entity in self._values
        }
        at = 0
        while at < len(text):
            sign, end = starts.get(at) or self._idea_at(text, at) or (text[at], at + 1)
            yield sign, end - at
            at = end

    def name(self, sign: str) -> str | None:
        """The idea that a sign stands for; None where it is a value or no sign at all."""
        number = ord(sign) - _FIRST_IDEA
        return self._names[number] if 0 <= number < len(self._names) else None

    def _idea_at(self, text: str, start: int) -> tuple[str, int] | None:
        written = self._written_at(text, start)
        if written is not None and written[1] - start > 1:
            return written
        return self._heard_at(text, start) or written

    def _written_at(self, text: str, start: int) -> tuple[str, int] | None:
        for end in range(min(start + self._longest, len(text)), start, -1):
            sign = self._signs.get(text[start:end])
            if sign is not None and not _cuts_a_word(text, start, end):
                return sign, end
        return None

    def _heard_at(self, text: str, start: int) -> tuple[str, int] | None:
        """A wording by its sound, unless what is written is a word of its own."""
        reach = start
        while reach < min(start + _LONGEST_BY_SOUND, len(text)) and is_chinese(text[reach]):
            reach += 1
        for end in range(reach, start + 1, -1):
            sign = self._sounds.get(_sounds_like(text[start:end]))
            if sign is not None and not is_word(text[start:end]):
                return sign, end
        return None


@lru_cache(maxsize=1)
def concepts() -> Concepts:
    """The product's own ideas, read once."""
    groups = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return Concepts(groups["business"], groups["world"])


def is_sign(char: str) -> bool:
    """Whether ``char`` stands for an idea or a value."""
    return _FIRST_IDEA <= ord(char) < _FIRST_VALUE + len(_VALUES)


def _sounds_like(text: str) -> str:
    return " ".join(map(sound, text))


def _cuts_a_word(text: str, start: int, end: int) -> bool:
    """Latin letters are a word only when no letter stands beside them."""
    before = start > 0 and _is_latin(text[start]) and _is_latin(text[start - 1])
    after = end < len(text) and _is_latin(text[end - 1]) and _is_latin(text[end])
    return before or after


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()
