"""The errors worth reading first: those the model was surest of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.nlu.development import Answer, Utterance


@dataclass(frozen=True)
class Mistake:
    """A line whose first guess is wrong. ``acted`` says that the bot would act on it."""

    text: str
    wanted: tuple[str, ...]
    given: str
    confidence: float
    acted: bool
    persona: str


def worst_mistakes(
    lines: Sequence[Utterance], answers: Sequence[Answer], most: int
) -> list[Mistake]:
    """The ``most`` mistakes the model was surest of."""
    mistakes = [
        Mistake(
            text=line.text,
            wanted=line.labels,
            given=answer.best,
            confidence=answer.confidence,
            acted=answer.intent == answer.best,
            persona=line.persona,
        )
        for line, answer in zip(lines, answers, strict=True)
        if answer.best not in line.labels
    ]
    return sorted(mistakes, key=lambda one: -one.confidence)[:most]
