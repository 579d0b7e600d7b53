"""What the chat asks of a desk, whichever it is, and what goes along with a handoff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.chat.views import ConversationView, MessageView
from bot.desk.models import Skill, Why

SUMMARY_LINES = 5
"""The most lines an agent gets to read before the first answer."""


@dataclass(frozen=True)
class DraftField:
    """One thing the buyer has already told the bot."""

    label: str
    value: str


@dataclass(frozen=True)
class Packet:
    """What the bot knows when it hands over, so that nobody asks the buyer again."""

    why: Why
    order_no: str | None = None
    case_no: str | None = None
    draft: tuple[DraftField, ...] = ()
    evidence_ids: tuple[str, ...] = ()
    summary: tuple[str, ...] = ()


@dataclass(frozen=True)
class StoredPacket:
    """A packet on the desk."""

    packet: Packet
    skill: Skill
    requested_at: datetime


@dataclass(frozen=True)
class QueueEntry:
    """A conversation in the queue, or with the agent who asks. ``position`` counts from 1."""

    conversation_id: str
    buyer_id: str
    why: Why
    skill: Skill
    summary: tuple[str, ...]
    waiting_since: datetime
    last_text: str
    position: int | None
    unread: int


@dataclass(frozen=True)
class DeskChange:
    """What a step at the desk did: the conversation now, and the messages it wrote."""

    conversation: ConversationView
    messages: tuple[MessageView, ...] = ()
    position: int | None = None


class Desk(Protocol):
    """People who can take over from the bot."""

    def request(self, conversation_id: str, packet: Packet) -> DeskChange:
        """Hand a conversation over; asked again while it waits or is taken, nothing happens.

        Raises:
            UnknownConversationError: there is no such conversation.
        """
        ...

    def leave(self, conversation_id: str) -> DeskChange:
        """The buyer no longer wants to wait; the bot answers again."""
        ...

    def position(self, conversation_id: str) -> int | None:
        """The place in the queue, from 1; None when the conversation does not wait."""
        ...
