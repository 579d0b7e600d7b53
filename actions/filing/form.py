"""The refund form: each message is heard into the draft, then the rules are asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet

from actions.buyer_action import BuyerAction, say_refusal
from actions.chips import START
from actions.filing.draft import Draft, forgotten
from actions.filing.hearing import Listener
from actions.speech import Speech
from actions.turn import Turn, message_id
from bot.aftersales.codes import CaseType, Reason
from bot.aftersales.views import Quote, RefundDraft
from bot.wiring import BuyerSide

_EVIDENCE_CODES = frozenset({"EVIDENCE_MISSING"})


class ValidateRefundForm(BuyerAction):
    """Rasa calls it for every message while the form is active."""

    def __init__(self, side: BuyerSide) -> None:
        super().__init__(side)
        self._listener = Listener(side.door, side.clock)

    def name(self) -> str:
        """See the parent class."""
        return "validate_refund_form"

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Hear the message; nothing is returned when it was about something else."""
        before = Draft.read(tracker)
        if turn.intent == "cancel_refund" and not turn.value("case_no") and turn.requested_slot:
            speech.say("utter_draft_dropped", chips=START)
            return _closed()
        heard = self._listener.hear(before, turn, message_id=message_id(tracker))
        if not heard.taken:
            return []
        draft = heard.draft
        for remark in heard.remarks:
            values: dict[str, Any] = dict(remark.values)
            speech.say(remark.response, **values)
        if (
            turn.intent == "inform"
            and turn.requested_slot
            and draft == before
            and not heard.remarks
        ):
            speech.say("utter_not_understood_in_form")
        if heard.barred:
            return self._refuse(turn, speech, draft)
        if draft.item is not None and draft.type is not None and draft.reason is not None:
            quote = self._quote(turn, draft)
            blocking = [one for one in quote.refusals if one.code not in _EVIDENCE_CODES]
            if blocking and blocking[0].code in {"AMOUNT_TOO_HIGH", "AMOUNT_TOO_LOW"}:
                say_refusal(speech, blocking[0].code, blocking[0].params)
                draft = replace(draft, amount_fen=None)
                quote = self._quote(turn, draft)
            elif blocking:
                say_refusal(speech, blocking[0].code, blocking[0].params)
                return _closed()
            if draft.evidence is None and not quote.missing_evidence:
                draft = replace(draft, evidence=draft.uploads or [])
            if draft.confirmed is not None and draft.confirmed != quote.digest:
                speech.say("utter_summary_is_older")
                draft = replace(draft, confirmed=None)
        return [SlotSet("refund_key", draft.key), *before.changes_to(draft)]

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


def _closed() -> list[EventType]:
    return [*forgotten(), ActiveLoop(None), SlotSet("requested_slot", None)]
