"""Measures the intent models that were considered, for the table of ``docs/nlu.md``.

Each is trained on the corpus and asked about the development set; how it does on a part of the
corpus that other hands wrote, which it has not seen, stands beside it as the harder judge. DIET
takes long and is trained by a command of its own before::

    python -m bot.nlu.compare_diet data/nlu tests/nlu/development reports/diet.npz
    python -m bot.nlu.compare data/nlu tests/nlu/development reports/diet.npz docs/nlu.md
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.nlu.candidates import CANDIDATES, PRODUCT, Candidate, Exam
from bot.nlu.compare_diet import DietAnswers
from bot.nlu.corpus_texts import Corpus, held_out, read_corpus
from bot.nlu.development import Answer, Figures, Utterance, figures, read_development_set
from bot.nlu.intent_features import views
from bot.nlu.labels import NOT_UNDERSTOOD, TRANSACTIONS
from bot.nlu.normalisation import normalise
from bot.nlu.tables import put, table

_BYTES_A_WEIGHT, _TIMED = 2, 200
# The thresholds of config.yml.
_LIKELY, _MEANT, _LEADING = 0.25, 0.8, 0.5
_HEADS = (
    "model", "development set", "unseen corpus", "transactions' precision", "false transactions",
    "out of scope", "ms", "training s", "MB",
)  # fmt: skip


def answers(labels: Sequence[str], probabilities: np.ndarray) -> list[Answer]:
    """What the bot would make of each row of probabilities, thresholds applied."""
    transactions = np.array([label in TRANSACTIONS for label in labels])
    made = []
    for row in probabilities:
        best = int(row.argmax())
        unsure = row[best] < _LIKELY or (
            transactions[best] and (row[best] < _LEADING or row[transactions].sum() < _MEANT)
        )
        name = labels[best]
        made.append(Answer(NOT_UNDERSTOOD if unsure else name, name, float(row[best]), (), 0.0))
    return made


class Measuring:
    """The corpus and the development set, vectorised once for all candidates."""

    def __init__(self, corpus: Corpus, lines: list[Utterance]) -> None:
        out = held_out(corpus.labels)
        self.lines = lines
        self.labels = sorted(set(corpus.labels))
        self._unseen = corpus.labels[out]
        texts = np.array(corpus.texts, dtype=object)
        self._part = Exam.of(list(texts[~out]), corpus.labels[~out], list(texts[out]))
        self._all = Exam.of(
            corpus.texts, corpus.labels, [normalise(line.text).text for line in lines]
        )

    def row(self, candidate: Candidate) -> tuple[list[str], np.ndarray]:
        """The row of a candidate, and what it made of the development set."""
        unseen = candidate.train(self._part).probabilities.argmax(axis=1)
        accuracy = float(np.mean(np.array(self.labels)[unseen] == self._unseen))
        started = time.process_time()
        outcome = candidate.train(self._all)
        seconds = time.process_time() - started
        started = time.process_time()
        for at, line in enumerate(self.lines[:_TIMED]):
            views(normalise(line.text).text)
            outcome.answer(self._all.asked[at])
        milliseconds = (time.process_time() - started) * 1000 / len(self.lines[:_TIMED])
        megabytes = outcome.features * len(self.labels) * _BYTES_A_WEIGHT / 1e6
        measured = figures(self.lines, answers(self.labels, outcome.probabilities))
        costs = [f"{milliseconds:.1f}", f"{seconds:.0f}", f"{megabytes:.0f}"]
        return [candidate.name, *_shares(measured, f"{accuracy:.3f}"), *costs], (
            outcome.probabilities
        )


def _shares(measured: Figures, unseen: str) -> list[str]:
    return [
        f"{measured.accuracy:.3f}",
        unseen,
        f"{measured.transaction_precision:.3f}",
        f"{measured.false_transactions:.4f}",
        f"{measured.out_of_scope_recall:.3f}",
    ]


def _diet_rows(lines: list[Utterance], diet: DietAnswers, ours: np.ndarray) -> list[list[str]]:
    both = (diet.probabilities + ours) / 2
    costs = [f"{diet.milliseconds:.1f}", f"{diet.training_seconds:.0f}", f"{diet.megabytes:.0f}"]
    alone = _shares(figures(lines, answers(diet.labels, diet.probabilities)), "–")
    mixed = _shares(figures(lines, answers(diet.labels, both)), "–")
    return [
        ["DIET, words and characters, 15 epochs", *alone, *costs],
        ["DIET and our model, averaged", *mixed, *(f"> {cost}" for cost in costs)],
    ]


def main(folder: Path, development: Path, diet: Path, document: Path) -> None:
    """Print the table row by row and put it into the document."""
    lines = read_development_set(development)
    measuring = Measuring(read_corpus(folder), lines)
    rows = []
    for candidate in (*CANDIDATES, PRODUCT):
        row, ours = measuring.row(candidate)
        rows.append(row)
        print(" | ".join(row), flush=True)
    rows += _diet_rows(lines, DietAnswers.load(diet), ours)
    put(document, "models", table(_HEADS, rows))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:5]))
