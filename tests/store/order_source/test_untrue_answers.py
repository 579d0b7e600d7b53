"""Answers of a shop elsewhere that cannot be taken over."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.order_source import (
    OrderSourceInvalid,
)
from bot.aftersales.order_source.over_http import HttpOrderSource
from bot.aftersales.store import Store
from tests.store.import_files import ORDER_NO
from tests.store.order_source.shop_system import (
    BUYER,
    STRANGER,
    TOKEN,
    ShopSystem,
    document,
    stored,
)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (b"<html>", "line 1"),
        (b"\xff", "not UTF-8"),
        (b"[]", "valid dictionary"),
        (b'{"orders": [{}]}', "orders[0].order_no: is missing"),
        (b'{"colour": 1}', "colour"),
        (b" " * (2 * 1024 * 1024 + 1), "larger than"),
        (302, "status 302"),
        (401, "status 401"),
    ],
)
def test_an_answer_that_is_no_list_of_orders_is_refused_and_nothing_stored(
    system: ShopSystem, elsewhere: BuyerDoor, store: Store, said: int | bytes, problem: str
) -> None:
    system.documents[BUYER] = document()
    system.script = [said]
    before = stored(store)
    with pytest.raises(OrderSourceInvalid) as caught:
        elsewhere.orders(BUYER)
    assert problem in str(caught.value.params["problem"])
    assert stored(store) == before
    assert len(system.asked) == 1


def test_amounts_that_do_not_add_up_are_refused(
    system: ShopSystem, elsewhere: BuyerDoor, store: Store
) -> None:
    wrong = document()
    wrong["orders"][0]["paid_fen"] += 1
    system.documents[BUYER] = wrong
    with pytest.raises(OrderSourceInvalid, match=r"orders\[0\].paid_fen"):
        elsewhere.orders(BUYER)
    assert stored(store) == (0, 0, 0, 0, 0)


@pytest.mark.parametrize("where", ["orders", "buyers", "cases"])
def test_nobody_else_and_no_case_is_taken_over(
    system: ShopSystem, elsewhere: BuyerDoor, store: Store, where: str
) -> None:
    answer = document()
    if where == "orders":
        answer["orders"][0]["buyer_id"] = STRANGER
    elif where == "buyers":
        answer["buyers"].append({"id": STRANGER, "display_name": "老王"})
    else:
        answer["cases"] = [
            {
                "case_no": "SH261015000001",
                "order_no": ORDER_NO,
                "type": "REFUND_ONLY",
                "reason": "OTHER",
                "qty": 1,
                "requested_fen": 1,
                "events": [{"event": "SUBMIT", "at": "2026-10-15T09:00:00+08:00"}],
            }
        ]
    system.documents[BUYER] = answer
    with pytest.raises(OrderSourceInvalid):
        elsewhere.orders(BUYER)
    assert stored(store) == (0, 0, 0, 0, 0)


def test_a_buyers_id_is_only_ever_one_part_of_the_path(
    system: ShopSystem, elsewhere: BuyerDoor
) -> None:
    elsewhere.orders("../U1?x=/#")
    assert system.asked == ["/shop/buyers/..%2FU1%3Fx%3D%2F%23/orders"]


def test_processes_that_meet_a_new_buyer_at_the_same_moment_both_succeed(
    system: ShopSystem, url: str, store: Store
) -> None:
    system.documents[BUYER] = document()
    with ExitStack() as opened:
        sources = []
        for _ in range(4):
            again = Store(url)
            opened.callback(again.close)
            sources.append(HttpOrderSource(again, system.url, TOKEN, 0))
        with ThreadPoolExecutor(len(sources)) as pool:
            list(pool.map(lambda source: source.sync(BUYER), sources))
    assert stored(store)[:4] == (1, 1, 1, 2)
