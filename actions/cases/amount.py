"""为什么只退这么多: every fen of a case's amount, or of what the draft would pay."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType

from actions.buyer_action import BuyerAction
from actions.cards.amounts import amount_card
from actions.case_reference import cases_meant
from actions.chips import APPLY, HUMAN, STATUS
from actions.filing.draft import Draft
from actions.speech import Chip, Speech
from actions.turn import Turn
from bot.aftersales.money import format_fen
from bot.aftersales.views import Explanation


class ExplainRefundAmount(BuyerAction):
    """Itemises the amount of the case meant; of the draft while one is being filled in."""

    returns_to_form = True

    def name(self) -> str:
        """See the parent class."""
        return "action_explain_refund_amount"

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Explain one amount, or ask which."""
        simulated = self._of_draft(turn, tracker)
        if simulated is not None:
            _say(simulated, speech, amount_card(simulated, None, speech.words))
            return []
        cases = cases_meant(self.door, turn, self.side.clock.now(), open_only=False)
        still_open = [case for case in cases if case.payout or case.deadline_at]
        candidates = still_open or list(cases[:1])
        if not candidates:
            speech.say("utter_no_cases", chips=[APPLY, HUMAN])
        elif len(candidates) > 1:
            chips = [
                Chip("", self.intent(), (("case_no", case.case_no),), text=case.item.title)
                for case in candidates[:5]
            ]
            speech.say("utter_ask_which_case", chips=chips)
        else:
            explanation = self.door.explain(turn.buyer_id, candidates[0].case_no)
            _say(explanation, speech, amount_card(explanation, candidates[0], speech.words))
        return []

    @staticmethod
    def intent() -> str:
        """What tapping one of several cases says."""
        return "explain_refund_amount"

    def _of_draft(self, turn: Turn, tracker: Tracker) -> Explanation | None:
        draft = Draft.read(tracker)
        ready = draft.item is not None and draft.type and draft.reason
        if not ready or draft.item is None or turn.value("case_no") or turn.value("order_no"):
            return None
        return self.door.quote(turn.buyer_id, draft.to_submit()).explanation


def _say(explanation: Explanation, speech: Speech, card: dict[str, object]) -> None:
    amount = format_fen(explanation.refund_fen)
    speech.say("utter_amount_explained", card=card, chips=[STATUS, HUMAN], amount=amount)
