"""What every source of orders promises."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.codes import CaseType, OrderStatus, Reason
from bot.aftersales.errors import NotFound
from bot.aftersales.order_source import (
    OrderSource,
)
from bot.aftersales.policy import Policy
from bot.aftersales.store import Store
from bot.aftersales.views import ItemHint
from tests.store.import_files import ORDER_NO
from tests.store.invariants import assert_invariants
from tests.store.order_source.shop_system import (
    BUYER,
    STRANGER,
    document,
    stored,
)
from tests.store.shop import StandingClock, draft, submit


def test_after_a_sync_the_buyers_orders_are_there_as_the_shop_has_them(
    kept: Callable[..., OrderSource], store: Store, policy: Policy, clock: StandingClock
) -> None:
    source = kept(BUYER, document())
    source.sync(BUYER)
    (order,) = BuyerDoor(store, policy, clock, source).orders(BUYER)
    assert (order.order_no, order.paid_fen, order.status) == (
        ORDER_NO,
        19200,
        OrderStatus.RECEIVED,
    )
    assert [(item.title, item.qty, item.paid_fen) for item in order.items] == [
        ("蓝牙耳机", 1, 13070),
        ("耳机套", 2, 5130),
    ]
    assert order.shipments[0].tracking_no == "SF1"


def test_syncing_again_changes_nothing(
    kept: Callable[..., OrderSource], store: Store, policy: Policy, clock: StandingClock
) -> None:
    source = kept(BUYER, document())
    source.sync(BUYER)
    door = BuyerDoor(store, policy, clock)
    before = (door.orders(BUYER), stored(store))
    source.sync(BUYER)
    assert (door.orders(BUYER), stored(store)) == before


def test_a_buyer_the_shop_does_not_know_has_no_orders(
    kept: Callable[..., OrderSource], store: Store, policy: Policy, clock: StandingClock
) -> None:
    door = BuyerDoor(store, policy, clock, kept(BUYER, document()))
    assert door.orders(STRANGER) == []
    assert door.find_items(STRANGER, ItemHint(text="蓝牙耳机")) == []
    with pytest.raises(NotFound):
        door.order(STRANGER, ORDER_NO)


def test_refunds_are_quoted_and_submitted_from_what_was_synced(
    kept: Callable[..., OrderSource], store: Store, policy: Policy, clock: StandingClock
) -> None:
    source = kept(BUYER, document())
    clock.move(days=-15)
    door = BuyerDoor(store, policy, clock, source)
    order = door.order(BUYER, ORDER_NO)
    case = submit(door, draft(order, type_=CaseType.RETURN_REFUND, reason=Reason.NO_REASON))
    assert case.requested_fen == 13070
    source.sync(BUYER)
    assert door.item(BUYER, order.items[0].item_id).open_case_no == case.case_no
    with store.reading() as session:
        assert_invariants(session)
