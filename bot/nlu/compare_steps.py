"""What each step of reading is good for: the model without it, on the messages that it changes.

The steps of the normaliser, then what the classifier reads by itself: English, values and sounds::

    python -m bot.nlu.compare_steps data/nlu tests/nlu/development docs/nlu.md
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from sklearn.svm import LinearSVC

from bot.nlu.corpus_texts import held_out, read_corpus
from bot.nlu.development import read_development_set
from bot.nlu.intent_features import WEIGHTS, views
from bot.nlu.normalisation import STEPS, normalise
from bot.nlu.tables import put, table
from bot.nlu.vectoriser import Vectoriser, Views

_SEED, _SOUNDS = 20261123, 3
_HEADS = (
    "step left out", "messages it changes", "of them right with it", "without it",
    "development set without it", "unseen corpus without it",
)  # fmt: skip


def _read(text: str, left_out: str | None = None) -> Views:
    return views(normalise(text, left_out).text)


def _without_english(text: str) -> Views:
    return views(normalise(text).text, english=lambda as_it_is: as_it_is)


def _without_values(text: str) -> Views:
    return views(normalise(text).text, values=lambda _: [])


def _without_sounds(text: str) -> Views:
    return [[] if at == _SOUNDS else view for at, view in enumerate(_read(text))]


READINGS: dict[str, Callable[[str], Views]] = {
    **{name: partial(_read, left_out=name) for name in STEPS},
    "English words read as Chinese": _without_english,
    "numbers, amounts and dates read as values": _without_values,
    "the view of sounds": _without_sounds,
}


@dataclass(frozen=True)
class Questions:
    """The development set and the corpus lines held out, as they were written."""

    texts: list[str]
    labels: list[tuple[str, ...]]
    developed: int

    def right(self, given: np.ndarray) -> np.ndarray:
        """Which of the given labels are accepted."""
        pairs = zip(given, self.labels, strict=True)
        return np.array([label in accepted for label, accepted in pairs])


def _answers(learnt: list[Views], labels: np.ndarray, asked: list[Views]) -> np.ndarray:
    vectoriser = Vectoriser(WEIGHTS).fit(learnt)
    machine = LinearSVC(C=0.3, random_state=_SEED).fit(vectoriser.matrix(learnt), labels)
    return np.asarray(machine.predict(vectoriser.matrix(asked)))


def main(folder: Path, development: Path, document: Path) -> None:
    """Print the table row by row, and put what there is of it into the document each time."""
    corpus, lines = read_corpus(folder, prepare=str), read_development_set(development)
    out = held_out(corpus.labels)
    texts = np.array(corpus.texts, dtype=object)
    learnt, labels = list(texts[~out]), corpus.labels[~out]
    questions = Questions(
        [*(line.text for line in lines), *texts[out]],
        [*(line.labels for line in lines), *((label,) for label in corpus.labels[out])],
        len(lines),
    )
    whole = [_read(text) for text in questions.texts]
    taught = [_read(text) for text in learnt]
    right = questions.right(_answers(taught, labels, whole))
    rows = [["none", "–", "–", "–", *_both(right, questions.developed)]]
    for name, read in READINGS.items():
        asked = [read(text) for text in questions.texts]
        without = questions.right(_answers([read(text) for text in learnt], labels, asked))
        changed = np.array([one != other for one, other in zip(whole, asked, strict=True)])
        shares = [
            f"{hits[changed].mean():.3f}" if changed.any() else "–" for hits in (right, without)
        ]
        rows.append([name, str(changed.sum()), *shares, *_both(without, questions.developed)])
        print(" | ".join(rows[-1]), flush=True)
        put(document, "steps", table(_HEADS, rows))


def _both(right: np.ndarray, developed: int) -> list[str]:
    return [f"{right[:developed].mean():.3f}", f"{right[developed:].mean():.3f}"]


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
