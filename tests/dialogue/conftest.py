"""Buyers who talk, and agents at the desk."""

from __future__ import annotations

import pytest

from tests.gateway.running import AgentAtDesk, sign_in
from tests.stack.buyer import Buyer, MakeBuyer
from tests.stack.running_bot import RunningBot
from tests.stack.stock import Order, new_buyer_id, stock


@pytest.fixture
def make_buyer(bot: RunningBot) -> MakeBuyer:
    """A new buyer with these orders."""

    def make(*orders: Order, wallet: bool = False) -> Buyer:
        buyer_id = new_buyer_id()
        stock(bot, buyer_id, *orders, wallet=wallet)
        return Buyer.of(bot, buyer_id)

    return make


@pytest.fixture
def agent(bot: RunningBot) -> AgentAtDesk:
    """The demo shop's agent, signed in."""
    return sign_in(bot, "xiaomei", "demo-xiaomei")
