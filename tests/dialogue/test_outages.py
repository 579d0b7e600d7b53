"""A part of the bot hangs: the buyer is told within seconds, and everything goes on afterwards."""

from __future__ import annotations

import time

import pytest

from tests.gateway.running import eventually
from tests.stack.buyer import MakeBuyer
from tests.stack.running_bot import RunningBot
from tests.stack.stock import Goods, Order

TOLD_WITHIN_SECONDS = 12
LAMP = Order((Goods("护眼台灯", 18900),))


@pytest.mark.parametrize("part", ["rasa", "actions"])
def test_the_buyer_is_told_in_seconds_and_reaches_a_human_meanwhile(
    bot: RunningBot, make_buyer: MakeBuyer, part: str
) -> None:
    buyer = make_buyer(LAMP)
    buyer.say("我要退那个护眼台灯")

    with bot.paused(part):
        begun = time.monotonic()
        told = buyer.tap("退货退款")
        assert time.monotonic() - begun < TOLD_WITHIN_SECONDS
        assert "暂时没能回应" in told.text
        assert not bot.is_ready(), "it says of itself that it is not ready"

        buyer.tap("转人工")
        assert buyer.conversation()["state"] == "queued"

    eventually(bot.is_ready, seconds=30)
    buyer.http.post("/api/v1/conversation/leave-queue")
    assert "个工作日" in buyer.say("退款一般几天到账").text
    assert buyer.cases() == []
