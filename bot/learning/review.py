"""The review: what the bot may have misunderstood, in groups, and what people decide about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import Connection, func, insert, select, update

from bot.aftersales.store import Store
from bot.chat.database import reading, table_of, writing
from bot.chat.masking import disguise, mask
from bot.chat.views import Heard
from bot.clock import Clock
from bot.learning.errors import UnknownMessageError
from bot.learning.findings import Finding, Reason, findings
from bot.learning.labels import group_of
from bot.learning.models import Lesson, ReviewDecision, Verdict
from bot.learning.stories import suspicious_stories, typed_text
from bot.nlu.likeness import NearCopies

_DECISIONS = table_of(ReviewDecision)
_LESSONS = table_of(Lesson)


@dataclass(frozen=True)
class ReviewGroup:
    """Messages that are near copies of each other, shown as one; figures of people are masked.

    ``message_id`` is the earliest of them, and stands for all. ``heard``, ``answer``, ``following``
    and ``hint`` are those of the latest message that has them.
    """

    message_id: int
    text: str
    count: int
    reasons: tuple[Reason, ...]
    heard: Heard
    answer: str
    following: str
    hint: str | None
    others: tuple[str, ...]


@dataclass(frozen=True)
class Decided:
    """The decision that holds for a message. ``line`` is what would be learnt of it."""

    decision_id: int
    message_id: int
    line: str
    verdict: Verdict
    label: str | None
    decided_by: str
    decided_at: str
    lesson_id: int | None


@dataclass
class _Gathered:
    line: str
    found: list[Finding] = field(default_factory=list)


class Review:
    """What there is to look through.

    Args:
        clock: gives decisions their time, and says how far back is.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def groups(self, days: int) -> list[ReviewGroup]:
        """What nobody has decided on yet, of the last ``days``; the most frequent first."""
        since = self._clock.now() - timedelta(days=days)
        with reading(self._store) as connection:
            decided = NearCopies(one.line for one in _in_force(connection))
            found = [
                finding
                for story in suspicious_stories(connection, since)
                for finding in findings(story)
            ]
        open_groups = [
            _as_group(gathered) for gathered in _gather(found) if not decided.of(gathered.line)
        ]
        return sorted(open_groups, key=lambda group: (-group.count, -group.message_id))

    def decided(self) -> list[Decided]:
        """Every message that was decided on, the latest first."""
        with reading(self._store) as connection:
            return sorted(_in_force(connection), key=lambda one: -one.decision_id)

    def label(self, message_ids: Sequence[int], label: str, by: str) -> int:
        """Say what buyers wanted with these messages and their near copies; how many lines.

        Args:
            by: who says so.

        Raises:
            UnknownLabelError: the bot has no such label.
            UnknownMessageError: one of them was never typed to the bot; nothing is decided.
        """
        group_of(label)
        return self._decide(message_ids, Verdict.LEARN, label, by)

    def ignore(self, message_ids: Sequence[int], by: str) -> int:
        """Learn nothing from these messages and their near copies; how many lines.

        Raises:
            UnknownMessageError: one of them was never typed to the bot; nothing is decided.
        """
        return self._decide(message_ids, Verdict.IGNORE, None, by)

    def reopen(self, message_ids: Sequence[int], by: str) -> int:
        """Take the decision on these messages back; how many lines.

        Raises:
            UnknownMessageError: one of them was never typed to the bot; nothing is decided.
        """
        return self._decide(message_ids, Verdict.REOPEN, None, by)

    def pending(self) -> list[Decided]:
        """The labelled lines that no lesson has taken in yet, the earliest first."""
        with reading(self._store) as connection:
            return [
                one
                for one in _in_force(connection)
                if one.verdict is Verdict.LEARN and one.lesson_id is None
            ]

    def record_lesson(
        self,
        taken: Sequence[Decided],
        by: str,
        *,
        kept: bool,
        lines: int,
        before: dict[str, float],
        after: dict[str, float],
    ) -> None:
        """Keep what a lesson did; when it was kept, ``taken`` are pending no more."""
        with writing(self._store) as connection:
            lesson_id = connection.execute(
                insert(_LESSONS).returning(_LESSONS.c.id),
                {
                    "given_by": by,
                    "given_at": self._clock.now(),
                    "kept": kept,
                    "lines": lines,
                    "before": before,
                    "after": after,
                },
            ).scalar_one()
            if kept:
                connection.execute(
                    update(_DECISIONS)
                    .where(_DECISIONS.c.id.in_([one.decision_id for one in taken]))
                    .values(lesson_id=lesson_id)
                )

    def _decide(
        self, message_ids: Sequence[int], verdict: Verdict, label: str | None, by: str
    ) -> int:
        now = self._clock.now()
        with writing(self._store) as connection:
            for message_id in message_ids:
                said = typed_text(connection, message_id)
                if said is None:
                    raise UnknownMessageError(str(message_id))
                connection.execute(
                    insert(_DECISIONS).values(
                        message_id=message_id,
                        text=disguise(said),
                        verdict=verdict,
                        label=label,
                        decided_by=by,
                        decided_at=now,
                    )
                )
        return len(message_ids)


def _in_force(connection: Connection) -> Iterator[Decided]:
    latest = select(func.max(_DECISIONS.c.id)).group_by(_DECISIONS.c.message_id)
    rows = connection.execute(
        select(_DECISIONS)
        .where(_DECISIONS.c.id.in_(latest), _DECISIONS.c.verdict != Verdict.REOPEN)
        .order_by(_DECISIONS.c.id)
    ).all()
    for row in rows:
        yield Decided(
            decision_id=row.id,
            message_id=row.message_id,
            line=row.text,
            verdict=row.verdict,
            label=row.label,
            decided_by=row.decided_by,
            decided_at=row.decided_at.isoformat(timespec="seconds"),
            lesson_id=row.lesson_id,
        )


def _gather(found: list[Finding]) -> list[_Gathered]:
    """Near copies together: each joins the earliest one that it is like."""
    leaders, groups = NearCopies(), list[_Gathered]()
    for finding in sorted(found, key=lambda one: one.line.message_id):
        line = disguise(finding.line.said or finding.line.text)
        like = leaders.of(line)
        if not like:
            like = [len(groups)]
            leaders.add(line)
            groups.append(_Gathered(line))
        groups[like[0]].found.append(finding)
    return groups


def _as_group(gathered: _Gathered) -> ReviewGroup:
    found = gathered.found
    first, last = found[0], found[-1]
    texts = list(dict.fromkeys(mask(one.line.text) for one in found))
    return ReviewGroup(
        message_id=first.line.message_id,
        text=texts[0],
        count=len({one.line.message_id for one in found}),
        reasons=tuple(reason for reason in Reason if any(one.reason is reason for one in found)),
        heard=last.line.heard or Heard("", ()),
        answer=mask(last.answer),
        following=mask(last.following),
        hint=next((one.hint for one in reversed(found) if one.hint), None),
        others=tuple(texts[1:]),
    )
