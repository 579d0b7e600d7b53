"""The tables of the review. They are append-only, but for the lesson a decision went into."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.aftersales.models.base import Key
from bot.chat.models import ChatBase, word_column


class Verdict(StrEnum):
    """What somebody decided about a message; the latest decision holds."""

    LEARN = "learn"
    IGNORE = "ignore"
    REOPEN = "reopen"


class Lesson(ChatBase):
    """One attempt to teach the bot: its figures before and after, and whether it was kept."""

    __tablename__ = "lessons"

    id: Mapped[int] = mapped_column(primary_key=True)
    given_by: Mapped[Key]
    given_at: Mapped[datetime]
    kept: Mapped[bool]
    lines: Mapped[int]
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)


class ReviewDecision(ChatBase):
    """Who decided what about which message. ``text`` is the line as it would be learnt."""

    __tablename__ = "review_decisions"
    __table_args__ = (Index(None, "message_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    text: Mapped[str] = mapped_column(Text)
    verdict: Mapped[Verdict] = mapped_column(word_column(Verdict))
    label: Mapped[str | None] = mapped_column(String(64))
    decided_by: Mapped[Key]
    decided_at: Mapped[datetime]
    lesson_id: Mapped[int | None] = mapped_column(ForeignKey("lessons.id"))
