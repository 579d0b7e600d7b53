"""The refund form: each message is heard into the draft, then the rules are asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet

from actions.buyer_action import BuyerAction, say_refusal
from actions.chips import START
from actions.filing.draft import Draft, forgotten
from actions.filing.hearing import Heard, Listener
from actions.filing.questions import Questions
from actions.speech import Speech
from actions.turn import Turn, message_id
from bot.aftersales.codes import CaseType, Reason
from bot.aftersales.views import Quote, RefundDraft
from bot.wiring import BuyerSide

_FORM = "refund_form"
_EVIDENCE_MISSING = "EVIDENCE_MISSING"
_AMOUNT_CODES = frozenset({"AMOUNT_TOO_HIGH", "AMOUNT_TOO_LOW"})


class ValidateRefundForm(BuyerAction):
    """Hears each message and asks the next question.

    Rasa calls it for every message while the form is active, and once more when the form was
    interrupted by something else that has been answered. It asks as well, instead of leaving that
    to one action a slot: a turn then takes one call and one quote instead of two.
    """

    def __init__(self, side: BuyerSide) -> None:
        super().__init__(side)
        self._listener = Listener(side.door, side.clock)
        self._questions = Questions(side.door)

    def name(self) -> str:
        """See the parent class."""
        return "validate_refund_form"

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Hear the message; nothing is returned when it was about something else."""
        before = Draft.read(tracker)
        if turn.requested_slot and _was_answered(tracker):
            return self._ask(before, before, turn, speech)
        if turn.intent == "cancel_refund" and not turn.value("case_no") and turn.requested_slot:
            speech.say("utter_draft_dropped", chips=START)
            return _closed()
        heard = self._listener.hear(before, turn, message_id=message_id(tracker))
        if not heard.taken:
            return [] if turn.requested_slot else self._ask(before, before, turn, speech)
        draft = heard.draft
        for remark in heard.remarks:
            values: dict[str, Any] = dict(remark.values)
            speech.say(remark.response, **values)
        if _said_nothing(turn, before, heard):
            speech.say("utter_not_understood_in_form")
        if heard.barred:
            return self._refuse(turn, speech, draft)
        if draft.item is None or draft.type is None or draft.reason is None:
            return self._ask(before, draft, turn, speech)
        return self._go_on(before, draft, turn, speech)

    def _go_on(self, before: Draft, draft: Draft, turn: Turn, speech: Speech) -> list[EventType]:
        """Ask the rules about a draft that says what is wanted; then ask for the rest."""
        quote = self._quote(turn, draft)
        blocking = [one for one in quote.refusals if one.code != _EVIDENCE_MISSING]
        if blocking:
            say_refusal(speech, blocking[0].code, blocking[0].params)
            if blocking[0].code not in _AMOUNT_CODES:
                return _closed()
            draft = replace(draft, amount_fen=None)
            quote = self._quote(turn, draft)
        if draft.evidence is None and not quote.missing_evidence:
            draft = replace(draft, evidence=draft.uploads or [])
        if draft.confirmed is not None and draft.confirmed != quote.digest:
            speech.say("utter_summary_is_older")
            draft = replace(draft, confirmed=None)
        return self._ask(before, draft, turn, speech, quote)

    def _ask(
        self, before: Draft, draft: Draft, turn: Turn, speech: Speech, quote: Quote | None = None
    ) -> list[EventType]:
        asked = self._questions.ask(draft, turn, speech, quote)
        if asked is None:
            return _closed()
        # The key is always set: Rasa takes a form action without slots for a rejection.
        return [SlotSet("refund_key", draft.key), *before.changes_to(asked)]

    def _quote(self, turn: Turn, draft: Draft) -> Quote:
        return self.door.quote(turn.buyer_id, draft.to_submit())

    def _refuse(self, turn: Turn, speech: Speech, draft: Draft) -> list[EventType]:
        """The order itself bars a refund: any type and reason brings out why."""
        assert draft.item is not None
        quote = self.door.quote(
            turn.buyer_id,
            RefundDraft(draft.item, 1, CaseType.REFUND_ONLY, Reason.OTHER),
        )
        for refusal in quote.refusals[:1]:
            say_refusal(speech, refusal.code, refusal.params)
        return _closed()


def _was_answered(tracker: Tracker) -> bool:
    """Whether another action has answered the latest message: then only the question is left."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "action" and event.get("name") != _FORM:
            return True
    return False


def _said_nothing(turn: Turn, before: Draft, heard: Heard) -> bool:
    """Whether a mere value changed nothing, so that asking again needs a word of why."""
    unchanged = heard.draft == before and not heard.remarks
    return unchanged and turn.intent == "inform" and turn.requested_slot is not None


def _closed() -> list[EventType]:
    return [*forgotten(), ActiveLoop(None), SlotSet("requested_slot", None)]
