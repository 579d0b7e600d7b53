"""One buyer in one scenario: talks until nothing is left to say, then the store is compared."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.scenarios.driver.answers import Message, Read, Tappable, read, shown
from tests.scenarios.driver.confirmations import (
    Confirmations,
    Said,
    case_numbers,
    steps_after,
)
from tests.scenarios.driver.laws import Known, broken_by, unique
from tests.scenarios.driver.logs import LogWatch
from tests.scenarios.driver.moments import Moment
from tests.scenarios.driver.outcome import Outcome
from tests.scenarios.driver.scenario import Meanwhile, Persona, Scenario, Shop, Turn
from tests.scenarios.driver.shop import Stocked, fill_in, stock_shop
from tests.scenarios.driver.times import START, PassingTime, span
from tests.scenarios.driver.words import SpokenWords
from tests.stack.buyer import Answer, Buyer
from tests.stack.running_bot import RunningBot

_MOST_TURNS = 30
_MOST_TIMES_THE_SAME_ANSWER = 3


@dataclass
class Stage:
    """Where scenarios are played: the running bot, its clock, its logs and its words."""

    bot: RunningBot
    time: PassingTime
    logs: LogWatch
    words: SpokenWords = field(default_factory=SpokenWords.load)

    def moment(self) -> Moment:
        """Every row of the business now."""
        with self.bot.store.reading() as session:
            return Moment.take(session.connection())


@dataclass(frozen=True)
class Result:
    """How one buyer fared: faults in words, and what was said on both sides."""

    scenario: str
    buyer: str
    faults: tuple[str, ...]
    transcript: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing was wrong."""
        return not self.faults


def play(stage: Stage, scenario: Scenario, buyer_name: str) -> Result:
    """Let one buyer of a scenario talk with the bot, from stocking the store to comparing it."""
    return _Conversation(stage, scenario, buyer_name).play()


