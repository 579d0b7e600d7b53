"""A seller's counter-offer: how buyers answer it in words, and what accepting or declining does."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from rasa_sdk import Tracker

from actions.cards.amounts import destination_words
from actions.cases.command import ConfirmedCommand
from actions.cases.pending import Values
from actions.cases.shown import just_mentioned, previous_message_at
from actions.speech import Speech
from actions.turn import Turn
from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.codes import CaseType
from bot.aftersales.money import format_fen
from bot.aftersales.views import CaseView
from bot.cards.figures import day, instant
from bot.cards.offers import ACCEPT, DECLINE, OFFER_ANSWER

_DECLINES = re.compile(
    "不(?:想|能|会|打算|愿意?)?(?:接受|答应)|(?<!卖家)(?<!商家)(?<!店家)不同意|不认可|(?<!被)(?<!家)拒绝|太少|太低|(?:没法|不能|无法)(?:接受|同意)|唔接受|谈不拢"
)
_ACCEPTS = re.compile(
    "接受|(?<!卖家)(?<!商家)(?<!店家)同意|我?认了|成交|[就按照][^不]{0,4}(?:这样|这么|方案|卖家|商家|店家)"
    r"|(?:行|好|可以|ok|算了|那)\W{0,2}(?:那?就)?(?:退|给)?\s*[¥]?\d|就(?:退|给)?\s*[¥]?\d|退\s*\d+.{0,3}(?:也行|也可以|可以)"
)
_NUMBER = re.compile(r"(?<!\d)\d{1,7}(?:\.\d{1,2})?(?!\d)")
_OFFER = re.compile("[卖商店]家.{0,4}(?:方案|金额|条件|提议|出的?价)")
_PLAINLY_DECLINES = re.compile("我不(?:同意|接受|答应)")
_CASE_NO = re.compile(r"(?:售后单?)?SH\d{12}", re.IGNORECASE)
_UNSURE = frozenset({"nlu_fallback", "out_of_scope"})
_LONGEST_ANSWER = 24
_NOTHING_MORE = re.compile("不用|不需要|没有|没了|不必")
UNCLEAR = "unclear"


class OfferAnswers:
    """Hears whether a message answers an offer that waits for the buyer."""

    def __init__(self, door: BuyerDoor) -> None:
        self._door = door

    def answer(self, turn: Turn, tracker: Tracker) -> str | None:
        """``accept_offer`` or ``decline_offer``; UNCLEAR where it may be about one; else None.

        Words that say it count at any time; a bare yes or no only right after the offer was shown.
        """
        tapped = turn.value(OFFER_ANSWER)
        if tapped is not None or turn.pressed:
            return tapped
        said = said_in_words(turn)
        if said is None and (turn.intent not in {"affirm", "deny"} or _is_nothing_more(turn)):
            return None
        waiting = self.waiting(turn.buyer_id)
        if not waiting:
            # 我又不想接受了, just after it was accepted, hears how the case stands.
            return said if just_mentioned(tracker) else None
        if said is None and self.right_after(tracker, waiting) is not None:
            return ACCEPT if turn.intent == "affirm" else DECLINE
        if said == ACCEPT and not _names_the_offer(turn, waiting):
            return UNCLEAR
        return said or UNCLEAR

    def waiting(self, buyer_id: str) -> list[CaseView]:
        """The cases in which the seller's offer waits for the buyer."""
        cases = self._door.cases(buyer_id, open_only=True)
        return [case for case in cases if ACCEPT.upper() in case.allowed]

    @staticmethod
    def right_after(tracker: Tracker, waiting: list[CaseView]) -> CaseView | None:
        """The offer the buyer has before their eyes: shown last, or told since they last wrote."""
        mentioned = just_mentioned(tracker)
        for case in waiting:
            if case.case_no == mentioned:
                return case
        before = previous_message_at(tracker)
        told = [case for case in waiting if before is None or _offered_at(case) > before]
        return told[0] if len(told) == 1 else None


