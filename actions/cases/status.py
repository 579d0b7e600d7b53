"""我的退款到哪了: each case with its timeline, its deadline and what happens then."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType

from actions.buyer_action import BuyerAction
from actions.case_reference import cases_meant
from actions.chips import AMOUNT, APPLY, HUMAN, WISHES
from actions.speech import Chip, Speech
from actions.turn import Turn
from bot.aftersales.codes import CaseStatus
from bot.aftersales.money import format_fen
from bot.aftersales.views import CaseView
from bot.cards.cases import case_card, status_text
from bot.cards.figures import instant, payout

_MOST_SHOWN = 3


class QueryRefundStatus(BuyerAction):
    """Shows the cases meant, open ones first; the latest finished one where none is open."""

    returns_to_form = True

    def name(self) -> str:
        """See the parent class."""
        return "action_query_refund_status"

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Say where each case stands."""
        now = self.side.clock.now()
        cases = list(cases_meant(self.door, turn, now, open_only=True))
        if not cases:
            cases = list(cases_meant(self.door, turn, now, open_only=False))[:1]
        if not cases:
            speech.say("utter_no_cases", chips=[APPLY, HUMAN])
        for case in cases[:_MOST_SHOWN]:
            say_status(case, speech)
        return []


def say_status(case: CaseView, speech: Speech) -> None:
    """One case: a sentence for its status with this buyer's figures, and its card."""
    words = speech.words
    variant = _variant(case)
    speech.say(
        f"utter_stands_{variant}",
        card=case_card(case, words),
        chips=_chips(case),
        case_no=case.case_no,
        item=case.item.title,
        status=status_text(case, words),
        deadline=instant(case.deadline_at) if case.deadline_at else "",
        escalatable=instant(case.escalatable_at) if case.escalatable_at else "",
        payout=payout(case.payout, words) if case.payout else words.say("utter_payout_unknown"),
        amount=format_fen(case.approved_fen or case.requested_fen),
        offer=format_fen(case.offer_fen or 0),
    )


def _variant(case: CaseView) -> str:
    if case.status is CaseStatus.PENDING_SELLER:
        return "pending_seller_auto" if case.auto_approves else "pending_seller"
    return case.status.lower()


def _chips(case: CaseView) -> list[Chip]:
    named = (("case_no", case.case_no),)
    chips = [Chip(AMOUNT.label, AMOUNT.intent, named)]
    if "WITHDRAW" in case.allowed:
        chips.append(Chip("utter_chip_cancel", "cancel_refund", named))
    if "ESCALATE" in case.allowed:
        chips.append(Chip("utter_chip_intervention", "apply_intervention", named))
    elif case.status is CaseStatus.PENDING_SELLER:
        chips.append(Chip(WISHES["urge_refund"].label, "urge_refund", named))
    return chips
