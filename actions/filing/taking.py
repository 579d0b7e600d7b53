"""What one message changes in the draft, value by value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from actions.filing.draft import Draft
from actions.filing.reasons_said import has_not_come, is_change_of_mind, reason_said
from actions.filing.types_in_words import type_in_words
from actions.item_reference import describes_goods
from actions.turn import Turn
from bot.aftersales.codes import CaseType, Destination, Reason
from bot.aftersales.views import ItemOptions

ANSWERS = frozenset({"affirm", "deny"})
VALUES = ("reason", "service_type", "destination", "amount", "quantity", "ordinal", "order_no")
_FOREIGN_ACCOUNT = re.compile(r"(?:退|打|转)(?:款|钱)?(?:到|给|进|去)\D{0,10}\d{8,}")
_ASKS_FOR = re.compile(
    r"(?:退|赔|补|还|金额|改成|改为|只要)[^\d¥一-鿿]*(?:我|给我|回|款|钱|就|是|为|到|成)*\s*$"
)
_SETTLES_TYPE = {
    Reason.NOT_RECEIVED: str(CaseType.REFUND_ONLY),
    Reason.NO_LONGER_NEEDED: str(CaseType.REFUND_ONLY),
    Reason.NO_REASON: str(CaseType.RETURN_REFUND),
}

_COUNTERPART = {
    Reason.NO_REASON: Reason.NO_LONGER_NEEDED,
    Reason.NO_LONGER_NEEDED: Reason.NO_REASON,
}


@dataclass(frozen=True)
class Remark:
    """Something to say about what was heard: the name of a response and its values."""

    response: str
    values: tuple[tuple[str, str], ...] = ()


def take_item(draft: Draft, options: ItemOptions, *, slip: str | None = None) -> Draft:
    """The item; another one than before takes nothing over from it but the destination.

    ``slip`` are the words that take a wrongly named one back: what was told was told of this one.
    """
    item = options.item
    if draft.item == item.item_id and not draft.several:
        return draft
    first = draft.item is None or bool(draft.several)
    told = first or slip is not None
    kept = draft.type if told and draft.type in options.types else None
    only = str(options.types[0]) if len(options.types) == 1 else None
    fits = first and draft.qty is not None and draft.qty <= item.refundable_qty
    return replace(
        draft,
        item=item.item_id,
        type=kept or only,
        reason=draft.reason if told else None,
        description=_told_with(draft, slip) if slip and draft.reason else draft.description,
        qty=draft.qty if fits else item.refundable_qty,
        amount_fen=draft.amount_fen if first else None,
        evidence=None,
        digest=None,
        confirmed=None,
        found=None,
        several=None,
    )


def _told_with(draft: Draft, slip: str) -> str:
    return f"{draft.description};{slip}" if draft.description else slip


def take_several(draft: Draft, items: Sequence[int]) -> Draft:
    """Several items instead of one: all that is left of each, at its full amount."""
    if draft.several == list(items):
        return draft
    return replace(
        draft,
        item=items[0],
        several=list(items),
        qty=None,
        amount_fen=None,
        digest=None,
        confirmed=None,
        found=None,
    )


def take_reason(draft: Draft, turn: Turn, options: ItemOptions | None) -> Draft:
    """The reason, in the guide's words and the buyer's; some reasons settle the type as well."""
    reason = (
        _never_came(turn, options) or reason_said(turn) or _change_of_mind(draft, turn, options)
    )
    if reason is None or _goes_with_nothing_said(reason, draft, turn, options):
        return draft
    return replace(
        draft,
        reason=str(reason),
        type=draft.type or _SETTLES_TYPE.get(reason),
        description=turn.safe_text or draft.description,
        evidence=draft.evidence if draft.reason == reason else None,
    )


def _never_came(turn: Turn, options: ItemOptions | None) -> Reason | None:
    """没收到,不要了 of what is under way: not a change of mind."""
    if options is None or reason_said(turn) is not Reason.NO_REASON or not has_not_come(turn):
        return None
    possible = options.reasons.get(CaseType.REFUND_ONLY, ())
    return Reason.NOT_RECEIVED if Reason.NOT_RECEIVED in possible else None


def _change_of_mind(draft: Draft, turn: Turn, options: ItemOptions | None) -> Reason | None:
    """不要了 says enough of what has not been sent yet; of what has arrived it may tell a fault."""
    if draft.reason or options is None or not is_change_of_mind(turn):
        return None
    wanted = Reason.NO_LONGER_NEEDED
    return wanted if wanted in options.reasons.get(CaseType.REFUND_ONLY, ()) else None


def _goes_with_nothing_said(
    reason: Reason, draft: Draft, turn: Turn, options: ItemOptions | None
) -> bool:
    """太重了,不寄了,仅退款: no reason for the type named with it, where the one told before is."""
    said = (turn.value("service_type") or "").upper()
    if options is None or draft.reason is None or said not in CaseType.__members__:
        return False
    possible = options.reasons.get(CaseType(said), ())
    return reason not in possible and draft.reason in possible


def take_type(
    draft: Draft, turn: Turn, options: ItemOptions | None, remarks: list[Remark]
) -> Draft:
    """The type; one that the order does not allow is dropped, and a reason it rules out too."""
    said = (turn.value("service_type") or type_in_words(turn) or "").upper()
    if said in CaseType.__members__:
        draft = replace(draft, type=said)
    if options is None or draft.type is None:
        return draft
    draft = _as_far_as_shipped(draft, options, settled=bool(said))
    if draft.type not in options.types:
        if options.types and said:
            remarks.append(Remark("utter_type_not_possible_yet"))
        only = str(options.types[0]) if len(options.types) == 1 else None
        draft = replace(draft, type=only)
    possible = options.reasons.get(CaseType(draft.type), ()) if draft.type else ()
    # 七天无理由 is kept, so that the rules can say why and until when it was possible.
    if draft.type and draft.reason not in {None, Reason.NO_REASON, *possible}:
        return replace(draft, reason=None, evidence=None)
    return draft


def _as_far_as_shipped(draft: Draft, options: ItemOptions, *, settled: bool) -> Draft:
    """不想要了 is two reasons for the rules, before shipping and after: the one that fits."""
    other = counterpart(Reason(draft.reason)) if draft.reason else None
    possible = {kind: reasons for kind, reasons in options.reasons.items() if other in reasons}
    fits = any(draft.reason in reasons for reasons in options.reasons.values())
    if other is None or fits or not possible:
        return draft
    kind = draft.type if settled or draft.type in possible else str(next(iter(possible)))
    return replace(draft, reason=str(other), type=kind)


def counterpart(reason: Reason) -> Reason | None:
    """The same wish at the other side of shipping, where there is one."""
    return _COUNTERPART.get(reason)


def take_figures(
    draft: Draft, turn: Turn, options: ItemOptions | None, remarks: list[Remark]
) -> Draft:
    """Quantity and amount. Later values correct earlier ones."""
    quantity, amount = turn.value("quantity"), _asked_amount(turn)
    if draft.several:
        if amount is not None and amount != "all":
            remarks.append(Remark("utter_amount_only_for_one"))
        return draft
    if amount is not None:
        draft = replace(draft, amount_fen=None if amount == "all" else int(amount))
    if quantity is None or not quantity.isdecimal() or int(quantity) == 0:
        return draft
    most = options.item.refundable_qty if options else int(quantity)
    if int(quantity) <= most:
        return replace(draft, qty=int(quantity))
    if most and turn.intent != "apply_refund":
        remarks.append(Remark("utter_quantity_too_high", (("most", str(most)),)))
    return draft


def take_destination(
    draft: Draft, turn: Turn, options: ItemOptions | None, remarks: list[Remark]
) -> Draft:
    """Where the money goes: the original way, or the buyer's own wallet; never a third account."""
    said = turn.value("destination")
    if said == "other" or account_of_another(turn):
        remarks.append(Remark("utter_third_party_payee"))
    elif said is not None and said.upper() in Destination.__members__:
        draft = replace(draft, destination=said.upper())
    if draft.destination == Destination.WALLET and options and not options.wallet_enabled:
        remarks.append(Remark("utter_refused_wallet_not_enabled"))
        return replace(draft, destination=None)
    return draft


