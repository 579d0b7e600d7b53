"""Which case a command is for: found in the message, asked for, or refused with its next step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rasa_sdk import Tracker

from actions.case_reference import ANOTHER, CaseReference, Meant, NoSuchGoods
from actions.cases.command import CaseCommand
from actions.cases.next_steps import next_steps
from actions.cases.shown import just_mentioned, shown_in
from actions.chips import APPLY, HUMAN, STATUS
from actions.speech import Card, Chip, Speech
from actions.turn import Turn
from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.codes import CaseStatus
from bot.aftersales.errors import NotFound
from bot.aftersales.money import format_fen
from bot.aftersales.views import CaseView
from bot.cards.cases import status_text
from bot.cards.figures import day, instant
from bot.cards.offers import ACCEPT, DECLINE, INTENT, OFFER_ANSWER
from bot.clock import Clock
from bot.words import Words

MOST_LISTED = 5
_TITLE_LENGTH = 12


@dataclass(frozen=True)
class Choice:
    """The cases a command may be for; none at all means that the buyer has been told why.

    ``unlike`` says that the message names goods which none of the cases is about: then it is never
    clear which is meant.
    """

    possible: tuple[CaseView, ...] = ()
    unlike: bool = False

    @property
    def only(self) -> CaseView | None:
        """The case, where it is clear."""
        return self.possible[0] if len(self.possible) == 1 and not self.unlike else None


class Chooser:
    """Finds the case for a command and says so where there is none."""

    def __init__(self, door: BuyerDoor, clock: Clock) -> None:
        self._door = door
        self._clock = clock

    def choose(
        self,
        command: CaseCommand,
        turn: Turn,
        tracker: Tracker,
        speech: Speech,
        *,
        found: Sequence[str] | None = None,
        instead_of: str | None = None,
    ) -> Choice:
        """The cases that fit and allow it.

        Args:
            found: the case numbers among which the buyer was asked to choose, if so.
            instead_of: the case that was chosen before, where the buyer says that it is another.
        """
        cases = self._door.cases(turn.buyer_id, open_only=command.open_only)
        if found:
            cases = [case for case in cases if case.case_no in found]
        if instead_of and ANOTHER.search(turn.text):
            cases = [case for case in cases if case.case_no != instead_of]
        try:
            meant = self._meant(command, turn, tracker, cases, instead_of)
        except NotFound as error:
            others = _others(error, command) if instead_of is None else Choice()
            if others.possible:
                return others
            if instead_of and command.wish == INTENT and turn.value("product"):
                speech.say("utter_refused_item_cannot_change")
            else:
                say_not_found(error, speech)
            return Choice()
        if not meant.cases:
            recent = just_mentioned(tracker)
            if recent is not None:
                say_not_possible(command.wish, [self._door.case(turn.buyer_id, recent)], speech)
            else:
                speech.say("utter_no_open_case", chips=[APPLY, STATUS, HUMAN])
            return Choice()
        possible = tuple(case for case in meant.cases if command.is_possible(case))
        if not possible:
            say_not_possible(command.wish, meant.cases, speech)
        return Choice(possible)

    def _meant(
        self,
        command: CaseCommand,
        turn: Turn,
        tracker: Tracker,
        cases: Sequence[CaseView],
        instead_of: str | None,
    ) -> Meant:
        reference = CaseReference(self._door, amounts=command.amounts_say_which)
        meant = reference.meant(turn, cases, shown_in(tracker), self._clock.now())
        if meant.named:
            return meant
        recent = None if instead_of else just_mentioned(tracker)
        spoken_of = [case for case in meant.cases if case.case_no == recent]
        if spoken_of and command.is_possible(spoken_of[0]):
            return Meant(tuple(spoken_of), named=True)
        return Meant(tuple(command.unnamed(meant.cases)), named=False)


def _others(error: NotFound, command: CaseCommand) -> Choice:
    """The cases there are, where the message names goods that none of them is about."""
    if not isinstance(error, NoSuchGoods):
        return Choice()
    possible = tuple(case for case in error.cases if command.is_possible(case))
    return Choice(possible, unlike=True)


def ask_which(
    cases: Sequence[CaseView], wish: str, speech: Speech, *, unlike: bool = False
) -> None:
    """Ask for the case, with a list to tap; ``unlike`` where none is about the goods named."""
    if unlike:
        speech.say("utter_refused_case_not_found")
    shown = cases[:MOST_LISTED]
    speech.say(
        "utter_ask_which_case",
        card=cases_card(shown, wish, speech.words),
        chips=[Chip("utter_chip_no", "deny")],
        lines=case_lines(shown, speech.words),
    )


def cases_card(cases: Sequence[CaseView], wish: str, words: Words) -> Card:
    """One row a case; tapping it says ``wish`` about it."""
    return {"kind": "items", "items": [_row(case, wish, words) for case in cases]}


def case_lines(cases: Sequence[CaseView], words: Words) -> str:
    """The same cases numbered in words, so that 第二个 has a meaning."""
    return "\n".join(
        words.say(
            "utter_case_line",
            place=place,
            item=f"{case.item.title[:_TITLE_LENGTH]} {case.item.attrs}".strip(),
            status=status_text(case, words),
        )
        for place, case in enumerate(cases, start=1)
    )


def say_not_found(error: NotFound, speech: Speech) -> None:
    """One and the same sentence for what is not there and for what is not this buyer's."""
    speech.say(f"utter_refused_{error.code.lower()}", chips=[STATUS, APPLY, HUMAN])


def say_not_possible(wish: str, cases: Sequence[CaseView], speech: Speech) -> None:
    """Why the rules forbid it now, and what is possible instead."""
    case = cases[0]
    speech.say(
        _why_not(wish, case, speech.words),
        chips=next_steps(case, without=wish) or [STATUS, HUMAN],
        case_no=case.case_no,
        item=case.item.title,
        status=status_text(case, speech.words),
        offer=format_fen(case.offer_fen or 0),
        deadline=instant(case.deadline_at) if case.deadline_at else "",
        earliest=instant(case.escalatable_at) if case.escalatable_at else "",
    )


def _why_not(wish: str, case: CaseView, words: Words) -> str:
    """The response for this wish and status; for the wish alone where there is none."""
    kind = case.status.lower()
    if wish == "apply_intervention" and _approves_itself_first(case):
        kind = "approves_itself"
    exact = f"utter_not_now_{wish}_{kind}"
    return exact if words.has(exact) else f"utter_not_now_{wish}"


def _approves_itself_first(case: CaseView) -> bool:
    waits = case.status is CaseStatus.PENDING_SELLER and case.auto_approves
    if not waits or case.deadline_at is None:
        return False
    return case.escalatable_at is None or case.deadline_at <= case.escalatable_at


def _row(case: CaseView, wish: str, words: Words) -> Card:
    named: tuple[tuple[str, str], ...] = (("case_no", case.case_no),)
    intent = wish
    if wish in {ACCEPT, DECLINE}:
        named, intent = (*named, (OFFER_ANSWER, wish)), INTENT
    chip = Chip("", intent, named, text=f"{case.item.title} {case.item.attrs}".strip())
    return {
        "item_id": case.item.item_id,
        "order_no": case.item.order_no,
        "title": case.item.title,
        "attrs": case.item.attrs,
        "qty": case.qty,
        "paid_fen": case.requested_fen,
        "status_text": status_text(case, words),
        "ordered_on": day(case.item.ordered_at.date()),
        "chip": chip.as_button(words),
    }
