"""Whether a message tells a reason, which words tell it, and which of the guide's reasons it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.nlu.clauses import clauses
from bot.nlu.faults import faults_in
from bot.nlu.reasons import REASON, ReasonReader
from bot.nlu.span_cut import cut
from bot.nlu.span_features import likeliest_span

# Whether a reason is told: how much the tagger's surest character counts, the reader's opinion of
# the whole and its opinion of the plainest clause; and how much is enough.
_TAGGED, _WHOLE, _PLAINEST, _ENOUGH = 0.4, 0.3, 0.3, 0.35
# Least share of a character in a span that the best tags left out.
_LIKELY = 0.25
# What a reason not thought of still weighs, so that one of two opinions cannot rule it out.
_FLOOR = 0.002


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
    parts = clauses(text)
    telling, *by_clause = reader.telling_shares(
        [text, *(text[slice(*part)] for part in parts if part != (0, len(text)))]
    )
    told = (
        _TAGGED * max(tagged.shares, default=0.0)
        + _WHOLE * telling
        + _PLAINEST * max(by_clause, default=telling)
    )
    if told < _ENOUGH:
        return []
    whole = reader.shares(text)
    spans = list(tagged.spans) or _spans_overlooked(text, tagged, reader, _best(whole))
    if len(spans) > 1 and several:
        return [ToldReason(*span, _best(reader.shares(text[slice(*span)]))) for span in spans]
    if not spans:
        return []
    shares = reader.telling_shares([text[slice(*one)] for one in spans])
    sureness = [
        max(tagged.shares[slice(*one)]) * share for one, share in zip(spans, shares, strict=True)
    ]
    span = spans[sureness.index(max(sureness))]
    alone = reader.shares(text[slice(*span)])
    both = {one: (whole[one] + _FLOOR) * (alone[one] + _FLOOR) for one in whole}
    return [ToldReason(*span, _best(both))]


def _best(shares: dict[str, float]) -> str:
    return max(shares, key=lambda reason: (shares[reason], reason))


def _spans_overlooked(
    text: str, tagged: Tagged, reader: ReasonReader, reason: str
) -> list[tuple[int, int]]:
    """Where the reason is told although the best tags have none: at last, the likeliest clause."""
    span = likeliest_span(list(tagged.shares), _LIKELY)
    faults = [fault for fault in faults_in(text) if fault.reason == reason]
    if span is None and faults:
        return [(faults[-1].start, faults[-1].end)]
    if span is None:
        parts = clauses(text)
        shares = reader.telling_shares([text[slice(*one)] for one in parts])
        span = parts[shares.index(max(shares))] if parts else (0, 0)
    start, end = cut(text, *span, REASON)
    return [(start, end)] if start < end else []
