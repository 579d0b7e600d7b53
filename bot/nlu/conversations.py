"""Buyers' sides of conversations, each message with what the bot had just asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.nlu.development import Entity, Utterance
from bot.nlu.labels import NOT_UNDERSTOOD


@dataclass(frozen=True)
class Turn:
    """A message, and the slot and the command (``case_wish``) that the bot was asking about."""

    utterance: Utterance
    asked: str | None
    wish: str | None


@dataclass(frozen=True)
class InContext:
    """Shares of right first guesses, and of messages that were not understood."""

    turns: int
    answers: int
    alone: float
    in_context: float
    answers_alone: float
    answers_in_context: float
    not_understood_alone: float
    not_understood_in_context: float


def read_conversations(folder: Path) -> list[Turn]:
    """Every turn of every conversation in ``folder``; labels in Rasa's spelling (``faq_x``)."""
    return [
        _turn(turn, str(conversation["persona"]))
        for path in sorted(folder.glob("*.yml"))
        for conversation in yaml.safe_load(path.read_text(encoding="utf-8"))
        for turn in conversation["turns"]
    ]


def _turn(turn: dict[str, object], persona: str) -> Turn:
    labels, entities = turn["labels"], turn.get("entities") or []
    assert isinstance(labels, list) and isinstance(entities, list)
    return Turn(
        utterance=Utterance(
            text=str(turn["text"]),
            labels=tuple(str(label).replace("/", "_") for label in labels),
            persona=persona,
            entities=tuple(
                Entity(
                    str(entity["entity"]),
                    str(entity["text"]),
                    None if entity.get("value") is None else str(entity["value"]),
                )
                for entity in entities
            ),
        ),
        asked=_text_or_none(turn.get("asked")),
        wish=_text_or_none(turn.get("wish")),
    )


@dataclass(frozen=True)
class Heard:
    """What a model made of a turn: its first guess, and what the bot acts on."""

    best: str
    intent: str


def in_context(
    turns: Sequence[Turn], alone: Sequence[Heard], with_question: Sequence[Heard]
) -> InContext:
    """The same turns heard alone and with the bot's question; ``answers``: those with one."""
    answers = [at for at, turn in enumerate(turns) if turn.asked is not None]
    everything = list(range(len(turns)))

    def share(places: list[int], holds: Callable[[int], bool]) -> float:
        return sum(holds(at) for at in places) / len(places) if places else 0.0

    def right(heard: Sequence[Heard]) -> Callable[[int], bool]:
        return lambda at: heard[at].best in turns[at].utterance.labels

    def lost(heard: Sequence[Heard]) -> Callable[[int], bool]:
        return lambda at: heard[at].intent == NOT_UNDERSTOOD

    return InContext(
        turns=len(turns),
        answers=len(answers),
        alone=share(everything, right(alone)),
        in_context=share(everything, right(with_question)),
        answers_alone=share(answers, right(alone)),
        answers_in_context=share(answers, right(with_question)),
        not_understood_alone=share(everything, lost(alone)),
        not_understood_in_context=share(everything, lost(with_question)),
    )


def _text_or_none(value: object) -> str | None:
    return None if value is None else str(value)