class AcceptOffer(ConfirmedCommand):
    """行,就退50吧."""

    wish = ACCEPT
    event = ACCEPT.upper()

    def says_yes(self, turn: Turn) -> bool:
        """接受 alone reads like a no."""
        return super().says_yes(turn) or said_in_words(turn) == ACCEPT

    def figures(
        self, buyer_id: str, case: CaseView, values: Values, speech: Speech
    ) -> dict[str, Any]:
        """The offer, what it lacks, and how the money comes."""
        offer = case.offer_fen or case.approved_fen or 0
        return {
            "offer": format_fen(offer),
            "less": format_fen(case.requested_fen - offer),
            "then": self._then(buyer_id, case, speech),
        }

    def _then(self, buyer_id: str, case: CaseView, speech: Speech) -> str:
        policy, words = self.side.policy, speech.words
        if case.type is CaseType.RETURN_REFUND:
            last = self.side.clock.now().date() + timedelta(days=policy.return_ship_days)
            return words.say("utter_then_send_back", last=day(last))
        explanation = self.door.explain(buyer_id, case.case_no)
        return words.say(
            "utter_then_paid",
            least=policy.refund_only_workdays_min,
            most=policy.refund_only_workdays_max,
            destination=destination_words(explanation, words),
        )

    def carry_out(
        self, buyer_id: str, case_no: str, values: Values, *, digest: str, key: str
    ) -> CaseView:
        """See the parent class."""
        return self.door.accept_offer(buyer_id, case_no, idempotency_key=key)


class DeclineOffer(ConfirmedCommand):
    """太少了,不接受."""

    wish = DECLINE
    event = DECLINE.upper()

    def says_yes(self, turn: Turn) -> bool:
        """不接受 agrees to not accepting."""
        return super().says_yes(turn) or said_in_words(turn) == DECLINE

    def figures(
        self, buyer_id: str, case: CaseView, values: Values, speech: Speech
    ) -> dict[str, Any]:
        """The offer that is turned down, and until when the seller decides again."""
        hours = self.side.policy.seller_response_hours
        return {
            "offer": format_fen(case.offer_fen or 0),
            "until": instant(self.side.clock.now() + timedelta(hours=hours)),
            "escalatable": instant(case.escalatable_at) if case.escalatable_at else "",
        }

    def carry_out(
        self, buyer_id: str, case_no: str, values: Values, *, digest: str, key: str
    ) -> CaseView:
        """See the parent class."""
        return self.door.decline_offer(buyer_id, case_no, idempotency_key=key)


def speaks_of_an_offer(turn: Turn) -> bool:
    """Whether the words accept or decline something that the seller is said to have offered."""
    return said_in_words(turn) is not None and bool(_OFFER.search(turn.plain))


def said_in_words(turn: Turn) -> str | None:
    """What the words say about an offer, whatever the message's intent.

    Where nothing else is understood, 接受的话什么时候到账 counts as well: what accepting means is
    said before it is confirmed.
    """
    words = _CASE_NO.sub("", turn.plain)
    asks = turn.asks and turn.intent not in _UNSURE and not _PLAINLY_DECLINES.search(words)
    if asks or len(words) > _LONGEST_ANSWER:
        return None
    if _DECLINES.search(turn.plain):
        return DECLINE
    return ACCEPT if _ACCEPTS.search(turn.plain) else None


def _is_nothing_more(turn: Turn) -> bool:
    return turn.intent == "deny" and bool(_NOTHING_MORE.search(turn.plain))


def _names_the_offer(turn: Turn, waiting: list[CaseView]) -> bool:
    """Whether the amount that is agreed to, where one is named, is one that is offered."""
    named = {round(float(number) * 100) for number in _NUMBER.findall(turn.plain)}
    return not named or bool(named & {case.offer_fen for case in waiting})


def _offered_at(case: CaseView) -> datetime:
    return max(step.at for step in case.timeline if step.event == "COUNTER_OFFER")
