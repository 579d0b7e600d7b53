"""The review as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from bot.learning.findings import NOT_UNDERSTOOD
from bot.learning.labels import title_of
from bot.learning.review import ReviewGroup
from bot.learning.teaching import Taught
from bot.learning.yardstick import LIMITS

_LONGEST = 70


def group_lines(group: ReviewGroup) -> Iterator[str]:
    """One group: its id, how often and why, what was understood, and what happened next."""
    reasons = ", ".join(group.reasons)
    yield f"{group.message_id:>8}  ×{group.count}  {group.text}   [{reasons}]"
    guesses = "  ".join(
        f"{title_of(name)} {share:.0%} ({name})" for name, share in group.heard.likeliest
    )
    heard = group.heard.intent
    yield f"          heard: {'nothing' if heard == NOT_UNDERSTOOD else heard} | {guesses}"
    if group.answer:
        yield f"          bot:   {_short(group.answer)}"
    if group.following:
        yield f"          buyer: {_short(group.following)}"
    if group.hint:
        yield f"          maybe: {group.hint} ({title_of(group.hint)})"
    if group.others:
        yield f"          alike: {_short(' / '.join(group.others))}"


def taught_lines(taught: Taught) -> Iterator[str]:
    """What a lesson did, the figures before and after among it."""
    for one, objection in taught.lesson.refused:
        yield f"not learnt: {one.message_id} {one.line} ({one.label}): {objection}"
    for one in taught.lesson.known:
        yield f"known already: {one.message_id} {one.line} ({one.label})"
    if not taught.lesson.taken:
        yield "nothing to learn"
        return
    yield f"{'development set':24}{'before':>9}{'after':>9}"
    broken = set(taught.broken)
    for limit in LIMITS:
        before, after = taught.before[limit.figure], taught.after[limit.figure]
        verdict = f"  worse by more than {limit.tolerance}" if limit in broken else ""
        yield f"{limit.figure:24}{before:9.4f}{after:9.4f}{verdict}"
    if taught.kept:
        yield f"learnt {len(taught.lesson.taken)} lines; start the bot anew to use the model"
        yield from (f"  {path}" for path in taught.written)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
