"""我的退款到哪了: each case with its timeline, its deadline and what happens then."""

from __future__ import annotations

from actions.cases.next_steps import next_steps
from actions.speech import Speech
from bot.aftersales.codes import CaseStatus
from bot.aftersales.money import format_fen
from bot.aftersales.views import CaseView
from bot.cards.cases import case_card, status_text
from bot.cards.figures import instant, payout

_REASON_SHOWN = 40


def say_status(case: CaseView, speech: Speech, *, without: str | None = None) -> None:
    """One case: a sentence for its status with this buyer's figures, its card, and what is next.

    ``without`` names a wish that is not offered, since it has just been granted.
    """
    words = speech.words
    offer = case.offer_fen or 0
    speech.say(
        f"utter_stands_{_variant(case)}",
        card=case_card(case, words),
        chips=next_steps(case, without=without),
        case_no=case.case_no,
        item=case.item.title,
        status=status_text(case, words),
        deadline=instant(case.deadline_at) if case.deadline_at else "",
        escalatable=instant(case.escalatable_at) if case.escalatable_at else "",
        payout=payout(case.payout, words) if case.payout else words.say("utter_payout_unknown"),
        amount=format_fen(case.requested_fen if case.approved_fen is None else case.approved_fen),
        offer=format_fen(offer),
        less=format_fen(case.requested_fen - offer),
        reason=(case.status_reason or "")[:_REASON_SHOWN],
    )


def _variant(case: CaseView) -> str:
    """The response's name: the status, or what is special about this case in it."""
    can_escalate = "ESCALATE" in case.allowed
    if case.status is CaseStatus.PENDING_SELLER and can_escalate:
        return "pending_seller_escalatable"
    if case.status is CaseStatus.PENDING_SELLER and case.auto_approves:
        return "pending_seller_auto"
    if case.status is CaseStatus.PENDING_SELLER and case.risk_hold:
        return "pending_seller_held"
    if can_escalate:
        return f"{case.status.lower()}_escalatable"
    return case.status.lower()
