"""The draft of a refund: kept in slots of the conversation until the buyer confirms it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from bot.aftersales.codes import CaseType, Destination, Reason
from bot.aftersales.views import RefundDraft

SLOT_PREFIX = "refund_"


@dataclass(frozen=True)
class Draft:
    """What is known so far. Every field is the slot of the same name with ``refund_`` before it.

    ``key`` names this draft for its whole life (idempotency); ``digest`` is that of the summary
    shown last and ``confirmed`` the digest the buyer agreed to; ``evidence`` is None until it is
    settled which files belong to it; ``found`` are the ids of several items that the buyer's words
    fit. ``several`` are the items of one request for more than one, ``item`` being the first of
    them. ``touched_at`` is when the buyer last said something about it, an ISO instant.
    """

    key: str | None = None
    item: int | None = None
    type: str | None = None
    reason: str | None = None
    evidence: list[str] | None = None
    confirmed: str | None = None
    qty: int | None = None
    amount_fen: int | None = None
    destination: str | None = None
    description: str | None = None
    digest: str | None = None
    uploads: list[str] | None = None
    found: list[int] | None = None
    several: list[int] | None = None
    touched_at: str | None = None

    @classmethod
    def read(cls, tracker: Tracker) -> Draft:
        """The draft as the slots hold it."""
        return cls(**{one.name: tracker.get_slot(SLOT_PREFIX + one.name) for one in fields(cls)})

    def changes_to(self, other: Draft) -> list[EventType]:
        """The slots to set so that this draft becomes ``other``."""
        return [
            SlotSet(SLOT_PREFIX + one.name, _slot_value(other, one.name))
            for one in fields(self)
            if getattr(self, one.name) != getattr(other, one.name)
        ]

    @property
    def items(self) -> list[int]:
        """The item or items it is about; none while that is not known."""
        return self.several or ([] if self.item is None else [self.item])

    @property
    def says_what(self) -> bool:
        """Whether item, type and reason are known, so that the rules can be asked."""
        return self.item is not None and self.type is not None and self.reason is not None

    def to_submit(self) -> RefundDraft:
        """The draft of one item as the business takes it.

        Raises:
            ValueError: item, type or reason is not known yet.
        """
        if self.item is None or self.type is None or self.reason is None:
            raise ValueError("the draft is not complete")
        return RefundDraft(
            item_id=self.item,
            qty=self.qty or 1,
            type=CaseType(self.type),
            reason=Reason(self.reason),
            description=self.description or "",
            amount_fen=self.amount_fen,
            destination=Destination(self.destination or Destination.ORIGINAL),
            evidence_ids=tuple(self.evidence or self.uploads or ()),
        )


def forgotten() -> list[EventType]:
    """The slots of a draft that is dropped or done."""
    return [SlotSet(SLOT_PREFIX + one.name, None) for one in fields(Draft)]


def _slot_value(draft: Draft, name: str) -> Any:
    value = getattr(draft, name)
    return str(value) if isinstance(value, (CaseType, Reason, Destination)) else value
