"""Two gateways on one PostgreSQL, with Redis between them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator

import pytest
from redis import Redis
from redis.exceptions import RedisError

from bot.settings import Settings
from tests.gateway.fake_rasa import FakeRasa, echo
from tests.gateway.running import Buyer, RunningGateway, eventually, hand_over, token_for
from tests.gateway.test_sockets import Listener
from tests.stack.machine import lacking

Gateways = tuple[RunningGateway, RunningGateway]


@pytest.fixture(scope="module")
def gateways(
    make_settings: Callable[..., Settings], postgres_url: str, rasa: FakeRasa
) -> Iterator[Gateways]:
    redis_url = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")
    try:
        Redis.from_url(redis_url, socket_connect_timeout=2).ping()
    except RedisError:
        lacking("Redis does not answer at TEST_REDIS_URL")
    one, other = (
        RunningGateway(make_settings(postgres_url, rasa.port, REDIS_URL=redis_url))
        for _ in range(2)
    )
    one.start()
    other.start()
    yield one, other
    one.stop()
    other.stop()


def test_a_socket_at_one_hears_what_is_said_at_the_other(gateways: Gateways) -> None:
    one, other = gateways
    phone = Listener(one, "/buyer", auth={"token": token_for("G1")})

    Buyer.of(other, "G1").say("你好")

    eventually(lambda: phone.texts() == ["你好", "您说:你好"])
    phone.client.disconnect()


def test_lines_at_both_are_answered_one_after_another(gateways: Gateways, rasa: FakeRasa) -> None:
    under_way: list[int] = []
    most = [0]

    def one_at_a_time(question: dict[str, str]) -> list[dict[str, str]]:
        under_way.append(1)
        most[0] = max(most[0], len(under_way))
        time.sleep(0.1)
        under_way.pop()
        return echo(question)

    rasa.script = one_at_a_time
    here, there = (Buyer.of(gateway, "G2") for gateway in gateways)
    here.post({"text": "一"})
    answered = there.say("二")

    assert answered["replies"][-1]["text"] == "您说:二"
    assert most == [1]
    assert [each["seq"] for each in here.messages()] == [1, 2, 3, 4]


def test_a_handoff_at_one_silences_the_bot_at_the_other(gateways: Gateways) -> None:
    one, other = gateways
    here, there = Buyer.of(one, "G3"), Buyer.of(other, "G3")
    conversation = here.say("转人工")["message"]["conversation_id"]
    hand_over(other, conversation)

    sent = here.post({"text": "在吗"}, wait=True).json()

    assert sent["replies"] == []
    assert there.conversation()["state"] == "queued"
