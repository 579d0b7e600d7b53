"""Wordings that always tell a fault, and which of the guide's reasons each speaks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("faults.yml")
_FIRST_SIGN = 0xF100


@dataclass(frozen=True)
class Fault:
    """A wording in a text, and the reason it speaks for."""

    start: int
    end: int
    reason: str


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    wordings = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return tuple(
        (reason, re.compile("|".join(patterns), re.IGNORECASE))
        for reason, patterns in wordings.items()
    )


@lru_cache(maxsize=256)
def faults_in(text: str) -> tuple[Fault, ...]:
    """The wordings of ``text`` in reading order; of those that overlap, the longest."""
    found = [
        Fault(match.start(), match.end(), reason)
        for reason, pattern in _patterns()
        for match in pattern.finditer(text)
    ]
    found.sort(key=lambda fault: (fault.start - fault.end, fault.start))
    kept: list[Fault] = []
    for fault in found:
        if all(fault.end <= other.start or fault.start >= other.end for other in kept):
            kept.append(fault)
    return tuple(sorted(kept, key=lambda fault: fault.start))


def with_signs(text: str) -> str:
    """``text`` with each wording replaced by one sign, so that n-grams see what stands around."""
    reasons = [reason for reason, _ in _patterns()]
    parts, at = [], 0
    for fault in faults_in(text):
        parts += [text[at : fault.start], chr(_FIRST_SIGN + reasons.index(fault.reason))]
        at = fault.end
    return "".join([*parts, text[at:]])