def account_of_another(turn: Turn) -> bool:
    """Whether the buyer wants the money on an account whose number they give."""
    return not turn.pressed and bool(_FOREIGN_ACCOUNT.search(turn.plain))


def _asked_amount(turn: Turn) -> str | None:
    """The amount the buyer wants back; a price that only describes the goods is none."""
    amounts = [
        entity
        for entity in turn.entities
        if entity.name == "amount" and not describes_goods(turn, entity)
    ]
    if not amounts:
        return None
    last = amounts[-1]
    if turn.intent == "modify_refund" or turn.requested_slot == "refund_confirmed":
        return last.value
    return last.value if _ASKS_FOR.search(turn.text[: last.start]) else None


def take_uploads(draft: Draft, turn: Turn) -> Draft:
    """New files become evidence; what was uploaded before stays."""
    new = [one for one in turn.upload_ids if one not in (draft.uploads or [])]
    if not new:
        return draft
    uploads = [*(draft.uploads or []), *new]
    return replace(draft, uploads=uploads, evidence=uploads)


def take_confirmation(draft: Draft, turn: Turn, remarks: list[Remark]) -> Draft:
    """A yes to the latest summary; a yes to an older one, or a no, is said to have done nothing."""
    if turn.requested_slot == "refund_evidence" and turn.intent in ANSWERS and not turn.upload_ids:
        remarks.append(Remark("utter_evidence_needed"))
        return draft
    if turn.requested_slot != "refund_confirmed" or turn.intent not in ANSWERS:
        return draft
    if turn.intent == "deny":
        if draft.digest is not None and not any(turn.value(name) for name in VALUES):
            remarks.append(Remark("utter_what_to_change"))
        return draft
    shown = turn.value("confirmation")
    if shown is not None and shown != draft.digest:
        remarks.append(Remark("utter_summary_is_older"))
        return draft
    return replace(draft, confirmed=draft.digest)
