"""The actions that answer at once: status, amount, reminder, evidence, a value nobody asked for."""

from __future__ import annotations

import re

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions.buyer_action import BuyerAction
from actions.cards.amounts import amount_card
from actions.case_reference import CaseReference, Meant, NoSuchGoods
from actions.cases.at_once import WAITING_UPLOADS, AddFiles, Explain, Urge, waiting_files
from actions.cases.choosing import (
    MOST_LISTED,
    Choice,
    Chooser,
    ask_which,
    case_lines,
    cases_card,
    say_not_found,
)
from actions.cases.command import CaseCommand
from actions.cases.pending import Pending
from actions.cases.shown import listing, mention, shown_in
from actions.cases.status import say_status
from actions.cases.wishes import Wishes
from actions.chips import APPLY, HUMAN, STATUS, WISHES
from actions.filing.draft import Draft
from actions.item_reference import named_now
from actions.speech import Chip, Speech
from actions.turn import OUT_OF_SCOPE, Turn
from bot.aftersales.errors import NotFound
from bot.aftersales.money import format_fen
from bot.aftersales.views import CaseView, Explanation
from bot.wiring import BuyerSide

CASE_FORM = "case_form"
_REFUND = re.compile("退款|退货|退钱|退了|退掉")


class AtOnce(BuyerAction):
    """Carries a command out that needs no confirmation; asks which case where several fit.

    The question is the case form's, so that it outlives what is said in between; inside another
    form it is only offered to tap, since that form goes on.
    """

    returns_to_form = True
    command_of: type[CaseCommand]

    def __init__(self, side: BuyerSide) -> None:
        super().__init__(side)
        self.command = self.command_of(side)
        self._chooser = Chooser(side.door, side.clock)

    def name(self) -> str:
        """See the parent class."""
        return f"action_{self.command_of.wish}"

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Carry it out, or ask which case."""
        choice = self._chooser.choose(self.command, turn, tracker, speech)
        return self._go_on(choice, turn, tracker, speech)

    def _go_on(
        self, choice: Choice, turn: Turn, tracker: Tracker, speech: Speech
    ) -> list[EventType]:
        if choice.only is not None:
            return self.command.perform(turn, tracker, choice.only.case_no, Pending(), speech)
        if not choice.possible:
            return []
        if turn.active_form is None:
            return [FollowupAction(CASE_FORM)]
        ask_which(choice.possible, self.command.wish, speech, unlike=choice.unlike)
        return listing(choice.possible)


class UrgeRefund(AtOnce):
    """Reminds the seller."""

    command_of = Urge

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Remind, but for nobody who speaks in somebody else's name."""
        if turn.intent == OUT_OF_SCOPE:
            speech.say("utter_claims_change_nothing", chips=[STATUS, HUMAN])
            return []
        return super().act(turn, tracker, speech)


class AddEvidence(AtOnce):
    """Adds files to a case; they are kept until it is clear to which."""

    command_of = AddFiles

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Add, keep, or ask for files."""
        files = waiting_files(turn, tracker)
        kept: list[EventType] = [SlotSet(WAITING_UPLOADS, files)] if turn.upload_ids else []
        cases = self.door.cases(turn.buyer_id, open_only=True)
        able = [case for case in cases if self.command.is_possible(case)]
        if not able and turn.value("case_no") is None:
            response = "utter_evidence_kept" if files else "utter_no_case_for_evidence"
            speech.say(response, chips=[APPLY, STATUS, HUMAN])
            return kept
        choice = self._chooser.choose(self.command, turn, tracker, speech)
        if not files and len(choice.possible) > 1:
            speech.say("utter_send_evidence_first", chips=[STATUS, HUMAN])
            return []
        return [*kept, *self._go_on(choice, turn, tracker, speech)]


class ExplainRefundAmount(AtOnce):
    """Itemises the amount of the case meant; of the draft while one is being filled in."""

    command_of = Explain

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Explain one amount, or ask which."""
        simulated = self._of_draft(turn, tracker)
        if simulated is None:
            if not self.door.cases(turn.buyer_id):
                speech.say("utter_no_cases", chips=[APPLY, HUMAN])
                return []
            return super().act(turn, tracker, speech)
        speech.say(
            "utter_draft_amount_explained",
            card=amount_card(simulated, None, speech.words),
            chips=[STATUS, HUMAN],
            amount=format_fen(simulated.refund_fen),
        )
        return []

    def _of_draft(self, turn: Turn, tracker: Tracker) -> Explanation | None:
        draft = Draft.read(tracker)
        ready = draft.item is not None and draft.type and draft.reason
        if not ready or turn.value("case_no") or turn.value("order_no"):
            return None
        return self.door.quote(turn.buyer_id, draft.to_submit()).explanation


