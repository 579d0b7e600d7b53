"""What a rule for values is, and the pieces that all of them are written with."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.nlu.numerals import DIGITS, NUMERAL

NUMBER = rf"(?:\d{{1,8}}|{NUMERAL}{{1,8}})"
CHINESE_DIGIT = f"[{''.join(digit for digit in DIGITS if digit not in '俩仨')}]"
SPOKEN = f"[0-9{CHINESE_DIGIT[1:-1]}]"
"""A digit as it is typed or read out."""

PIECE = "[件个双条盒瓶包袋箱本套只支台份张罐部把副对枚串斤颗顶根桶卷片组]"
"""What goods are counted in."""

NO_LETTER_BEFORE = "(?<![a-z0-9])"


@dataclass(frozen=True)
class Value:
    """A span of the text, the entity it is and what it stands for."""

    entity: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Rule:
    """An entity, where it stands, and how its text is read. The group ``v`` is the span."""

    entity: str
    pattern: re.Pattern[str]
    read: Callable[[str], str | None]


def as_written(text: str) -> str:
    """The value of what needs no reading."""
    return text


def always(value: str) -> Callable[[str], str]:
    """A reading that is the same for all wordings."""
    return lambda _text: value


def rule(entity: str, pattern: str, read: Callable[[str], str | None] = as_written) -> Rule:
    """A rule whose pattern knows no case."""
    return Rule(entity, re.compile(pattern, re.IGNORECASE), read)


def not_after(*words: str) -> str:
    """A pattern that holds where none of the words stands just before."""
    return "".join(f"(?<!{re.escape(word)})" for word in words)


def digits(text: str) -> str:
    """``"2026 1115"`` and ``"二零二六幺幺幺五"`` → ``"20261115"``."""
    return "".join(
        str(DIGITS[char]) if char in DIGITS else char for char in text if char not in " \t-,."
    )
