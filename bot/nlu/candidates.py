"""The intent models that were considered, each trained on one matrix of all views of a message."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from bot.nlu.augmentation import with_fillers
from bot.nlu.embeddings import Embeddings
from bot.nlu.intent_features import AS_IT_STANDS, WEIGHTS, views
from bot.nlu.intent_model import FOREIGN
from bot.nlu.labels import OUT_OF_SCOPE
from bot.nlu.normalisation import normalise
from bot.nlu.probabilities import softmax
from bot.nlu.vectoriser import Vectoriser

_SEED = 20261123
_FILLED = 0.5
# What one machine's margins are divided by; about what held-out texts find (IntentModel).
_TEMPERATURE = 0.15
_CHARACTERS, _WORDS, _EVERYTHING = (0,), (0, 2), tuple(range(len(WEIGHTS)))


@dataclass(frozen=True)
class Exam:
    """Texts to learn, texts to ask, as one matrix of all views each, and as embeddings."""

    vectoriser: Vectoriser
    learnt: csr_matrix
    labels: np.ndarray
    filled: csr_matrix
    filled_labels: np.ndarray
    asked: csr_matrix
    learnt_embedded: csr_matrix
    asked_embedded: csr_matrix

    @classmethod
    def of(cls, texts: Sequence[str], labels: np.ndarray, asked: Sequence[str]) -> Exam:
        """From normalised texts; ``filled`` are those that are learnt between fillers besides."""
        seen = [views(text) for text in texts]
        vectoriser = Vectoriser(WEIGHTS).fit(seen)
        more, theirs = with_fillers(texts, [str(one) for one in labels], _FILLED, Random(_SEED))
        embeddings = Embeddings.train(texts)
        return cls(
            vectoriser,
            vectoriser.matrix(seen),
            labels,
            vectoriser.matrix([views(normalise(text).text) for text in more]),
            np.array(theirs),
            vectoriser.matrix([views(text) for text in asked]),
            csr_matrix(np.stack([embeddings.of(text) for text in texts])),
            csr_matrix(np.stack([embeddings.of(text) for text in asked])),
        )


@dataclass(frozen=True)
class Outcome:
    """A row of probabilities for each asked text, a column for each of the sorted labels.

    ``answer`` asks about one row of the matrix again, to be timed.
    """

    probabilities: np.ndarray
    features: int
    answer: Callable[[csr_matrix], object]


@dataclass(frozen=True)
class Candidate:
    """A way to train a model."""

    name: str
    train: Callable[[Exam], Outcome]


def softmax_of_sum(*parts: np.ndarray) -> np.ndarray:
    """Probabilities from the sum of several machines' margins."""
    return softmax(np.sum(parts, axis=0) / (len(parts) * _TEMPERATURE))


def _machine() -> Any:
    return LinearSVC(C=0.3, random_state=_SEED)


def _regression() -> Any:
    return LogisticRegression(
        C=20.0, solver="liblinear", dual=True, tol=1e-2, max_iter=40, random_state=_SEED
    )


def _over(views_used: tuple[int, ...], classifier: Callable[[], Any]) -> Callable[[Exam], Outcome]:
    def train(exam: Exam) -> Outcome:
        places = exam.vectoriser.places_of(views_used)
        model = classifier().fit(exam.learnt[:, places], exam.labels)
        return Outcome(
            _likely(model, exam.asked[:, places]),
            len(places),
            lambda row: model.predict(row[:, places]),
        )

    return train


def _embedded(beside: bool) -> Callable[[Exam], Outcome]:
    """Machines over embeddings of the corpus, alone or beside all views."""

    def train(exam: Exam) -> Outcome:
        learnt, asked = exam.learnt_embedded, exam.asked_embedded
        if beside:
            learnt = hstack([exam.learnt, learnt]).tocsr()
            asked = hstack([exam.asked, asked]).tocsr()
        model = _machine().fit(learnt, exam.labels)
        return Outcome(_likely(model, asked), learnt.shape[1], lambda _: model.predict(asked[0]))

    return train


def _sum(filled: bool) -> Callable[[Exam], Outcome]:
    """Two machines added up; ``filled``: with texts between fillers and the margin for foreign
    messages, which is the product."""

    def train(exam: Exam) -> Outcome:
        learnt = vstack([exam.learnt, exam.filled]).tocsr() if filled else exam.learnt
        labels = np.concatenate([exam.labels, exam.filled_labels]) if filled else exam.labels
        standing = exam.vectoriser.places_of(AS_IT_STANDS)
        whole = _machine().fit(learnt, labels)
        part = _machine().fit(learnt[:, standing], labels)

        def margins(rows: csr_matrix) -> np.ndarray:
            standing_margins = part.decision_function(rows[:, standing])
            if filled:
                standing_margins = standing_margins + FOREIGN * (whole.classes_ == OUT_OF_SCOPE)
            return softmax_of_sum(whole.decision_function(rows), standing_margins)

        return Outcome(margins(exam.asked), learnt.shape[1], margins)

    return train


def _with_regression(exam: Exam) -> Outcome:
    """One machine and one regression over all views, their probabilities averaged."""
    machine = _machine().fit(exam.learnt, exam.labels)
    regression = _regression().fit(exam.learnt, exam.labels)

    def mixed(rows: csr_matrix) -> np.ndarray:
        return (_likely(machine, rows) + _likely(regression, rows)) / 2

    return Outcome(mixed(exam.asked), exam.learnt.shape[1], mixed)


def _likely(model: Any, rows: csr_matrix) -> np.ndarray:
    if isinstance(model, LinearSVC):
        return softmax_of_sum(model.decision_function(rows))
    return np.asarray(model.predict_proba(rows))


CANDIDATES = (
    Candidate("complement naive Bayes, characters and words", _over(_WORDS, ComplementNB)),
    Candidate("logistic regression, characters and words", _over(_WORDS, _regression)),
    Candidate("SVM, characters", _over(_CHARACTERS, _machine)),
    Candidate("SVM, characters and words", _over(_WORDS, _machine)),
    Candidate("SVM, the four views as it stands", _over(AS_IT_STANDS, _machine)),
    Candidate("SVM, all seven views, with ideas", _over(_EVERYTHING, _machine)),
    Candidate("SVM, embeddings of the corpus alone", _embedded(beside=False)),
    Candidate("SVM, all views and embeddings of the corpus", _embedded(beside=True)),
    Candidate("SVM and logistic regression, all views, averaged", _with_regression),
    Candidate("sum of two SVMs", _sum(filled=False)),
)
PRODUCT = Candidate("**sum of two SVMs, fillers, margin for out of scope**", _sum(filled=True))
