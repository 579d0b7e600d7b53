"""What happens when the form is full, and when the buyer drops it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import structlog
from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions.buyer_action import BuyerAction
from actions.cases.pending import forgotten as forget_command
from actions.cases.shown import mention
from actions.chips import AMOUNT, HUMAN, START, STATUS
from actions.filing.draft import Draft, forgotten
from actions.filing.together import drafts_of, options_of
from actions.item_reference import SHOWN_ITEMS
from actions.onward import none_waits
from actions.refusals import say_refusal
from actions.speech import Speech
from actions.turn import OUT_OF_SCOPE, Turn
from bot.aftersales.errors import OverviewChanged, QuoteChanged, Refused
from bot.aftersales.money import format_fen
from bot.aftersales.views import CaseView
from bot.cards.cases import case_card
from bot.cards.figures import instant

log = structlog.get_logger()


class SubmitRefund(BuyerAction):
    """Submits the draft that was confirmed, once, however often it is asked to."""

    def name(self) -> str:
        """See the parent class."""
        return "action_submit_refund"

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Submit; a quote that changed meanwhile is shown and confirmed anew."""
        draft = Draft.read(tracker)
        if draft.confirmed is None or draft.item is None:
            return []
        try:
            cases = self._submit(turn, draft, draft.confirmed)
        except (QuoteChanged, OverviewChanged):
            speech.say("utter_summary_is_older")
            changed = replace(draft, confirmed=None, digest=None)
            return [*draft.changes_to(changed), FollowupAction("refund_form")]
        except Refused as refused:
            say_refusal(speech, refused.code, refused.params)
            return forgotten()
        numbers = [case.case_no for case in cases]
        log.info("refund_submitted", conversation=turn.conversation_id, cases=numbers)
        say_submitted(cases, speech)
        done = {"digest": draft.confirmed, "case_nos": numbers}
        done_with = [SlotSet("submitted", done), SlotSet(SHOWN_ITEMS, None)]
        return [*forgotten(), *done_with, *mention(numbers[0], tracker)]

    def _submit(self, turn: Turn, draft: Draft, confirmed: str) -> tuple[CaseView, ...]:
        key = f"{turn.conversation_id}:{draft.key}"
        if draft.several:
            drafts = drafts_of(options_of(self.door, turn.buyer_id, draft), draft)
            return self.door.submit_many(
                turn.buyer_id, drafts, idempotency_key=key, confirmed_digest=confirmed
            )
        case = self.door.submit(
            turn.buyer_id, draft.to_submit(), idempotency_key=key, confirmed_digest=confirmed
        )
        return (case,)


def say_submitted(cases: Sequence[CaseView], speech: Speech) -> None:
    """The case numbers, what happens next and until when."""
    if len(cases) == 1:
        _say_one(cases[0], speech)
        return
    total = sum(case.requested_fen for case in cases)
    speech.say("utter_refunds_submitted", count=len(cases), amount=format_fen(total))
    for case in cases:
        _say_one(case, speech)


def _say_one(case: CaseView, speech: Speech) -> None:
    kind = "held" if case.risk_hold else "auto" if case.auto_approves else "manual"
    speech.say(
        f"utter_refund_submitted_{kind}",
        card=case_card(case, speech.words),
        chips=[STATUS, AMOUNT, HUMAN] if case.risk_hold else [STATUS, AMOUNT],
        case_no=case.case_no,
        deadline=instant(case.deadline_at) if case.deadline_at else "",
    )


class StopFiling(BuyerAction):
    """算了: what was being filled in is dropped; the buyer hears that nothing was submitted."""

    def name(self) -> str:
        """See the parent class."""
        return "action_stop"

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Drop drafts of every form."""
        if turn.active_form is None:
            speech.say("utter_nothing_to_stop", chips=START)
            return []
        speech.say("utter_draft_dropped", chips=START)
        return [
            ActiveLoop(None),
            SlotSet("requested_slot", None),
            *forgotten(),
            *forget_command(),
            none_waits(),
        ]


class AnswerYesOrNo(BuyerAction):
    """A yes or no that no form is waiting for; a second tap on 确认 says what the first one did."""

    returns_to_form = True

    def name(self) -> str:
        """See the parent class."""
        return "action_yes_or_no"

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Say what was submitted, or ask what it is about."""
        confirmation = turn.value("confirmation")
        done = tracker.get_slot("submitted")
        if confirmation and done and done["digest"] == confirmation:
            cases = [self.door.case(turn.buyer_id, number) for number in done["case_nos"]]
            say_submitted(cases, speech)
        elif confirmation:
            speech.say("utter_summary_is_older", chips=START)
        elif turn.intent == OUT_OF_SCOPE:
            speech.say("utter_claims_change_nothing", chips=[HUMAN])
        elif turn.active_form:
            speech.say("utter_please_choose")
        else:
            speech.say(f"utter_{turn.intent}", chips=START)
        return []
