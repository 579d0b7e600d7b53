"""The worker: what happened to a case is told in the conversation, once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from bot.aftersales.cases import Event
from bot.aftersales.models import OutboxMessage
from bot.aftersales.policy import Policy
from bot.aftersales.store import Store
from bot.chat.intake import Incoming, Intake
from bot.chat.messages import Messages
from bot.chat.models import Sender
from bot.chat.turns import Turns
from bot.chat.views import MessageView
from bot.clock import SHANGHAI, SystemClock
from bot.demo import DemoShop, load_demo
from bot.settings import Settings
from bot.words import Words
from bot.worker import GatewayBell, Worker, build_worker

_NOW = datetime(2026, 11, 23, 14, 0, tzinfo=SHANGHAI)


class Shop:
    """The demo shop with a clock that can be put forward, and a worker beside it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.store = Store(settings.database_url)
        self.woken: list[str] = []
        load_demo(self.store, Policy.load(settings.policy_file), DemoShop.read(), _NOW)

    def forward(self, **span: float) -> None:
        assert self.settings.clock_file is not None
        self.settings.clock_file.write_text((_NOW + timedelta(**span)).isoformat())

    def worker(self) -> Worker:
        return build_worker(self.settings, self.woken.append)

    def untold(self) -> int:
        waiting = select(func.count(OutboxMessage.id)).where(OutboxMessage.delivered_at.is_(None))
        with self.store.reading() as session:
            return session.scalar(waiting) or 0

    def notices(self) -> list[MessageView]:
        return [
            message
            for conversation_id in dict.fromkeys(self.woken)
            for message in Messages(self.store).after(conversation_id, 0, 200)
        ]


@pytest.fixture(params=["sqlite", "postgres"])
def shop(
    request: pytest.FixtureRequest, make_settings: Callable[..., Settings], tmp_path: Path
) -> Iterator[Shop]:
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    if request.param == "postgres":
        url = request.getfixturevalue("fresh_postgres_url")
    clock_file = tmp_path / "clock"
    clock_file.write_text(_NOW.isoformat())
    shop = Shop(make_settings(url, 1, CLOCK_FILE=clock_file))
    yield shop
    shop.store.close()


def test_what_time_does_to_a_case_is_told_once(shop: Shop) -> None:
    shop.forward(days=30)
    shop.worker().round()
    told = shop.notices()

    assert told and shop.untold() == 0
    assert all(notice.sender is Sender.SYSTEM and notice.text for notice in told)
    assert all(notice.card and notice.card["kind"] == "case" for notice in told)

    shop.worker().round()
    assert shop.notices() == told


def test_two_workers_at_once_tell_each_notice_once(shop: Shop) -> None:
    shop.forward(days=60)
    one, other = shop.worker(), shop.worker()
    one.timers.run(shop.settings.clock().now())
    untold = shop.untold()
    told: list[str] = []

    def deliver(worker: Worker) -> None:
        told.extend(worker.notices.deliver(100))

    threads = [threading.Thread(target=deliver, args=(worker,)) for worker in (one, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shop.woken = told

    assert len([each for each in shop.notices() if each.sender is Sender.SYSTEM]) == untold
    assert shop.untold() == 0


def test_a_turn_nobody_runs_any_more_wakes_the_gateway(shop: Shop) -> None:
    clock = SystemClock()
    turns = Turns(shop.store, clock, "dead")
    accepted = Intake(shop.store, clock, turns).accept("U6", Incoming("x", "退款", "退款"))
    assert accepted.turn is not None
    turns.release(accepted.turn)

    shop.worker().round()

    assert accepted.conversation.id in shop.woken


def test_a_gateway_that_is_away_does_not_stop_the_worker() -> None:
    GatewayBell("http://127.0.0.1:1", "token")("c_x")


def test_every_step_that_others_make_has_words(domain_file: Path) -> None:
    words = Words.load(domain_file)
    told = set(Event) - {
        Event.SUBMIT,
        Event.AMEND,
        Event.WITHDRAW,
        Event.ACCEPT_OFFER,
        Event.DECLINE_OFFER,
        Event.SHIP_RETURN,
        Event.ESCALATE,
        Event.ADD_EVIDENCE,
        Event.URGE,
    }

    assert [step for step in told if not words.has(f"utter_notice_{step.lower()}")] == []


def test_a_calendar_that_runs_out_is_warned_of_once_a_day(shop: Shop) -> None:
    worker = shop.worker()

    def warnings() -> list[object]:
        with capture_logs() as logs:
            worker.round()
        return [log["official_days_ahead"] for log in logs if log["event"] == "calendar_runs_out"]

    assert warnings() == [38]
    assert warnings() == []
    shop.forward(days=1)
    assert warnings() == [37]
    shop.forward(days=-60)
    assert warnings() == []
