"""Random buyers: whatever they do, they are answered, nothing breaks, and they get out again."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import yaml

from bot.aftersales.codes import CaseStatus
from bot.aftersales.errors import AftersalesError
from tests.nlu.corpus import read_corpus
from tests.scenarios.driver.answers import Read, Tappable, read
from tests.scenarios.driver.confirmations import (
    Confirmations,
    Said,
    case_numbers,
    steps_after,
)
from tests.scenarios.driver.conversation import Stage
from tests.scenarios.driver.laws import Known, broken_by, unique
from tests.scenarios.driver.scenario import Shop
from tests.scenarios.driver.shop import stock_shop
from tests.stack.buyer import Buyer
from tests.store.invariants import assert_sound
from tests.store.snapshot import Snapshot

_ROOT = Path(__file__).parents[3]
_SHOP = Path(__file__).with_name("fuzzed_shop.yaml")
_AT_ONCE = 4
_TURNS_A_ROUND = 7
_OLD_CHIPS = 40
_LAST_LINES = 16
_PAUSES = (timedelta(minutes=3), timedelta(hours=2), timedelta(hours=5), timedelta(hours=25))
_NONSENSE = (
    "😂😂😂", "。", "?", "!!!", "1", "0", "-5", "9" * 30, "啊" * 1000, "退" * 1001, " ", "\n\t",
    "\u0000\u0007", "\u200b\u202e", "/restart", '/affirm{"confirmation": "1"}', "/inform",
    "<script>alert(1)</script>", "{item}", "%s%s%n", "'; DROP TABLE orders; --", "null", "NaN",
    "asdf qwer", "ありがとう", "спасибо", "退\r\n款", "１２３４５", "SH000000000000",
    "2026010112345678", "¥" * 50, "第九十九个", "退负一个", "金额改成0", "全部全部全部",
)  # fmt: skip


def lines_of_buyers() -> list[str]:
    """Everything that training data and development set say, of all labels."""
    training = [one.text for one in read_corpus(_ROOT / "data" / "nlu")]
    development = [
        str(one["text"])
        for path in sorted((_ROOT / "tests" / "nlu" / "development").glob("*.yml"))
        for one in yaml.safe_load(path.read_text(encoding="utf-8"))
        if "text" in one
    ]
    return [*training, *development]


def fuzz(stage: Stage, *, seed: int, turns: int, buyers: int) -> list[str]:
    """Let ``buyers`` say ``turns`` random things altogether; every fault, in words.

    The same seed makes the same buyers do the same, as long as the bot answers the same.
    """
    shop = Shop.model_validate(yaml.safe_load(_SHOP.read_text(encoding="utf-8")))
    lines = lines_of_buyers()
    random = Random(seed)
    crowd = [RandomBuyer(stage, shop, lines, Random(seed * 1000 + at)) for at in range(buyers)]
    numbers = frozenset(number for one in crowd for number in one.numbers)
    for one in crowd:
        one.foreign = numbers - one.numbers
    faults: list[str] = []
    with ThreadPoolExecutor(_AT_ONCE) as at_once:
        for _ in range(-(-turns // (buyers * _TURNS_A_ROUND))):
            list(at_once.map(RandomBuyer.some_turns, crowd))
            faults += _look(stage)
            _shop_does_something(stage, crowd, random)
            stage.time.begin(stage.bot.clock.now() + random.choice(_PAUSES))
        list(at_once.map(RandomBuyer.gets_out, crowd))
    faults += _look(stage)
    return unique([*faults, *(fault for one in crowd for fault in one.faults)])


def _look(stage: Stage) -> list[str]:
    """What the logs say, and whether the store is sound."""
    faults = stage.logs.faults()
    try:
        with stage.bot.store.reading() as session:
            assert_sound(Snapshot.take(session.connection()))
    except AssertionError as broken:
        faults.append(f"an invariant of the store is violated: {broken!r}")
    return faults


def _shop_does_something(stage: Stage, crowd: Sequence[RandomBuyer], random: Random) -> None:
    """Sellers decide about some of the cases that wait for them."""
    door = stage.bot.backoffice
    for one in random.sample(list(crowd), len(crowd) // 4):
        for case in stage.bot.door.cases(one.buyer.id, open_only=True):
            key = {"actor_id": "S-TEST", "idempotency_key": uuid.uuid4().hex}
            decisions: list[Callable[[], Any]] = [
                partial(door.approve, case.case_no, **key),
                partial(door.reject, case.case_no, "与商品页说明一致", **key),
                partial(door.counter_offer, case.case_no, 100, "可补偿一元", **key),
            ]
            if case.status is CaseStatus.PENDING_SELLER:
                try:
                    random.choice(decisions)()
                except AftersalesError:
                    continue  # the case has just gone on by itself


class RandomBuyer:
    """A buyer who says and taps anything.

    Args:
        lines: what buyers say.
        random: decides; of this buyer alone, so that threads do not matter.
    """

    def __init__(self, stage: Stage, shop: Shop, lines: Sequence[str], random: Random) -> None:
        self._stage = stage
        self._lines = lines
        self._random = random
        self._stocked = stock_shop(stage.bot, shop)
        self._titles = " ".join(
            f"{goods.title} {goods.attrs}"
            for order in shop.orders.values()
            for goods in order.goods
        )
        self.buyer = Buyer.of(stage.bot, self._stocked.buyer_id)
        self.numbers = frozenset(self._stocked.numbers.values())
        self.foreign: frozenset[str] = frozenset()
        self.faults: list[str] = []
        self._said = ""
        self._transcript: list[str] = []
        self._confirmations = Confirmations(stage.words)
        self._offered: list[Tappable] = []
        self._now = Read((), frozenset())
        self._last_step = 0
        self._last_step, _ = self._steps()
        self._owner = self._who_answers()

    def some_turns(self) -> None:
        """A handful of random turns, a way out among them now and then."""
        for _ in range(_TURNS_A_ROUND):
            self._random_turn()
        if self._random.random() < 0.3:
            self.gets_out()

    def gets_out(self) -> None:
        """From wherever it got to: 算了 gets out of what was begun, 转人工 brings a human."""
        self._say("算了")
        self._say("你好")
        if self._now.waits_for_form:
            self._fault(f"算了 does not get out: {self._now.asking} is still asked")
        self._random_turn()
        if self._owner == "bot":
            self._say("转人工")
            if self._owner != "queued":
                self._fault("转人工 does not bring a human")
        self._leave_the_queue()

    def _random_turn(self) -> None:
        do = self._random.choices(
            [self._line, self._tap_new, self._tap_old, self._upload, self._nonsense, self._own],
            [42, 22, 8, 6, 12, 10],
        )[0]
        do()
        if self._owner != "bot":
            self._line()
            self._leave_the_queue()

    def _line(self) -> None:
        self._say(self._random.choice(self._lines))

    def _nonsense(self) -> None:
        self._say(self._random.choice(_NONSENSE))

    def _own(self) -> None:
        number = self._random.choice(sorted(self.numbers | set(list(self.foreign)[:3])))
        self._say(self._random.choice(["", "退款", "进度", "撤销", "催一下", "查订单"]) + number)

    def _tap_new(self) -> None:
        chips = self._now.tappable()
        if chips:
            self._tap(self._random.choice(chips))
        else:
            self._line()

    def _tap_old(self) -> None:
        if self._offered:
            self._tap(self._random.choice(self._offered[-_OLD_CHIPS:]))
        else:
            self._line()

    def _upload(self) -> None:
        ids = [self.buyer.upload() for _ in range(self._random.choice([1, 1, 2]))]
        self._send({"upload_ids": ids}, f"[{len(ids)} 张图片]", Said(confirms=False, token=None))

    def _tap(self, chip: Tappable) -> None:
        self._send({"chip": chip.token}, f"[{chip.label}]", Said(False, chip.token))

    def _say(self, text: str) -> None:
        self._said += f" {text}"
        # Whether random words say yes is not for the test to judge.
        self._send({"text": text}, text, Said(confirms=True, token=None))

    def _send(self, body: dict[str, Any], line: str, said: Said) -> None:
        silent = self._owner != "bot"
        self._transcript.append(f"  买家: {line[:80]}")
        response = self.buyer.post(body)
        if response.status_code != 201:
            self._check_refusal(response.status_code, response.json())
            return
        self._now = read(tuple(response.json()["replies"]), self._stage.words)
        self._transcript += [f"  机器人: {message['text'][:120]}" for message in self._now.messages]
        self._offered += self._now.tappable()
        known = Known(self._own_numbers(), f"{self._said} {self._titles}", self.foreign)
        self._owner = self._who_answers()
        silent = silent or self._owner != "bot"
        self._last_step, written = self._steps()
        broken = broken_by(self._now, known, silent=silent)
        broken += self._confirmations.broken_by(said, written)
        self._confirmations.shown(self._now)
        for fault in broken:
            self._fault(fault)

    def _check_refusal(self, status: int, answer: dict[str, Any]) -> None:
        sentence = str(answer.get("error", {}).get("message", ""))
        self._transcript.append(f"  {status}: {sentence}")
        if status >= 500 or not sentence:
            self._fault(f"refused with {status}: {answer}")

    def _own_numbers(self) -> frozenset[str]:
        with self._stage.bot.store.reading() as session:
            return self.numbers | case_numbers(session.connection(), self.buyer.id)

    def _leave_the_queue(self) -> None:
        if self._owner == "queued":
            self.buyer.http.post("/api/v1/conversation/leave-queue")
            self._owner = self._who_answers()
            if self._owner != "bot":
                self._fault("the queue cannot be left")

    def _who_answers(self) -> str:
        return str(self.buyer.conversation()["state"])

    def _steps(self) -> tuple[int, list[Any]]:
        with self._stage.bot.store.reading() as session:
            return steps_after(session.connection(), self.buyer.id, self._last_step)

    def _fault(self, fault: str) -> None:
        last = "\n".join(self._transcript[-_LAST_LINES:])
        self.faults.append(f"{fault}\n{last}\n")
