"""A command on a case that is being prepared: kept in slots until it is done or dropped."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

SLOT_PREFIX = "case_"
Values = dict[str, Any]
"""What a command needs besides its case: carrier, new amount, new reason …"""


@dataclass(frozen=True)
class Pending:
    """What is known so far. Every field is the slot of the same name with ``case_`` before it.

    ``key`` names the command for its whole life (idempotency); ``digest`` is that of what was shown
    to be confirmed and ``confirmed`` the digest the buyer agreed to; ``found`` are the cases among
    which the buyer was asked to choose.
    """

    key: str | None = None
    wish: str | None = None
    chosen: str | None = None
    values: Values | None = None
    found: list[str] | None = None
    digest: str | None = None
    confirmed: str | None = None

    @classmethod
    def read(cls, tracker: Tracker) -> Pending:
        """The command as the slots hold it."""
        return cls(**{one.name: tracker.get_slot(SLOT_PREFIX + one.name) for one in fields(cls)})

    def changes_to(self, other: Pending) -> list[EventType]:
        """The slots to set so that this command becomes ``other``.

        The key is always set: Rasa takes a form action without slots for a rejection.
        """
        return [
            SlotSet(SLOT_PREFIX + one.name, getattr(other, one.name))
            for one in fields(self)
            if one.name == "key" or getattr(self, one.name) != getattr(other, one.name)
        ]


def forgotten() -> list[EventType]:
    """The slots of a command that is done or dropped."""
    return [SlotSet(SLOT_PREFIX + one.name, None) for one in fields(Pending)]
