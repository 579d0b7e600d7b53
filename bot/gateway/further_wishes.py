"""A message with several wishes: after the answer to the first the bot is asked the others.

Which words are another wish is told with the answer (``actions/onward.py``). The buyer gets one
answer, in the order of the wishes, and the turn stays one turn: taken up again, it asks again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import structlog

from bot.chat.neutralise import for_rasa
from bot.chat.turns import ClaimedTurn
from bot.chat.views import NewMessage
from bot.gateway.rasa import RasaError, Reply

_MOST = 3

_log = structlog.get_logger(__name__)


class Asks(Protocol):
    """Somebody who answers a turn, or a part of one; Rasa does."""

    async def ask(self, turn: ClaimedTurn, seconds: float, *, part: int = 0) -> Reply:
        """What the bot says, within ``seconds``."""


@dataclass(frozen=True)
class FurtherWishes:
    """Asks for the answers to the wishes behind the first.

    Args:
        bot: answers.
        seconds: how long one answer may take.
    """

    bot: Asks
    seconds: float

    async def add_to(self, turn: ClaimedTurn, reply: Reply) -> Reply:
        """``reply`` with the answers to what was wanted besides; each wish is asked once.

        Where the bot fails on one of them, the buyer gets the answers there are.
        """
        asked: list[str] = []
        waiting = list(reply.further)
        messages = list(reply.messages)
        while waiting and len(asked) < _MOST:
            words = waiting.pop(0)
            if words in asked:
                continue
            asked.append(words)
            part = replace(turn, said=for_rasa(words), upload_ids=())
            try:
                answer = await self.bot.ask(part, self.seconds, part=len(asked))
            except RasaError as error:
                _log.error(
                    "further_wish_failed", conversation_id=turn.conversation_id, reason=str(error)
                )
                break
            messages += answer.messages
            waiting += answer.further
        return replace(reply, messages=_once(messages))


def _once(messages: Sequence[NewMessage]) -> tuple[NewMessage, ...]:
    """Each message once: a question that comes back behind the last answer waits till then."""
    said = [(message.text, repr(message.card)) for message in messages]
    return tuple(one for place, one in enumerate(messages) if said[place] not in said[place + 1 :])
