"""The form for commands on a case: which case, which values, and a confirmation."""

from __future__ import annotations

from dataclasses import replace
from uuid import NAMESPACE_OID, uuid5

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions.buyer_action import BuyerAction
from actions.case_reference import ANOTHER
from actions.cases.choosing import Chooser, ask_which, say_not_possible
from actions.cases.command import CaseCommand, ConfirmedCommand, SaidAlready
from actions.cases.offers import UNCLEAR, said_in_words
from actions.cases.pending import Pending, Values, forgotten
from actions.cases.shown import listed_just_now, listing, mention
from actions.cases.status import say_status
from actions.cases.wishes import COMMANDS, Wishes, keeps_the_case
from actions.chips import STATUS
from actions.refusals import say_refusal
from actions.speech import Speech
from actions.turn import Turn, message_id
from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.errors import AftersalesError, QuoteChanged, Refused
from bot.aftersales.views import CaseView
from bot.cards.offers import ACCEPT, DECLINE, OFFER_ANSWER
from bot.wiring import BuyerSide

CASE_FORM = "case_form"
CARRY_OUT = "action_carry_out_case_command"
_UNSURE = frozenset({"nlu_fallback", "out_of_scope", "complain", "deny", "affirm", "add_evidence"})
_YES = "yes"
# Their own question which case they are for is the pending one in the same words.
_AT_ONCE = frozenset(
    f"action_{wish}"
    for wish, command in COMMANDS.items()
    if not issubclass(command, ConfirmedCommand)
)
_OFFER_ANSWERS = frozenset({ACCEPT, DECLINE})


