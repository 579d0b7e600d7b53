"""Which command on a case a message is about; its intent does not always show it."""

from __future__ import annotations

import re

from rasa_sdk import Tracker

from actions.cases.amending import Amend
from actions.cases.at_once import AddFiles, Explain, Urge
from actions.cases.changes import description_in
from actions.cases.command import CaseCommand
from actions.cases.offers import UNCLEAR, AcceptOffer, DeclineOffer, OfferAnswers
from actions.cases.shipping import ShipReturn
from actions.cases.withdrawing import Escalate, Withdraw
from actions.turn import Turn
from bot.cards.offers import OFFER_ANSWER
from bot.wiring import BuyerSide

COMMANDS: dict[str, type[CaseCommand]] = {
    command.wish: command
    for command in (
        Withdraw,
        Escalate,
        ShipReturn,
        Amend,
        AcceptOffer,
        DeclineOffer,
        Urge,
        AddFiles,
        Explain,
    )
}
_SEND_IT_TO = re.compile("^[^??]{0,6}(?:退|改|换|转)(?:款|钱)?(?:到|回|成|去)")
_GENERAL = ("faq_wallet_refund", "faq_refund_destination", "faq_edit_refund_amount")
_KEEPS_IT = re.compile(
    r"不(?:想)?撤(?:销|回)?了|别撤|先不撤|不取消了|^\W*(?:[好行]吧?|嗯|那|哦|算了|\W)*[就先]?不(?:修)?改了吧?\W*$"
)


class Wishes:
    """Hears which command a message is about."""

    def __init__(self, side: BuyerSide) -> None:
        self._offers = OfferAnswers(side.door)
        self._door = side.door

    def wish(self, turn: Turn, tracker: Tracker) -> str | None:
        """The command's name, UNCLEAR where it may be an answer to an offer, or None."""
        if turn.value(OFFER_ANSWER):
            return turn.value(OFFER_ANSWER)
        in_other_words = self.in_other_words(turn, tracker)
        if in_other_words is not None and in_other_words != UNCLEAR:
            return in_other_words
        return turn.intent if turn.intent in COMMANDS else in_other_words

    def in_other_words(self, turn: Turn, tracker: Tracker) -> str | None:
        """The same by the words alone: an answer to an offer, or a new value for a case."""
        if turn.pressed:
            return None
        answer = self._offers.answer(turn, tracker)
        if answer is not None:
            return answer
        if self.ships(turn):
            return ShipReturn.wish
        return Amend.wish if self._changes_a_case(turn) else None

    def ships(self, turn: Turn) -> bool:
        """A parcel's number and nothing else, while a return waits to be sent."""
        if turn.intent != "inform" or turn.value("tracking_no") is None:
            return False
        cases = self._door.cases(turn.buyer_id, open_only=True)
        return any(ShipReturn.event in case.allowed for case in cases)

    def _changes_a_case(self, turn: Turn) -> bool:
        """退到钱包吧, 补充说明:… said about a case that can be changed."""
        sends = turn.intent in _GENERAL and turn.value("destination") is not None
        says = bool(sends and not turn.asks and _SEND_IT_TO.search(turn.text))
        describes = turn.intent == AddFiles.wish and description_in(turn.text) is not None
        if not says and not describes:
            return False
        cases = self._door.cases(turn.buyer_id, open_only=True)
        return any(Amend.event in case.allowed for case in cases)


def keeps_the_case(turn: Turn) -> bool:
    """我不撤销了 reads like a wish to withdraw, and is the contrary."""
    return not turn.pressed and bool(_KEEPS_IT.search(turn.text))
