"""Hears one message into the draft: what it names is taken, what it corrects is corrected.

Hearing the same message twice changes nothing the second time, because Rasa may ask twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from actions.filing.draft import Draft
from actions.filing.taking import (
    ANSWERS,
    VALUES,
    Remark,
    take_confirmation,
    take_destination,
    take_figures,
    take_item,
    take_reason,
    take_type,
    take_uploads,
)
from actions.item_reference import by_place, hint_in, names_an_item
from actions.turn import Turn
from bot.aftersales.buyer import BuyerDoor
from bot.clock import Clock

_FILING_INTENTS = frozenset({"apply_refund", "inform", "modify_refund", "add_evidence"})
# Read without its context a bare answer often looks like one of these; a value that is not put as a
# question, while the form is waiting for values, is an answer.
_UNSURE = frozenset({"nlu_fallback", "complain", "out_of_scope"})
_NAMESPACE = UUID("6f2b8b52-5a1d-4b06-9c57-3f5d5f0f4c11")


@dataclass(frozen=True)
class Heard:
    """The draft after a message.

    ``taken`` is False when the message was about something else; ``barred`` says that the order
    itself allows no refund at all.
    """

    draft: Draft
    taken: bool
    remarks: tuple[Remark, ...] = ()
    barred: bool = False


class Listener:
    """Hears messages of buyers into drafts."""

    def __init__(self, door: BuyerDoor, clock: Clock) -> None:
        self._door = door
        self._clock = clock

    def hear(self, draft: Draft, turn: Turn, *, message_id: str) -> Heard:
        """``draft`` after ``turn``.

        Args:
            draft: what was known before.
            turn: the message.
            message_id: names the message; a new draft's key is made from it.
        """
        if not self._is_about_the_draft(draft, turn):
            return Heard(draft, taken=False)
        remarks: list[Remark] = []
        draft = replace(draft, key=draft.key or str(uuid5(_NAMESPACE, message_id)))
        meant = self._items_meant(draft, turn, remarks)
        options = self._door.options(turn.buyer_id, meant[0]) if len(meant) == 1 else None
        if options is not None:
            draft = take_item(draft, options)
        elif meant:
            draft = replace(draft, found=list(meant))
        draft = take_reason(draft, turn)
        draft = take_type(draft, turn, options, remarks)
        draft = take_figures(draft, turn, options, remarks)
        draft = take_destination(draft, turn, options, remarks)
        draft = take_uploads(draft, turn)
        draft = take_confirmation(draft, turn, remarks)
        barred = options is not None and not options.types
        return Heard(draft, taken=True, remarks=tuple(remarks), barred=barred)

    def _is_about_the_draft(self, draft: Draft, turn: Turn) -> bool:
        if turn.intent == "modify_refund" and turn.value("case_no"):
            return False
        if turn.upload_ids or turn.intent in _FILING_INTENTS:
            return True
        if turn.intent in ANSWERS:
            return turn.requested_slot in {"refund_confirmed", "refund_evidence"}
        if turn.requested_slot is None or turn.asks:
            return False
        unsure = turn.intent in _UNSURE or turn.intent.startswith("faq_")
        return unsure and any(turn.value(name) for name in VALUES)

    def _items_meant(self, draft: Draft, turn: Turn, remarks: list[Remark]) -> Sequence[int]:
        """The item the message or the draft is about; several where its words fit several."""
        chosen = turn.value("item_id")
        if chosen is not None:
            return [int(chosen)]
        place = by_place(turn, draft.listed or [])
        if place is not None:
            return [place]
        known = [draft.item] if draft.item is not None else []
        if known and not names_an_item(turn):
            return known
        whole = turn.intent == "apply_refund" or turn.requested_slot == "refund_item"
        hint = hint_in(turn, self._clock.now(), whole_message=whole and not known)
        found = self._door.find_items(turn.buyer_id, hint) if hint else []
        if not found and turn.value("order_no"):
            remarks.append(Remark("utter_refused_order_not_found"))
        elif not found and not known and (product := turn.words("product")):
            remarks.append(Remark("utter_no_item_like_that", (("product", product),)))
        if len(found) == 1 or not known:
            return [item.item_id for item in found]
        return known
