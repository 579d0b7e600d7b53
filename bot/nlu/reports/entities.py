"""How well each entity is found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.nlu.development import Answer, Utterance, meant_alike, spans


@dataclass(frozen=True)
class EntityScore:
    """Shares between 0 and 1 of exact spans; ``value_right`` of spans found with a known value.

    ``value_f1`` asks for the value instead of the span; see :class:`Figures`.
    """

    entity: str
    precision: float
    recall: float
    f1: float
    value_f1: float
    value_right: float | None
    support: int


def entity_scores(lines: Sequence[Utterance], answers: Sequence[Answer]) -> list[EntityScore]:
    """Every entity's score, the weakest first."""
    right, found, wanted = Counter[str](), Counter[str](), Counter[str]()
    valued, value_right, meant = Counter[str](), Counter[str](), Counter[str]()
    for line, answer in zip(lines, answers, strict=True):
        gold, guessed = spans(line.entities), spans(answer.entities)
        for count, held in ((wanted, gold), (found, guessed), (right, gold & guessed)):
            for (name, _), times in held.items():
                count[name] += times
        meant.update(meant_alike(line.entities, answer.entities))
        meanings = {(entity.name, entity.text): entity.value for entity in answer.entities}
        for entity in line.entities:
            key = (entity.name, entity.text)
            if entity.value is not None and key in meanings:
                valued[entity.name] += 1
                value_right[entity.name] += meanings[key] == entity.value
    scores = [
        EntityScore(
            entity=name,
            precision=right[name] / found[name] if found[name] else 0.0,
            recall=right[name] / wanted[name] if wanted[name] else 0.0,
            f1=2 * right[name] / (found[name] + wanted[name]),
            value_f1=2 * meant[name] / (found[name] + wanted[name]),
            value_right=value_right[name] / valued[name] if valued[name] else None,
            support=wanted[name],
        )
        for name in found | wanted
    ]
    return sorted(scores, key=lambda one: (one.f1, one.entity))
