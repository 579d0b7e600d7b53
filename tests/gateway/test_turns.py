"""The bot's turns: one after another, answered exactly once, whatever dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.aftersales.store import Store
from bot.chat.database import open_store
from bot.chat.intake import Incoming, Intake
from bot.chat.models import Sender, Turn
from bot.chat.turns import LEASE, ClaimedTurn, TurnLostError, Turns
from bot.chat.views import Heard, NewMessage
from bot.clock import SystemClock
from bot.settings import Settings
from tests.gateway.fake_rasa import FakeRasa, echo
from tests.gateway.running import Buyer, RunningGateway, eventually, token_for

_ROOT = Path(__file__).parents[2]


def test_lines_sent_quickly_are_answered_one_after_another(buyer: Buyer, rasa: FakeRasa) -> None:
    under_way: list[int] = []
    most = [0]

    def one_at_a_time(question: dict[str, Any]) -> list[dict[str, Any]]:
        under_way.append(1)
        most[0] = max(most[0], len(under_way))
        time.sleep(0.1)
        under_way.pop()
        return echo(question)

    rasa.script = one_at_a_time
    for text in ("一", "二", "三"):
        conversation = buyer.post({"text": text}).json()["message"]["conversation_id"]

    eventually(lambda: buyer.conversation()["last_seq"] == 6)
    assert rasa.said(conversation) == ["一", "二", "三"]
    assert most == [1]
    answers = [each["text"] for each in buyer.messages() if each["sender"] == "bot"]
    assert answers == ["您说:一", "您说:二", "您说:三"]


def test_a_waiting_call_gets_the_answer_to_its_own_line(buyer: Buyer, rasa: FakeRasa) -> None:
    def slow(question: dict[str, Any]) -> list[dict[str, Any]]:
        time.sleep(0.3)
        return echo(question)

    rasa.script = slow
    buyer.post({"text": "一"})

    answered = buyer.say("二")

    assert answered["replies"][-1]["text"] == "您说:二"


def test_when_rasa_breaks_once_the_second_try_answers(buyer: Buyer, rasa: FakeRasa) -> None:
    tries: list[int] = []

    def breaks_once(question: dict[str, Any]) -> list[dict[str, Any]]:
        tries.append(1)
        if len(tries) == 1:
            raise ConnectionAbortedError
        return echo(question)

    rasa.script = breaks_once

    assert [each["text"] for each in buyer.say("退款")["replies"]] == ["您说:退款"]


@pytest.mark.parametrize("fault", ["error", "silence", "nonsense", "hangs up"])
def test_when_rasa_stays_broken_the_buyer_is_told_and_offered_a_person(
    buyer: Buyer, rasa: FakeRasa, fault: str
) -> None:
    def broken(_question: dict[str, Any]) -> Any:
        if fault == "error":
            raise ValueError
        if fault == "hangs up":
            raise ConnectionAbortedError
        return [] if fault == "silence" else {"not": "a list"}

    rasa.script = broken
    began = time.monotonic()

    (sorry,) = buyer.say("退款")["replies"]

    assert time.monotonic() - began < 3
    assert sorry["sender"] == "bot"
    assert [chip["label"] for chip in sorry["chips"]] == ["转人工"]
    person = buyer.post({"chip": sorry["chips"][0]["token"]}, wait=True).json()
    assert person["replies"][-1]["sender"] == "system"
    assert buyer.conversation()["state"] == "queued"


def test_a_rasa_that_hangs_is_given_up_within_the_time_limit(buyer: Buyer, rasa: FakeRasa) -> None:
    release = threading.Event()

    def hangs(_question: dict[str, Any]) -> list[dict[str, Any]]:
        release.wait(10)
        return []

    rasa.script = hangs
    began = time.monotonic()
    replies = buyer.say("退款")["replies"]
    release.set()

    assert 2.5 < time.monotonic() - began < 6
    assert len(replies) == 1


class SteppedClock(SystemClock):
    """The machine's clock, put forward by hand."""

    def __init__(self) -> None:
        self.ahead = LEASE * 0

    def now(self) -> Any:
        return super().now() + self.ahead


@dataclass
class TwoProcesses:
    """Two gateways' views of the same turns."""

    one: Turns
    other: Turns
    intake: Intake
    machine: SteppedClock
    store: Store


@pytest.fixture(params=["sqlite", "postgres"])
def processes(
    request: pytest.FixtureRequest, make_settings: Callable[..., Settings], tmp_path: Path
) -> Iterator[TwoProcesses]:
    url = f"sqlite:///{tmp_path / 'turns.db'}"
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url")
    make_settings(url, 1)
    machine = SteppedClock()
    stores = [open_store(url), open_store(url)]
    one = Turns(stores[0], SystemClock(), "one", machine)
    other = Turns(stores[1], SystemClock(), "other", machine)
    yield TwoProcesses(one, other, Intake(stores[0], SystemClock(), one), machine, stores[1])
    for store in stores:
        store.close()


def _line(number: int) -> Incoming:
    return Incoming(f"line-{number}", f"第{number}句", f"第{number}句")


def test_a_turn_is_run_by_one_process_only(processes: TwoProcesses) -> None:
    first = processes.intake.accept("L1", _line(1))
    second = processes.intake.accept("L1", _line(2))

    assert first.turn is not None
    assert second.turn is None
    assert processes.other.claim_next(first.conversation.id) is None
    ended = processes.one.end(first.turn, [NewMessage(Sender.BOT, "好")])
    assert ended.next is not None and ended.next.seq == second.message.seq


