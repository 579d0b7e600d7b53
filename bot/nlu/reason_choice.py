"""Whether a message tells a reason, which words tell it, and which of the guide's reasons it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.nlu.faults import faults_in
from bot.nlu.reasons import REASON, ReasonReader
from bot.nlu.span_cut import cut
from bot.nlu.span_features import likeliest_span

# The reader's share beside the tagger's in whether a reason is told, and how much is enough.
_READER, _ENOUGH = 0.5, 0.45
# Below it the sentence as a whole tells nothing, and what was tagged is a slip of the tagger.
_LEAST = 0.1
# Least share of a character in a span that the best tags left out.
_LIKELY = 0.25
# What a reason not thought of still weighs, so that one of two opinions cannot rule it out.
_FLOOR = 0.002
_CLAUSE = re.compile(r"[^,。!?;:、~…\s]+")


@dataclass(frozen=True)
class ToldReason:
    """The words from ``start`` to ``end`` tell the guide's reason ``value``."""

    start: int
    end: int
    value: str


@dataclass(frozen=True)
class Tagged:
    """What the tagger made of a text: spans of reasons, and how much each character is of one."""

    spans: Sequence[tuple[int, int]]
    shares: Sequence[float]


def reasons_told(
    text: str, tagged: Tagged, reader: ReasonReader, *, several: bool
) -> list[ToldReason]:
    """The reasons of a message in which the buyer files, corrects or answers.

    Args:
        text: the whole message, normalised.
        several: whether it may tell more than one ("not the size, the quality").
    """
    telling = reader.telling_share(text)
    told = _READER * telling + (1 - _READER) * max(tagged.shares, default=0.0)
    if told < _ENOUGH or telling < _LEAST:
        return []
    whole = reader.shares(text)
    spans = list(tagged.spans) or _spans_overlooked(text, tagged, reader, _best(whole))
    if len(spans) > 1 and several:
        return [ToldReason(*span, _best(reader.shares(text[slice(*span)]))) for span in spans]
    if not spans:
        return []
    span = max(spans, key=lambda one: _plainness(text, one, tagged, reader))
    alone = reader.shares(text[slice(*span)])
    both = {one: (whole[one] + _FLOOR) * (alone[one] + _FLOOR) for one in whole}
    return [ToldReason(*span, _best(both))]


def _best(shares: dict[str, float]) -> str:
    return max(shares, key=lambda reason: (shares[reason], reason))


def _plainness(text: str, span: tuple[int, int], tagged: Tagged, reader: ReasonReader) -> float:
    return max(tagged.shares[slice(*span)]) * reader.telling_share(text[slice(*span)])


def _spans_overlooked(
    text: str, tagged: Tagged, reader: ReasonReader, reason: str
) -> list[tuple[int, int]]:
    """Where the reason is told although the best tags have none: at last, the likeliest clause."""
    span = likeliest_span(list(tagged.shares), _LIKELY)
    faults = [fault for fault in faults_in(text) if fault.reason == reason]
    if span is None and faults:
        return [(faults[-1].start, faults[-1].end)]
    if span is None:
        clauses = [clause.span() for clause in _CLAUSE.finditer(text)]
        span = max(clauses, key=lambda one: reader.telling_share(text[slice(*one)]), default=(0, 0))
    start, end = cut(text, *span, REASON)
    return [(start, end)] if start < end else []
