"""Reads the conversations in which something may have been misunderstood."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, and_, or_, select, union

from bot.chat.database import table_of
from bot.chat.models import Feedback, Message, Sender, Turn
from bot.chat.views import Heard
from bot.desk.models import Handoff, Why
from bot.learning.findings import (
    CORRECTIONS,
    LEADING_TO_PEOPLE,
    NOT_UNDERSTOOD,
    Line,
    Story,
)

_MESSAGES, _TURNS = table_of(Message), table_of(Turn)
_FEEDBACK, _HANDOFFS = table_of(Feedback), table_of(Handoff)
_OF_THE_TURN = and_(
    _TURNS.c.conversation_id == _MESSAGES.c.conversation_id, _TURNS.c.seq == _MESSAGES.c.seq
)
_BATCH = 1000


def suspicious_stories(connection: Connection, since: datetime) -> Iterator[Story]:
    """The conversations since then with a rejection, a correction, a dislike or a handoff."""
    disliked, handoffs = _disliked(connection, since), _handoffs(connection, since)
    in_order = (
        select(
            _MESSAGES.c.conversation_id,
            _MESSAGES.c.id,
            _MESSAGES.c.seq,
            _MESSAGES.c.sender,
            _MESSAGES.c.text,
            _MESSAGES.c.chips,
            _MESSAGES.c.created_at,
            _TURNS.c.said,
            _TURNS.c.heard_as,
            _TURNS.c.likeliest,
        )
        .outerjoin(_TURNS, and_(_OF_THE_TURN, _MESSAGES.c.sender == Sender.BUYER))
        .where(
            _MESSAGES.c.conversation_id.in_(_suspects(since)),
            _MESSAGES.c.created_at >= since,
            _MESSAGES.c.sender != Sender.NOTE,
        )
        .order_by(_MESSAGES.c.conversation_id, _MESSAGES.c.seq, _MESSAGES.c.id)
        .execution_options(yield_per=_BATCH)
    )
    rows = connection.execute(in_order)
    for conversation_id, lines in groupby(rows, key=lambda row: row.conversation_id):
        yield Story(
            lines=[_line(row) for row in lines],
            disliked=frozenset(disliked[conversation_id]),
            handoffs=tuple(handoffs[conversation_id]),
        )


def typed_text(connection: Connection, message_id: int) -> str | None:
    """What a buyer typed to the bot in that message; None when it is no such message."""
    row = connection.execute(
        select(_TURNS.c.said, _TURNS.c.heard_as).where(_TURNS.c.message_id == message_id)
    ).one_or_none()
    return None if row is None or row.heard_as is None else str(row.said)


def _suspects(since: datetime) -> Any:
    misunderstood = or_(
        _TURNS.c.heard_as == NOT_UNDERSTOOD,
        *(_TURNS.c.said.startswith(opening) for opening in CORRECTIONS),
    )
    found = union(
        select(_TURNS.c.conversation_id).where(_TURNS.c.created_at >= since, misunderstood),
        select(_FEEDBACK.c.conversation_id).where(
            _FEEDBACK.c.created_at >= since, _FEEDBACK.c.useful.is_(False)
        ),
        select(_HANDOFFS.c.conversation_id).where(
            _HANDOFFS.c.requested_at >= since, _HANDOFFS.c.why.in_(LEADING_TO_PEOPLE)
        ),
    ).subquery()
    return select(found.c.conversation_id)


def _disliked(connection: Connection, since: datetime) -> dict[str, list[int]]:
    rows = connection.execute(
        select(_MESSAGES.c.conversation_id, _MESSAGES.c.seq)
        .join(_FEEDBACK, _FEEDBACK.c.message_id == _MESSAGES.c.id)
        .where(_FEEDBACK.c.created_at >= since, _FEEDBACK.c.useful.is_(False))
    )
    seqs: dict[str, list[int]] = defaultdict(list)
    for conversation_id, seq in rows:
        seqs[conversation_id].append(seq)
    return seqs


def _handoffs(connection: Connection, since: datetime) -> dict[str, list[tuple[Why, datetime]]]:
    rows = connection.execute(
        select(_HANDOFFS.c.conversation_id, _HANDOFFS.c.why, _HANDOFFS.c.requested_at).where(
            _HANDOFFS.c.requested_at >= since
        )
    )
    reasons: dict[str, list[tuple[Why, datetime]]] = defaultdict(list)
    for conversation_id, why, at in rows:
        reasons[conversation_id].append((why, at))
    return reasons


def _line(row: Any) -> Line:
    heard = None
    if row.heard_as is not None:
        guesses = row.likeliest or ()
        heard = Heard(row.heard_as, tuple((name, share) for name, share in guesses))
    return Line(
        message_id=row.id,
        seq=row.seq,
        sender=row.sender,
        text=row.text,
        said=row.said,
        heard=heard,
        offers_chips=bool(row.chips),
        at=row.created_at,
    )
