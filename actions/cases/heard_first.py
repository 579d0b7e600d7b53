"""Answers about a case that look like something else: heard before the action Rasa has chosen.

No label stands for accepting or declining an offer: 接受 reads like a no, 就这样吧 like a goodbye,
就退50吧 like a new refund. Where nothing is pending, the words and the offer that waits decide.
"""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions.buyer_action import BuyerAction
from actions.case_reference import THAT_ONE
from actions.cases.form import CASE_FORM, say_already_done
from actions.cases.offers import UNCLEAR, OfferAnswers, speaks_of_an_offer
from actions.cases.shown import just_mentioned, mention
from actions.cases.status import say_status
from actions.cases.wishes import Wishes
from actions.chips import HUMAN, STATUS
from actions.speech import Speech
from actions.turn import Turn


class HeardFirst(BuyerAction):
    """Another action, with an ear for answers about a case.

    Args:
        inner: what is done with everything else.
    """

    def __init__(self, inner: BuyerAction) -> None:
        super().__init__(inner.side)
        self.returns_to_form = inner.returns_to_form
        self._inner = inner
        self._wishes = Wishes(inner.side)
        self._offers = OfferAnswers(inner.door)

    def name(self) -> str:
        """See the parent class."""
        return self._inner.name()

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Turn to the case, or leave the message to the action it was chosen for."""
        # A form that has just been opened by this message has not asked for anything yet.
        nothing_asked = turn.requested_slot is None
        events = self._about_a_case(turn, tracker, speech) if nothing_asked else None
        return self._inner.act(turn, tracker, speech) if events is None else events

    def _no_offer(self, turn: Turn, speech: Speech) -> list[EventType] | None:
        """我接受卖家的方案, where the seller has offered nothing."""
        if turn.pressed or not speaks_of_an_offer(turn):
            return None
        speech.say("utter_no_offer_waiting", chips=[STATUS, HUMAN])
        return []

    def _about_a_case(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType] | None:
        if say_already_done(turn, tracker, speech, self.door):
            return []
        if turn.intent == "query_order":
            return self._that_one(turn, tracker, speech)
        wish = self._wishes.in_other_words(turn, tracker)
        if wish is None:
            return self._no_offer(turn, speech)
        if wish == UNCLEAR:
            case = self._offers.waiting(turn.buyer_id)[0]
            say_status(case, speech)
            return mention(case.case_no, tracker)
        # Where the action is a form's, the form has just been opened for nothing.
        closed = [ActiveLoop(None), SlotSet("requested_slot", None)]
        return [*closed, FollowupAction(CASE_FORM)]

    def _that_one(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType] | None:
        """那个怎么还没到, said right after a case was spoken of, asks about that case."""
        recent = just_mentioned(tracker)
        goods = any(turn.value(name) for name in ("product", "order_no", "date"))
        if recent is None or goods or turn.pressed or not THAT_ONE.search(turn.text):
            return None
        say_status(self.door.case(turn.buyer_id, recent), speech)
        return mention(recent, tracker)
