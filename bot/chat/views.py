"""What the chat hands out and takes in: plain, frozen pictures of conversations and messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.chat.models import ConversationState, Sender

Card = dict[str, Any]
"""A card as the actions made it: ``kind`` and the fields of that kind (see the HTTP contract)."""


@dataclass(frozen=True)
class ChipOffer:
    """A choice offered to the buyer: what it says, and what Rasa gets when it is taken."""

    title: str
    payload: str


@dataclass(frozen=True)
class UploadView:
    """A stored picture or video."""

    upload_id: str
    media_type: str
    bytes: int


@dataclass(frozen=True)
class Heard:
    """What was understood of something a buyer typed.

    ``intent`` is what the bot acted on; ``likeliest`` are its first guesses with their
    probabilities, best first.
    """

    intent: str
    likeliest: tuple[tuple[str, float], ...]

    @property
    def confidence(self) -> float:
        """The probability of the best guess."""
        return self.likeliest[0][1] if self.likeliest else 0.0


@dataclass(frozen=True)
class NewMessage:
    """A message about to be written."""

    sender: Sender
    text: str = ""
    chips: tuple[ChipOffer, ...] = ()
    card: Card | None = None
    uploads: tuple[UploadView, ...] = ()
    agent_name: str | None = None
    client_msg_id: str | None = None


@dataclass(frozen=True)
class MessageView:
    """A stored message."""

    id: int
    conversation_id: str
    seq: int
    sender: Sender
    agent_name: str | None
    client_msg_id: str | None
    text: str
    chips: tuple[ChipOffer, ...]
    card: Card | None
    uploads: tuple[UploadView, ...]
    created_at: datetime

    @property
    def public_id(self) -> str:
        """The id clients and Rasa know it by."""
        return f"m_{self.id}"


@dataclass(frozen=True)
class ConversationView:
    """A buyer's conversation. ``unread`` counts what others wrote since the buyer last read."""

    id: str
    buyer_id: str
    state: ConversationState
    owner_id: str | None
    owner_name: str | None
    epoch: int
    last_seq: int
    buyer_read_seq: int
    agent_read_seq: int
