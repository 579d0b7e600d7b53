"""Conversations made through the doors of chat and desk, step by step."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.aftersales.store import Store
from bot.chat.feedback import FeedbackBox
from bot.chat.intake import Incoming, Intake
from bot.chat.models import Sender
from bot.chat.turns import Turns
from bot.chat.views import ChipOffer, Heard, MessageView, NewMessage
from bot.clock import SHANGHAI
from bot.desk.builtin import BuiltinDesk
from bot.desk.interface import Packet
from bot.desk.models import Why
from bot.learning.review import Review
from bot.words import Words

_START = datetime(2026, 11, 20, 10, tzinfo=SHANGHAI)


class SteppingClock:
    """A second later at each look, so that the order of things shows in their times."""

    def __init__(self) -> None:
        self._now = _START

    def now(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now

    def pass_days(self, days: int) -> None:
        self._now += timedelta(days=days)


@dataclass
class Shop:
    """The chat, the desk and the review of one shop."""

    store: Store
    domain_file: Path
    clock: SteppingClock = field(default_factory=SteppingClock)

    def __post_init__(self) -> None:
        self.turns = Turns(self.store, self.clock, "test")
        self.intake = Intake(self.store, self.clock, self.turns)
        self.feedback = FeedbackBox(self.store, self.clock)
        self.desk = BuiltinDesk(self.store, Words.load(self.domain_file), self.clock)
        self.review = Review(self.store, self.clock)
        self._buyers = 0

    def buyer(self) -> Talk:
        self._buyers += 1
        return Talk(self, f"B{self._buyers}")


@dataclass
class Talk:
    """One buyer's conversation with the bot."""

    shop: Shop
    buyer_id: str
    lines: int = 0

    def types(
        self,
        text: str,
        heard_as: str = "nlu_fallback",
        answer: str = "没太明白,您是想:",
        chips: tuple[ChipOffer, ...] = (),
        guesses: tuple[tuple[str, float], ...] = (("query_order", 0.4), ("urge_refund", 0.3)),
    ) -> int:
        """Say something; the id of the message."""
        heard = Heard(heard_as, guesses)
        return self._turn(Incoming(self._id(), text, text), heard, answer, chips)[0]

    def taps(self, title: str, payload: str, answer: str = "好的") -> int:
        return self._turn(Incoming(self._id(), title, payload), None, answer, ())[0]

    def dislikes_the_answer_to(self, text: str, heard_as: str) -> int:
        incoming = Incoming(self._id(), text, text)
        message_id, answer = self._turn(incoming, Heard(heard_as, ((heard_as, 0.9),)), "答案", ())
        assert self.shop.feedback.add(answer.conversation_id, message_id=answer.id, useful=False)
        return message_id

    def is_handed_over(self, why: Why) -> None:
        """The action calls a person while the bot's turn still runs."""
        incoming = Incoming(self._id(), "转人工", "转人工")
        turn = self.shop.intake.accept(self.buyer_id, incoming).turn
        assert turn is not None
        self.shop.desk.request(turn.conversation_id, Packet(why))
        self.shop.turns.end(turn, [], heard=Heard("request_human", (("request_human", 0.99),)))

    def _turn(
        self,
        incoming: Incoming,
        heard: Heard | None,
        answer: str,
        chips: tuple[ChipOffer, ...],
    ) -> tuple[int, MessageView]:
        accepted = self.shop.intake.accept(self.buyer_id, incoming)
        assert accepted.turn is not None
        said = NewMessage(Sender.BOT, answer, chips)
        ended = self.shop.turns.end(accepted.turn, [said], heard=heard)
        return accepted.message.id, ended.messages[-1]

    def _id(self) -> str:
        self.lines += 1
        return f"line-{self.lines}"
