"""Measures the intent models that were considered, for the table of ``docs/nlu.md``.

Each is trained on the corpus and asked about the development set, one message at a time; how it
does on a fifth of the corpus that it has not seen stands beside it, as the harder judge::

    python -m bot.nlu.compare data/nlu tests/nlu/development reports/nlu-models.md
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np
from rasa.shared.nlu.training_data.loading import load_data
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from bot.nlu.development import Answer, Figures, Utterance, figures, read_development_set
from bot.nlu.intent_features import WEIGHTS, views
from bot.nlu.normalisation import normalise
from bot.nlu.vectoriser import Vectoriser, Views

_SEED = 20261123
_ALL = tuple(range(len(WEIGHTS)))
_CHARACTERS, _WORDS, _WITHOUT_IDEAS = (0,), (0, 2), (0, 1, 2, 3)
Classifier = LinearSVC | LogisticRegression | ComplementNB


@dataclass(frozen=True)
class Candidate:
    """A classifier over some of the views."""

    name: str
    views: tuple[int, ...]
    classifier: Callable[[], Classifier]


@dataclass(frozen=True)
class Corpus:
    """Normalised training texts as views, and their labels."""

    texts: list[Views]
    labels: np.ndarray


def _joint_machine() -> LinearSVC:
    return LinearSVC(C=0.3, multi_class="crammer_singer", random_state=_SEED)


def _machine() -> LinearSVC:
    return LinearSVC(C=1.0, random_state=_SEED)


def _regression() -> LogisticRegression:
    return LogisticRegression(C=20.0, solver="liblinear", random_state=_SEED)


CANDIDATES = (
    Candidate("complement naive Bayes, characters and words", _WORDS, ComplementNB),
    Candidate("logistic regression, characters and words", _WORDS, _regression),
    Candidate("one-against-rest SVM, characters", _CHARACTERS, _machine),
    Candidate("one-against-rest SVM, characters and words", _WORDS, _machine),
    Candidate("one-against-rest SVM, also apart and by sound", _WITHOUT_IDEAS, _machine),
    Candidate("one-against-rest SVM, also ideas: all seven views", _ALL, _machine),
    Candidate("**joint SVM, all seven views**", _ALL, _joint_machine),
)


def _picked(texts: Sequence[Views], chosen: tuple[int, ...]) -> list[Views]:
    return [[text[number] for number in chosen] for text in texts]


def _row(candidate: Candidate, corpus: Corpus, lines: list[Utterance]) -> str:
    texts = _picked(corpus.texts, candidate.views)
    weights = [WEIGHTS[number] for number in candidate.views]
    split = StratifiedKFold(5, shuffle=True, random_state=_SEED)
    kept, left_out = next(iter(split.split(corpus.labels, corpus.labels)))
    vectoriser = Vectoriser(weights).fit([texts[at] for at in kept])
    model = candidate.classifier().fit(
        vectoriser.matrix([texts[at] for at in kept]), corpus.labels[kept]
    )
    unseen = model.predict(vectoriser.matrix([texts[at] for at in left_out]))
    held_out = float((unseen == corpus.labels[left_out]).mean())

    started = time.perf_counter()
    vectoriser = Vectoriser(weights).fit(texts)
    model = candidate.classifier().fit(vectoriser.matrix(texts), corpus.labels)
    seconds = time.perf_counter() - started
    answers = [_ask(candidate, vectoriser, model, line) for line in lines]
    return _cells(
        candidate.name, figures(lines, answers), answers, held_out, seconds, len(vectoriser)
    )


def _ask(
    candidate: Candidate, vectoriser: Vectoriser, model: Classifier, line: Utterance
) -> Answer:
    started = time.perf_counter()
    seen = _picked([views(normalise(line.text).text)], candidate.views)
    best = str(model.predict(vectoriser.matrix(seen))[0])
    spent = (time.perf_counter() - started) * 1000
    return Answer(intent=best, best=best, confidence=1.0, entities=(), milliseconds=spent)


def _cells(
    name: str,
    measured: Figures,
    answers: list[Answer],
    held_out: float,
    seconds: float,
    features: int,
) -> str:
    return (
        f"| {name} | {measured.accuracy:.3f} | {held_out:.3f} | {measured.false_transactions:.3f} "
        f"| {measured.out_of_scope_recall:.3f} "
        f"| {median(answer.milliseconds for answer in answers):.1f} | {seconds:.0f} "
        f"| {features * 54 * 2 / 1e6:.0f} |"
    )


def read_corpus(folder: Path) -> Corpus:
    """The corpus as Rasa reads it, annotations taken off."""
    examples = [one for one in load_data(str(folder)).intent_examples if one.get("text")]
    return Corpus(
        texts=[views(normalise(one.get("text")).text) for one in examples],
        labels=np.array([one.get("intent") for one in examples]),
    )


def main(folder: Path, development: Path, target: Path) -> None:
    """Print the table row by row and write it."""
    corpus, lines = read_corpus(folder), read_development_set(development)
    rows = [
        "| model | development set | unseen corpus | false transactions | out of scope "
        "| ms | training s | MB |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for candidate in CANDIDATES:
        rows.append(_row(candidate, corpus, lines))
        print(rows[-1], flush=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
