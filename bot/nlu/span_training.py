"""What the tagger of spans and the reader of reasons learn from the corpus.

No Rasa here: the tagger is trained in a process of its own, because its library holds the
interpreter all the while, and such a process should start in a moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pycrfsuite

from bot.nlu.clauses import clauses
from bot.nlu.labels import OUT_OF_SCOPE, TRANSACTIONS
from bot.nlu.reasons import FILING, NO_REASON_TOLD, REASON
from bot.nlu.span_features import character_features, tags_of

# Short answers that tell no fault, so that a short message is not one for being short.
_NO_FAULTS = frozenset({"affirm", "deny", "stop", "faq_refund_reasons"})
_SEED = 20261126
# Of the messages without goods and faults, as many teach the tagger what neither looks like; more
# of other business, where goods stand that nobody bought here.
_SILENT_SHARE, _SILENT_FOREIGN_SHARE = 0.3, 0.5
_FOREIGN = "foreign"


@dataclass(frozen=True)
class Mark:
    """The characters from ``start`` to ``end`` are ``entity``; a reason has a ``value``."""

    start: int
    end: int
    entity: str
    value: str


@dataclass(frozen=True)
class Lesson:
    """A normalised text, its intent, and the goods and reasons in it."""

    text: str
    intent: str | None
    marks: tuple[Mark, ...]

    @property
    def reasons(self) -> list[Mark]:
        """The marks that are reasons."""
        return [mark for mark in self.marks if mark.entity == REASON]

    @property
    def wish(self) -> str:
        """The kind of message; a reason reads alike whatever was wanted, and there are few."""
        return "filing" if self.reasons else kind_of_wish(self.intent)


@dataclass(frozen=True)
class Strength:
    """The CRF's L1 and L2 weights, and how many rounds of L-BFGS it gets."""

    c1: float
    c2: float
    max_iterations: int


def kind_of_wish(intent: str | None) -> str:
    """What kind of message an intent makes, as the tagger sees it."""
    if intent in FILING:
        return "filing"
    if intent == OUT_OF_SCOPE:
        return _FOREIGN
    return "transaction" if intent in TRANSACTIONS else "other"


def train_tagger(lessons: Sequence[Lesson], strength: Strength, file: Path) -> None:
    """Fit the tagger to the lessons with marks and to some of those without; write it to a file."""
    # L-BFGS, because stochastic gradient descent is faster and swings with every few lines.
    trainer = pycrfsuite.Trainer(verbose=False)
    random = Random(_SEED)
    for lesson in lessons:
        share = _SILENT_FOREIGN_SHARE if lesson.wish == _FOREIGN else _SILENT_SHARE
        if lesson.marks or random.random() < share:
            spans = [(mark.start, mark.end, mark.entity) for mark in lesson.marks]
            features = character_features(lesson.text, lesson.wish)
            trainer.append(features, tags_of(len(lesson.text), spans))
    trainer.set_params(
        {
            "c1": strength.c1,
            "c2": strength.c2,
            "max_iterations": strength.max_iterations,
            "feature.minfreq": 2,
        }
    )
    trainer.train(str(file))


def told_in(lessons: Iterable[Lesson]) -> list[tuple[str, str]]:
    """Messages, their clauses, and the words of reasons alone, with the reason that each tells.

    A message of several clauses tells its reason in one of them; what the others look like is
    learnt from them alone.
    """
    texts: list[tuple[str, str]] = []
    for lesson in lessons:
        reasons = lesson.reasons
        if lesson.wish == "filing" or lesson.intent in _NO_FAULTS:
            texts.append((lesson.text, _last(reasons)))
            parts = clauses(lesson.text)
            if len(parts) > 1:
                texts += [
                    (lesson.text[start:end], _last(_within(reasons, start, end)))
                    for start, end in parts
                ]
        texts += [(lesson.text[one.start : one.end], one.value) for one in reasons]
    return texts


def _within(reasons: Sequence[Mark], start: int, end: int) -> list[Mark]:
    return [one for one in reasons if one.start < end and one.end > start]


def _last(reasons: Sequence[Mark]) -> str:
    return reasons[-1].value if reasons else NO_REASON_TOLD
