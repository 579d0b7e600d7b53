"""How much is let in, and how a refusal says when to come back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest

from bot.gateway.errors import ApiError
from bot.gateway.limits import LocalBuckets, RateLimits
from bot.gateway.redis_buckets import RedisBuckets
from bot.settings import Settings
from tests.gateway.fake_rasa import FakeRasa
from tests.gateway.running import Buyer, RunningGateway, code_of


@pytest.fixture(scope="module")
def strict(
    make_settings: Callable[..., Settings], database_url: str, rasa: FakeRasa
) -> Iterator[RunningGateway]:
    running = RunningGateway(make_settings(database_url, rasa.port, APP_MESSAGES_PER_MINUTE=3))
    running.start()
    yield running
    running.stop()


def test_a_buyer_who_floods_is_told_when_to_come_back(strict: RunningGateway) -> None:
    flooding, other = Buyer.of(strict), Buyer.of(strict)

    answers = [flooding.post({"text": f"第{number}句"}) for number in range(4)]

    assert [each.status_code for each in answers] == [201, 201, 201, 429]
    assert code_of(answers[-1]) == "RATE_LIMITED"
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 20
    assert other.post({"text": "你好"}).status_code == 201


def test_a_bucket_fills_again_with_time() -> None:
    now = [0.0]
    buckets = LocalBuckets(lambda: now[0])

    async def take() -> float:
        return await buckets.take("k", 2)

    async def story() -> list[float]:
        taken = [await take(), await take(), await take()]
        now[0] += 30
        return [*taken, await take(), await take()]

    assert asyncio.run(story()) == [0, 0, 30, 0, 30]


def test_one_address_may_not_speak_for_ever_so_many_buyers() -> None:
    async def flood(address: str) -> int:
        limits = RateLimits(LocalBuckets(), messages_per_minute=1)
        for number in range(40):
            try:
                await limits.message(f"b{number}", address)
            except ApiError:
                return number
        return 40

    assert asyncio.run(flood("203.0.113.7")) == 30
    assert asyncio.run(flood("127.0.0.1")) == 40


def test_without_redis_a_gateway_counts_alone() -> None:
    async def story() -> list[bool]:
        buckets = RedisBuckets("redis://127.0.0.1:1/0")
        return [await buckets.take("k", 1) == 0, await buckets.take("k", 1) > 0]

    assert asyncio.run(story()) == [True, True]
