"""The refund form: each message is heard into the draft, then the rules are asked."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet

from actions.buyer_action import BuyerAction
from actions.case_reference import cases_meant
from actions.chips import START
from actions.filing.draft import Draft, forgotten
from actions.filing.hearing import Heard, Listener
from actions.filing.pauses import goes_on, puts_off
from actions.filing.progress import asks_for_progress, say_progress
from actions.filing.questions import Questions, say_none_possible
from actions.filing.taking import take_item
from actions.filing.together import EVIDENCE_MISSING, drafts_of, lacks_evidence, options_of
from actions.item_reference import SHOWN_ITEMS, names_an_item, shown_items
from actions.refusals import say_refusal
from actions.speech import Speech
from actions.turn import NOT_UNDERSTOOD, Turn, message_id
from bot.aftersales.codes import CaseType, Reason
from bot.aftersales.errors import NotFound
from bot.aftersales.views import Overview, Quote, RefundDraft
from bot.wiring import BuyerSide

_FORM = "refund_form"
_PAUSE = timedelta(hours=1)
"""After so long the buyer has left and come back: what they were doing is told first."""
# 我要退款,还没发货,不要了 gives up the goods, not the refund.
_WANTS_IT_BACK = re.compile("(?<![不别先])[要想]退")
_GIVES_UP = re.compile("不(?:要|退|弄|办|搞|申请)了\\W*吧?\\W*$")
_ANOTHER_REASON = "REASON_NOT_POSSIBLE"
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
        returns = _is_old(before, self.side.clock.now())
        if turn.requested_slot and _was_answered(tracker):
            return self._ask_again(before, turn, speech, returns=returns)
        if self._drops_the_draft(before, turn) and not self._is_about_a_case(before, turn):
            speech.say("utter_draft_dropped", chips=START)
            return _closed()
        about = self._about_the_draft_itself(before, turn, speech, returns=returns)
        if about is not None:
            return about
        start = Draft() if returns and _begins_anew(turn) else before
        heard = self._hear(start, turn, tracker, returns=returns)
        if not heard.taken:
            return [] if turn.requested_slot else self._ask(before, before, turn, speech, None)
        if returns and start is before:
            self._say_where_we_were(before, turn, speech)
        return self._after(before, heard, turn, speech)

    def _about_the_draft_itself(
        self, draft: Draft, turn: Turn, speech: Speech, *, returns: bool
    ) -> list[EventType] | None:
        """Put off, gone on with, or asked how far it is; None where it is none of these."""
        if puts_off(turn):
            speech.say("utter_draft_is_kept")
            return [SlotSet("refund_key", draft.key)]
        if goes_on(turn, returns=returns):
            return self._ask_again(draft, turn, speech, returns=returns)
        if turn.requested_slot and asks_for_progress(turn):
            say_progress(self.door, turn, draft, speech)
            return self._ask_again(draft, turn, speech, returns=False)
        return None

    def _drops_the_draft(self, draft: Draft, turn: Turn) -> bool:
        """不退了 while the form is open is about the draft; a case is withdrawn by its number."""
        withdraws = turn.intent == "cancel_refund" and not turn.value("case_no")
        gives_up = (
            turn.intent == NOT_UNDERSTOOD
            and _GIVES_UP.search(turn.plain)
            and not _WANTS_IT_BACK.search(turn.plain)
        )
        drops = bool(withdraws or gives_up) and bool(turn.requested_slot)
        return drops and not self._listener.leaves_one(draft, turn)

    def _is_about_a_case(self, draft: Draft, turn: Turn) -> bool:
        """撤销台灯的退款 while something else is filled in is about the case of the lamp."""
        if not names_an_item(turn):
            return False
        try:
            cases = cases_meant(self.door, turn, self.side.clock.now(), open_only=True)
        except NotFound:
            return False
        return any(case.item.item_id not in draft.items for case in cases)

    def _hear(self, draft: Draft, turn: Turn, tracker: Tracker, *, returns: bool) -> Heard:
        heard = self._listener.hear(
            draft,
            turn,
            listed=shown_items(tracker),
            message_id=message_id(tracker),
            returns=returns,
        )
        nothing_fits = heard.draft.item is None and not heard.draft.found
        if not heard.taken or not nothing_fits or names_an_item(turn):
            return heard
        possible = self._questions.refundable(turn)
        if len(possible) != 1:
            return heard
        only = take_item(heard.draft, self.door.options(turn.buyer_id, possible[0].item_id))
        return replace(heard, draft=only)

    def _after(self, before: Draft, heard: Heard, turn: Turn, speech: Speech) -> list[EventType]:
        draft = heard.draft
        for remark in heard.remarks:
            values: dict[str, Any] = dict(remark.values)
            speech.say(remark.response, **values)
        if _said_nothing(turn, before, heard):
            speech.say("utter_not_understood_in_form")
        if heard.barred:
            return self._refuse(turn, speech, draft)
        return self._go_on(before, draft, turn, speech)

    def _go_on(self, before: Draft, draft: Draft, turn: Turn, speech: Speech) -> list[EventType]:
        """Ask the rules about a draft that says what is wanted; then ask for the rest."""
        if not draft.says_what:
            return self._ask(before, draft, turn, speech, None)
        if draft.several:
            return self._go_on_with_several(before, draft, turn, speech)
        quote = self._quote(turn, draft)
        blocking = [one for one in quote.refusals if one.code != EVIDENCE_MISSING]
        if blocking:
            say_refusal(speech, blocking[0].code, blocking[0].params)
            if blocking[0].code == _ANOTHER_REASON:
                without = replace(draft, reason=None, evidence=None)
                return self._ask(before, without, turn, speech, None)
            if blocking[0].code not in _AMOUNT_CODES:
                return _closed()
            draft = replace(draft, amount_fen=None)
            quote = self._quote(turn, draft)
        if draft.evidence is None and not quote.missing_evidence:
            draft = replace(draft, evidence=draft.uploads or [])
        return self._ask(before, _still_valid(draft, quote.digest, speech), turn, speech, quote)

    def _go_on_with_several(
        self, before: Draft, draft: Draft, turn: Turn, speech: Speech
    ) -> list[EventType]:
        overview = self._overview(turn, draft)
        missing = lacks_evidence(overview) and draft.evidence is None
        if not overview.quotes and not missing:
            say_none_possible(overview, speech)
            return _closed()
        if not missing:
            draft = replace(draft, evidence=draft.evidence or draft.uploads or [])
        draft = _still_valid(draft, overview.digest, speech)
        return self._ask(before, draft, turn, speech, overview)

    def _ask_again(
        self, draft: Draft, turn: Turn, speech: Speech, *, returns: bool
    ) -> list[EventType]:
        """The question that is still open, with what it was about where the buyer was away."""
        if not returns:
            return self._go_on(draft, draft, turn, speech)
        self._say_where_we_were(draft, turn, speech)
        touched = replace(draft, touched_at=self.side.clock.now().isoformat())
        return self._go_on(draft, touched, turn, speech)

    def _ask(
        self,
        before: Draft,
        draft: Draft,
        turn: Turn,
        speech: Speech,
        rules: Quote | Overview | None,
    ) -> list[EventType]:
        asked = self._questions.ask(draft, turn, speech, rules)
        if asked is None:
            return _closed()
        shown = [SlotSet(SHOWN_ITEMS, [[item] for item in asked.shown])] if asked.shown else []
        # The key is always set: Rasa takes a form action without slots for a rejection.
        return [SlotSet("refund_key", draft.key), *before.changes_to(asked.draft), *shown]

    def _say_where_we_were(self, draft: Draft, turn: Turn, speech: Speech) -> None:
        if draft.item is None:
            return
        title = self.door.item(turn.buyer_id, draft.item).title
        speech.say("utter_draft_is_waiting", item=title)

    def _quote(self, turn: Turn, draft: Draft) -> Quote:
        return self.door.quote(turn.buyer_id, draft.to_submit())

    def _overview(self, turn: Turn, draft: Draft) -> Overview:
        options = options_of(self.door, turn.buyer_id, draft)
        return self.door.quote_many(turn.buyer_id, drafts_of(options, draft))

    def _refuse(self, turn: Turn, speech: Speech, draft: Draft) -> list[EventType]:
        """The item allows no refund at all: any type and reason brings out why."""
        assert draft.item is not None
        quote = self.door.quote(
            turn.buyer_id,
            RefundDraft(draft.item, 1, CaseType.REFUND_ONLY, Reason.OTHER),
        )
        for refusal in quote.refusals[:1]:
            say_refusal(speech, refusal.code, refusal.params)
        return _closed()


def _is_old(draft: Draft, now: datetime) -> bool:
    return draft.touched_at is not None and (
        now - datetime.fromisoformat(draft.touched_at) > _PAUSE
    )


def _begins_anew(turn: Turn) -> bool:
    """Whether a message after a pause is a wish of its own, not an answer to what was asked."""
    return turn.intent == "apply_refund" and names_an_item(turn)


def _still_valid(draft: Draft, digest: str, speech: Speech) -> Draft:
    """The draft without a confirmation that was given for something else."""
    if draft.confirmed is None or draft.confirmed == digest:
        return draft
    speech.say("utter_summary_is_older")
    return replace(draft, confirmed=None)


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
    same = replace(heard.draft, touched_at=before.touched_at) == before
    return same and not heard.remarks and turn.intent == "inform" and bool(turn.requested_slot)


def _closed() -> list[EventType]:
    closed = [ActiveLoop(None), SlotSet("requested_slot", None), SlotSet(SHOWN_ITEMS, None)]
    return [*forgotten(), *closed]