class QueryRefundStatus(BuyerAction):
    """Says where the case meant stands; lists them where several are open."""

    returns_to_form = True

    def name(self) -> str:
        """See the parent class."""
        return "action_query_refund_status"

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Say where each case stands."""
        every = self.door.cases(turn.buyer_id)
        if not every and turn.value("case_no") is None:
            speech.say("utter_no_cases", chips=[APPLY, HUMAN])
            return []
        reference, shown = CaseReference(self.door), shown_in(tracker)
        try:
            meant = reference.meant(turn, every, shown, self.side.clock.now())
        except NoSuchGoods:
            speech.say("utter_refused_case_not_found")
            meant = Meant(tuple(every), named=False)
        except NotFound as error:
            say_not_found(error, speech)
            return []
        open_ones = [case for case in meant.cases if case.deadline_at or not _is_over(case)]
        return _tell(open_ones or list(meant.cases[:1]), tracker, speech)


class LoneValue(BuyerAction):
    """Only a value, and nothing had been asked: what is it about?"""

    returns_to_form = True

    def name(self) -> str:
        """See the parent class."""
        return "action_lone_value"

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Send a parcel, look at a case, open a refund for a type or a reason; else ask."""
        if Wishes(self.side).ships(turn):
            return [FollowupAction(CASE_FORM)]
        case = self._case(turn, tracker)
        if case is not None:
            return _tell([case], tracker, speech)
        order_no = turn.value("order_no")
        wants_money = turn.value("service_type") in {"refund_only", "return_refund"}
        if wants_money or turn.value("reason") or (order_no and _REFUND.search(turn.plain)):
            return [FollowupAction("refund_form")]
        named = (("order_no", order_no),) if order_no else ()
        wishes = ("apply_refund", "query_refund_status", "query_order")
        chips = [Chip(WISHES[wish].label, wish, named) for wish in wishes]
        speech.say("utter_lone_value", chips=[*chips, HUMAN])
        return named_now(self.door, turn, self.side.clock.now())

    def _case(self, turn: Turn, tracker: Tracker) -> CaseView | None:
        """The case that a number names, or that is pointed at in the list shown last."""
        shown = shown_in(tracker)
        if turn.value("case_no"):
            return self.door.case(turn.buyer_id, turn.value("case_no") or "")
        if not shown.listed:
            return None
        listed = [case for case in self.door.cases(turn.buyer_id) if case.case_no in shown.listed]
        try:
            meant = CaseReference(self.door).meant(turn, listed, shown, self.side.clock.now())
        except NotFound:
            return None
        return meant.only if meant.named else None


def _tell(cases: list[CaseView], tracker: Tracker, speech: Speech) -> list[EventType]:
    if len(cases) == 1:
        say_status(cases[0], speech)
        return mention(cases[0].case_no, tracker)
    shown = cases[:MOST_LISTED]
    speech.say(
        "utter_cases_listed",
        card=cases_card(shown, "query_refund_status", speech.words),
        chips=[APPLY, HUMAN],
        count=len(cases),
        lines=case_lines(shown, speech.words),
    )
    return listing(shown)


def _is_over(case: CaseView) -> bool:
    return case.status.lower() in {"refunded", "cancelled", "closed"}
