"""TF-IDF over several views of a text: sparse rows to train on, one fast row to ask with."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
from scipy.sparse import csr_matrix

Views = Sequence[Sequence[str]]
_VIEW_ENDS = "\n\n"


class Vectoriser:
    """Numbers the features of each view; a view's part of a row has the length of its weight."""

    def __init__(self, weights: Sequence[float], fewest_texts: int = 3) -> None:
        self._weights = tuple(weights)
        self._fewest = fewest_texts
        self._places: list[dict[str, int]] = [{} for _ in weights]
        self._idf = np.zeros(0, dtype=np.float32)

    def __len__(self) -> int:
        return len(self._idf)

    def fit(self, texts: Iterable[Views]) -> Vectoriser:
        """Keep the features that occur in at least ``fewest_texts`` texts."""
        seen: list[Counter[str]] = [Counter() for _ in self._weights]
        total = 0
        for views in texts:
            total += 1
            for counter, features in zip(seen, views, strict=True):
                counter.update(set(features))
        kept = [sorted(one for one in view if view[one] >= self._fewest) for view in seen]
        self._number(kept)
        self._idf = np.array(
            [
                math.log((1 + total) / (1 + counter[feature])) + 1
                for counter, features in zip(seen, kept, strict=True)
                for feature in features
            ],
            dtype=np.float32,
        )
        return self

    def _number(self, kept: Sequence[Sequence[str]]) -> None:
        first = 0
        self._places = []
        for features in kept:
            self._places.append({feature: place for place, feature in enumerate(features, first)})
            first += len(features)

    def row(self, views: Views) -> tuple[np.ndarray, np.ndarray]:
        """Places and values of one text's features."""
        places: list[int] = []
        values: list[float] = []
        for known, weight, features in zip(self._places, self._weights, views, strict=True):
            counts = _counted(known, features)
            own = [(1 + math.log(counts[one])) * float(self._idf[one]) for one in counts]
            length = math.sqrt(sum(value * value for value in own)) or 1.0
            places += counts
            values += [value * weight / length for value in own]
        return np.array(places, dtype=np.int64), np.array(values, dtype=np.float32)

    def matrix(self, texts: Iterable[Views]) -> csr_matrix:
        """The rows of many texts, for training: what :meth:`row` gives for each, all at once."""
        counted = [
            [_counted(known, features) for known, features in zip(self._places, views, strict=True)]
            for views in texts
        ]
        parts = list(chain.from_iterable(counted))
        sizes = np.array([len(part) for part in parts])
        places = np.fromiter(chain.from_iterable(parts), np.int64, sizes.sum())
        counts = np.fromiter(
            chain.from_iterable(part.values() for part in parts), np.float32, sizes.sum()
        )
        values = (1 + np.log(counts)) * self._idf[places]
        part_of_value = np.repeat(np.arange(len(parts)), sizes)
        lengths = np.sqrt(np.bincount(part_of_value, values * values, len(parts)))
        lengths[lengths == 0] = 1.0
        scales = np.tile(self._weights, len(counted)) / lengths
        starts = np.concatenate([[0], sizes.cumsum()])[:: len(self._weights)]
        return csr_matrix(
            ((values * scales[part_of_value]).astype(np.float32), places, starts),
            shape=(len(counted), len(self)),
        )

    def arrays(self) -> dict[str, np.ndarray]:
        """What :meth:`from_arrays` needs to make the same vectoriser."""
        views = ("\n".join(known) for known in self._places)
        features = _VIEW_ENDS.join(views).encode()
        return {"features": np.frombuffer(features, dtype=np.uint8), "idf": self._idf}

    def places_of(self, numbers: Sequence[int]) -> np.ndarray:
        """The places of the features of some views."""
        return np.array([place for number in numbers for place in self._places[number].values()])

    @classmethod
    def from_arrays(
        cls, weights: Sequence[float], features: np.ndarray, idf: np.ndarray
    ) -> Vectoriser:
        """A fitted vectoriser from :meth:`arrays`."""
        vectoriser = cls(weights)
        views = features.tobytes().decode().split(_VIEW_ENDS)
        vectoriser._number([view.split("\n") if view else [] for view in views])
        vectoriser._idf = idf
        return vectoriser


def _counted(known: dict[str, int], features: Sequence[str]) -> dict[int, int]:
    """Places of the known features and how often each occurs, in the order of the text."""
    counts: dict[int, int] = {}
    for feature in features:
        place = known.get(feature)
        if place is not None:
            counts[place] = counts.get(place, 0) + 1
    return counts
