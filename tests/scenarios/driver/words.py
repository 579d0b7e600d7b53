"""Recognises the responses of ``domain.yml`` in what the bot says, whatever their wording is.

Scenarios speak of responses and chips by name, so that a sentence can be polished without a
scenario being touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import yaml

_DOMAIN = Path(__file__).parents[3] / "domain.yml"
_PREFIX = "utter_"
_LABELS = re.compile(
    "(?:chip|label|title|type|reason|destination|method|freight_payer|order_status|status|line|"
    "event|carrier|desk|canned|packet|error)_"
)
_ENDS_A_SENTENCE = re.compile("[。？?！]")
_PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
_LEAST_LITERAL = 4


@dataclass(frozen=True)
class _Template:
    """A response: its text with anything in the places of its values.

    ``longest`` is its longest piece of fixed text, which is quick to look for; ``literal`` is the
    number of its fixed characters.
    """

    name: str
    pattern: re.Pattern[str]
    longest: str
    literal: int


class SpokenWords:
    """The responses: sentences to be recognised, labels to be tapped."""

    def __init__(self, texts: dict[str, list[str]]) -> None:
        self._texts = texts
        self._templates = list(_templates(texts))

    @classmethod
    def load(cls) -> SpokenWords:
        """All responses of the bot."""
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        domain = yaml.load(_DOMAIN.read_text(encoding="utf-8"), Loader=loader)
        return cls(
            {
                name.removeprefix(_PREFIX): [str(one.get("text", "")).strip() for one in variants]
                for name, variants in domain["responses"].items()
            }
        )

    def names_in(self, text: str) -> set[str]:
        """The names of the responses that ``text`` is made of, without ``utter_``."""
        possible = [one for one in self._templates if one.longest in text]
        whole = {one.name for one in possible if one.pattern.fullmatch(text)}
        if whole:
            return whole
        return {
            one.name
            for one in possible
            if one.literal > _LEAST_LITERAL and one.pattern.search(text)
        }

    def labels(self, *patterns: str) -> set[str]:
        """The texts of the responses whose names fit one of ``patterns``."""
        return {
            text
            for name, texts in self._texts.items()
            if any(fnmatchcase(name, pattern) for pattern in patterns)
            for text in texts
        }

    def has(self, pattern: str) -> bool:
        """Whether any response's name fits ``pattern``."""
        return any(fnmatchcase(name, pattern) for name in self._texts)

    def to_tap(self, name: str) -> set[str]:
        """The labels a scenario means by ``name``: a chip's name, a code, or the label itself."""
        kinds = ("chip", "type", "reason", "carrier", "destination")
        return self.labels(*(f"{kind}_{name}" for kind in kinds), f"chip_{name}_*") or {name}


def _templates(texts: dict[str, list[str]]) -> Iterator[_Template]:
    for name, variants in texts.items():
        for text in variants:
            if _LABELS.match(name) and not _ENDS_A_SENTENCE.search(text):
                continue
            literals = _PLACEHOLDER.split(text)
            pattern = ".*?".join(re.escape(literal) for literal in literals)
            literal = sum(map(len, literals))
            if literal:
                longest = max(literals, key=len)
                yield _Template(name, re.compile(pattern, re.DOTALL), longest, literal)
