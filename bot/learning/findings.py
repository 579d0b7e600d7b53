"""Which messages of a conversation are worth a look, and why.

A conversation is read as it went: what the buyer typed, how it was heard, what the bot answered,
what the buyer did next. No database and no clock in here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.chat.models import Sender
from bot.chat.views import Heard
from bot.desk.models import Why
from bot.learning.labels import is_wish

NOT_UNDERSTOOD = "nlu_fallback"
CORRECTIONS = (
    "不是", "不对", "错了", "搞错", "弄错", "我不是", "我没", "我问的", "我说的", "我是说",
    "我是问", "我要的是", "我的意思", "都说了", "你理解错", "听不懂", "看不懂", "答非所问",
    "没问你",
)  # fmt: skip
"""How buyers begin who were misunderstood."""

LEADING_TO_PEOPLE = (Why.ASKED, Why.MISUNDERSTOOD, Why.ANGRY)
_TURNS_BEFORE_PEOPLE = {Why.ASKED: 1, Why.MISUNDERSTOOD: 2, Why.ANGRY: 2}
_NEVER_TO_BLAME = frozenset({"request_human", "complain", "greet", "thank", "goodbye"})
_CHIP = re.compile(r"/(\w+)")
_BARE_DENIAL = 3
_ASKS = re.compile(r"[?？吗呢]\W*$")


class Reason(StrEnum):
    """Why a message is shown to people."""

    REJECTED = "rejected"
    CORRECTED = "corrected"
    THUMBED_DOWN = "thumbed_down"
    LED_TO_PEOPLE = "led_to_people"


@dataclass(frozen=True)
class Line:
    """One message. ``said`` is what Rasa read of a buyer's, a chip's payload among it."""

    message_id: int
    seq: int
    sender: Sender
    text: str
    said: str | None
    heard: Heard | None
    offers_chips: bool
    at: datetime

    @property
    def chip_intent(self) -> str | None:
        """The wish of the chip that was tapped; None for anything typed."""
        tapped = _CHIP.match(self.said or "")
        return tapped[1] if tapped else None


@dataclass(frozen=True)
class Story:
    """One conversation, or the latest part of it, in order and without notes.

    ``disliked`` are the seqs of the bot's messages that were thumbed down; ``handoffs`` say why
    and when a person was called.
    """

    lines: Sequence[Line]
    disliked: frozenset[int] = frozenset()
    handoffs: tuple[tuple[Why, datetime], ...] = ()


@dataclass(frozen=True)
class Finding:
    """A message worth a look. ``hint`` is the label that the buyer's next step speaks for."""

    line: Line
    reason: Reason
    answer: str
    following: str
    hint: str | None


def findings(story: Story) -> Iterator[Finding]:
    """Everything worth a look in one conversation; a message may come up for several reasons."""
    typed = [
        number
        for number, line in enumerate(story.lines)
        if line.sender is Sender.BUYER and line.heard is not None
    ]
    to_blame = set(_led_to_people(story))
    for number in typed:
        line, following = story.lines[number], _next_of_buyer(story, number)
        heard_as = line.heard.intent if line.heard else NOT_UNDERSTOOD
        answers = _answers(story, number)
        hint = _hint(following, heard_as)
        reasons = [
            (Reason.REJECTED, heard_as == NOT_UNDERSTOOD),
            (Reason.CORRECTED, _is_corrected(heard_as, answers, following, hint)),
            (Reason.THUMBED_DOWN, any(answer.seq in story.disliked for answer in answers)),
            (Reason.LED_TO_PEOPLE, number in to_blame),
        ]
        for reason, holds in reasons:
            if holds:
                said = " ".join(answer.text for answer in answers)
                yield Finding(line, reason, said, following.text if following else "", hint)


def _is_corrected(
    heard_as: str, answers: list[Line], following: Line | None, hint: str | None
) -> bool:
    if following is None or not answers:
        return False
    if following.chip_intent is not None:
        return heard_as == NOT_UNDERSTOOD and hint is not None
    if not following.text.startswith(CORRECTIONS):
        return False
    # A bare 不是 to a question of the bot is its answer, not a complaint.
    bare = len(following.text) <= _BARE_DENIAL
    asked = answers[-1].offers_chips or bool(_ASKS.search(answers[-1].text))
    return not (bare and asked)


def _hint(following: Line | None, heard_as: str) -> str | None:
    """What the buyer's next step says about this one, when it can be told."""
    if following is None:
        return None
    if following.chip_intent is not None:
        said = following.chip_intent if heard_as == NOT_UNDERSTOOD else None
    elif following.text.startswith(CORRECTIONS) and following.heard is not None:
        said = following.heard.intent
    else:
        said = None
    return said if said and said not in {heard_as, "request_human"} and is_wish(said) else None


def _led_to_people(story: Story) -> Iterator[int]:
    for why, at in story.handoffs:
        if why not in _TURNS_BEFORE_PEOPLE:
            continue
        marker = next(
            (
                number
                for number, line in enumerate(story.lines)
                if line.sender is Sender.SYSTEM and line.at >= at
            ),
            len(story.lines),
        )
        of_buyer = [
            number for number in range(marker) if story.lines[number].sender is Sender.BUYER
        ]
        # The last one called the person; those before it are what made the buyer do so.
        for number in of_buyer[-1 - _TURNS_BEFORE_PEOPLE[why] : -1]:
            heard = story.lines[number].heard
            answered = bool(_answers(story, number))
            if heard is not None and heard.intent not in _NEVER_TO_BLAME and answered:
                yield number


def _answers(story: Story, number: int) -> list[Line]:
    """The bot's messages between one of the buyer's and the next."""
    answers = []
    for line in story.lines[number + 1 :]:
        if line.sender is Sender.BUYER:
            break
        if line.sender is Sender.BOT:
            answers.append(line)
    return answers


def _next_of_buyer(story: Story, number: int) -> Line | None:
    later = story.lines[number + 1 :]
    return next((line for line in later if line.sender is Sender.BUYER), None)
