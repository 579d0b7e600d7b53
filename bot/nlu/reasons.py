"""What is wrong with an order: which of the guide's reasons the buyer's words mean."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from bot.nlu.reason_views import VIEWS, Reading
from bot.nlu.vectoriser import Vectoriser

REASON, NO_REASON_TOLD = "reason", "none"
# Where the buyer files or corrects something; "what if it is broken?" has no reason.
FILING = frozenset({"apply_refund", "apply_exchange", "modify_refund", "inform"})
# A word of so many texts is common; a rarer one is also known by its part of speech.
_COMMON = 25
# A feature of fewer texts is chance.
_FEWEST = 2
_TELLING_PENALTY, _MEANING_PENALTY = 10.0, 30.0
_WEIGHTS = (1.0,) * VIEWS
# Of the dual problem: what comes after these rounds changes no reason of the development set.
_ROUNDS = 40
_SEED = 20261126


@dataclass(frozen=True)
class Opinion:
    """What the reader makes of a text.

    Attributes:
        telling: how likely it tells a reason.
        meaning: how likely each reason is, given that it tells one; the sum is 1.
    """

    telling: float
    meaning: dict[str, float]

    @property
    def likeliest(self) -> str:
        """The likeliest reason."""
        return max(self.meaning, key=lambda reason: (self.meaning[reason], reason))

    def weighed(self, reason: str) -> float:
        """How likely ``reason`` is meant; words that hardly tell one speak for all alike."""
        return self.telling * self.meaning[reason] + (1 - self.telling) / len(self.meaning)


@dataclass(frozen=True)
class _Regression:
    """A logistic regression: a row of ``weights`` for each feature, a column for each label."""

    weights: np.ndarray
    intercept: np.ndarray

    @classmethod
    def fitted(cls, rows: csr_matrix, labels: np.ndarray, penalty: float) -> _Regression:
        model = LogisticRegression(
            C=penalty, solver="liblinear", dual=True, max_iter=_ROUNDS, random_state=_SEED
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(rows, labels)
        return cls(
            np.ascontiguousarray(model.coef_.T, dtype=np.float16),
            model.intercept_.astype(np.float32),
        )

    def of(self, places: np.ndarray, values: np.ndarray) -> np.ndarray:
        """The probability of each label by itself."""
        margins = values @ self.weights[places].astype(np.float32) + self.intercept
        shares: np.ndarray = 1.0 / (1.0 + np.exp(-margins))
        return shares


@dataclass(frozen=True)
class ReasonReader:
    """Reads messages, and parts of messages: whether they tell a reason, and which.

    Two questions, because they need different eyes: that something is wrong shows in how a sentence
    is built, also where its words were never seen; what is wrong shows in the words.
    """

    common: frozenset[str]
    vectoriser: Vectoriser
    reasons: list[str]
    telling: _Regression
    meaning: _Regression

    @classmethod
    def train(cls, texts: Sequence[str], reasons: Sequence[str]) -> ReasonReader:
        """Fit to whole messages, to their clauses, and to the annotated words alone.

        Args:
            texts: normalised messages, clauses and spans.
            reasons: for each the guide's reason, or ``NO_REASON_TOLD``.
        """
        readings = [Reading.of(text) for text in texts]
        common = _common_words(readings)
        seen = [reading.views(common) for reading in readings]
        vectoriser = Vectoriser(_WEIGHTS, _FEWEST).fit(seen)
        rows, meant = vectoriser.matrix(seen), np.array(reasons)
        told = meant != NO_REASON_TOLD
        return cls(
            common,
            vectoriser,
            sorted({str(one) for one in meant[told]}),
            _Regression.fitted(rows, told, _TELLING_PENALTY),
            _Regression.fitted(rows[told], meant[told], _MEANING_PENALTY),
        )

    def opinion(self, text: str) -> Opinion:
        """What a normalised text tells."""
        row = self.vectoriser.row(Reading.of(text).views(self.common))
        shares = self.meaning.of(*row)
        return Opinion(
            float(self.telling.of(*row)[0]),
            dict(zip(self.reasons, map(float, shares / shares.sum()), strict=True)),
        )

    def save(self, path: Path) -> None:
        """Write the reader as arrays; nothing in it is run when it is read."""
        np.savez_compressed(
            path,
            common=np.array(sorted(self.common)),
            reasons=np.array(self.reasons),
            telling=self.telling.weights,
            telling_intercept=self.telling.intercept,
            meaning=self.meaning.weights,
            meaning_intercept=self.meaning.intercept,
            **self.vectoriser.arrays(),
        )

    @classmethod
    def load(cls, path: Path) -> ReasonReader:
        """Read what :meth:`save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(
                frozenset(map(str, arrays["common"])),
                Vectoriser.from_arrays(_WEIGHTS, arrays["features"], arrays["idf"]),
                [str(one) for one in arrays["reasons"]],
                _Regression(arrays["telling"], arrays["telling_intercept"]),
                _Regression(arrays["meaning"], arrays["meaning_intercept"]),
            )


def _common_words(readings: Sequence[Reading]) -> frozenset[str]:
    counts = Counter(word for reading in readings for word in set(reading.words))
    return frozenset(word for word, times in counts.items() if times >= _COMMON)