def test_what_was_heard_is_kept_with_the_turn(processes: TwoProcesses) -> None:
    turn = processes.intake.accept("L5", _line(1)).turn
    assert turn is not None
    heard = Heard("nlu_fallback", (("query_order", 0.31), ("urge_refund", 0.2)))

    processes.one.end(turn, [NewMessage(Sender.BOT, "好")], heard=heard)

    kept = _kept(processes, turn)
    assert (kept.heard_as, kept.confidence) == ("nlu_fallback", 0.31)
    assert kept.likeliest == [["query_order", 0.31], ["urge_refund", 0.2]]


def test_of_a_chip_nothing_is_heard(processes: TwoProcesses) -> None:
    turn = processes.intake.accept("L6", Incoming("chip", "查订单", "/query_order")).turn
    assert turn is not None

    processes.one.end(turn, [NewMessage(Sender.BOT, "好")])

    kept = _kept(processes, turn)
    assert (kept.heard_as, kept.confidence, kept.likeliest) == (None, None, None)


def _kept(processes: TwoProcesses, turn: ClaimedTurn) -> Turn:
    with processes.store.reading() as session:
        return session.get_one(Turn, (turn.conversation_id, turn.seq))


def test_a_turn_of_a_dead_process_is_taken_over_and_its_late_answer_dropped(
    processes: TwoProcesses,
) -> None:
    dead = processes.intake.accept("L2", _line(1)).turn
    assert dead is not None
    assert dead.conversation_id not in processes.other.abandoned(100)
    processes.machine.ahead = LEASE * 2

    assert dead.conversation_id in processes.other.abandoned(100)
    taken = processes.other.claim_next(dead.conversation_id)
    assert taken is not None and (taken.said, taken.attempts) == ("第1句", 2)
    processes.other.end(taken, [NewMessage(Sender.BOT, "好")])

    with pytest.raises(TurnLostError):
        processes.one.end(dead, [NewMessage(Sender.BOT, "迟到的")])
    assert dead.conversation_id not in processes.other.abandoned(100)


def test_a_renewed_turn_is_not_taken_over(processes: TwoProcesses) -> None:
    turn = processes.intake.accept("L3", _line(1)).turn
    assert turn is not None
    processes.machine.ahead += LEASE * 0.9
    processes.one.renew(turn)
    processes.machine.ahead += LEASE * 0.9

    assert processes.other.claim_next(turn.conversation_id) is None


def test_a_turn_given_back_can_be_taken_at_once(processes: TwoProcesses) -> None:
    turn = processes.intake.accept("L4", _line(1)).turn
    assert turn is not None
    processes.one.release(turn)

    assert processes.other.claim_next(turn.conversation_id) is not None


def _spawn(settings: Settings) -> subprocess.Popen[bytes]:
    environ = {
        **os.environ,
        "APP_ENV": "test",
        "DATABASE_URL": settings.database_url,
        "APP_VAR_DIR": str(settings.var_dir),
        "APP_DOMAIN_FILE": str(settings.domain_file),
        "APP_POLICY_FILE": str(settings.policy_file),
        "APP_GATEWAY_PORT": str(settings.gateway_port),
        "APP_RASA_PORT": str(settings.rasa_port),
        "APP_TURN_TIMEOUT_SECONDS": "30",
    }
    return subprocess.Popen([sys.executable, "-m", "bot.gateway"], cwd=_ROOT, env=environ)


def _is_up(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz", trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def test_a_gateway_killed_in_mid_turn_answers_exactly_once_after_its_restart(
    make_settings: Callable[..., Settings], tmp_path: Path
) -> None:
    rasa = FakeRasa()
    settings = make_settings(f"sqlite:///{tmp_path / 'bot.db'}", rasa.port)
    asked, may_answer = threading.Event(), threading.Event()

    def slow(question: dict[str, Any]) -> list[dict[str, Any]]:
        asked.set()
        may_answer.wait(20)
        return echo(question)

    rasa.script = slow
    headers = {"Authorization": f"Bearer {token_for('K1')}"}
    process = _spawn(settings)
    try:
        eventually(lambda: _is_up(settings.gateway_url), seconds=30)
        with httpx.Client(base_url=settings.gateway_url, headers=headers, trust_env=False) as http:
            buyer = Buyer("K1", http)
            assert buyer.post({"text": "退款"}).status_code == 201
            assert buyer.post({"text": "还在吗"}).status_code == 201
            assert asked.wait(10)
            process.send_signal(signal.SIGKILL)
            process.wait(10)
            may_answer.set()

            process = _spawn(settings)
            eventually(lambda: _is_up(settings.gateway_url), seconds=30)
            eventually(lambda: buyer.conversation()["last_seq"] >= 4, seconds=30)
            time.sleep(0.5)
            texts = [each["text"] for each in buyer.messages()]
    finally:
        process.kill()
        process.wait(10)
        rasa.close()
    assert texts == ["退款", "还在吗", "您说:退款", "您说:还在吗"]


def test_a_port_that_is_taken_is_named_in_one_line(gateway: RunningGateway) -> None:
    port = str(gateway.settings.gateway_port)
    environ = {**os.environ, "APP_ENV": "test", "APP_GATEWAY_PORT": port}
    process = subprocess.run(
        [sys.executable, "-m", "bot.gateway"],
        cwd=_ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert process.returncode == 2
    assert port in process.stderr
    assert len(process.stderr.strip().splitlines()) == 1
