"""How well each label is recognised, and what it is taken for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.nlu.development import Answer, Utterance


@dataclass(frozen=True)
class LabelScore:
    """Shares between 0 and 1; ``support`` counts the lines that want this label."""

    label: str
    precision: float
    recall: float
    f1: float
    support: int


def wanted(line: Utterance, answer: Answer) -> str:
    """The label a line counts for: the guess where it is accepted, else the best of its labels."""
    return answer.best if answer.best in line.labels else line.labels[0]


def label_scores(lines: Sequence[Utterance], answers: Sequence[Answer]) -> list[LabelScore]:
    """Precision, recall and F1 of every label, by the first guess; the weakest first."""
    cells = confusion_cells(lines, answers)
    support, given = Counter[str](), Counter[str]()
    for (want, got), times in cells.items():
        support[want] += times
        given[got] += times
    scores = [
        _score(label, cells[label, label], given[label], support[label])
        for label in support | given
    ]
    return sorted(scores, key=lambda one: (one.f1, one.label))


def confusion_cells(
    lines: Sequence[Utterance], answers: Sequence[Answer]
) -> Counter[tuple[str, str]]:
    """Wanted label and given label → how many lines."""
    return Counter(
        (wanted(line, answer), answer.best) for line, answer in zip(lines, answers, strict=True)
    )


def _score(label: str, right: int, given: int, support: int) -> LabelScore:
    precision = right / given if given else 0.0
    recall = right / support if support else 0.0
    both = precision + recall
    return LabelScore(
        label, precision, recall, 2 * precision * recall / both if both else 0.0, support
    )
