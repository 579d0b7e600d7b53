"""What needs no confirmation: reminding the seller, adding evidence, explaining an amount."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from actions.cards.amounts import amount_card
from actions.cases.command import CaseCommand
from actions.cases.next_steps import about, next_steps, status_of
from actions.cases.pending import Pending
from actions.cases.shown import mention
from actions.cases.status import say_status
from actions.chips import HUMAN
from actions.refusals import say_refusal
from actions.speech import Speech
from actions.turn import Turn
from bot.aftersales.codes import CaseStatus
from bot.aftersales.errors import Refused
from bot.aftersales.money import format_fen
from bot.aftersales.views import CaseView

_DROPPED = frozenset({CaseStatus.CANCELLED, CaseStatus.CLOSED})
WAITING_UPLOADS = "waiting_uploads"


class Urge(CaseCommand):
    """催一下: at most once a day, and it says so."""

    wish = "urge_refund"
    event = "URGE"

    def perform(
        self, turn: Turn, tracker: Tracker, case_no: str, pending: Pending, speech: Speech
    ) -> list[EventType]:
        """See the parent class."""
        reminded = self.door.urge(turn.buyer_id, case_no)
        case = self.door.case(turn.buyer_id, case_no)
        speech.say("utter_urged" if reminded else "utter_urged_already", item=case.item.title)
        say_status(case, speech, without=self.wish)
        return mention(case_no, tracker)


class AddFiles(CaseCommand):
    """Files for a case: those of this message and those that were kept until it was clear."""

    wish = "add_evidence"
    event = "ADD_EVIDENCE"

    def perform(
        self, turn: Turn, tracker: Tracker, case_no: str, pending: Pending, speech: Speech
    ) -> list[EventType]:
        """See the parent class."""
        files = waiting_files(turn, tracker)
        case = self.door.case(turn.buyer_id, case_no)
        if not files:
            chips = [status_of(case), HUMAN]
            speech.say("utter_send_evidence", chips=chips, item=case.item.title)
            return mention(case_no, tracker)
        key = sha256(f"{case_no}:{sorted(files)}".encode()).hexdigest()
        try:
            case = self.door.add_evidence(turn.buyer_id, case_no, files, idempotency_key=key)
        except Refused as refused:
            say_refusal(speech, refused.code, refused.params)
        else:
            speech.say(
                "utter_evidence_added",
                chips=next_steps(case, without=self.wish),
                case_no=case_no,
                item=case.item.title,
                count=len(files),
                total=case.evidence_count,
            )
        return [SlotSet(WAITING_UPLOADS, None), *mention(case_no, tracker)]


class Explain(CaseCommand):
    """为什么只退这么多: every fen of a case's amount."""

    wish = "explain_refund_amount"
    open_only = False

    def unnamed(self, cases: Sequence[CaseView]) -> Sequence[CaseView]:
        """The open ones; the latest one that was not dropped where none is open."""
        still_open = [case for case in cases if case.payout or case.deadline_at]
        not_dropped = [case for case in cases if case.status not in _DROPPED]
        alive = [case for case in still_open if case.status is not CaseStatus.REFUNDED]
        return alive or not_dropped[:1] or cases[:1]

    def perform(
        self, turn: Turn, tracker: Tracker, case_no: str, pending: Pending, speech: Speech
    ) -> list[EventType]:
        """See the parent class."""
        case = self.door.case(turn.buyer_id, case_no)
        explanation = self.door.explain(turn.buyer_id, case_no)
        speech.say(
            "utter_amount_explained",
            card=amount_card(explanation, case, speech.words),
            chips=[about("query_refund_status", case), *next_steps(case, without=self.wish)][:5],
            item=case.item.title,
            amount=format_fen(explanation.refund_fen),
        )
        return mention(case_no, tracker)


def waiting_files(turn: Turn, tracker: Tracker) -> list[str]:
    """The files that wait to be added to a case, in the order of their uploading."""
    kept = tracker.get_slot(WAITING_UPLOADS) or []
    return list(dict.fromkeys([*kept, *turn.upload_ids]))
