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

import numpy as np
from rasa.shared.nlu.training_data.loading import load_data
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from bot.nlu.development import Answer, Utterance, figures, read_development_set
from bot.nlu.intent_features import AS_IT_STANDS, WEIGHTS, views
from bot.nlu.intent_model import Margins
from bot.nlu.normalisation import normalise
from bot.nlu.vectoriser import Vectoriser, Views

_SEED = 20261123
_BYTES_A_WEIGHT = 2
_ALL = tuple(range(len(WEIGHTS)))
_CHARACTERS, _WORDS = (0,), (0, 2)
Classifier = LinearSVC | LogisticRegression | ComplementNB


@dataclass(frozen=True)
class Trained:
    """A model that answers, and how many features it weighs."""

    label: Callable[[Views], str]
    features: int


@dataclass(frozen=True)
class Candidate:
    """A way to train a model."""

    name: str
    train: Callable[[Sequence[Views], np.ndarray], Trained]


@dataclass(frozen=True)
class Corpus:
    """Normalised training texts as views, and their labels."""

    texts: list[Views]
    labels: np.ndarray


def _over(
    chosen: tuple[int, ...], classifier: Callable[[], Classifier]
) -> Callable[[Sequence[Views], np.ndarray], Trained]:
    """Train a scikit-learn classifier over some of the views."""

    def pick(text: Views) -> Views:
        return [text[number] for number in chosen]

    def train(texts: Sequence[Views], labels: np.ndarray) -> Trained:
        seen = [pick(text) for text in texts]
        vectoriser = Vectoriser([WEIGHTS[number] for number in chosen]).fit(seen)
        model = classifier().fit(vectoriser.matrix(seen), labels)
        return Trained(
            lambda text: str(model.predict(vectoriser.matrix([pick(text)]))[0]), len(vectoriser)
        )

    return train


def _product(texts: Sequence[Views], labels: np.ndarray) -> Trained:
    margins = Margins.train(texts, labels, penalty=1.0)
    return Trained(
        lambda text: margins.labels[int(margins.of(text).argmax())], len(margins.vectoriser)
    )


def _joint_machine() -> LinearSVC:
    return LinearSVC(C=0.3, multi_class="crammer_singer", random_state=_SEED)


def _machine() -> LinearSVC:
    return LinearSVC(C=1.0, random_state=_SEED)


def _regression() -> LogisticRegression:
    return LogisticRegression(C=20.0, solver="liblinear", random_state=_SEED)


CANDIDATES = (
    Candidate("complement naive Bayes, characters and words", _over(_WORDS, ComplementNB)),
    Candidate("logistic regression, characters and words", _over(_WORDS, _regression)),
    Candidate("SVM, characters", _over(_CHARACTERS, _machine)),
    Candidate("SVM, characters and words", _over(_WORDS, _machine)),
    Candidate("SVM, the four views as it stands", _over(AS_IT_STANDS, _machine)),
    Candidate("SVM, all seven views, with ideas", _over(_ALL, _machine)),
    Candidate("joint SVM (Crammer and Singer), all seven views", _over(_ALL, _joint_machine)),
    Candidate("**sum of SVMs over all views and as it stands**", _product),
)


def _row(candidate: Candidate, corpus: Corpus, lines: list[Utterance]) -> str:
    split = StratifiedKFold(5, shuffle=True, random_state=_SEED)
    kept, left_out = next(iter(split.split(corpus.labels, corpus.labels)))
    model = candidate.train([corpus.texts[at] for at in kept], corpus.labels[kept])
    unseen = [model.label(corpus.texts[at]) == corpus.labels[at] for at in left_out]

    started = time.process_time()
    model = candidate.train(corpus.texts, corpus.labels)
    seconds = time.process_time() - started
    answers = [_ask(model, line) for line in lines]
    measured = figures(lines, answers)
    megabytes = model.features * len(set(corpus.labels)) * _BYTES_A_WEIGHT / 1e6
    return (
        f"| {candidate.name} | {measured.accuracy:.3f} | {sum(unseen) / len(unseen):.3f} "
        f"| {measured.false_transactions:.3f} | {measured.out_of_scope_recall:.3f} "
        f"| {measured.milliseconds_p50:.1f} | {seconds:.0f} | {megabytes:.0f} |"
    )


def _ask(model: Trained, line: Utterance) -> Answer:
    started = time.perf_counter()
    best = model.label(views(normalise(line.text).text))
    spent = (time.perf_counter() - started) * 1000
    return Answer(intent=best, best=best, confidence=1.0, entities=(), milliseconds=spent)


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
