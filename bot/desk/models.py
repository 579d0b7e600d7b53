"""The tables of the built-in desk."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.aftersales.models.base import Key
from bot.chat.models import ChatBase, word_column


class Role(StrEnum):
    """What somebody at the desk may do; a platform agent also rules on cases."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    PLATFORM = "platform"


class Skill(StrEnum):
    """The queues, under the names the desk knows them by."""

    DISPUTE = "退款纠纷"
    RULING = "平台裁决"
    GENERAL = "一般咨询"


class Why(StrEnum):
    """What led to a handoff."""

    ASKED = "asked"
    MISUNDERSTOOD = "misunderstood"
    ANGRY = "angry"
    LARGE_AMOUNT = "large_amount"
    RISK = "risk"
    EXCHANGE = "exchange"
    EARLY_ESCALATION = "early_escalation"
    FAILURE = "failure"


class HandoffState(StrEnum):
    """Where a handoff stands."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    CLOSED = "closed"
    LEFT = "left"


_OPEN = text("state IN ('waiting', 'claimed')")


class Agent(ChatBase):
    """Somebody who answers buyers."""

    __tablename__ = "agents"
    __table_args__ = (UniqueConstraint("username"),)

    id: Mapped[Key] = mapped_column(primary_key=True)
    username: Mapped[Key]
    name: Mapped[str] = mapped_column(String(100))
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role] = mapped_column(word_column(Role))
    skills: Mapped[list[str]] = mapped_column(JSON)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class AgentSession(ChatBase):
    """A signed-in agent. Only a hash of the cookie's secret is kept."""

    __tablename__ = "agent_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    agent_id: Mapped[str] = mapped_column(ForeignKey("agents.id"))
    csrf_token: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime]


class Handoff(ChatBase):
    """One human segment of a conversation, with what the bot knew when it began."""

    __tablename__ = "handoffs"
    __table_args__ = (
        Index(
            "uq_handoffs_one_open",
            "conversation_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index(None, "state", "skill", "priority", "requested_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    state: Mapped[HandoffState] = mapped_column(word_column(HandoffState))
    why: Mapped[Why] = mapped_column(word_column(Why))
    skill: Mapped[Skill] = mapped_column(word_column(Skill))
    priority: Mapped[int]
    order_no: Mapped[str | None] = mapped_column(String(32))
    case_no: Mapped[str | None] = mapped_column(String(32))
    draft: Mapped[list[Any]] = mapped_column(JSON)
    evidence_ids: Mapped[list[str]] = mapped_column(JSON)
    summary: Mapped[list[str]] = mapped_column(JSON)
    claimed_by: Mapped[str | None] = mapped_column(ForeignKey("agents.id"))
    requested_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None] = mapped_column(Text)


class DeskEvent(ChatBase):
    """What somebody did at the desk; append-only."""

    __tablename__ = "desk_events"
    __table_args__ = (Index(None, "conversation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    actor_id: Mapped[Key]
    event: Mapped[str] = mapped_column(String(32))
    detail: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
