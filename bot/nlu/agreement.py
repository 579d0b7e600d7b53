"""How well two people agree on goods and reasons: what no model can be asked to exceed.

Runs in Rasa's environment on the marks of two hands, a message a line of JSON::

    python -m bot.nlu.agreement tests/nlu/two_hands.jsonl
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.nlu.development import Entity, meant_alike, spans
from bot.nlu.reasons import REASON
from bot.nlu.span_cut import cut

_PRODUCT = "product"


@dataclass(frozen=True)
class TwoReadings:
    """What each hand marked in one message; reasons are cut as ``docs/labels.md`` says."""

    first: tuple[Entity, ...]
    second: tuple[Entity, ...]


def read_two_hands(path: Path) -> list[TwoReadings]:
    """The readings in a file of JSON lines: ``text``, ``first`` and ``second``."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        TwoReadings(*(tuple(_marks(line["text"], line[hand])) for hand in ("first", "second")))
        for line in lines
    ]


def _marks(text: str, hand: dict[str, list[str | list[str]]]) -> Iterator[Entity]:
    for words in hand[_PRODUCT]:
        yield Entity(_PRODUCT, str(words), None)
    for words, value in hand[REASON]:
        start = text.index(words)
        yield Entity(REASON, text[slice(*cut(text, start, start + len(words), REASON))], value)


def by_span(readings: Sequence[TwoReadings], name: str) -> float:
    """F1 of the marks with the same words."""
    return _f1(readings, name, lambda one, other: (spans(one) & spans(other)).total())


def by_value(readings: Sequence[TwoReadings], name: str) -> float:
    """F1 of the marks with the same value."""
    return _f1(readings, name, lambda one, other: len(meant_alike(one, other)))


def _f1(
    readings: Sequence[TwoReadings],
    name: str,
    alike: Callable[[Sequence[Entity], Sequence[Entity]], int],
) -> float:
    agreed = marked = 0
    for reading in readings:
        first, second = (
            [mark for mark in hand if mark.name == name] for hand in (reading.first, reading.second)
        )
        agreed += alike(first, second)
        marked += len(first) + len(second)
    return 2 * agreed / marked if marked else 1.0


def main(path: Path) -> None:
    """Print the figures."""
    readings = read_two_hands(path)
    print(f"{len(readings)} messages, marked by two hands")
    print(f"goods, F1 by span      {by_span(readings, _PRODUCT):.3f}")
    print(f"reasons, F1 by span    {by_span(readings, REASON):.3f}")
    print(f"reasons, F1 by value   {by_value(readings, REASON):.3f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
