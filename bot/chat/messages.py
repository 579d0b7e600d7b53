"""Messages: written with their ``seq`` in the commit, read back in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, insert, select, update

from bot.aftersales.store import Store
from bot.chat.conversations import COLUMNS
from bot.chat.database import reading, table_of
from bot.chat.errors import OwnershipLostError
from bot.chat.models import Conversation, Message, Sender
from bot.chat.views import ChipOffer, ConversationView, MessageView, NewMessage, UploadView

_CONVERSATIONS = table_of(Conversation)
_TABLE = table_of(Message)
_COLUMNS = (
    _TABLE.c.id,
    _TABLE.c.conversation_id,
    _TABLE.c.seq,
    _TABLE.c.sender,
    _TABLE.c.agent_name,
    _TABLE.c.client_msg_id,
    _TABLE.c.text,
    _TABLE.c.chips,
    _TABLE.c.card,
    _TABLE.c.uploads,
    _TABLE.c.created_at,
)
_BY_CLIENT_ID = select(*_COLUMNS).where(
    _TABLE.c.conversation_id == bindparam("conversation"),
    _TABLE.c.sender == bindparam("by"),
    _TABLE.c.client_msg_id == bindparam("client_id"),
)
_NUMBER = (
    update(_CONVERSATIONS)
    .where(_CONVERSATIONS.c.id == bindparam("key"))
    .values(last_seq=_CONVERSATIONS.c.last_seq + bindparam("added"))
    .returning(*COLUMNS)
)
_INSERT = insert(_TABLE).returning(_TABLE.c.id)


class Messages:
    """The messages of all conversations, for reading."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def after(
        self, conversation_id: str, seq: int, limit: int, *, with_notes: bool = False
    ) -> tuple[MessageView, ...]:
        """The first ``limit`` messages with a higher ``seq``, in order."""
        query = _in_conversation(conversation_id, with_notes).where(_TABLE.c.seq > seq)
        query = query.order_by(_TABLE.c.seq, _TABLE.c.id).limit(limit)
        with reading(self._store) as connection:
            return tuple(_view(row) for row in connection.execute(query))

    def last(
        self, conversation_id: str, limit: int, *, with_notes: bool = False
    ) -> tuple[MessageView, ...]:
        """The last ``limit`` messages, in order."""
        query = _in_conversation(conversation_id, with_notes)
        query = query.order_by(_TABLE.c.seq.desc(), _TABLE.c.id.desc()).limit(limit)
        with reading(self._store) as connection:
            rows = connection.execute(query).all()
        return tuple(_view(row) for row in reversed(rows))


def find_by_client_id(
    connection: Connection, conversation_id: str, sender: Sender, client_msg_id: str
) -> MessageView | None:
    """The message a client has sent under ``client_msg_id``, if it has arrived before."""
    key = {"conversation": conversation_id, "by": sender, "client_id": client_msg_id}
    row = connection.execute(_BY_CLIENT_ID, key).one_or_none()
    return None if row is None else _view(row)


def append(
    connection: Connection,
    conversation_id: str,
    messages: Sequence[NewMessage],
    now: datetime,
    *conditions: ColumnElement[bool],
    **parameters: object,
) -> tuple[ConversationView, tuple[MessageView, ...]]:
    """Write ``messages`` (not notes) at the end of a conversation.

    The row of the conversation stays locked until the commit, so ``seq`` has neither gaps nor
    doubles, and whoever reads a ``seq`` finds every lower one.

    Args:
        conditions: what must hold for the conversation's row at that instant; their bound
            ``parameters`` are given by name.

    Raises:
        OwnershipLostError: ``conditions`` do not hold; nothing was written.
    """
    statement = _NUMBER.where(*conditions) if conditions else _NUMBER
    row = connection.execute(
        statement, {"key": conversation_id, "added": len(messages), **parameters}
    ).one_or_none()
    if row is None:
        raise OwnershipLostError(conversation_id)
    conversation = ConversationView(*row)
    first = conversation.last_seq - len(messages) + 1
    return conversation, _insert(connection, conversation, enumerate(messages, first), now)


def append_notes(
    connection: Connection,
    conversation: ConversationView,
    notes: Sequence[NewMessage],
    now: datetime,
) -> tuple[MessageView, ...]:
    """Write notes for agents beside the last message; the buyer's ``seq`` stays as it is."""
    return _insert(connection, conversation, ((conversation.last_seq, note) for note in notes), now)


def _insert(
    connection: Connection,
    conversation: ConversationView,
    numbered: Iterable[tuple[int, NewMessage]],
    now: datetime,
) -> tuple[MessageView, ...]:
    written = []
    for seq, message in numbered:
        values = _values(conversation, seq, message, now)
        message_id = connection.execute(_INSERT, values).scalar_one()
        written.append(
            MessageView(
                id=message_id,
                conversation_id=conversation.id,
                seq=seq,
                sender=message.sender,
                agent_name=message.agent_name,
                client_msg_id=message.client_msg_id,
                text=message.text,
                chips=message.chips,
                card=message.card,
                uploads=message.uploads,
                created_at=now,
            )
        )
    return tuple(written)


def _values(
    conversation: ConversationView, seq: int, message: NewMessage, now: datetime
) -> dict[str, Any]:
    return {
        "conversation_id": conversation.id,
        "seq": seq,
        "sender": message.sender,
        "agent_name": message.agent_name,
        "client_msg_id": message.client_msg_id,
        "text": message.text,
        "chips": [[chip.title, chip.payload] for chip in message.chips],
        "card": message.card,
        "uploads": [[file.upload_id, file.media_type, file.bytes] for file in message.uploads],
        "epoch": conversation.epoch,
        "created_at": now,
    }


def _in_conversation(conversation_id: str, with_notes: bool) -> Any:
    query = select(*_COLUMNS).where(_TABLE.c.conversation_id == conversation_id)
    return query if with_notes else query.where(_TABLE.c.sender != Sender.NOTE)


def _view(row: Any) -> MessageView:
    return MessageView(
        id=row.id,
        conversation_id=row.conversation_id,
        seq=row.seq,
        sender=row.sender,
        agent_name=row.agent_name,
        client_msg_id=row.client_msg_id,
        text=row.text,
        chips=tuple(ChipOffer(*chip) for chip in row.chips),
        card=row.card,
        uploads=tuple(UploadView(*file) for file in row.uploads),
        created_at=row.created_at,
    )
