"""Hears one message into the draft: what it names is taken, what it corrects is corrected.

Hearing the same message twice changes nothing the second time, because Rasa may ask twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from actions.filing.draft import Draft
from actions.item_reference import by_place, hint_in, names_an_item
from actions.turn import Turn
from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.codes import CaseType, Destination, Reason
from bot.clock import Clock

_FILING_INTENTS = frozenset({"apply_refund", "inform", "modify_refund", "add_evidence"})
_ANSWERS = frozenset({"affirm", "deny"})
# Read without its context a bare answer often looks like one of these; a value that is not put as a
# question, while the form is waiting for values, is an answer.
_UNSURE = frozenset({"nlu_fallback", "complain", "out_of_scope"})
_VALUES = ("reason", "service_type", "destination", "amount", "quantity", "ordinal", "order_no")
_ASKS_FOR = re.compile(
    r"(?:退|赔|补|还|金额|改成|改为|只要)[^\d¥一-鿿]*(?:我|给我|回|款|钱|就|是|为|到|成)*\s*$"
)
_WITHOUT_RETURN = frozenset({Reason.NOT_RECEIVED, Reason.NO_LONGER_NEEDED})
_NAMESPACE = UUID("6f2b8b52-5a1d-4b06-9c57-3f5d5f0f4c11")


@dataclass(frozen=True)
class Remark:
    """Something to say about what was heard: the name of a response and its values."""

    response: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Heard:
    """The draft after a message. ``taken`` is False when the message was about something else."""

    draft: Draft
    taken: bool
    remarks: tuple[Remark, ...] = ()


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
        draft = self._take_item(draft, turn, remarks)
        draft = self._take_reason(draft, turn)
        draft = self._take_type(draft, turn, remarks)
        draft = self._take_figures(draft, turn, remarks)
        draft = self._take_destination(draft, turn, remarks)
        draft = _take_uploads(draft, turn)
        draft = _take_confirmation(draft, turn, remarks)
        return Heard(draft, taken=True, remarks=tuple(remarks))

    def _is_about_the_draft(self, draft: Draft, turn: Turn) -> bool:
        if turn.upload_ids or turn.intent in _FILING_INTENTS:
            return True
        if turn.intent in _ANSWERS:
            return turn.requested_slot in {"refund_confirmed", "refund_evidence"}
        if turn.requested_slot is None or turn.asks:
            return False
        unsure = turn.intent in _UNSURE or turn.intent.startswith("faq_")
        return unsure and any(turn.value(name) for name in _VALUES)

    def _take_item(self, draft: Draft, turn: Turn, remarks: list[Remark]) -> Draft:
        chosen = turn.value("item_id")
        if chosen is not None:
            return self._with_item(draft, int(chosen), turn)
        if (place := by_place(turn, draft.listed or [])) is not None:
            return self._with_item(draft, place, turn)
        if draft.item is not None and not names_an_item(turn):
            return draft
        return self._look_for_item(draft, turn, remarks)

    def _look_for_item(self, draft: Draft, turn: Turn, remarks: list[Remark]) -> Draft:
        whole = turn.intent == "apply_refund" or turn.requested_slot == "refund_item"
        hint = hint_in(turn, self._clock.now(), whole_message=whole and draft.item is None)
        found = self._door.find_items(turn.buyer_id, hint) if hint else []
        if len(found) == 1:
            return self._with_item(draft, found[0].item_id, turn)
        if found and draft.item is None:
            return replace(draft, found=[item.item_id for item in found])
        if not found and turn.value("order_no"):
            remarks.append(Remark("utter_refused_order_not_found"))
        elif not found and (product := turn.words("product")) and draft.item is None:
            remarks.append(Remark("utter_no_item_like_that", (("product", product),)))
        return draft

    def _with_item(self, draft: Draft, item_id: int, turn: Turn) -> Draft:
        if draft.item == item_id:
            return draft
        item = self._door.item(turn.buyer_id, item_id)
        types = self._door.possible_types(turn.buyer_id, item.item_id)
        only = str(types[0]) if len(types) == 1 else None
        kept = draft.type if draft.item is None and draft.type in types else None
        return replace(
            draft,
            item=item.item_id,
            type=kept or only,
            reason=draft.reason if draft.item is None else None,
            qty=None,
            amount_fen=None,
            evidence=None,
            digest=None,
            confirmed=None,
        )

    def _take_reason(self, draft: Draft, turn: Turn) -> Draft:
        said = turn.value("reason")
        if said is None or said.upper() not in Reason.__members__:
            return draft
        reason = Reason(said.upper())
        description = turn.safe_text or draft.description
        changed = draft.reason != reason
        kind = draft.type
        if kind is None and reason in _WITHOUT_RETURN:
            kind = CaseType.REFUND_ONLY
        if kind is None and reason is Reason.NO_REASON:
            kind = CaseType.RETURN_REFUND
        return replace(
            draft,
            reason=str(reason),
            type=str(kind) if kind else None,
            description=description,
            evidence=None if changed else draft.evidence,
        )

    def _take_type(self, draft: Draft, turn: Turn, remarks: list[Remark]) -> Draft:
        said = turn.value("service_type")
        kind = said.upper() if said else None
        if kind in CaseType.__members__:
            draft = replace(draft, type=kind)
        if draft.item is None or draft.type is None:
            return draft
        possible = self._door.possible_types(turn.buyer_id, draft.item)
        if CaseType(draft.type) not in possible:
            if possible and kind is not None:
                remarks.append(Remark("utter_type_not_possible_yet"))
            return replace(draft, type=str(possible[0]) if len(possible) == 1 else None)
        if draft.reason is not None:
            reasons = self._door.possible_reasons(turn.buyer_id, draft.item, CaseType(draft.type))
            if Reason(draft.reason) not in reasons and Reason(draft.reason) is not Reason.NO_REASON:
                return replace(draft, reason=None, evidence=None)
        return draft

    def _take_figures(self, draft: Draft, turn: Turn, remarks: list[Remark]) -> Draft:
        quantity, amount = turn.value("quantity"), _asked_amount(turn)
        if quantity is not None and draft.item is not None:
            most = self._door.item(turn.buyer_id, draft.item).refundable_qty
            if quantity.isdecimal() and 0 < int(quantity) <= most:
                draft = replace(draft, qty=int(quantity))
            elif quantity.isdecimal() and most > 0 and turn.intent != "apply_refund":
                remarks.append(Remark("utter_quantity_too_high", (("most", str(most)),)))
        if amount is not None:
            draft = replace(draft, amount_fen=None if amount == "all" else int(amount))
        return draft

    def _take_destination(self, draft: Draft, turn: Turn, remarks: list[Remark]) -> Draft:
        said = turn.value("destination")
        if said == "original":
            return replace(draft, destination=str(Destination.ORIGINAL))
        if said == "wallet":
            if self._door.wallet_enabled(turn.buyer_id):
                return replace(draft, destination=str(Destination.WALLET))
            remarks.append(Remark("utter_refused_wallet_not_enabled"))
        if said == "other":
            remarks.append(Remark("utter_third_party_payee"))
        return draft


def _asked_amount(turn: Turn) -> str | None:
    """The amount the buyer wants back; a price that only describes the goods is none."""
    amounts = [entity for entity in turn.entities if entity.name == "amount"]
    if not amounts:
        return None
    last = amounts[-1]
    if turn.intent == "modify_refund" or turn.requested_slot == "refund_confirmed":
        return last.value
    return last.value if _ASKS_FOR.search(turn.text[: last.start]) else None


def _take_uploads(draft: Draft, turn: Turn) -> Draft:
    new = [one for one in turn.upload_ids if one not in (draft.uploads or [])]
    if not new:
        return draft
    uploads = [*(draft.uploads or []), *new]
    return replace(draft, uploads=uploads, evidence=uploads)


def _take_confirmation(draft: Draft, turn: Turn, remarks: list[Remark]) -> Draft:
    if turn.requested_slot == "refund_evidence" and turn.intent in _ANSWERS and not turn.upload_ids:
        remarks.append(Remark("utter_evidence_needed"))
        return draft
    if turn.requested_slot != "refund_confirmed" or turn.intent not in _ANSWERS:
        return draft
    if turn.intent == "deny":
        remarks.append(Remark("utter_what_to_change"))
        return draft
    shown = turn.value("confirmation")
    if shown is not None and shown != draft.digest:
        remarks.append(Remark("utter_summary_is_older"))
        return draft
    return replace(draft, confirmed=draft.digest)
