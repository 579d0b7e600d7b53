"""Measures the intent models that were considered, for the table of ``docs/nlu.md``.

Each is trained on the corpus and asked about the development set. The harder judge stands beside
it: a part of the corpus that other hands wrote and it has not seen, as it is and between fillers
that are never trained on. DIET takes long and is trained by a command of its own before; where it
was not, the table has no row of it::

    python -m bot.nlu.compare_diet data/nlu tests/nlu/development reports/diet.npz
    python -m bot.nlu.compare data/nlu tests/nlu reports/diet.npz docs/nlu.md
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

import numpy as np

from bot.nlu.augmentation import with_fillers
from bot.nlu.candidates import CANDIDATES, PRODUCT, Candidate, Exam
from bot.nlu.compare_diet import DietAnswers
from bot.nlu.compare_errors import error_analysis
from bot.nlu.corpus_texts import Corpus, held_out, read_corpus
from bot.nlu.development import Answer, Figures, Utterance, figures, read_development_set
from bot.nlu.intent_features import views
from bot.nlu.labels import NOT_UNDERSTOOD, OUT_OF_SCOPE, TRANSACTIONS
from bot.nlu.normalisation import normalise
from bot.nlu.tables import put, table

_BYTES_A_WEIGHT, _TIMED, _SEED = 2, 200, 20261123
# The thresholds of config.yml.
_LIKELY, _MEANT, _LEADING, _FOREIGN = 0.25, 0.8, 0.65, 0.6
_HEADS = (
    "model", "development set", "unseen corpus", "between fillers", "transactions' precision",
    "false transactions", "out of scope", "ms", "training s", "MB",
)  # fmt: skip


def answers(labels: Sequence[str], probabilities: np.ndarray) -> list[Answer]:
    """What the bot would make of each row of probabilities, thresholds applied."""
    transactions = np.array([label in TRANSACTIONS for label in labels])
    made = []
    for row in probabilities:
        best = int(row.argmax())
        name = labels[best]
        unsure = (
            row[best] < _LIKELY
            or (name == OUT_OF_SCOPE and row[best] < _FOREIGN)
            or (transactions[best] and (row[best] < _LEADING or row[transactions].sum() < _MEANT))
        )
        made.append(Answer(NOT_UNDERSTOOD if unsure else name, name, float(row[best]), (), 0.0))
    return made


class Measuring:
    """The corpus and the development set, vectorised once for all candidates."""

    def __init__(self, corpus: Corpus, lines: list[Utterance], fillers: Path) -> None:
        out = held_out(corpus.labels)
        self.lines = lines
        self.labels = sorted(set(corpus.labels))
        texts = np.array(corpus.texts, dtype=object)
        self._unseen = list(corpus.labels[out])
        filled, self._filled = with_fillers(
            list(texts[out]), self._unseen, 1.0, Random(_SEED), fillers
        )
        asked = [*texts[out], *(normalise(text).text for text in filled)]
        self._part = Exam.of(list(texts[~out]), corpus.labels[~out], asked)
        self._all = Exam.of(
            corpus.texts, corpus.labels, [normalise(line.text).text for line in lines]
        )

    def row(self, candidate: Candidate) -> tuple[list[str], np.ndarray]:
        """The row of a candidate, and what it made of the development set."""
        found = candidate.train(self._part).probabilities.argmax(axis=1)
        right = np.array(self.labels)[found] == np.array([*self._unseen, *self._filled])
        unseen = [right[: len(self._unseen)].mean(), right[len(self._unseen) :].mean()]
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
        return [candidate.name, *_shares(measured, unseen), *costs], (outcome.probabilities)


def _shares(measured: Figures, unseen: Sequence[float] = ()) -> list[str]:
    return [
        f"{measured.accuracy:.3f}",
        *([f"{share:.3f}" for share in unseen] or ["–", "–"]),
        f"{measured.transaction_precision:.3f}",
        f"{measured.false_transactions:.4f}",
        f"{measured.out_of_scope_recall:.3f}",
    ]


def _diet_rows(lines: list[Utterance], diet: DietAnswers, ours: np.ndarray) -> list[list[str]]:
    both = (diet.probabilities + ours) / 2
    costs = [f"{diet.milliseconds:.1f}", f"{diet.training_seconds:.0f}", f"{diet.megabytes:.0f}"]
    alone = _shares(figures(lines, answers(diet.labels, diet.probabilities)))
    mixed = _shares(figures(lines, answers(diet.labels, both)))
    return [
        ["DIET, words and characters, 6 epochs", *alone, *costs],
        ["DIET and our model, averaged", *mixed, *(f"> {cost}" for cost in costs)],
    ]


def main(folder: Path, judges: Path, diet: Path, document: Path) -> None:
    """Print the table row by row; put it, and where the product's model errs, into the document."""
    lines = read_development_set(judges / "development")
    measuring = Measuring(read_corpus(folder), lines, judges / "unheard_fillers.yml")
    rows = []
    for candidate in (*CANDIDATES, PRODUCT):
        row, ours = measuring.row(candidate)
        rows.append(row)
        print(" | ".join(row), flush=True)
    if diet.exists():
        rows += _diet_rows(lines, DietAnswers.load(diet), ours)
    put(document, "models", table(_HEADS, rows))
    put(document, "errors", error_analysis(lines, answers(measuring.labels, ours)))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:5]))
