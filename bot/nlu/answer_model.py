"""Reads a message as an answer to the question that stands open, or as something else.

One linear classifier over the views of a message. Each feature counts twice: as it does after any
question, and as it does after this one; a third time where the command decides: 撤 is a yes to a
withdrawal and to nothing else. What is no answer is left to the intent model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from bot.nlu.intent_features import WEIGHTS, views
from bot.nlu.probabilities import likeliest_temperature, softmax
from bot.nlu.questions import Question
from bot.nlu.vectoriser import Vectoriser

ANSWERS = frozenset({"inform", "affirm", "deny", "stop", "add_evidence"})
SOMETHING_ELSE = "something_else"
_ANY = ""
_SEED = 20261126
# Answers are few and short: what fewer of them share is chance, and costs memory.
_FEWEST = 5


@dataclass(frozen=True)
class Example:
    """A normalised text, its label, and the question that stood open."""

    text: str
    label: str
    asked: Question


class AnswerModel:
    """How likely each kind of answer is after a question; see the module."""

    def __init__(
        self,
        vectoriser: Vectoriser,
        kinds: list[str],
        keys: list[str],
        weights: np.ndarray,
        intercept: np.ndarray,
        temperature: float,
    ) -> None:
        self._vectoriser = vectoriser
        self.kinds = kinds
        self._keys = keys
        self._weights = weights
        self._intercept = intercept
        self._temperature = temperature

    @classmethod
    def train(cls, examples: Sequence[Example], penalty: float, held_out: int) -> AnswerModel:
        """Fit to what buyers answered.

        Args:
            examples: answers and what else was said after a question.
            penalty: the C of the support vector machine.
            held_out: one text in this many is held out to find the temperature.
        """
        seen = [views(one.text) for one in examples]
        kinds = np.array([_kind(one.label) for one in examples])
        taught = [_taught_by(one.asked) for one in examples]
        keys = sorted(set().union(*taught))
        vectoriser = Vectoriser(WEIGHTS, _FEWEST).fit(seen)
        rows = _beside_questions(vectoriser.matrix(seen), taught, keys)

        def machine(chosen: np.ndarray) -> LinearSVC:
            return LinearSVC(C=penalty, random_state=_SEED).fit(rows[chosen], kinds[chosen])

        parts = StratifiedKFold(held_out, shuffle=True, random_state=_SEED).split(kinds, kinds)
        kept, left_out = next(iter(parts))
        partly = machine(kept)
        temperature = likeliest_temperature(
            partly.decision_function(rows[left_out]),
            np.searchsorted(partly.classes_, kinds[left_out]),
        )
        whole = machine(np.arange(len(kinds)))
        return cls(
            vectoriser,
            [str(kind) for kind in whole.classes_],
            keys,
            np.ascontiguousarray(whole.coef_.T, dtype=np.float16),
            whole.intercept_.astype(np.float32),
            temperature,
        )

    def probabilities(self, text: str, asked: Question) -> dict[str, float]:
        """Each kind of answer's probability for a normalised text after a question."""
        places, values = self._vectoriser.row(views(text))
        margins = self._intercept.copy()
        for key in _weighed_by(asked):
            if key in self._keys:
                own = places + len(self._vectoriser) * self._keys.index(key)
                margins += values @ self._weights[own].astype(np.float32)
        likely = softmax(margins[None, :] / self._temperature)[0]
        return dict(zip(self.kinds, map(float, likely), strict=True))

    def save(self, path: Path) -> None:
        """Write the model as arrays; nothing in it is run when it is read."""
        np.savez_compressed(
            path,
            kinds=np.array(self.kinds),
            keys=np.array(self._keys),
            weights=self._weights,
            intercept=self._intercept,
            temperature=np.array(self._temperature),
            **self._vectoriser.arrays(),
        )

    @classmethod
    def load(cls, path: Path) -> AnswerModel:
        """Read what :meth:`save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(
                Vectoriser.from_arrays(WEIGHTS, arrays["features"], arrays["idf"]),
                [str(kind) for kind in arrays["kinds"]],
                [str(key) for key in arrays["keys"]],
                arrays["weights"],
                arrays["intercept"],
                float(arrays["temperature"]),
            )


def _kind(label: str) -> str:
    return label if label in ANSWERS else SOMETHING_ELSE


def _taught_by(asked: Question) -> set[str]:
    """The keys of the weights that an answer teaches."""
    return {f"{asked.slot} {asked.wish}"} if asked.wish else {_ANY, str(asked.slot)}


def _weighed_by(asked: Question) -> tuple[str, ...]:
    """The keys of the weights that judge an answer."""
    return _ANY, str(asked.slot), f"{asked.slot} {asked.wish}"


def _beside_questions(
    matrix: csr_matrix, taught: Sequence[set[str]], keys: Sequence[str]
) -> csr_matrix:
    """Each row once for each key that it teaches, in the columns of that key."""
    copies = [
        matrix.multiply(np.array([[key in own] for own in taught], dtype=np.float32))
        for key in keys
    ]
    return hstack(copies).tocsr()
