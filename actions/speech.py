"""How an action speaks: responses by name, chips and cards, all words from ``domain.yml``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from bot.words import Words

Card = dict[str, Any]


@dataclass(frozen=True)
class Chip:
    """Something to tap: the name of its label among the responses, and what tapping it says."""

    label: str
    intent: str
    entities: tuple[tuple[str, str], ...] = ()
    text: str | None = None

    def payload(self) -> str:
        """What Rasa gets when the chip is tapped."""
        if not self.entities:
            return f"/{self.intent}"
        return f"/{self.intent}{json.dumps(dict(self.entities), ensure_ascii=False)}"

    def as_button(self, words: Words) -> dict[str, str]:
        """The chip as Rasa's button; the gateway signs its payload."""
        return {"title": self.text or words.say(self.label), "payload": self.payload()}


class Speech:
    """Says responses to the buyer of this turn."""

    def __init__(self, dispatcher: CollectingDispatcher, words: Words) -> None:
        self._dispatcher = dispatcher
        self.words = words

    def say(
        self,
        response: str,
        *,
        card: Card | None = None,
        chips: Sequence[Chip] = (),
        **values: Any,
    ) -> None:
        """One message: a response with its values, perhaps a card and things to tap."""
        self._dispatcher.utter_message(
            response=response,
            json_message={"card": card} if card else None,
            buttons=[chip.as_button(self.words) for chip in chips] or None,
            **values,
        )
