"""The question that stands open beside a message: which slot, and for which command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rasa.shared.nlu.training_data.message import Message

ASKED = "asked"
_CASE_CONFIRMED = "case_confirmed"
# A yes to these is written into the store.
CONFIRMED = frozenset({"refund_confirmed", _CASE_CONFIRMED})


@dataclass(frozen=True)
class Question:
    """The slot that the bot asked for, and the command of the case form; None: no question."""

    slot: str | None
    wish: str | None = None


def open_question(slots: Mapping[str, Any]) -> Question:
    """What the bot waits for, read from a conversation's slots.

    The case form has one slot to fill and asks for three things: which case, what the command
    needs, and at last, when there is something to confirm, the confirmation.
    """
    slot, wish = slots.get("requested_slot"), slots.get("case_wish")
    if slot == _CASE_CONFIRMED and not slots.get("case_digest"):
        slot = "case_values" if slots.get("case_chosen") else "case_chosen"
    return Question(slot, wish)


def question_beside(message: Message) -> Question:
    """The question that was put on the message's metadata; none for a message that came alone."""
    asked = (message.get("metadata") or {}).get(ASKED) or {}
    return Question(asked.get("slot"), asked.get("wish"))
