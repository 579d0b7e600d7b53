"""What all actions share: the buyer, errors that become sentences, the way back to a form."""

from __future__ import annotations

from abc import abstractmethod
from functools import lru_cache
from typing import Any

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.anger import deserves_regret
from actions.chips import HUMAN
from actions.onward import go_on
from actions.refusals import say_refusal
from actions.speech import Speech
from actions.turn import Turn, read_turn
from bot.aftersales.errors import AftersalesError
from bot.wiring import BuyerSide

log = structlog.get_logger()


class BuyerAction(Action):  # type: ignore[misc]
    """An action for one buyer. Subclasses say what to do in :meth:`act`."""

    returns_to_form = False
    """Whether a form that was interrupted asks its question again afterwards."""

    def __init__(self, side: BuyerSide) -> None:
        self.side = side
        self.door = side.door
        self._buyer_of = lru_cache(maxsize=10_000)(side.conversations.buyer_of)

    @abstractmethod
    def name(self) -> str:
        """The name in ``domain.yml``."""

    @abstractmethod
    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Do what the buyer wants and say so.

        Raises:
            AftersalesError: the business refuses; its code has a response of its own.
        """

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        """Find the buyer, act, and never leave them without an answer."""
        speech = Speech(dispatcher, self.side.words)
        turn = read_turn(tracker, self._buyer_of(tracker.sender_id))
        if deserves_regret(turn, tracker):
            speech.say("utter_regret", chips=[HUMAN])
        try:
            events = self.act(turn, tracker, speech)
        except AftersalesError as error:
            log.info(
                "refused", action=self.name(), conversation=turn.conversation_id, code=error.code
            )
            say_refusal(speech, error.code, error.params)
            events = []
        except Exception:
            log.exception("action_failed", action=self.name(), conversation=turn.conversation_id)
            dispatcher.messages.clear()
            speech.say("utter_action_failed", chips=[HUMAN])
            events = []
        if self.returns_to_form and turn.active_form and not _leaves_form(events):
            events = [*events, FollowupAction(turn.active_form)]
        return go_on(turn, tracker, events, dispatcher)


def _leaves_form(events: list[EventType]) -> bool:
    return any(event.get("event") in {"active_loop", "followup"} for event in events)
