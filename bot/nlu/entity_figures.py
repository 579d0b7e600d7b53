"""How well entities are found, counted in two ways.

*By span*: the entity and its words, character by character, are those of the annotation.
*By value*: the entity and what it stands for are; the words count only where the annotation names
no value. The bot acts on values: whether a reason is told in four characters or five moves nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Entity:
    """An entity: its name, the words as the buyer wrote them, and what they stand for."""

    name: str
    text: str
    value: str | None = None


@dataclass(frozen=True)
class EntityFigures:
    """How often an entity is annotated and found, and F1 by span and by value."""

    annotated: int
    found: int
    span_f1: float
    value_f1: float


Lines = Sequence[tuple[Sequence[Entity], Sequence[Entity]]]


def entity_figures(lines: Lines) -> dict[str, EntityFigures]:
    """Entity → figures over pairs of what is annotated and what was found; ``all`` counts all."""
    wanted, found, spans, values = (Counter[str]() for _ in range(4))
    for annotated, guessed in lines:
        wanted.update(entity.name for entity in annotated)
        found.update(entity.name for entity in guessed)
        spans.update(name for name, _ in (_words(annotated) & _words(guessed)).elements())
        values.update(_meant_alike(annotated, guessed))
    for count in (wanted, found, spans, values):
        count["all"] = count.total()
    return {
        name: EntityFigures(
            annotated=wanted[name],
            found=found[name],
            span_f1=2 * spans[name] / max(1, wanted[name] + found[name]),
            value_f1=2 * values[name] / max(1, wanted[name] + found[name]),
        )
        for name in sorted(wanted | found, key=lambda name: (name == "all", name))
    }


def _words(entities: Iterable[Entity]) -> Counter[tuple[str, str]]:
    return Counter((entity.name, entity.text) for entity in entities)


def _meant_alike(annotated: Sequence[Entity], guessed: Sequence[Entity]) -> list[str]:
    """The names of the annotated entities for which one was found that means the same."""
    left = list(guessed)
    alike = []
    for entity in annotated:
        same = next((one for one in left if _means(one, entity)), None)
        if same is not None:
            left.remove(same)
            alike.append(entity.name)
    return alike


def _means(guess: Entity, annotated: Entity) -> bool:
    if guess.name != annotated.name:
        return False
    if annotated.value is None:
        return guess.text == annotated.text
    return guess.value == annotated.value
