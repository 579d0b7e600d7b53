"""Values with a recognisable form: numbers, amounts, carriers, dates, types, destinations.

Each rule finds spans in normalised text and says what they stand for. Rules stand in the order
of their right of way: a span found first is not given to a later rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from bot.nlu.choice_rules import CHOICE_RULES
from bot.nlu.goods_rules import GOODS_RULES
from bot.nlu.money_rules import MONEY_RULES
from bot.nlu.number_rules import NUMBER_RULES
from bot.nlu.time_rules import TIME_RULES
from bot.nlu.value_rule import Rule, Value

RULES: tuple[Rule, ...] = (
    *NUMBER_RULES,
    *CHOICE_RULES,
    *MONEY_RULES,
    *GOODS_RULES,
    *TIME_RULES,
)


def find_values(text: str) -> list[Value]:
    """Every rule-like value in normalised ``text``, without overlaps, in reading order."""
    return list(_values(text))


@lru_cache(maxsize=256)
def _values(text: str) -> tuple[Value, ...]:
    """The steps of the pipeline ask for the same message in turn, so the last ones are kept."""
    found: list[Value] = []
    for value in _candidates(text):
        if all(value.end <= other.start or value.start >= other.end for other in found):
            found.append(value)
    return tuple(sorted(found, key=lambda value: value.start))


def _candidates(text: str) -> Iterator[Value]:
    for rule in RULES:
        for match in rule.pattern.finditer(text):
            meaning = rule.read(match["v"])
            if meaning is not None:
                yield Value(rule.entity, meaning, match.start("v"), match.end("v"))
