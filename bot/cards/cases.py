"""The card of an after-sale case: where it stands, until when, and how it got there."""

from __future__ import annotations

from typing import Any

from bot.aftersales.codes import TERMINAL_STATUSES, CaseStatus, CaseType
from bot.aftersales.money import format_fen
from bot.aftersales.views import CaseView
from bot.cards.figures import day, instant, payout
from bot.words import Words

_PAYING = frozenset({CaseStatus.REFUNDING, CaseStatus.REFUND_FAILED, CaseStatus.REFUNDED})

Card = dict[str, Any]
Field = dict[str, str]

_TO_COME: dict[CaseType, tuple[CaseStatus, ...]] = {
    CaseType.REFUND_ONLY: (
        CaseStatus.PENDING_SELLER,
        CaseStatus.REFUNDING,
        CaseStatus.REFUNDED,
    ),
    CaseType.RETURN_REFUND: (
        CaseStatus.PENDING_SELLER,
        CaseStatus.AWAITING_RETURN,
        CaseStatus.AWAITING_SELLER_RECEIPT,
        CaseStatus.REFUNDING,
        CaseStatus.REFUNDED,
    ),
}


def field(label: str, value: str, words: Words) -> Field:
    """A labelled value; ``label`` names the response that holds the label."""
    return {"label": words.say(f"utter_label_{label}"), "value": value}


def case_card(case: CaseView, words: Words) -> Card:
    """One case with its deadline, amounts and timeline."""
    return {
        "kind": "case",
        "title": words.say("utter_title_case"),
        "case_no": case.case_no,
        "status": str(case.status),
        "status_text": status_text(case, words),
        "product": f"{case.item.title} {case.item.attrs}".strip(),
        "fields": _fields(case, words),
        "steps": [*_past(case, words), *_future(case, words)],
    }


def status_text(case: CaseView, words: Words) -> str:
    """The name of the status as buyers know it."""
    return words.say(f"utter_status_{case.status.lower()}")


def _fields(case: CaseView, words: Words) -> list[Field]:
    fields = [
        field("type", words.say(f"utter_type_{case.type.lower()}"), words),
        field("requested", format_fen(case.requested_fen), words),
    ]
    if case.offer_fen is not None and case.status is CaseStatus.AWAITING_BUYER_CONFIRM:
        fields.append(field("offer", format_fen(case.offer_fen), words))
        less = case.requested_fen - case.offer_fen
        fields.append(field("offered_less", format_fen(less), words))
    if case.approved_fen is not None:
        fields.append(field("approved", format_fen(case.approved_fen), words))
    if case.status_reason and case.status is not CaseStatus.REFUNDED:
        reason = f"utter_status_reason_{case.status_reason.lower()}"
        said = words.say(reason) if words.has(reason) else case.status_reason
        fields.append(field("status_reason", said, words))
    if case.escalatable_at and case.status is CaseStatus.SELLER_REJECTED:
        fields.append(field("escalatable", instant(case.escalatable_at), words))
    if case.deadline_at and case.status not in TERMINAL_STATUSES:
        fields.append(field("deadline", instant(case.deadline_at), words))
    if case.payout and case.status is CaseStatus.REFUNDING:
        fields.append(field("payout", payout(case.payout, words), words))
    if case.status in _PAYING:
        fields.append(field("destination", _destination(case, words), words))
    if case.return_address and case.status is CaseStatus.AWAITING_RETURN:
        fields.append(field("return_address", case.return_address, words))
        if case.freight_payer:
            payer = words.say(f"utter_freight_payer_{case.freight_payer.lower()}")
            fields.append(field("freight_payer", payer, words))
    if case.return_parcel and case.status is CaseStatus.AWAITING_SELLER_RECEIPT:
        parcel = f"{case.return_parcel.carrier} {case.return_parcel.tracking_no}"
        fields.append(field("parcel", parcel, words))
    if case.status in TERMINAL_STATUSES:
        fields.append(field("apply_again", _again(case, words), words))
    return fields


def _destination(case: CaseView, words: Words) -> str:
    method = words.say(f"utter_method_{case.payment_method.lower()}") if case.payment_method else ""
    return words.say(f"utter_destination_{case.destination.lower()}", method=method)


def _again(case: CaseView, words: Words) -> str:
    if not case.apply_again:
        return words.say("utter_apply_again_no")
    if case.apply_again_until is None:
        return words.say("utter_apply_again_open")
    return words.say("utter_apply_again_until", last_day=day(case.apply_again_until))


def _past(case: CaseView, words: Words) -> list[Card]:
    last = len(case.timeline) - 1
    done = case.status in TERMINAL_STATUSES
    return [
        {
            "label": _event_label(entry.event, words),
            "at": entry.at.isoformat(),
            "state": "current" if at == last and not done else "done",
        }
        for at, entry in enumerate(case.timeline)
    ]


def _event_label(event: str, words: Words) -> str:
    return words.say(f"utter_event_{event.lower()}")


def _future(case: CaseView, words: Words) -> list[Card]:
    path = _TO_COME[case.type]
    if case.status not in path:
        return []
    ahead = path[path.index(case.status) + 1 :]
    return [
        {"label": words.say(f"utter_status_{one.lower()}"), "at": None, "state": "todo"}
        for one in ahead
    ]
