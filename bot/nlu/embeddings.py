"""Vectors of characters and words, trained on the corpus: what keeps the same company is near.

Measured beside the classifier (``bot.nlu.compare``), not part of it: positive pointwise mutual
information of the units of a message within a window, reduced by a singular value decomposition.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.utils.extmath import randomized_svd

from bot.nlu.segmentation import segmenter

_WINDOW, _FEWEST, _SEED = 6, 3, 20261123


def _units(text: str) -> list[str]:
    """The words of a text, each followed by its characters where it has several."""
    words = [word for word in segmenter().cut(text, HMM=False) if word.strip()]
    return [unit for word in words for unit in ((word, *word) if len(word) > 1 else (word,))]


@dataclass(frozen=True)
class Embeddings:
    """A vector for each unit, and how much a unit says."""

    places: dict[str, int]
    vectors: np.ndarray
    weights: np.ndarray

    @classmethod
    def train(cls, texts: Sequence[str], size: int = 100) -> Embeddings:
        """Vectors of ``size`` numbers for the units of at least three texts."""
        read = [_units(text) for text in texts]
        counts = Counter(unit for units in read for unit in set(units))
        names = sorted(unit for unit, count in counts.items() if count >= _FEWEST)
        places = {unit: at for at, unit in enumerate(names)}
        pairs: Counter[tuple[int, int]] = Counter()
        for units in read:
            known = [places[unit] for unit in units if unit in places]
            for at, first in enumerate(known):
                pairs.update((first, second) for second in known[at + 1 : at + 1 + _WINDOW])
        rows, columns = (np.array(side) for side in zip(*pairs, strict=True))
        near = csr_matrix(
            (np.array(list(pairs.values()), dtype=float), (rows, columns)), (len(names),) * 2
        )
        near = (near + near.T).tocoo()
        sums = np.asarray(near.sum(axis=1)).ravel() + 1.0
        information = np.log(near.data * near.data.sum() / (sums[near.row] * sums[near.col]))
        positive = csr_matrix((np.maximum(information, 0), (near.row, near.col)), near.shape)
        left, strengths, _ = randomized_svd(positive, size, random_state=_SEED)
        says = np.array([np.log(len(texts) / counts[name]) for name in names])
        return cls(places, (left * np.sqrt(strengths)).astype(np.float32), says)

    def of(self, text: str) -> np.ndarray:
        """The weighted mean of a text's units and the greatest value of each dimension."""
        at = [self.places[unit] for unit in _units(text) if unit in self.places]
        if not at:
            return np.zeros(2 * self.vectors.shape[1], dtype=np.float32)
        vectors, says = self.vectors[at], self.weights[at][:, None]
        parts = ((vectors * says).sum(axis=0), vectors.max(axis=0))
        return np.concatenate([part / (np.linalg.norm(part) or 1.0) for part in parts])
