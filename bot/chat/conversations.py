"""Conversations: found or begun by buyer, and who owns them."""

from __future__ import annotations

from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, bindparam, case, func, insert, select, update

from bot.aftersales.store import Store
from bot.chat.database import reading, table_of, writing
from bot.chat.errors import OwnershipLostError, UnknownConversationError
from bot.chat.models import Conversation, ConversationState, Message, Sender
from bot.chat.views import ConversationView
from bot.clock import Clock, SystemClock

_TABLE = table_of(Conversation)
COLUMNS = (
    _TABLE.c.id,
    _TABLE.c.buyer_id,
    _TABLE.c.state,
    _TABLE.c.owner_id,
    _TABLE.c.owner_name,
    _TABLE.c.epoch,
    _TABLE.c.last_seq,
    _TABLE.c.buyer_read_seq,
    _TABLE.c.agent_read_seq,
)
"""The columns of a :class:`ConversationView`, in its order."""

_BY_ID = select(*COLUMNS).where(_TABLE.c.id == bindparam("key"))
_BY_ID_LOCKED = _BY_ID.with_for_update()
_BY_BUYER = select(*COLUMNS).where(_TABLE.c.buyer_id == bindparam("key"))
_BY_BUYER_LOCKED = _BY_BUYER.with_for_update()


class Conversations:
    """The conversations of all buyers."""

    def __init__(self, store: Store, clock: Clock | None = None) -> None:
        self._store = store
        self._clock = clock or SystemClock()

    def buyer_of(self, conversation_id: str) -> str:
        """The buyer who talks in ``conversation_id``.

        Raises:
            UnknownConversationError: there is no such conversation.
        """
        with reading(self._store) as connection:
            return by_id(connection, conversation_id).buyer_id

    def get(self, conversation_id: str) -> ConversationView:
        """One conversation.

        Raises:
            UnknownConversationError: there is no such conversation.
        """
        with reading(self._store) as connection:
            return by_id(connection, conversation_id)

    def of_buyer(self, buyer_id: str) -> ConversationView:
        """The conversation of ``buyer_id``, begun now when there is none yet."""
        with reading(self._store) as connection:
            found = _by_buyer(connection, buyer_id)
        if found is not None:
            return found
        with writing(self._store) as connection:
            return find_or_begin(connection, buyer_id, self._clock.now())

    def unread(self, conversation_id: str) -> int:
        """How many messages of others the buyer has not read yet."""
        with reading(self._store) as connection:
            return (
                connection.scalar(
                    select(func.count(Message.id))
                    .join(Conversation, Conversation.id == Message.conversation_id)
                    .where(
                        Message.conversation_id == conversation_id,
                        Message.seq > Conversation.buyer_read_seq,
                        Message.sender.not_in([Sender.BUYER, Sender.NOTE]),
                    )
                )
                or 0
            )

    def mark_read(self, conversation_id: str, seq: int) -> None:
        """The buyer has read up to ``seq``; reading never goes back."""
        with writing(self._store) as connection:
            connection.execute(
                update(_TABLE)
                .where(_TABLE.c.id == conversation_id, _TABLE.c.buyer_read_seq < seq)
                .values(
                    buyer_read_seq=case((_TABLE.c.last_seq < seq, _TABLE.c.last_seq), else_=seq)
                )
            )


def by_id(connection: Connection, conversation_id: str, *, lock: bool = False) -> ConversationView:
    """One conversation, its row locked when ``lock`` is set (PostgreSQL; SQLite locks all).

    Raises:
        UnknownConversationError: there is no such conversation.
    """
    query = _BY_ID_LOCKED if lock else _BY_ID
    row = connection.execute(query, {"key": conversation_id}).one_or_none()
    if row is None:
        raise UnknownConversationError(conversation_id)
    return _view(row)


def find_or_begin(connection: Connection, buyer_id: str, now: datetime) -> ConversationView:
    """The conversation of ``buyer_id`` with its row locked, begun when there is none."""
    found = _by_buyer(connection, buyer_id, lock=True)
    if found is not None:
        return found
    _insert_if_absent(connection, buyer_id, now)
    begun = _by_buyer(connection, buyer_id, lock=True)
    if begun is None:
        raise UnknownConversationError(buyer_id)
    return begun


def change_owner(
    connection: Connection,
    conversation: ConversationView,
    state: ConversationState,
    *,
    owner_id: str | None = None,
    owner_name: str | None = None,
) -> ConversationView:
    """Hand ``conversation`` over: a compare-and-set on state, owner and epoch.

    Raises:
        OwnershipLostError: it has changed hands since ``conversation`` was read.
    """
    row = connection.execute(
        update(_TABLE)
        .where(
            _TABLE.c.id == conversation.id,
            _TABLE.c.state == conversation.state,
            _TABLE.c.epoch == conversation.epoch,
        )
        .values(state=state, owner_id=owner_id, owner_name=owner_name, epoch=_TABLE.c.epoch + 1)
        .returning(*COLUMNS)
    ).one_or_none()
    if row is None:
        raise OwnershipLostError(conversation.id)
    return _view(row)


def _by_buyer(
    connection: Connection, buyer_id: str, *, lock: bool = False
) -> ConversationView | None:
    query = _BY_BUYER_LOCKED if lock else _BY_BUYER
    row = connection.execute(query, {"key": buyer_id}).one_or_none()
    return None if row is None else _view(row)


def _insert_if_absent(connection: Connection, buyer_id: str, now: datetime) -> None:
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as insert_or_skip  # noqa: PLC0415

        statement = insert_or_skip(_TABLE).on_conflict_do_nothing(index_elements=["buyer_id"])
    else:
        # The whole SQLite database is locked by now: nobody can have come in between.
        statement = insert(_TABLE)  # type: ignore[assignment]
    connection.execute(
        statement.values(
            id=f"c_{token_hex(12)}",
            buyer_id=buyer_id,
            state=ConversationState.BOT,
            epoch=0,
            last_seq=0,
            buyer_read_seq=0,
            agent_read_seq=0,
            created_at=now,
        )
    )


def _view(row: Any) -> ConversationView:
    return ConversationView(*row)
