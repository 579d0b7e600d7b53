"""What needs no confirmation: reminding the seller, adding evidence; and what a human does."""

from __future__ import annotations

from hashlib import sha256

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions.buyer_action import BuyerAction
from actions.case_reference import cases_meant
from actions.cases.status import say_status
from actions.chips import APPLY, HUMAN, STATUS, WISHES
from actions.speech import Chip, Speech
from actions.turn import Turn
from bot.aftersales.views import CaseView


class UrgeRefund(BuyerAction):
    """Reminds the seller, at most once a day, and says so."""

    returns_to_form = True

    def name(self) -> str:
        """See the parent class."""
        return "action_urge_refund"

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Remind the seller of the case meant, then say where it stands."""
        cases = cases_meant(self.door, turn, self.side.clock.now(), open_only=True)
        if not cases:
            speech.say("utter_no_open_case", chips=[APPLY, STATUS, HUMAN])
            return []
        reminded = self.door.urge(turn.buyer_id, cases[0].case_no)
        speech.say("utter_urged" if reminded else "utter_urged_already", item=cases[0].item.title)
        say_status(cases[0], speech)
        return []


class AddEvidence(BuyerAction):
    """Adds what was uploaded to the open case; asks which when there are several."""

    returns_to_form = True

    def name(self) -> str:
        """See the parent class."""
        return "action_add_evidence"

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Add evidence, or keep it until it is clear what it belongs to."""
        waiting: list[str] = [*(tracker.get_slot("waiting_uploads") or []), *turn.upload_ids]
        cases = [
            case
            for case in cases_meant(self.door, turn, self.side.clock.now(), open_only=True)
            if "ADD_EVIDENCE" in case.allowed
        ]
        if not waiting:
            speech.say(
                "utter_send_evidence" if cases else "utter_no_open_case", chips=[APPLY, HUMAN]
            )
        elif not cases:
            speech.say("utter_evidence_kept", chips=[APPLY, HUMAN])
        elif len(cases) > 1:
            speech.say("utter_ask_which_case", chips=[_about(case) for case in cases[:4]])
        else:
            self._add(turn, cases[0], waiting)
            speech.say("utter_evidence_added", case_no=cases[0].case_no, count=len(waiting))
            waiting = []
        return [SlotSet("waiting_uploads", waiting or None)]

    def _add(self, turn: Turn, case: CaseView, files: list[str]) -> None:
        key = sha256(f"{case.case_no}:{sorted(files)}".encode()).hexdigest()
        self.door.add_evidence(turn.buyer_id, case.case_no, files, idempotency_key=key)


def _about(case: CaseView) -> Chip:
    return Chip("", "add_evidence", (("case_no", case.case_no),), text=case.item.title)


class ModifyRefund(BuyerAction):
    """Changing a submitted case: what can be done about it now."""

    returns_to_form = True

    def name(self) -> str:
        """See the parent class."""
        return "action_modify_refund"

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Say how a submitted case is changed."""
        cases = cases_meant(self.door, turn, self.side.clock.now(), open_only=True)
        if not cases:
            speech.say("utter_no_open_case", chips=[APPLY, STATUS, HUMAN])
            return []
        withdraw = Chip("utter_chip_cancel", "cancel_refund", (("case_no", cases[0].case_no),))
        speech.say("utter_modify_refund", chips=[withdraw, HUMAN], case_no=cases[0].case_no)
        return []


class LoneValue(BuyerAction):
    """Only a value, and nothing had been asked: what is it about?"""

    def name(self) -> str:
        """See the parent class."""
        return "action_lone_value"

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """A case number asks about that case, a type or a reason wants a refund; else ask."""
        if turn.value("case_no"):
            say_status(self.door.case(turn.buyer_id, turn.value("case_no") or ""), speech)
            return []
        if turn.value("service_type") in {"refund_only", "return_refund"} or turn.value("reason"):
            return [FollowupAction("refund_form")]
        order_no = turn.value("order_no")
        named = (("order_no", order_no),) if order_no else ()
        wishes = ("apply_refund", "query_refund_status", "query_order")
        chips = [Chip(WISHES[wish].label, wish, named) for wish in wishes]
        speech.say("utter_lone_value", chips=[*chips, HUMAN])
        return []
