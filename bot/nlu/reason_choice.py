"""Whether a message tells a reason, which words tell it, and which of the guide's reasons it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.nlu.clauses import clauses
from bot.nlu.faults import faults_in
from bot.nlu.reasons import REASON, Opinion, ReasonReader
from bot.nlu.span_cut import cut
from bot.nlu.tagged_spans import Tagged

# Whether a reason is told: how much the tagger's surest character counts, the reader's opinion of
# the whole and its opinion of the plainest clause or span; and how much is enough.
_TAGGED, _WHOLE, _PLAINEST, _ENOUGH = 0.4, 0.3, 0.3, 0.45
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


def reasons_told(
    text: str, tagged: Tagged, reader: ReasonReader, *, several: bool
) -> list[ToldReason]:
    """The reasons of a message in which the buyer files, corrects or answers.

    Args:
        text: the whole message, normalised.
        several: whether it may tell more than one ("not the size, the quality").
    """
    whole = reader.opinion(text)
    parts = [(part, reader.opinion(text[slice(*part)])) for part in clauses(text)]
    plainest = [opinion.telling for _, opinion in parts]
    plainest += [reader.opinion(text[slice(*span)]).telling for span in tagged.spans]
    told = (
        _TAGGED * max(tagged.shares, default=0.0)
        + _WHOLE * whole.telling
        + _PLAINEST * max(plainest, default=whole.telling)
    )
    if told < _ENOUGH:
        return []
    spans = list(tagged.spans) or _spans_overlooked(text, tagged, whole, parts)
    opinions = [reader.opinion(text[slice(*span)]) for span in spans]
    if len(spans) > 1 and several:
        return [
            ToldReason(*span, opinion.likeliest)
            for span, opinion in zip(spans, opinions, strict=True)
        ]
    if not spans:
        return []
    surest = [
        max(tagged.shares[slice(*span)]) * opinion.telling
        for span, opinion in zip(spans, opinions, strict=True)
    ]
    best = surest.index(max(surest))
    alone = opinions[best]
    both = {
        one: (whole.meaning[one] + _FLOOR) * (alone.weighed(one) + _FLOOR) for one in alone.meaning
    }
    return [ToldReason(*spans[best], max(both, key=lambda one: (both[one], one)))]


def _spans_overlooked(
    text: str, tagged: Tagged, whole: Opinion, parts: Sequence[tuple[tuple[int, int], Opinion]]
) -> list[tuple[int, int]]:
    """Where the reason is told although the best tags have none: at last, the likeliest clause."""
    span = tagged.overlooked(_LIKELY)
    faults = [fault for fault in faults_in(text) if fault.reason == whole.likeliest]
    if span is None and faults:
        return [(faults[-1].start, faults[-1].end)]
    if span is None:
        span, _ = max(parts, key=lambda part: part[1].telling, default=((0, 0), whole))
    start, end = cut(text, *span, REASON)
    return [(start, end)] if start < end else []
