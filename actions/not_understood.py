"""When a message is not understood: the likeliest wishes to choose from, then a human."""

from __future__ import annotations

import re

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction

from actions.buyer_action import BuyerAction
from actions.case_reference import ORDER_NO_LENGTH
from actions.cases.asked import QueryRefundStatus
from actions.chips import HUMAN, START, WISHES
from actions.item_reference import hint_in
from actions.orders import QueryOrder
from actions.speech import Chip, Speech
from actions.turn import NOT_UNDERSTOOD, Turn

_MOST_OFFERED = 3
_WANTS_MONEY = re.compile(
    r"^(?:[好行嗯哦噢那就吧的啊了先]|\W)*(?:我?要|我?想)?退|我?就?要.{0,6}退|[给帮]我退"
    r"|退(?:货|款|掉|了|钱|一|\d)(?!.*(?:吗|怎么|多久|几天))"
)


class NotUnderstood(BuyerAction):
    """Asks instead of guessing; offers a human the second time in a row."""

    def name(self) -> str:
        """See the parent class."""
        return "action_not_understood"

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Offer the likeliest wishes; inside a form, ask the form's question again."""
        looked_at = self._looked_at(turn)
        if looked_at is not None:
            form = [FollowupAction(turn.active_form)] if turn.active_form else []
            return [*looked_at.act(turn, tracker, speech), *form]
        if self._wants_money(turn):
            return [FollowupAction("refund_form")]
        again = _times_in_a_row(tracker) > 1
        if turn.active_form is not None and not again:
            speech.say("utter_not_understood_in_form")
            return [FollowupAction(turn.active_form)]
        if again:
            speech.say("utter_not_understood_again", chips=[HUMAN, *START[:3]])
        else:
            speech.say("utter_not_understood_first", chips=[*_likeliest(turn, speech), HUMAN])
        return []

    def _looked_at(self, turn: Turn) -> BuyerAction | None:
        """What a number alone asks for: how a case stands, or what an order holds.

        It answers here and not as an action of its own, since after one that no rule foresees
        Rasa would come back to this one.
        """
        if turn.value("case_no") is not None:
            return QueryRefundStatus(self.side)
        if turn.active_form is None and len(turn.value("order_no") or "") >= ORDER_NO_LENGTH:
            return QueryOrder(self.side)
        return None

    def _wants_money(self, turn: Turn) -> bool:
        """Goods with 退货 open the form, whose summary the buyer has still to confirm."""
        likeliest = next((intent for intent in turn.ranking if intent != NOT_UNDERSTOOD), None)
        if turn.active_form or likeliest != "apply_refund" or not _WANTS_MONEY.search(turn.plain):
            return False
        return self._names_something(turn)

    def _names_something(self, turn: Turn) -> bool:
        """Whether the message says which goods or order, known to be the buyer's or not."""
        if turn.value("product") or turn.value("order_no"):
            return True
        hint = hint_in(turn, self.side.clock.now(), whole_message=True)
        return hint is not None and bool(self.door.find_items(turn.buyer_id, hint))


def _times_in_a_row(tracker: Tracker) -> int:
    count = 0
    for event in reversed(tracker.events):
        if event.get("event") == "action" and event.get("name") == "action_not_understood":
            count += 1
        elif event.get("event") == "action" and event.get("name") not in {
            "action_listen",
            "action_extract_slots",
            "refund_form",
            "case_form",
        }:
            break
    return count + 1


def _likeliest(turn: Turn, speech: Speech) -> list[Chip]:
    offered: list[Chip] = []
    for intent in turn.ranking:
        chip = WISHES.get(intent) or _question(intent, speech)
        if chip is not None and chip not in offered and chip is not HUMAN:
            offered.append(chip)
    return (offered or list(START[:3]))[:_MOST_OFFERED]


def _question(intent: str, speech: Speech) -> Chip | None:
    label = f"utter_topic_{intent.removeprefix('faq_')}"
    if not intent.startswith("faq_") or not speech.words.has(label):
        return None
    return Chip(label, intent)