class ValidateCaseForm(BuyerAction):
    """Hears each message for the command at hand and asks the next question.

    Like the refund form's it asks by itself, so that a turn takes one call.
    """

    def __init__(self, side: BuyerSide) -> None:
        super().__init__(side)
        self._commands = {wish: command(side) for wish, command in COMMANDS.items()}
        self._chooser = Chooser(side.door, side.clock)
        self._wishes = Wishes(side)

    def name(self) -> str:
        """See the parent class."""
        return "validate_case_form"

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Hear the message; nothing is returned when it was about something else."""
        waits = turn.active_form == CASE_FORM and turn.requested_slot is not None
        goes_on = waits or _last_action(tracker) == CARRY_OUT
        stored = Pending.read(tracker)
        before = stored if goes_on else Pending()
        if before.wish and _last_action(tracker) is not None:
            return stored.changes_to(before) + self._ask_again(before, turn, tracker, speech)
        wish = self._wish(turn, tracker, before)
        if wish is None or wish == UNCLEAR:
            return []
        if wish != before.wish:
            before = Pending(key=str(uuid5(NAMESPACE_OID, message_id(tracker))), wish=wish)
        elif keeps_the_case(turn):
            return _left_as_it_is(speech)
        return self._hear(stored, before, turn, tracker, speech)

    def _wish(self, turn: Turn, tracker: Tracker, before: Pending) -> str | None:
        """The command this message is about; None when it is about none."""
        if before.wish is None:
            return self._wishes.wish(turn, tracker)
        said = turn.value(OFFER_ANSWER) or turn.intent
        command = self._commands[before.wish]
        if before.digest and isinstance(command, ConfirmedCommand):
            if before.wish in _OFFER_ANSWERS and (in_words := said_in_words(turn)):
                return in_words
            if command.says_yes(turn):
                return before.wish
        if said in COMMANDS and said != before.wish:
            at_once = not isinstance(self._commands[said], ConfirmedCommand)
            if not (at_once and isinstance(command, ConfirmedCommand)):
                return said
        return before.wish if _is_about(turn, before, command) else None

    def _hear(
        self, stored: Pending, before: Pending, turn: Turn, tracker: Tracker, speech: Speech
    ) -> list[EventType]:
        """Take in what the message says, and go on."""
        assert before.wish is not None
        command = self._commands[before.wish]
        if before.chosen is None and before.found and _says_none(turn):
            return _left_as_it_is(speech)
        another = before.chosen is not None and bool(ANOTHER.search(turn.text)) and not turn.pressed
        if before.chosen is None or another or _names_a_case(turn, before):
            choice = self._chooser.choose(
                command, turn, tracker, speech, found=before.found, instead_of=before.chosen
            )
            if not choice.possible and before.chosen is not None:
                return self._ask_again(before, turn, tracker, speech)
            if not choice.possible:
                return _closed()
            if choice.only is None:
                found = [case.case_no for case in choice.possible]
                values = self._said_already(command, before, turn, speech)
                after = replace(before, chosen=None, found=found, values=values, digest=None)
                ask_which(choice.possible, before.wish, speech, unlike=choice.unlike)
                return [*stored.changes_to(after), *listing(choice.possible)]
            case = choice.only
        else:
            case = self.door.case(turn.buyer_id, before.chosen)
        if not isinstance(command, ConfirmedCommand):
            chosen = replace(before, chosen=case.case_no, confirmed=_YES)
            return stored.changes_to(chosen)
        return self._with_case(stored, before, command, case, turn, tracker, speech)

    @staticmethod
    def _said_already(
        command: CaseCommand, before: Pending, turn: Turn, speech: Speech
    ) -> Values | None:
        """What was said for the command before it is clear which case it is for."""
        if not isinstance(command, ConfirmedCommand):
            return None
        return command.hear(turn, None, before.values or {}, speech)

    def _with_case(
        self,
        stored: Pending,
        before: Pending,
        command: ConfirmedCommand,
        case: CaseView,
        turn: Turn,
        tracker: Tracker,
        speech: Speech,
    ) -> list[EventType]:
        same = case.case_no == before.chosen
        known = before.values or {}
        try:
            values = command.hear(turn, case, known, speech)
        except SaidAlready:
            return [*_closed(), *mention(case.case_no, tracker)]
        pending = replace(before, chosen=case.case_no, values=values)
        nothing_new = same and values == known
        agrees = bool(before.digest) and command.says_yes(turn)
        if nothing_new and turn.intent == "deny" and not agrees:
            return _left_as_it_is(speech)
        if nothing_new and agrees:
            confirmed = self._confirmed(pending, command, case, turn, tracker, speech)
            if confirmed is not None:
                return [*stored.changes_to(confirmed), *mention(case.case_no, tracker)]
        return self._ask(stored, pending, command, case, turn, tracker, speech)

    def _confirmed(
        self,
        pending: Pending,
        command: ConfirmedCommand,
        case: CaseView,
        turn: Turn,
        tracker: Tracker,
        speech: Speech,
    ) -> Pending | None:
        """The command with its confirmation; None where that was for something older."""
        shown = turn.value("confirmation") or pending.digest
        if shown != pending.digest:
            if not say_already_done(turn, tracker, speech, self.door):
                speech.say("utter_summary_is_older")
            return None
        if not command.is_possible(case) and not _may_be_done(case, command):
            return None
        return replace(pending, confirmed=shown)

    def _ask_again(
        self, pending: Pending, turn: Turn, tracker: Tracker, speech: Speech
    ) -> list[EventType]:
        """Something else has been answered: the pending question comes back."""
        assert pending.wish is not None
        command = self._commands[pending.wish]
        if pending.chosen is None:
            if _last_action(tracker) in _AT_ONCE and listed_just_now(tracker):
                return [SlotSet("case_key", pending.key)]
            cases = self.door.cases(turn.buyer_id)
            found = [case for case in cases if case.case_no in (pending.found or [])]
            ask_which(found, pending.wish, speech)
            return [SlotSet("case_key", pending.key), *listing(found)]
        case = self.door.case(turn.buyer_id, pending.chosen)
        if not isinstance(command, ConfirmedCommand):
            return []
        return self._ask(pending, pending, command, case, turn, tracker, speech)

    def _ask(
        self,
        stored: Pending,
        pending: Pending,
        command: ConfirmedCommand,
        case: CaseView,
        turn: Turn,
        tracker: Tracker,
        speech: Speech,
    ) -> list[EventType]:
        """Ask for what is missing, the confirmation last."""
        if not command.is_possible(case):
            say_not_possible(command.wish, [case], speech)
            return _closed()
        try:
            values = command.ask(turn.buyer_id, case, pending.values or {}, speech)
        except AftersalesError as error:
            say_refusal(speech, error.code, error.params)
            return _closed()
        if values is not None:
            after = replace(pending, values=values, digest=None)
        else:
            known = pending.values or {}
            digest = command.digest(turn.buyer_id, case, known)
            command.confirm(turn.buyer_id, case, known, digest, speech)
            after = replace(pending, values=known, digest=digest)
        return [*stored.changes_to(after), *mention(case.case_no, tracker)]


class CarryOutCaseCommand(BuyerAction):
    """Does what was confirmed, once."""

    def __init__(self, side: BuyerSide) -> None:
        super().__init__(side)
        self._commands = {wish: command(side) for wish, command in COMMANDS.items()}

    def name(self) -> str:
        """See the parent class."""
        return CARRY_OUT

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Carry out the command; what changed meanwhile is shown and confirmed anew."""
        pending = Pending.read(tracker)
        if pending.wish is None or pending.chosen is None or pending.confirmed is None:
            return []
        command = self._commands[pending.wish]
        if isinstance(command, ConfirmedCommand):
            return self._confirmed(command, pending, turn, tracker, speech)
        events = command.perform(turn, tracker, pending.chosen, pending, speech)
        return [*forgotten(), *events]

    def _confirmed(
        self,
        command: ConfirmedCommand,
        pending: Pending,
        turn: Turn,
        tracker: Tracker,
        speech: Speech,
    ) -> list[EventType]:
        assert pending.chosen is not None
        anew = replace(pending, confirmed=None, digest=None)
        case = self.door.case(turn.buyer_id, pending.chosen)
        try:
            if not _may_be_done(case, command):
                values = pending.values or {}
                if command.digest(turn.buyer_id, case, values) != pending.confirmed:
                    speech.say("utter_case_changed_meanwhile")
                    return [*pending.changes_to(anew), FollowupAction(CASE_FORM)]
            events = command.perform(turn, tracker, pending.chosen, pending, speech)
        except QuoteChanged:
            speech.say("utter_case_changed_meanwhile")
            return [*pending.changes_to(anew), FollowupAction(CASE_FORM)]
        except Refused as refused:
            say_refusal(speech, refused.code, refused.params)
            if refused.code not in command.retries:
                return forgotten()
            kept = replace(anew, values=command.after_refusal(pending.values or {}))
            return [*pending.changes_to(kept), FollowupAction(CASE_FORM)]
        return [*forgotten(), *events]


