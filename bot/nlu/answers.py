"""What buyers answer to a question, and what else they say: the lessons of the answer model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.answer_model import ANSWERS, Example
from bot.nlu.normalisation import normalise
from bot.nlu.questions import Question

_SEED = 20261126
# Wishes that are told in the same words as an answer: only ``data/answers`` says when they are one.
_LIKE_ANSWERS = frozenset(
    {"apply_refund", "apply_exchange", "cancel_refund", "modify_refund", "submit_return_tracking"}
)


def messages_in(folder: Path) -> list[Message]:
    """All lines below ``folder``, in the order of files and lines, as Rasa reads them."""
    return [
        one
        for path in sorted(folder.glob("*.yml"))
        for one in load_data(str(path)).intent_examples
        if one.get(TEXT)
    ]


def read_answers(folder: Path) -> list[Example]:
    """The answers below ``folder``, normalised."""
    return [_example(one) for one in messages_in(folder)]


def _example(answer: Message) -> Example:
    told = answer.get("metadata")["intent"]
    asked = Question(told["asked"], told.get("wish"))
    return Example(normalise(answer.get(TEXT)).text, answer.get(INTENT), asked)


def beside(corpus: Iterable[tuple[str, str]], questions: Sequence[str], most: int) -> list[Example]:
    """Lines of the corpus as they are said after any question, dealt out among ``questions``.

    Args:
        corpus: normalised texts and their labels.
        questions: the slots that are asked for.
        most: how many lines of a label are taken that is no answer; of answers, all.
    """
    lines = sorted(corpus)
    Random(_SEED).shuffle(lines)
    taken: Counter[str] = Counter()
    chosen: list[Example] = []
    for text, label in lines:
        if label in _LIKE_ANSWERS or (label not in ANSWERS and taken[label] >= most):
            continue
        asked = Question(questions[taken[label] % len(questions)])
        chosen.append(Example(text, label, asked))
        taken[label] += 1
    return chosen
