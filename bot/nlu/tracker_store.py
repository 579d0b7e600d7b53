"""Where Rasa keeps its side of a conversation: one row each, its chapter never longer than a turn.

Rasa's own SQL store keeps every event and replays all of a session several times at each turn
(measured: half of a turn's time after forty turns, and a commit that waits for the disk). What was
said is kept by the gateway; Rasa needs only where the conversation stands, and the latest turn: the
rules look no further back, the actions want to know whether it was understood, and a session ends
by its time. So a turn costs the same however long people talk.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.event import listen
from sqlalchemy.pool import SingletonThreadPool

_CREATE = "CREATE TABLE IF NOT EXISTS chapters (sender_id VARCHAR(64) PRIMARY KEY, events TEXT)"
_READ = "SELECT events FROM chapters WHERE sender_id = :sender_id"
_WRITE = (
    "INSERT INTO chapters (sender_id, events) VALUES (:sender_id, :events) "
    "ON CONFLICT (sender_id) DO UPDATE SET events = excluded.events"
)


class ChapterTrackerStore(TrackerStore, SerializedTrackerAsText):
    """A tracker store on SQLite or PostgreSQL, named in ``endpoints.yml``.

    Args:
        host: the database's URL.
    """

    def __init__(
        self, domain: Domain, host: str, event_broker: EventBroker | None = None, **kwargs: Any
    ) -> None:
        if host.startswith("sqlite"):
            self._engine = sa.create_engine(host, poolclass=SingletonThreadPool)
            listen(self._engine, "connect", _write_ahead)
        else:
            self._engine = sa.create_engine(host, pool_pre_ping=True)
        with self._engine.begin() as connection:
            connection.execute(sa.text(_CREATE))
        super().__init__(domain, event_broker, **kwargs)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write down where the conversation stands."""
        await self.stream_events(tracker)
        written = json.dumps([event.as_dict() for event in _where_it_stands(tracker)])
        with self._engine.begin() as connection:
            values = {"sender_id": tracker.sender_id, "events": written}
            connection.execute(sa.text(_WRITE), values)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation as it was saved last; None when it has not begun."""
        with self._engine.connect() as connection:
            found = connection.execute(sa.text(_READ), {"sender_id": sender_id}).scalar()
        if found is None:
            return None
        return DialogueStateTracker.from_dict(sender_id, json.loads(found), self.domain.slots)

    async def keys(self) -> Iterable[str]:
        """The names of all conversations."""
        with self._engine.connect() as connection:
            return list(connection.execute(sa.text("SELECT sender_id FROM chapters")).scalars())


def _where_it_stands(tracker: DialogueStateTracker) -> Iterator[Event]:
    """A chapter: the latest turn, after a beginning from which it ends where ``tracker`` stands."""
    turn = _latest_turn(tracker.events)
    set_in_turn = {event.key for event in turn if isinstance(event, SlotSet)}
    yield SessionStarted()
    for name, slot in tracker.slots.items():
        if slot.value != slot.initial_value and name not in set_in_turn:
            yield SlotSet(name, slot.value)
    if tracker.active_loop_name:
        yield ActiveLoop(tracker.active_loop_name)
    yield ActionExecuted(ACTION_LISTEN_NAME)
    yield from turn


def _latest_turn(events: Sequence[Event]) -> list[Event]:
    """The buyer's latest message and all that followed; nothing before the first message."""
    turn: list[Event] = []
    for event in reversed(events):
        turn.append(event)
        if isinstance(event, UserUttered):
            return turn[::-1]
    return []


def _write_ahead(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA busy_timeout=3000")