class _Conversation:
    def __init__(self, stage: Stage, scenario: Scenario, buyer_name: str) -> None:
        self._stage = stage
        self._scenario = scenario
        self._buyer_name = buyer_name
        self._persona: Persona = scenario.buyers[buyer_name]
        begins = datetime.fromisoformat(scenario.begins) if scenario.begins else START
        stage.time.begin(begins)
        self._own: Stocked = stock_shop(stage.bot, scenario.store)
        self._others: Stocked = stock_shop(stage.bot, scenario.others)
        self._buyer = Buyer.of(stage.bot, self._own.buyer_id)
        self._confirmations = Confirmations(stage.words)
        self._faults: list[str] = []
        self._transcript: list[str] = []
        self._said: list[str] = []
        self._bot_said: list[str] = []
        self._offered: list[Tappable] = []
        self._uploads = 0
        self._last_step = 0
        self._last_step = self._steps()[0]
        self._now = Read((), frozenset())

    def play(self) -> Result:
        before = self._stage.moment()
        try:
            self._talk()
        except _GivesUp as end:
            self._faults.append(str(end))
        self._check_the_end(before)
        return Result(
            self._scenario.name,
            self._buyer_name,
            tuple(unique(self._faults)),
            tuple(self._transcript),
        )

    def _talk(self) -> None:
        left = list(self._persona.turns)
        answered: Counter[str] = Counter()
        for _ in range(_MOST_TURNS):
            turn = next((one for one in left if self._is_due(one)), None)
            if turn is not None:
                left.remove(turn)
            else:
                asked, turn = self._usual_answer()
                answered[asked] += 1
                if turn is None:
                    break
                if answered[asked] > _MOST_TIMES_THE_SAME_ANSWER:
                    raise _GivesUp(f"goes round in circles at {asked}")
            self._take(turn)
        else:
            raise _GivesUp(f"no end after {_MOST_TURNS} turns")
        for turn in left:
            if not turn.optional:
                when = "/".join(turn.when)
                states = ", ".join(sorted(self._now.states))
                self._faults.append(
                    f"the bot never came to {when}, so that {_line(turn)!r} was not said "
                    f"(it stopped at: {states})"
                )

    def _is_due(self, turn: Turn) -> bool:
        return any(self._now.fits(pattern) for pattern in turn.when)

    def _usual_answer(self) -> tuple[str, Turn | None]:
        for asked, turn in self._scenario.answers.items():
            if self._now.fits(asked):
                return asked, turn
        return "", None

    def _take(self, turn: Turn) -> None:
        if turn.meanwhile:
            self._shop_does(turn.meanwhile)
        if turn.later:
            self._transcript.append(f"      … {turn.later} …")
            self._stage.time.passes(span(turn.later), self._buyer.conversation()["id"])
            self._last_step = self._steps()[0]
        body, said, token = self._message(turn)
        self._transcript.append(f"  买家: {said}")
        self._said.append(said)
        for _ in range(2 if turn.again else 1):
            self._send(body, Said(turn.confirms, token))
        self._check_the_answer(turn)

    def _message(self, turn: Turn) -> tuple[dict[str, Any], str, str | None]:
        message_id = {"client_msg_id": uuid.uuid4().hex}
        if turn.say is not None:
            text = self._fill(turn.say)
            return {"text": text, **message_id}, text, None
        if turn.upload:
            ids = [self._buyer.upload() for _ in range(turn.upload)]
            self._uploads += len(ids)
            return {"upload_ids": ids, **message_id}, f"[{len(ids)} 张图片]", None
        chip = self._chip(turn)
        return {"chip": chip.token, **message_id}, f"[{chip.label}]", chip.token

    def _chip(self, turn: Turn) -> Tappable:
        offered = self._offered if turn.older else self._now.tappable()
        if turn.tap:
            labels = self._stage.words.to_tap(turn.tap)
            fitting = [chip for chip in offered if chip.label in labels]
        else:
            beside = self._fill(turn.pick or "")
            fitting = [chip for chip in offered if beside in chip.beside]
        if not fitting:
            names = [chip.label for chip in offered]
            raise _GivesUp(f"nothing to tap like {turn.tap or turn.pick!r} among {names}")
        return fitting[0] if turn.older or turn.pick else fitting[-1]

    def _send(self, body: dict[str, Any], said: Said) -> None:
        response = self._buyer.post(body)
        if response.status_code == 200:  # the same message once more: what came of it stands
            return
        if response.status_code != 201:
            answer = response.json()
            sentence = str(answer.get("error", {}).get("message", ""))
            self._transcript.append(f"  {response.status_code}: {sentence}")
            self._bot_said.append(sentence)
            if response.status_code >= 500 or not sentence:
                self._faults.append(f"refused with {response.status_code}: {response.text[:200]}")
            states = {str(answer.get("error", {}).get("code", "")).lower()}
            self._now = Read((), frozenset(states | set(self._now.states)))
            return
        replies = tuple(response.json()["replies"])
        self._buyer.answer = Answer(replies)
        silent = self._now.fits("handed_over") or self._buyer.conversation()["state"] != "bot"
        self._now = read(replies, self._stage.words)
        self._bot_said.append(self._now.text)
        self._transcript += [f"  机器人: {_in_short(message)}" for message in replies]
        self._offered += self._now.tappable()
        self._faults += broken_by(self._now, self._known(), silent=silent)
        self._last_step, written = self._steps()
        self._transcript += [
            f"      → {one.event} {one.case['case_no']} {one.item['title']} "
            f"{one.case['requested_fen']} fen"
            for one in written
        ]
        self._faults += self._confirmations.broken_by(said, written)
        self._confirmations.shown(self._now)

    def _check_the_answer(self, turn: Turn) -> None:
        for wanted in turn.then:
            if not self._is_said(wanted, self._now.text, self._now.states):
                self._faults.append(f"the answer to {_line(turn)!r} lacks {wanted!r}")
        for unwanted in turn.then_not:
            if self._is_said(unwanted, self._now.text, self._now.states):
                self._faults.append(f"the answer to {_line(turn)!r} has {unwanted!r}")

    def _check_the_end(self, before: Moment) -> None:
        everything = "\n".join(self._bot_said)
        states = self._all_states()
        for wanted in (*self._scenario.must_say, *self._persona.must_say):
            if not self._is_said(wanted, everything, states):
                self._faults.append(f"never said: {wanted!r}")
        for unwanted in self._scenario.must_not_say:
            if self._is_said(unwanted, everything, states):
                self._faults.append(f"said: {unwanted!r}")
        state = self._buyer.conversation()["state"]
        if state != self._scenario.ends:
            self._faults.append(f"ends with {state}, not {self._scenario.ends}")
        expected = self._scenario.expect if self._persona.expect is None else self._persona.expect
        outcome = Outcome(
            before,
            self._stage.moment(),
            self._own,
            self._stage.words,
            uploads=self._uploads,
        )
        self._faults += outcome.faults(expected)
        self._faults += self._stage.logs.faults()
        self._buyer.http.close()

    def _all_states(self) -> set[str]:
        messages = [one for one in self._buyer.history() if one["sender"] != "buyer"]
        return set(read(tuple(messages), self._stage.words).states)

    def _is_said(self, wanted: str, text: str, states: set[str] | frozenset[str]) -> bool:
        if wanted.startswith("@"):
            return Read((), frozenset(states)).fits(wanted[1:])
        if wanted.startswith("re:"):
            return bool(re.search(self._fill(wanted[3:]), text, re.DOTALL))
        return self._fill(wanted) in text

    def _shop_does(self, done: Meanwhile) -> None:
        case_no, door = self._own.cases[done.case], self._stage.bot.backoffice
        key = {"actor_id": "S-TEST", "idempotency_key": uuid.uuid4().hex}
        match done.event:
            case "APPROVE":
                door.approve(case_no, **key)
            case "REJECT":
                door.reject(case_no, done.reason, **key)
            case "COUNTER_OFFER":
                door.counter_offer(case_no, done.offer, done.reason, **key)
            case "CONFIRM_RECEIPT":
                door.confirm_receipt(case_no, **key)
        self._transcript.append(f"      … {done.event} {case_no} …")
        self._last_step = self._steps()[0]

    def _steps(self) -> tuple[int, list[Any]]:
        with self._stage.bot.store.reading() as session:
            return steps_after(session.connection(), self._own.buyer_id, self._last_step)

    def _known(self) -> Known:
        own, others = self._scenario.store, self._scenario.others
        with self._stage.bot.store.reading() as session:
            cases = case_numbers(session.connection(), self._own.buyer_id)
        numbers = {*self._own.orders.values(), *cases}
        foreign = {*self._others.numbers.values(), *_titles(others)} - _titles(own)
        words = " ".join([*self._said, *_titles(own), *_texts(own)])
        return Known(frozenset(numbers), words, frozenset(foreign))

    def _fill(self, text: str) -> str:
        return fill_in(text, self._own, self._others)


class _GivesUp(Exception):
    """The buyer cannot go on; the message says why."""


def _titles(shop: Shop) -> set[str]:
    return {goods.title for order in shop.orders.values() for goods in order.goods}


def _texts(shop: Shop) -> list[str]:
    attributes = [goods.attrs for order in shop.orders.values() for goods in order.goods]
    events = [one for case in shop.cases.values() for one in case.history]
    return attributes + [
        value for one in events for value in (one.reason, one.tracking_no, one.carrier) if value
    ]


def _line(turn: Turn) -> str:
    return turn.say or turn.tap or turn.pick or f"[{turn.upload} 张图片]"


def _in_short(message: Message) -> str:
    chips = " ".join(f"[{chip['label']}]" for chip in message["chips"])
    card = shown({**message, "text": ""}).strip().replace("\n", " ") if message["card"] else ""
    return " ".join(
        part for part in (message["text"], f"〖{card}〗" if card else "", chips) if part
    )
