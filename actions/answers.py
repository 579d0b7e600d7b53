"""General questions and small talk: the guide's answers with the policy's numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction

from actions.buyer_action import BuyerAction
from actions.chips import HUMAN, START, WISHES
from actions.speech import Chip, Speech
from actions.turn import OUT_OF_SCOPE, Turn
from bot.aftersales.money import format_fen
from bot.aftersales.views import CaseView, ItemHint
from bot.wiring import BuyerSide

_CHIPS_FILE = Path(__file__).parent / "faq_chips.yml"
# The wishes that need an open case, and the event that it must allow, where there is one.
_NEEDS_A_CASE: dict[str, str | None] = {
    "query_refund_status": None,
    "explain_refund_amount": None,
    "urge_refund": "URGE",
    "cancel_refund": "WITHDRAW",
    "modify_refund": "AMEND",
    "submit_return_tracking": "SHIP_RETURN",
    "add_evidence": "ADD_EVIDENCE",
    "apply_intervention": "ESCALATE",
}
_NEXT_GUESSES = 2
# Without one (dots, question marks, an emoji) it is about nothing, not about another business.
_WORD = re.compile(r"\w")
_WITH_START = frozenset({"greet", "ask_capabilities", "out_of_scope", "bot_challenge"})


class AnswerQuestion(BuyerAction):
    """Answers one of the guide's topics and offers the matching wish about the buyer's own case."""

    returns_to_form = True

    def __init__(self, side: BuyerSide) -> None:
        super().__init__(side)
        self._chips: dict[str, list[str]] = yaml.safe_load(_CHIPS_FILE.read_text(encoding="utf-8"))
        large = format_fen(side.policy.large_amount_fen).removesuffix(".00").removeprefix("¥")
        self._numbers: dict[str, Any] = {**side.policy.as_params(), "large_amount_yuan": large}

    def name(self) -> str:
        """See the parent class."""
        return "action_answer_question"

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Answer by the intent's name."""
        topic = turn.intent.removeprefix("faq_")
        offered = [] if turn.active_form else self._offered(topic, turn)
        speech.say(f"utter_faq_{topic}", chips=offered, **self._numbers)
        return []

    def _offered(self, topic: str, turn: Turn) -> list[Chip]:
        """The topic's wishes that this buyer's own cases allow now."""
        wishes = self._chips.get(topic, [])
        if not any(wish in _NEEDS_A_CASE for wish in wishes):
            return [WISHES[wish] for wish in wishes]
        cases = self.door.cases(turn.buyer_id, open_only=True)
        chips = (_about_a_case(wish, cases) for wish in wishes)
        return [chip for chip in chips if chip is not None]


def _about_a_case(wish: str, cases: Sequence[CaseView]) -> Chip | None:
    """The chip of a wish; of one about a case only where there is such a case, named if one."""
    if wish not in _NEEDS_A_CASE:
        return WISHES[wish]
    event = _NEEDS_A_CASE[wish]
    fitting = [case for case in cases if event is None or event in case.allowed]
    if not fitting:
        return None
    named = (("case_no", fitting[0].case_no),) if len(fitting) == 1 else ()
    return Chip(WISHES[wish].label, wish, named)


class SmallTalk(BuyerAction):
    """Greetings, thanks, venting, and what is none of our business."""

    returns_to_form = True

    def name(self) -> str:
        """See the parent class."""
        return "action_small_talk"

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Say the response of the intent's name."""
        chips: tuple[Chip, ...] = ()
        if self._tells_a_fault(turn):
            return [FollowupAction("refund_form")]
        if turn.intent == OUT_OF_SCOPE and not _WORD.search(turn.plain):
            in_form = turn.active_form is not None
            response = "utter_not_understood_in_form" if in_form else "utter_not_understood_first"
            speech.say(response, chips=() if in_form else START)
            return []
        if turn.active_form is None and turn.intent in _WITH_START:
            chips = START
        elif turn.intent == "complain":
            chips = (HUMAN,)
        speech.say(f"utter_{turn.intent}", chips=chips)
        return []

    def _tells_a_fault(self, turn: Turn) -> bool:
        """绿萝到手叶子全黄了: no question, the buyer's own goods, and the next guess is a refund.

        Opening the form writes nothing; its summary has still to be confirmed.
        """
        likely = "apply_refund" in turn.ranking[1 : 1 + _NEXT_GUESSES]
        if turn.intent != OUT_OF_SCOPE or turn.active_form or turn.asks or not likely:
            return False
        product = " ".join(turn.values("product"))
        return bool(product and self.door.find_items(turn.buyer_id, ItemHint(text=product)))
