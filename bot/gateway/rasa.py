"""Rasa's REST channel, over connections that stay open.

urllib3 in threads: an asynchronous client of the same standing took ten times its processor time.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any

import anyio
import structlog
import urllib3
from pydantic import BaseModel, BeforeValidator, TypeAdapter, ValidationError
from urllib3 import HTTPConnectionPool

from bot.chat.models import Sender
from bot.chat.turns import ClaimedTurn
from bot.chat.views import Card, ChipOffer, Heard, NewMessage

_CARD_KINDS = frozenset({"items", "summary", "case", "amount", "orders"})
_CONNECTIONS = 64
_HOST = "127.0.0.1"
_PATH = "/webhooks/rest/webhook"
_CONNECT_SECONDS = 1.0

_log = structlog.get_logger(__name__)


class RasaError(Exception):
    """Rasa did not answer as it should; ``timed_out`` says that it may still be at it."""

    def __init__(self, reason: str, *, timed_out: bool = False) -> None:
        super().__init__(reason)
        self.timed_out = timed_out


@dataclass(frozen=True)
class Reply:
    """What the bot says, and how it understood the buyer; None where a chip spoke.

    ``further`` are the words of wishes in the same message that are still to be answered.
    """

    messages: tuple[NewMessage, ...]
    heard: Heard | None
    further: tuple[str, ...] = ()


class _Button(BaseModel):
    title: str
    payload: str


class _Heard(BaseModel):
    intent: str
    likeliest: list[tuple[str, float]]


class _Answer(BaseModel):
    text: str = ""
    buttons: Annotated[list[_Button], BeforeValidator(lambda given: given or [])] = []
    custom: dict[str, Any] | None = None

    def heard(self) -> Heard | None:
        """What was understood, where this entry tells it (see ``bot/nlu/heard.py``)."""
        if self.custom is None or "heard" not in self.custom:
            return None
        told = _Heard.model_validate(self.custom["heard"])
        return Heard(told.intent, tuple(told.likeliest))

    def further(self) -> list[str]:
        """The words of further wishes, where this entry tells them (``actions/onward.py``)."""
        return _WORDS.validate_python((self.custom or {}).get("further", []))


_ANSWERS = TypeAdapter(list[_Answer])
_WORDS = TypeAdapter(list[str])


class Rasa:
    """Asks Rasa for the answer to one message.

    Args:
        port: where Rasa listens, on this machine only.
    """

    def __init__(self, port: int) -> None:
        self._http = HTTPConnectionPool(_HOST, port, maxsize=_CONNECTIONS, retries=False)
        self._places = anyio.CapacityLimiter(_CONNECTIONS)

    async def ask(self, turn: ClaimedTurn, seconds: float, *, part: int = 0) -> Reply:
        """What the bot says to ``turn``, within ``seconds``; ``part`` counts its further wishes.

        Raises:
            RasaError: it could not be reached, took too long, or answered nonsense.
        """
        question = {
            "sender": turn.conversation_id,
            "message": turn.said,
            "metadata": {
                "message_id": f"m_{turn.message_id}.{part}" if part else f"m_{turn.message_id}",
                "epoch": turn.epoch,
                "upload_ids": list(turn.upload_ids),
            },
        }
        try:
            answers = _ANSWERS.validate_json(
                await anyio.to_thread.run_sync(
                    self._post, question, seconds, limiter=self._places, abandon_on_cancel=True
                )
            )
            heard = next((each for answer in answers if (each := answer.heard())), None)
            further = tuple(words for answer in answers for words in answer.further())
        except urllib3.exceptions.TimeoutError:
            raise RasaError("time-out", timed_out=True) from None
        except urllib3.exceptions.HTTPError as error:
            raise RasaError(type(error).__name__) from error
        except ValidationError as error:
            raise RasaError("answer of an unknown shape") from error
        return Reply(_messages(answers), heard, further)

    def close(self) -> None:
        """Give back every connection."""
        self._http.close()

    def _post(self, question: dict[str, Any], seconds: float) -> bytes:
        timeout = urllib3.Timeout(connect=_CONNECT_SECONDS, read=seconds)
        answer = self._http.request("POST", _PATH, json=question, timeout=timeout)
        if answer.status != HTTPStatus.OK:
            raise RasaError(f"status {answer.status}")
        return answer.data


def _messages(answers: list[_Answer]) -> tuple[NewMessage, ...]:
    """Rasa sends a response's card as an answer of its own: it joins the words before it."""
    messages: list[NewMessage] = []
    for answer in answers:
        card = _card(answer)
        chips = tuple(ChipOffer(each.title, each.payload) for each in answer.buttons)
        text = answer.text.strip()
        if not (text or chips or card):
            continue
        if card and not text and not chips and messages and messages[-1].card is None:
            before = messages.pop()
            messages.append(NewMessage(Sender.BOT, before.text, before.chips, card))
        else:
            messages.append(NewMessage(Sender.BOT, text, chips, card))
    return tuple(messages)


def _card(answer: _Answer) -> Card | None:
    card = (answer.custom or {}).get("card")
    if card is None:
        return None
    if not isinstance(card, dict) or card.get("kind") not in _CARD_KINDS:
        _log.error("card_of_unknown_kind")
        return None
    return card
