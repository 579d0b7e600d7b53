"""What every wish about a submitted case has in common, and those that are confirmed first."""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from actions.cases.pending import Pending, Values
from actions.cases.shown import mention
from actions.cases.status import say_status
from actions.speech import Chip, Speech
from actions.turn import Turn
from bot.aftersales.money import format_fen
from bot.aftersales.views import CaseView
from bot.cards.cases import case_card
from bot.wiring import BuyerSide

_YES = re.compile(
    "^(?:我?(?:确认|确定|没错)|(?:对|嗯|是的?|好的?|行)+[,, ]?(?:撤|取消|改|提交|申请|办))"
    "(?!.*[吗不??])"
)


class CaseCommand(ABC):
    """One thing a buyer may do with a case.

    ``event`` must be among the case's allowed events; ``open_only`` says whether closed cases come
    into question; ``amounts_say_which`` whether an amount points at the case.
    """

    wish: ClassVar[str]
    event: ClassVar[str | None] = None
    open_only: ClassVar[bool] = True
    amounts_say_which: ClassVar[bool] = True

    def __init__(self, side: BuyerSide) -> None:
        self.side = side
        self.door = side.door

    def is_possible(self, case: CaseView) -> bool:
        """Whether the rules allow it now."""
        return self.event is None or self.event in case.allowed

    def unnamed(self, cases: Sequence[CaseView]) -> Sequence[CaseView]:
        """Those of the cases that come into question where the message points at none."""
        return cases

    @abstractmethod
    def perform(
        self, turn: Turn, tracker: Tracker, case_no: str, pending: Pending, speech: Speech
    ) -> list[EventType]:
        """Do it, once for each key, and say so; the slots to set.

        Raises:
            AftersalesError: the rules stand against it.
        """


class SaidAlready(Exception):
    """The buyer has been told all there is to say; there is nothing left to ask."""


class ConfirmedCommand(CaseCommand):
    """A command that is carried out only after the buyer has confirmed what will happen.

    ``retries`` are the refusals after which its values are asked for again; ``verbs`` name it, so
    that one of them alone is a yes: 撤吧.
    """

    retries: ClassVar[frozenset[str]] = frozenset()
    verbs: ClassVar[str] = ""

    def hear(self, turn: Turn, case: CaseView | None, values: Values, speech: Speech) -> Values:
        """``values`` with what the message says; remarks about it are spoken.

        ``case`` is None while it is not clear yet.

        Raises:
            SaidAlready: nothing is left to ask, since what is wanted is not possible.
        """
        return values

    def waits_for_words(self, turn: Turn, values: Values) -> bool:
        """Whether free words were asked for, whatever they sound like."""
        return False

    def says_yes(self, turn: Turn) -> bool:
        """Whether the words agree to what was shown, whatever the message's intent."""
        if turn.intent == "affirm":
            return True
        return not turn.pressed and bool(_YES.search(turn.text) or self._is_its_verb(turn))

    def _is_its_verb(self, turn: Turn) -> bool:
        alone = (
            rf"(?:[那就行好对嗯]|可以|好的|\W)*(?:[帮给]我)?(?:提交|办{self.verbs})[吧了掉呗啊]*\W*"
        )
        return not turn.asks and bool(re.fullmatch(alone, turn.plain))

    def takes(self, turn: Turn, values: Values) -> bool:
        """Whether a message whose intent does not show it holds a value that is waited for."""
        return False

    def ask(self, buyer_id: str, case: CaseView, values: Values, speech: Speech) -> Values | None:
        """Ask for the first value that is missing; None when nothing is.

        Returns:
            The values, remembering what was asked for.

        Raises:
            AftersalesError: the rules stand against it, whatever is answered.
        """
        return None

    def after_refusal(self, values: Values) -> Values:
        """What is kept when the values were refused and are asked for again."""
        return values

    def digest(self, buyer_id: str, case: CaseView, values: Values) -> str:
        """A fingerprint of what will happen: it changes when the case or the values do."""
        stands = [case.case_no, case.status, case.submitted_at, case.deadline_at]
        amounts = [case.requested_fen, case.offer_fen, case.approved_fen]
        named = {name: value for name, value in values.items() if name != "asked"}
        everything = [self.wish, stands, amounts, named]
        return sha256(json.dumps(everything, sort_keys=True, default=str).encode()).hexdigest()

    def confirm(
        self, buyer_id: str, case: CaseView, values: Values, digest: str, speech: Speech
    ) -> None:
        """Say what will happen, to be confirmed."""
        speech.say(
            f"utter_confirm_{self.wish}",
            card=case_card(case, speech.words),
            chips=self.answers(digest),
            case_no=case.case_no,
            item=case.item.title,
            amount=format_fen(case.requested_fen),
            **self.figures(buyer_id, case, values, speech),
        )

    def answers(self, digest: str) -> list[Chip]:
        """Yes to exactly what is shown, and no."""
        yes = Chip(f"utter_chip_confirm_{self.wish}", "affirm", (("confirmation", digest),))
        return [yes, Chip("utter_chip_no", "deny")]

    def figures(
        self, buyer_id: str, case: CaseView, values: Values, speech: Speech
    ) -> dict[str, Any]:
        """What else is named when it is confirmed."""
        return {}

    def perform(
        self, turn: Turn, tracker: Tracker, case_no: str, pending: Pending, speech: Speech
    ) -> list[EventType]:
        """See the parent class."""
        case = self.carry_out(
            turn.buyer_id,
            case_no,
            pending.values or {},
            digest=pending.confirmed or "",
            key=f"{turn.conversation_id}:{pending.key}",
        )
        self.say_done(case, speech)
        done = {"digest": pending.confirmed, "wish": self.wish, "case_no": case_no}
        return [SlotSet("case_done", done), *mention(case_no, tracker)]

    @abstractmethod
    def carry_out(
        self, buyer_id: str, case_no: str, values: Values, *, digest: str, key: str
    ) -> CaseView:
        """Do it, once for each key.

        Raises:
            AftersalesError: the rules stand against it.
        """

    def say_done(self, case: CaseView, speech: Speech) -> None:
        """Say what has happened, then where the case stands and until when."""
        speech.say(f"utter_done_{self.wish}", case_no=case.case_no, item=case.item.title)
        say_status(case, speech)
