"""What the tagger makes of a text: spans of goods and reasons, and how likely each character is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pycrfsuite

from bot.nlu.span_cut import cut
from bot.nlu.span_features import character_features, spans_of


@dataclass(frozen=True)
class Tagged:
    """One entity in a text: its spans, and how much each character belongs to one."""

    spans: Sequence[tuple[int, int]]
    shares: Sequence[float]

    def overlooked(self, least: float) -> tuple[int, int] | None:
        """The likeliest run of two characters or more, each at least so likely; None: no such."""
        best, most, start = None, 0.0, 0
        for at, share in enumerate([*self.shares, 0.0]):
            if share >= least:
                continue
            total = sum(self.shares[start:at])
            if at - start > 1 and total > most:
                best, most = (start, at), total
            start = at + 1
        return best


class TrainedTagger:
    """A conditional random field that was trained before."""

    def __init__(self, file: Path) -> None:
        # The library only points at the bytes of its model.
        self._content = file.read_bytes()
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open_inmemory(self._content)

    def tagged(self, text: str, wish: str, entities: Sequence[str]) -> dict[str, Tagged]:
        """Spans and shares of each of ``entities`` in a normalised text of this kind of wish."""
        tags = self._tagger.tag(character_features(text, wish))
        spans = [(*cut(text, *span), span[2]) for span in spans_of(tags)]
        return {
            entity: Tagged(
                [(start, end) for start, end, name in spans if name == entity and start < end],
                self._shares(entity, len(text)),
            )
            for entity in entities
        }

    def _shares(self, entity: str, length: int) -> list[float]:
        tags = [tag for tag in self._tagger.labels() if tag.endswith(entity)]
        return [sum(self._tagger.marginal(tag, at) for tag in tags) for at in range(length)]
