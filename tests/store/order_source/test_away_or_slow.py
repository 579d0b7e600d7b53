"""How often a shop elsewhere is asked, and what happens while it is away."""

from __future__ import annotations

import time

import pytest
from structlog.testing import capture_logs

from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.order_source import (
    OrderSourceUnavailable,
)
from bot.aftersales.order_source.over_http import HttpOrderSource
from bot.aftersales.store import Store
from bot.aftersales.views import ItemHint
from tests.store.import_files import ORDER_NO
from tests.store.order_source.shop_system import (
    BUYER,
    STRANGER,
    TOKEN,
    Seconds,
    ShopSystem,
    document,
    stored,
)
from tests.store.shop import draft


def test_an_answer_is_taken_to_be_true_for_half_a_minute_for_each_buyer(
    system: ShopSystem, elsewhere: BuyerDoor, seconds: Seconds
) -> None:
    system.documents[BUYER] = document()
    order = elsewhere.orders(BUYER)[0]
    elsewhere.quote(BUYER, draft(order))
    seconds.now += 29
    elsewhere.find_items(BUYER, ItemHint())
    elsewhere.orders(STRANGER)
    elsewhere.orders(STRANGER)
    seconds.now += 2
    elsewhere.order(BUYER, ORDER_NO)
    mine, others = "/shop/buyers/U1/orders", "/shop/buyers/U2/orders"
    assert system.asked == [mine, others, mine]


def test_a_stumble_is_tried_again(system: ShopSystem, elsewhere: BuyerDoor) -> None:
    system.documents[BUYER] = document()
    system.script = [503, 429]
    assert len(elsewhere.orders(BUYER)) == 1
    assert len(system.asked) == 3


def test_a_shop_that_is_away_is_tried_three_times_and_then_left_alone_for_a_while(
    system: ShopSystem, elsewhere: BuyerDoor, seconds: Seconds
) -> None:
    system.documents[BUYER] = document()
    system.script = [500] * 3
    for problem in ("status 500", "it did not answer a moment ago"):
        with pytest.raises(OrderSourceUnavailable) as caught:
            elsewhere.orders(BUYER)
        assert caught.value.code == "ORDER_SOURCE_UNAVAILABLE"
        assert caught.value.params == {"problem": problem}
    assert len(system.asked) == 3
    seconds.now += 5
    assert len(elsewhere.orders(BUYER)) == 1


def test_what_is_stored_stays_as_it_is_while_the_shop_is_away(
    system: ShopSystem, elsewhere: BuyerDoor, seconds: Seconds, store: Store
) -> None:
    system.documents[BUYER] = document()
    elsewhere.orders(BUYER)
    before = stored(store)
    seconds.now += 31
    system.script = [500] * 3
    with pytest.raises(OrderSourceUnavailable):
        elsewhere.orders(BUYER)
    assert stored(store) == before
    assert elsewhere.cases(BUYER) == []


def test_nobody_at_the_address_is_named(store: Store) -> None:
    source = HttpOrderSource(store, "http://127.0.0.1:1", TOKEN, 30, sleep=lambda pause: None)
    with capture_logs(), pytest.raises(OrderSourceUnavailable, match="ConnectionError"):
        source.sync(BUYER)


def test_a_shop_that_answers_too_slowly_is_given_up(system: ShopSystem, store: Store) -> None:
    system.documents[BUYER] = document()
    system.slow_seconds = 2.0
    source = HttpOrderSource(store, system.url, TOKEN, 30)
    began = time.monotonic()
    with capture_logs(), pytest.raises(OrderSourceUnavailable, match="ReadTimeout"):
        source.sync(BUYER)
    assert time.monotonic() - began < 6
