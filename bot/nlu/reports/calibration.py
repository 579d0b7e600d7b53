"""Whether the model is as often right as it says it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.nlu.development import Answer, Utterance

BINS = 10


@dataclass(frozen=True)
class Bin:
    """The answers whose probability lies from ``low`` (``low`` + 1/10 excluded)."""

    low: float
    count: int
    confidence: float
    accuracy: float


def reliability(lines: Sequence[Utterance], answers: Sequence[Answer]) -> list[Bin]:
    """Mean probability and share of right first guesses, in ten bins; empty ones left out."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for line, answer in zip(lines, answers, strict=True):
        at = min(int(answer.confidence * BINS), BINS - 1)
        bins[at].append((answer.confidence, answer.best in line.labels))
    return [
        Bin(
            low=at / BINS,
            count=len(held),
            confidence=sum(share for share, _ in held) / len(held),
            accuracy=sum(right for _, right in held) / len(held),
        )
        for at, held in enumerate(bins)
        if held
    ]


def expected_calibration_error(bins: Sequence[Bin]) -> float:
    """The mean distance between probability and share of right guesses, weighed by count."""
    lines = sum(one.count for one in bins)
    return sum(one.count * abs(one.confidence - one.accuracy) for one in bins) / lines