def say_already_done(turn: Turn, tracker: Tracker, speech: Speech, door: BuyerDoor) -> bool:
    """Whether a confirmation was tapped again; then it is said that nothing was done twice."""
    done = tracker.get_slot("case_done") or {}
    if not turn.value("confirmation") or done.get("digest") != turn.value("confirmation"):
        return False
    speech.say("utter_already_done")
    say_status(door.case(turn.buyer_id, done["case_no"]), speech)
    return True


def _may_be_done(case: CaseView, command: CaseCommand) -> bool:
    """Whether the last step of the case is this command: then it is asked for a second time.

    The business knows by the key whether it was this very one.
    """
    return case.timeline[-1].event == command.event


def _is_about(turn: Turn, before: Pending, command: CaseCommand) -> bool:
    if turn.intent in {command.wish, "inform", "affirm", "deny"}:
        return True
    if turn.pressed or ANOTHER.search(turn.text) or keeps_the_case(turn):
        return not turn.pressed
    if before.chosen is None:
        return turn.intent in _UNSURE
    if not isinstance(command, ConfirmedCommand) or turn.asks:
        return False
    known = before.values or {}
    unsure = turn.intent in _UNSURE or turn.intent.startswith("faq_") or turn.upload_ids
    takes = bool(unsure or _corrects(turn)) and command.takes(turn, known)
    return takes or command.waits_for_words(turn, known)


def _corrects(turn: Turn) -> bool:
    """A value given while a command waits may look like a wish of its own."""
    return turn.intent in {"modify_refund", "apply_refund", "submit_return_tracking"}


def _names_a_case(turn: Turn, before: Pending) -> bool:
    """Whether the message points at a case; goods named in a description do not."""
    if (before.values or {}).get("asked") == "description" and not turn.pressed:
        return False
    return any(turn.value(name) for name in ("case_no", "order_no", "product", "ordinal"))


def _says_none(turn: Turn) -> bool:
    """A no to the question which case it is, without a word of which."""
    named = any(turn.value(name) for name in ("case_no", "order_no", "product", "ordinal"))
    return turn.intent == "deny" and not named and not ANOTHER.search(turn.text)


def _last_action(tracker: Tracker) -> str | None:
    """The action that has answered the latest message before this form, if one has."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return None
        if event.get("event") == "action" and event.get("name") != CASE_FORM:
            return str(event.get("name"))
    return None


def _left_as_it_is(speech: Speech) -> list[EventType]:
    speech.say("utter_case_left_as_it_is", chips=[STATUS])
    return _closed()


def _closed() -> list[EventType]:
    return [*forgotten(), ActiveLoop(None), SlotSet("requested_slot", None)]
