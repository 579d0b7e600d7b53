"""What was understood of a message goes along with Rasa's answer, for the gateway to keep.

The REST channel returns only what the bot says. The first entry of its answer now tells how the
buyer's words were read; the gateway takes it off and stores it with the turn, so that keeping it
costs neither a call nor a query of its own.
"""

from __future__ import annotations

from typing import Any

from rasa.core.channels import CollectingOutputChannel, UserMessage
from rasa.core.processor import MessageProcessor

from bot.nlu.labels import NOT_UNDERSTOOD

GUESSES_KEPT = 3
_COMMAND = "/"
_DIGITS = 4
_parse_message = MessageProcessor.parse_message


def heard(parsed: dict[str, Any]) -> dict[str, Any]:
    """The intent that the bot acts on, and its likeliest guesses with their probabilities."""
    guesses = [
        [guess["name"], round(guess["confidence"], _DIGITS)]
        for guess in parsed.get("intent_ranking") or ()
        if guess["name"] != NOT_UNDERSTOOD
    ]
    return {
        "intent": parsed["intent"]["name"] or NOT_UNDERSTOOD,
        "likeliest": guesses[:GUESSES_KEPT],
    }


async def _parse_and_tell(
    self: MessageProcessor, message: UserMessage, *arguments: Any, **named: Any
) -> dict[str, Any]:
    parsed: dict[str, Any] = await _parse_message(self, message, *arguments, **named)
    channel = message.output_channel
    # What a chip says needs no understanding.
    typed = not (message.text or "").startswith(_COMMAND)
    if typed and isinstance(channel, CollectingOutputChannel):
        channel.messages.append({"custom": {"heard": heard(parsed)}})
    return parsed


def tell_what_was_heard() -> None:
    """Put the entry in front of every answer to something a buyer typed."""
    MessageProcessor.parse_message = _parse_and_tell
