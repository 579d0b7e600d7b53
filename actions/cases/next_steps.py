"""What the buyer can do next with a case: one row of chips a status, the likeliest first."""

from __future__ import annotations

from actions.chips import AMOUNT, HUMAN, ORDERS, STATUS, WISHES
from actions.speech import Chip
from bot.aftersales.codes import CaseStatus
from bot.aftersales.views import CaseView
from bot.cards.offers import ACCEPT, DECLINE, INTENT, OFFER_ANSWER

MOST = 5

_BY_STATUS: dict[CaseStatus, tuple[str, ...]] = {
    CaseStatus.PENDING_SELLER: (
        "apply_intervention",
        "urge_refund",
        "modify_refund",
        "cancel_refund",
        "explain_refund_amount",
    ),
    CaseStatus.AWAITING_BUYER_CONFIRM: (ACCEPT, DECLINE, "explain_refund_amount", "request_human"),
    CaseStatus.AWAITING_RETURN: (
        "submit_return_tracking",
        "cancel_refund",
        "explain_refund_amount",
        "request_human",
    ),
    CaseStatus.AWAITING_SELLER_RECEIPT: (
        "apply_intervention",
        "urge_refund",
        "explain_refund_amount",
        "request_human",
    ),
    CaseStatus.SELLER_REJECTED: (
        "apply_intervention",
        "modify_refund",
        "add_evidence",
        "cancel_refund",
        "request_human",
    ),
    CaseStatus.PLATFORM_REVIEW: ("add_evidence", "explain_refund_amount", "request_human"),
    CaseStatus.REFUNDING: ("explain_refund_amount", "request_human"),
    CaseStatus.REFUND_FAILED: ("explain_refund_amount", "request_human"),
    CaseStatus.REFUNDED: ("explain_refund_amount", "request_human"),
    CaseStatus.CANCELLED: ("apply_refund", "query_order"),
    CaseStatus.CLOSED: ("apply_refund", "query_order", "request_human"),
}
_NEEDED = {
    "apply_intervention": "ESCALATE",
    "urge_refund": "URGE",
    "modify_refund": "AMEND",
    "cancel_refund": "WITHDRAW",
    "submit_return_tracking": "SHIP_RETURN",
    "add_evidence": "ADD_EVIDENCE",
    ACCEPT: "ACCEPT_OFFER",
    DECLINE: "DECLINE_OFFER",
}
_WITHOUT_CASE = {"request_human": HUMAN, "query_order": ORDERS}


def next_steps(case: CaseView, *, without: str | None = None) -> list[Chip]:
    """Chips for what is possible with ``case`` now; ``without`` leaves one wish out.

    Where people check a case first, a person is always among them.
    """
    wishes = [
        wish
        for wish in _BY_STATUS[case.status]
        if wish != without and (wish not in _NEEDED or _NEEDED[wish] in case.allowed)
    ]
    chips = [about(wish, case) for wish in wishes][:MOST]
    if case.risk_hold and HUMAN not in chips:
        return [*chips[: MOST - 1], HUMAN]
    return chips


def about(wish: str, case: CaseView) -> Chip:
    """The chip of a wish that names the case."""
    if wish in _WITHOUT_CASE:
        return _WITHOUT_CASE[wish]
    if wish in {ACCEPT, DECLINE}:
        named = (("case_no", case.case_no), (OFFER_ANSWER, wish))
        return Chip(f"utter_chip_{wish}", INTENT, named)
    if wish == "apply_refund":
        again = (("item_id", str(case.item.item_id)),)
        return Chip("utter_chip_apply_again", "apply_refund", again)
    chip = AMOUNT if wish == "explain_refund_amount" else WISHES[wish]
    return Chip(chip.label, chip.intent, (("case_no", case.case_no),))


def status_of(case: CaseView) -> Chip:
    """The chip that asks where this case stands."""
    return Chip(STATUS.label, STATUS.intent, (("case_no", case.case_no),))
