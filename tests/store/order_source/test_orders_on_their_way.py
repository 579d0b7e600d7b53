"""What an order that is kept elsewhere does on its way through the shop."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.codes import OrderStatus
from bot.aftersales.models import Order, PointsEntry, Seller
from bot.aftersales.order_source import (
    OrderSourceInvalid,
)
from bot.aftersales.store import Store
from tests.store.import_files import ORDER_NO
from tests.store.order_source.shop_system import (
    BUYER,
    STRANGER,
    Seconds,
    ShopSystem,
    document,
    shipped,
    stored,
)


def test_an_order_moves_on_and_keeps_its_items(
    system: ShopSystem, elsewhere: BuyerDoor, seconds: Seconds, store: Store
) -> None:
    system.documents[BUYER] = shipped()
    before = elsewhere.order(BUYER, ORDER_NO)
    arrived = document()
    arrived["orders"][0]["status"] = "COMPLETED"
    arrived["orders"][0]["completed_at"] = "2026-10-20T10:00:00+08:00"
    arrived["sellers"][0]["return_address"] = "广州市天河区"
    system.documents[BUYER] = arrived
    seconds.now += 31
    after = elsewhere.order(BUYER, ORDER_NO)
    assert (before.status, after.status) == (OrderStatus.SHIPPED, OrderStatus.COMPLETED)
    assert [item.item_id for item in after.items] == [item.item_id for item in before.items]
    assert after.shipments[0].signed_at is not None
    with store.reading() as session:
        assert session.get_one(Seller, "S1").return_address == "广州市天河区"
        assert session.get_one(Order, ORDER_NO).version == 2


def test_an_order_is_paid_and_sent_after_it_was_first_seen(
    system: ShopSystem, elsewhere: BuyerDoor, seconds: Seconds, store: Store
) -> None:
    unpaid = document()
    order = unpaid["orders"][0]
    order.update(status="PENDING_PAYMENT", shipments=[])
    del order["payment"], order["paid_at"]
    system.documents[BUYER] = unpaid
    assert elsewhere.order(BUYER, ORDER_NO).payment_method is None
    system.documents[BUYER] = document()
    seconds.now += 31
    paid = elsewhere.order(BUYER, ORDER_NO)
    assert (paid.payment_method, len(paid.shipments)) == ("WECHAT", 1)
    with store.reading() as session:
        assert session.scalars(select(PointsEntry.points)).all() == [-800]


def test_the_price_of_an_unpaid_order_may_change(
    system: ShopSystem, elsewhere: BuyerDoor, seconds: Seconds, store: Store
) -> None:
    unpaid = document()
    order = unpaid["orders"][0]
    order.update(status="PENDING_PAYMENT", shipments=[])
    del order["payment"], order["paid_at"]
    system.documents[BUYER] = unpaid
    elsewhere.orders(BUYER)
    cheaper = json.loads(json.dumps(unpaid))
    cheaper["orders"][0].update(promotion_fen=1000, paid_fen=18200)
    system.documents[BUYER] = cheaper
    seconds.now += 31
    assert elsewhere.order(BUYER, ORDER_NO).paid_fen == 18200
    assert stored(store)[:4] == (1, 1, 1, 2)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda order: order["items"][0].update(title="耳机"), "items[0].title"),
        (lambda order: order["items"].reverse(), "items[0].title"),
        (lambda order: order["payment"].update(transaction_no="T2"), "payment.transaction_no"),
        (lambda order: order.update(coupon_code="C31"), "coupon_code"),
        (lambda order: order["shipments"][0].update(tracking_no="SF2"), "shipments"),
        (
            lambda order: order.update(seller_id="S2"),
            "seller_id: S2 is neither in the file nor stored",
        ),
    ],
)
def test_what_a_paid_order_costs_is_fixed(
    system: ShopSystem,
    elsewhere: BuyerDoor,
    seconds: Seconds,
    change: Callable[[dict[str, Any]], None],
    field: str,
) -> None:
    system.documents[BUYER] = document()
    before = elsewhere.orders(BUYER)
    changed = document()
    change(changed["orders"][0])
    system.documents[BUYER] = changed
    seconds.now += 31
    with pytest.raises(OrderSourceInvalid) as caught:
        elsewhere.orders(BUYER)
    assert field in str(caught.value.params["problem"])
    system.documents[BUYER] = document()
    assert elsewhere.orders(BUYER) == before


def test_an_order_of_one_buyer_cannot_become_anothers(
    system: ShopSystem, elsewhere: BuyerDoor
) -> None:
    system.documents[BUYER] = document()
    elsewhere.orders(BUYER)
    stolen = document()
    stolen["buyers"][0]["id"] = stolen["orders"][0]["buyer_id"] = STRANGER
    system.documents[STRANGER] = stolen
    with pytest.raises(OrderSourceInvalid, match="buyer_id"):
        elsewhere.orders(STRANGER)
    assert elsewhere.order(BUYER, ORDER_NO).order_no == ORDER_NO
