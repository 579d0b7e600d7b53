"""The intent model: one linear classifier over all views, with probabilities that can be trusted.

It learns each wish as the corpus has it and once more between greetings, thanks and stories.

The sum of two support vector machines: one sees a message as it stands and as ideas, the other only
as it stands. What both hold for true counts twice, and since both are linear in the same features,
their weights are added once and cost nothing more to ask. Trained with scikit-learn, asked with
numpy alone. The temperature that turns margins into probabilities is the one under which the
margins of held-out texts are likeliest.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from bot.nlu.augmentation import with_fillers
from bot.nlu.intent_features import AS_IT_STANDS, WEIGHTS, views
from bot.nlu.labels import OUT_OF_SCOPE
from bot.nlu.normalisation import normalise
from bot.nlu.probabilities import likeliest_temperature, softmax
from bot.nlu.vectoriser import Vectoriser, Views

_SEED = 20261123
# Added to out_of_scope's margin. Held-out texts: it finds 5 % more of what is not ours and costs
# 0.2 % of all; a message wrongly put aside is asked for again, a wrong transaction is worse.
FOREIGN = 0.25
# A hundred times scikit-learn's: half of the rounds, and as many right answers.
_TOLERANCE = 0.01


@dataclass(frozen=True)
class Margins:
    """A linear classifier: a row of ``weights`` for each feature, a column for each label."""

    vectoriser: Vectoriser
    labels: list[str]
    weights: np.ndarray
    intercept: np.ndarray

    @classmethod
    def train(
        cls, vectoriser: Vectoriser, rows: csr_matrix, labels: np.ndarray, penalty: float
    ) -> Margins:
        """Fit both machines and add them up.

        Args:
            vectoriser: what numbered the features.
            rows: what to learn.
            labels: their labels.
            penalty: the C of the machines.
        """
        standing = vectoriser.places_of(AS_IT_STANDS)

        def machine(seen: csr_matrix) -> LinearSVC:
            return LinearSVC(C=penalty, tol=_TOLERANCE, random_state=_SEED).fit(seen, labels)

        # liblinear lets go of the interpreter: two threads are two cores.
        with ThreadPoolExecutor(2) as threads:
            whole, part = threads.map(machine, (rows, rows[:, standing]))
        weights = whole.coef_.T
        weights[standing] += part.coef_.T
        intercept = whole.intercept_ + part.intercept_ + FOREIGN * (whole.classes_ == OUT_OF_SCOPE)
        return cls(
            vectoriser,
            [str(label) for label in whole.classes_],
            np.ascontiguousarray(weights, dtype=np.float16),
            intercept.astype(np.float32),
        )

    def of(self, text: Views) -> np.ndarray:
        """The margin of each label for one text."""
        places, values = self.vectoriser.row(text)
        return values @ self.weights[places].astype(np.float32) + self.intercept


class IntentModel:
    """Ranks intents by probability."""

    def __init__(self, margins: Margins, temperature: float) -> None:
        self._margins = margins
        self._temperature = temperature
        self.labels = margins.labels

    @classmethod
    def train(
        cls,
        texts: Sequence[str],
        labels: Sequence[str],
        penalty: float,
        held_out: int,
        filled: float = 0.5,
    ) -> IntentModel:
        """Fit to normalised ``texts``.

        Args:
            texts: normalised messages.
            labels: their intents.
            penalty: the C of the support vector machines.
            held_out: one text in this many is held out to find the temperature.
            filled: the share of the texts that are learnt once more between fillers.
        """
        seen = [views(text) for text in texts]
        more, theirs = with_fillers(texts, labels, filled, Random(_SEED))
        vectoriser = Vectoriser(WEIGHTS).fit(seen)
        rows = vectoriser.matrix([*seen, *(views(normalise(text).text) for text in more)])
        wanted = np.array([*labels, *theirs])
        bare = slice(0, len(seen))
        return cls(
            Margins.train(vectoriser, rows, wanted, penalty),
            _temperature(vectoriser, rows[bare], wanted[bare], penalty, held_out),
        )

    def probabilities(self, text: str) -> np.ndarray:
        """The probability of each of :attr:`labels` for a normalised text."""
        return softmax(self._margins.of(views(text))[None, :] / self._temperature)[0]

    def save(self, path: Path) -> None:
        """Write the model as arrays; nothing in it is run when it is read."""
        np.savez_compressed(
            path,
            labels=np.array(self.labels),
            weights=self._margins.weights,
            intercept=self._margins.intercept,
            temperature=np.array(self._temperature),
            **self._margins.vectoriser.arrays(),
        )

    @classmethod
    def load(cls, path: Path) -> IntentModel:
        """Read what :meth:`save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            margins = Margins(
                Vectoriser.from_arrays(WEIGHTS, arrays["features"], arrays["idf"]),
                [str(label) for label in arrays["labels"]],
                arrays["weights"],
                arrays["intercept"],
            )
            return cls(margins, float(arrays["temperature"]))


def _temperature(
    vectoriser: Vectoriser, rows: csr_matrix, wanted: np.ndarray, penalty: float, held_out: int
) -> float:
    parts = StratifiedKFold(held_out, shuffle=True, random_state=_SEED).split(wanted, wanted)
    kept, left_out = next(iter(parts))
    trained = Margins.train(vectoriser, rows[kept], wanted[kept], penalty)
    margins = rows[left_out] @ trained.weights.astype(np.float32) + trained.intercept
    truths = np.searchsorted(trained.labels, wanted[left_out])
    return likeliest_temperature(margins, truths)
