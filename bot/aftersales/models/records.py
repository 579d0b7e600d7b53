"""What the business keeps about itself: answered keys, messages to push, days, the audit log."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.aftersales.codes import ActorType
from bot.aftersales.models.base import Base, Key, code_column


class IdempotencyKey(Base):
    """A command that was carried out: asked for again, it gives the same case."""

    __tablename__ = "idempotency_keys"

    scope: Mapped[str] = mapped_column(String(100), primary_key=True)
    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    payload_hash: Mapped[str] = mapped_column(String(64))
    case_no: Mapped[str] = mapped_column(ForeignKey("after_sale_cases.case_no"))
    created_at: Mapped[datetime]


class UsedSignature(Base):
    """A signature of a back-office call, and a fingerprint of the one call that it serves."""

    __tablename__ = "used_signatures"
    __table_args__ = (Index(None, "used_at"),)

    signature: Mapped[str] = mapped_column(String(80), primary_key=True)
    call_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime]


_UNDELIVERED = text("delivered_at IS NULL")


class OutboxMessage(Base):
    """A step of a case that the buyer has yet to be told in the chat."""

    __tablename__ = "outbox"
    __table_args__ = (
        ForeignKeyConstraint(["case_no", "event_seq"], ["case_events.case_no", "case_events.seq"]),
        UniqueConstraint("case_no", "event_seq"),
        Index(
            "ix_outbox_undelivered",
            "id",
            sqlite_where=_UNDELIVERED,
            postgresql_where=_UNDELIVERED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_no: Mapped[str] = mapped_column(String(14))
    event_seq: Mapped[int]
    buyer_id: Mapped[Key] = mapped_column(ForeignKey("buyers.id"))
    event: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]


class CalendarDay(Base):
    """Whether a day is a working day, make-up days and holidays considered."""

    __tablename__ = "calendar_days"

    date: Mapped[date] = mapped_column(primary_key=True)
    is_workday: Mapped[bool]
    is_estimated: Mapped[bool] = mapped_column(default=False)


class AuditEntry(Base):
    """One line of the audit log; ``hash`` covers the line and ``prev_hash``."""

    __tablename__ = "audit_log"
    __table_args__ = (UniqueConstraint("prev_hash"), Index(None, "subject"))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(32))
    actor_type: Mapped[ActorType] = mapped_column(code_column(ActorType))
    actor_id: Mapped[Key]
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[Key]
    payload: Mapped[str] = mapped_column(Text)
    prev_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The end of the audit log, one row: locked while a line is added, and proof of its length."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_id: Mapped[int]
    last_hash: Mapped[str] = mapped_column(String(64))
