"""The form for commands on a case: which case, which values, and a confirmation."""

from __future__ import annotations

from uuid import NAMESPACE_OID, uuid5

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet

from actions.buyer_action import BuyerAction
from actions.case_reference import cases_meant
from actions.cases.commands import COMMANDS, CaseCommand, Values
from actions.chips import APPLY, HUMAN, STATUS
from actions.speech import Chip, Speech
from actions.turn import Turn, message_id
from bot.aftersales.money import format_fen
from bot.aftersales.views import CaseView
from bot.cards.cases import case_card, status_text
from bot.cards.figures import instant
from bot.words import Words

_SLOTS = (
    "case_wish",
    "case_key",
    "case_chosen",
    "case_values",
    "case_values_so_far",
    "case_confirmed",
)
_MOST_LISTED = 4


class ValidateCaseForm(BuyerAction):
    """Hears which case, which values, and the yes or no."""

    def name(self) -> str:
        """See the parent class."""
        return "validate_case_form"

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Take what the message says for the command; nothing when it is about something else."""
        command = COMMANDS.get(turn.intent) or COMMANDS.get(tracker.get_slot("case_wish") or "")
        if command is None or not _is_about(turn, command):
            return []
        events: list[EventType] = [SlotSet("case_wish", command.wish)]
        anew = command.wish != tracker.get_slot("case_wish")
        if anew:
            events.append(SlotSet("case_key", str(uuid5(NAMESPACE_OID, message_id(tracker)))))
        case_no = None if anew else tracker.get_slot("case_chosen")
        if case_no is None or turn.value("case_no"):
            candidates = self._candidates(turn, command)
            if not candidates:
                return self._none_possible(turn, command, speech)
            case_no = candidates[0].case_no if len(candidates) == 1 else None
        events.append(SlotSet("case_chosen", case_no))
        values = _values(turn, {} if anew else _values_so_far(tracker), command)
        complete = all(values.get(name) for name in command.needs)
        events.append(SlotSet("case_values", values if complete else None))
        if not complete:
            events.append(SlotSet("case_values_so_far", values))
        events.append(SlotSet("case_confirmed", None if anew else _answer(turn, case_no)))
        return events

    def _candidates(self, turn: Turn, command: CaseCommand) -> list[CaseView]:
        meant = cases_meant(self.door, turn, self.side.clock.now(), open_only=True)
        return [case for case in meant if command.event in case.allowed]

    def _none_possible(self, turn: Turn, command: CaseCommand, speech: Speech) -> list[EventType]:
        """Say why: no case at all, or one on which the rules forbid it now."""
        cases = cases_meant(self.door, turn, self.side.clock.now(), open_only=True)
        if not cases:
            speech.say("utter_no_open_case", chips=[APPLY, STATUS, HUMAN])
        elif command.wish == "apply_intervention" and cases[0].escalatable_at:
            at = instant(cases[0].escalatable_at)
            speech.say("utter_escalation_not_yet", chips=[STATUS, HUMAN], earliest=at)
        else:
            status = status_text(cases[0], speech.words)
            speech.say(f"utter_not_now_{command.wish}", chips=[STATUS, HUMAN], status=status)
        return _closed()


class AskCase(BuyerAction):
    """Which case? The ones on which the command is possible."""

    def name(self) -> str:
        """See the parent class."""
        return "action_ask_case_form_case_chosen"

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Offer the cases."""
        wish = tracker.get_slot("case_wish")
        cases = [
            case
            for case in self.door.cases(turn.buyer_id, open_only=True)
            if COMMANDS[wish].event in case.allowed
        ]
        chips = [
            Chip("", wish, (("case_no", case.case_no),), text=case.item.title)
            for case in cases[:_MOST_LISTED]
        ]
        speech.say("utter_ask_which_case", chips=chips)
        return []


class AskValues(BuyerAction):
    """The value the command still needs."""

    def name(self) -> str:
        """See the parent class."""
        return "action_ask_case_form_case_values"

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Ask for the first missing one."""
        command = COMMANDS[tracker.get_slot("case_wish")]
        known = tracker.get_slot("case_values_so_far") or {}
        missing = next(name for name in command.needs if not known.get(name))
        speech.say(f"utter_ask_{missing}")
        return []


class AskCaseConfirmation(BuyerAction):
    """What will happen, to be confirmed."""

    def name(self) -> str:
        """See the parent class."""
        return "action_ask_case_form_case_confirmed"

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Say it with this case's figures."""
        case = self.door.case(turn.buyer_id, tracker.get_slot("case_chosen"))
        wish = tracker.get_slot("case_wish")
        values: Values = tracker.get_slot("case_values") or {}
        named = (("confirmation", case.case_no),)
        speech.say(
            f"utter_confirm_{wish}",
            card=case_card(case, speech.words),
            chips=[
                Chip(f"utter_chip_confirm_{wish}", "affirm", named),
                Chip("utter_chip_no", "deny"),
            ],
            case_no=case.case_no,
            item=case.item.title,
            amount=format_fen(case.requested_fen),
            carrier=_carrier_name(values.get("carrier", ""), speech.words),
            tracking_no=values.get("tracking_no", ""),
        )
        return []


class CarryOutCaseCommand(BuyerAction):
    """Does what was confirmed, once."""

    def name(self) -> str:
        """See the parent class."""
        return "action_carry_out_case_command"

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Carry out the command, or say that nothing was done."""
        wish, case_no = tracker.get_slot("case_wish"), tracker.get_slot("case_chosen")
        confirmed = tracker.get_slot("case_confirmed")
        if wish is None or case_no is None or confirmed is None:
            return []
        if confirmed == "no":
            speech.say("utter_case_left_as_it_is", chips=[STATUS])
            return forgotten()
        values: Values = tracker.get_slot("case_values") or {}
        key = f"{turn.conversation_id}:{tracker.get_slot('case_key')}"
        case = COMMANDS[wish].carry_out(self.door, turn.buyer_id, case_no, values, key)
        speech.say(
            f"utter_done_{wish}",
            card=case_card(case, speech.words),
            chips=[STATUS],
            case_no=case.case_no,
            item=case.item.title,
        )
        return forgotten()


def forgotten() -> list[EventType]:
    """The slots of a command that is done or dropped."""
    return [SlotSet(name, None) for name in _SLOTS]


def _closed() -> list[EventType]:
    return [*forgotten(), ActiveLoop(None), SlotSet("requested_slot", None)]


def _is_about(turn: Turn, command: CaseCommand) -> bool:
    if turn.intent in {command.wish, "inform"}:
        return True
    if turn.requested_slot == "case_confirmed":
        return turn.intent in {"affirm", "deny"}
    return turn.requested_slot == "case_values" and any(turn.value(name) for name in command.needs)


def _values_so_far(tracker: Tracker) -> Values:
    return tracker.get_slot("case_values") or tracker.get_slot("case_values_so_far") or {}


def _values(turn: Turn, known: Values, command: CaseCommand) -> Values:
    said = {name: value for name in command.needs if (value := turn.value(name))}
    return {**known, **said}


def _answer(turn: Turn, case_no: str | None) -> str | None:
    if turn.requested_slot != "case_confirmed" or case_no is None:
        return None
    shown = turn.value("confirmation")
    if turn.intent == "affirm" and shown in {None, case_no}:
        return "yes"
    return "no" if turn.intent == "deny" else None


def _carrier_name(code: str, words: Words) -> str:
    response = f"utter_carrier_{code.lower()}"
    return words.say(response) if words.has(response) else code
