"""The tables of the chat. They live in the business's database but belong to the chat alone."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, Enum, ForeignKey, Index, MetaData, String, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.aftersales.models.base import Base, Instant, Key


class ConversationState(StrEnum):
    """Who answers the buyer now."""

    BOT = "bot"
    QUEUED = "queued"
    AGENT = "agent"


class Sender(StrEnum):
    """Who wrote a message. A note is for agents only; a buyer never sees one."""

    BUYER = "buyer"
    BOT = "bot"
    AGENT = "agent"
    SYSTEM = "system"
    NOTE = "note"


class TurnState(StrEnum):
    """Where the bot's answer to one buyer message stands."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"


def word_column(words: type[StrEnum]) -> Enum:
    """A column that stores the value of a member of ``words`` and hands out the member."""
    return Enum(
        words,
        native_enum=False,
        create_constraint=False,
        length=32,
        validate_strings=True,
        values_callable=lambda members: [str(member) for member in members],
    )


class ChatBase(DeclarativeBase):
    """The declarative base of chat and desk."""

    metadata = MetaData(naming_convention=Base.metadata.naming_convention)
    type_annotation_map: ClassVar = {datetime: Instant}


class Conversation(ChatBase):
    """A buyer's one conversation. ``epoch`` rises with every change of ownership."""

    __tablename__ = "conversations"
    __table_args__ = (UniqueConstraint("buyer_id"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    buyer_id: Mapped[Key]
    state: Mapped[ConversationState] = mapped_column(word_column(ConversationState))
    owner_id: Mapped[str | None] = mapped_column(String(64))
    owner_name: Mapped[str | None] = mapped_column(String(100))
    epoch: Mapped[int] = mapped_column(default=0)
    last_seq: Mapped[int] = mapped_column(default=0)
    buyer_read_seq: Mapped[int] = mapped_column(default=0)
    agent_read_seq: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]


_NOT_A_NOTE = text("sender <> 'note'")


class Message(ChatBase):
    """One message. ``seq`` has no gaps for the buyer: a note shares that of the one before it.

    ``chips`` and the chips inside ``card`` hold bare payloads; they are signed when shown.
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "sender", "client_msg_id"),
        Index(
            "uq_messages_one_per_seq",
            "conversation_id",
            "seq",
            unique=True,
            sqlite_where=_NOT_A_NOTE,
            postgresql_where=_NOT_A_NOTE,
        ),
        Index("ix_messages_order", "conversation_id", "seq", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    seq: Mapped[int]
    sender: Mapped[Sender] = mapped_column(word_column(Sender))
    agent_name: Mapped[str | None] = mapped_column(String(100))
    client_msg_id: Mapped[str | None] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text, default="")
    chips: Mapped[list[Any]] = mapped_column(JSON, default=list)
    card: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    uploads: Mapped[list[Any]] = mapped_column(JSON, default=list)
    epoch: Mapped[int]
    created_at: Mapped[datetime]


_UNFINISHED = text("state IN ('pending', 'running')")


class Turn(ChatBase):
    """The answer the bot owes to one buyer message.

    ``lease_until`` is an instant of the machine's clock, never of a test's: a process that died
    must be noticed even where time stands still. ``heard_as``, ``confidence`` and ``likeliest``
    keep what was understood of the message; nothing, where a chip spoke for the buyer.
    """

    __tablename__ = "turns"
    __table_args__ = (
        Index(
            "ix_turns_unfinished",
            "conversation_id",
            "seq",
            sqlite_where=_UNFINISHED,
            postgresql_where=_UNFINISHED,
        ),
    )

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    said: Mapped[str] = mapped_column(Text)
    upload_ids: Mapped[list[str]] = mapped_column(JSON, default=list)
    state: Mapped[TurnState] = mapped_column(word_column(TurnState))
    attempts: Mapped[int] = mapped_column(default=0)
    epoch: Mapped[int]
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None]
    heard_as: Mapped[str | None] = mapped_column(String(64))
    confidence: Mapped[float | None]
    likeliest: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime]


class Upload(ChatBase):
    """A picture or video a buyer sent, sniffed and cleaned; it lies under ``storage_key``."""

    __tablename__ = "uploads"
    __table_args__ = (Index(None, "buyer_id"),)

    id: Mapped[Key] = mapped_column(primary_key=True)
    buyer_id: Mapped[Key]
    media_type: Mapped[str] = mapped_column(String(100))
    bytes: Mapped[int]
    storage_key: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]


class Feedback(ChatBase):
    """What a buyer thought of an answer (``useful``) or of a human segment (``rating`` 1–5)."""

    __tablename__ = "feedback"
    __table_args__ = (Index(None, "conversation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    useful: Mapped[bool | None]
    rating: Mapped[int | None]
    created_at: Mapped[datetime]
