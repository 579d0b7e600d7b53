"""The intent model: one linear classifier over all views, with probabilities that can be trusted.

A support vector machine that weighs all intents against each other at once (Crammer and Singer),
trained with scikit-learn, asked with numpy alone. The temperature that turns margins into
probabilities is the one under which margins of held-out texts are likeliest.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import minimize_scalar
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from bot.nlu.intent_features import WEIGHTS, views
from bot.nlu.vectoriser import Vectoriser, Views

_SEED = 20261123
_MOST_ROUNDS = 400


class IntentModel:
    """Ranks intents by probability."""

    def __init__(
        self,
        vectoriser: Vectoriser,
        labels: Sequence[str],
        weights: np.ndarray,
        intercept: np.ndarray,
        temperature: float,
    ) -> None:
        self._vectoriser = vectoriser
        self.labels = list(labels)
        self._weights = weights
        self._intercept = intercept
        self._temperature = temperature

    @classmethod
    def train(
        cls, texts: Sequence[str], labels: Sequence[str], penalty: float, held_out: int
    ) -> IntentModel:
        """Fit to normalised ``texts``.

        Args:
            texts: normalised messages.
            labels: their intents.
            penalty: the C of the support vector machine.
            held_out: one text in this many is held out to find the temperature.
        """
        seen = [views(text) for text in texts]
        wanted = np.array(labels)
        vectoriser = Vectoriser(WEIGHTS).fit(seen)
        matrix = vectoriser.matrix(seen)
        machine = _machine(penalty).fit(matrix, wanted)
        temperature = _temperature(seen, wanted, penalty, held_out)
        weights = np.ascontiguousarray(machine.coef_.T, dtype=np.float16)
        intercept = machine.intercept_.astype(np.float32)
        return cls(vectoriser, list(machine.classes_), weights, intercept, temperature)

    def probabilities(self, text: str) -> np.ndarray:
        """The probability of each of :attr:`labels` for a normalised text."""
        places, values = self._vectoriser.row(views(text))
        margins = values @ self._weights[places].astype(np.float32) + self._intercept
        return _softmax(margins[None, :] / self._temperature)[0]

    def save(self, path: Path) -> None:
        """Write the model as arrays; nothing in it is run when it is read."""
        np.savez(
            path,
            labels=np.array(self.labels),
            weights=self._weights,
            intercept=self._intercept,
            temperature=np.array(self._temperature),
            **self._vectoriser.arrays(),
        )

    @classmethod
    def load(cls, path: Path) -> IntentModel:
        """Read what :meth:`save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(
                Vectoriser.from_arrays(
                    WEIGHTS, {name: arrays[name] for name in ("features", "idf")}
                ),
                [str(label) for label in arrays["labels"]],
                arrays["weights"],
                arrays["intercept"],
                float(arrays["temperature"]),
            )


def _machine(penalty: float) -> LinearSVC:
    return LinearSVC(
        C=penalty, multi_class="crammer_singer", max_iter=_MOST_ROUNDS, random_state=_SEED
    )


def _softmax(margins: np.ndarray) -> np.ndarray:
    powers = np.exp(margins - margins.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _temperature(seen: list[Views], wanted: np.ndarray, penalty: float, held_out: int) -> float:
    parts = StratifiedKFold(held_out, shuffle=True, random_state=_SEED).split(wanted, wanted)
    kept, left_out = next(iter(parts))
    vectoriser = Vectoriser(WEIGHTS).fit([seen[at] for at in kept])
    machine = _machine(penalty).fit(vectoriser.matrix([seen[at] for at in kept]), wanted[kept])
    margins = machine.decision_function(vectoriser.matrix([seen[at] for at in left_out]))
    truths = np.searchsorted(machine.classes_, wanted[left_out])

    def surprise(temperature: float) -> float:
        likely = _softmax(margins / temperature)[np.arange(len(truths)), truths]
        return float(-np.log(likely + 1e-12).mean())

    return float(minimize_scalar(surprise, bounds=(0.02, 2.0), method="bounded").x)
