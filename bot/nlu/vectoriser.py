"""TF-IDF over several views of a text: sparse rows to train on, one fast row to ask with."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from scipy.sparse import csr_matrix

Views = Sequence[Sequence[str]]


class Vectoriser:
    """Numbers the features of each view; a view's part of a row has the length of its weight."""

    def __init__(self, weights: Sequence[float], fewest_texts: int = 3) -> None:
        self._weights = tuple(weights)
        self._fewest = fewest_texts
        self._places: dict[str, int] = {}
        self._idf = np.zeros(0, dtype=np.float32)

    def __len__(self) -> int:
        return len(self._places)

    def fit(self, texts: Iterable[Views]) -> Vectoriser:
        """Keep the features that occur in at least ``fewest_texts`` texts."""
        seen: Counter[str] = Counter()
        total = 0
        for views in texts:
            total += 1
            for number, features in enumerate(views):
                seen.update({f"{number}{feature}" for feature in features})
        kept = sorted(feature for feature, count in seen.items() if count >= self._fewest)
        self._places = {feature: place for place, feature in enumerate(kept)}
        self._idf = np.array(
            [math.log((1 + total) / (1 + seen[feature])) + 1 for feature in kept], dtype=np.float32
        )
        return self

    def row(self, views: Views) -> tuple[np.ndarray, np.ndarray]:
        """Places and values of one text's features."""
        places: list[int] = []
        values: list[float] = []
        for number, features in enumerate(views):
            own = [
                (place, (1 + math.log(count)) * float(self._idf[place]))
                for feature, count in Counter(features).items()
                if (place := self._places.get(f"{number}{feature}")) is not None
            ]
            length = math.sqrt(sum(value * value for _, value in own)) or 1.0
            scale = self._weights[number] / length
            places += [place for place, _ in own]
            values += [value * scale for _, value in own]
        return np.array(places, dtype=np.int64), np.array(values, dtype=np.float32)

    def matrix(self, texts: Iterable[Views]) -> csr_matrix:
        """The rows of many texts, for training."""
        rows = [self.row(views) for views in texts]
        starts = np.cumsum([0, *(len(places) for places, _ in rows)])
        return csr_matrix(
            (
                np.concatenate([values for _, values in rows]),
                np.concatenate([places for places, _ in rows]),
                starts,
            ),
            shape=(len(rows), len(self)),
        )

    def arrays(self) -> dict[str, np.ndarray]:
        """What :meth:`from_arrays` needs to make the same vectoriser."""
        features = "\n".join(self._places).encode()
        return {"features": np.frombuffer(features, dtype=np.uint8), "idf": self._idf}

    def places_of(self, numbers: Sequence[int]) -> np.ndarray:
        """The places of the features of some views."""
        wanted = {str(number) for number in numbers}
        return np.array([place for name, place in self._places.items() if name[0] in wanted])

    @classmethod
    def from_arrays(
        cls, weights: Sequence[float], features: np.ndarray, idf: np.ndarray
    ) -> Vectoriser:
        """A fitted vectoriser from :meth:`arrays`."""
        vectoriser = cls(weights)
        names = features.tobytes().decode().split("\n")
        vectoriser._places = {name: place for place, name in enumerate(names)}
        vectoriser._idf = idf
        return vectoriser
