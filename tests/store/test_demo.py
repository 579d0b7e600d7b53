"""The demo shop shows everything it promises, at whatever time of day it is loaded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.codes import CaseStatus, CaseType, OrderStatus, Reason
from bot.aftersales.migrations import migrate
from bot.aftersales.models import AfterSaleCase, Buyer, Order, OrderItem, OutboxMessage
from bot.aftersales.policy import Policy
from bot.aftersales.store import Store
from bot.aftersales.timers import Timers
from bot.aftersales.views import CaseView, ItemView, OrderView, RefundDraft
from bot.clock import SHANGHAI
from bot.demo import DemoShop, load_demo
from bot.demo.shop import order_no
from tests.store.invariants import assert_invariants
from tests.store.shop import StandingClock

DAY = "2026-11-23"
POLICY_FILE = Path(__file__).parents[2] / "policy.toml"
EVERY = 1000


@cache
def the_shop() -> DemoShop:
    return DemoShop.read()


@pytest.fixture(scope="module")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path_factory.mktemp('demo') / 'demo.db'}"
    migrate(url)
    store = Store(url)
    now = datetime.fromisoformat(f"{DAY}T10:20:30+08:00")
    load_demo(store, Policy.load(POLICY_FILE), the_shop(), now)
    yield store
    store.close()


@pytest.fixture(scope="module")
def demo_clock() -> StandingClock:
    return StandingClock(f"{DAY}T10:20:30+08:00")


@pytest.fixture(scope="module")
def demo_door(demo_store: Store, demo_clock: StandingClock) -> BuyerDoor:
    return BuyerDoor(demo_store, Policy.load(POLICY_FILE), demo_clock)


@pytest.fixture(scope="module")
def orders(demo_door: BuyerDoor) -> list[OrderView]:
    return [order for one in the_shop().buyers for order in demo_door.orders(one.id, limit=EVERY)]


@pytest.fixture(scope="module")
def cases(demo_door: BuyerDoor) -> list[CaseView]:
    return [case for one in the_shop().buyers for case in demo_door.cases(one.id)]


def test_there_are_enough_people_with_something_to_try() -> None:
    shop = the_shop()
    assert len(shop.buyers) >= 5
    assert all("试试" in buyer.hint for buyer in shop.buyers)
    assert sum(buyer.wallet for buyer in shop.buyers) == 1
    assert len(shop.sellers) >= 3
    assert all(seller.return_address for seller in shop.sellers)
    assert Counter(agent.role for agent in shop.agents) == {
        "agent": 2,
        "supervisor": 1,
        "platform": 1,
    }


def test_there_are_thirty_orders_in_every_status(orders: list[OrderView]) -> None:
    assert len(orders) >= 30
    assert {order.status for order in orders} == set(OrderStatus)


def test_there_are_cases_in_every_status(cases: list[CaseView]) -> None:
    assert {case.status for case in cases} == set(CaseStatus)


def test_there_is_every_kind_of_discount_quantity_and_goods(
    orders: list[OrderView], demo_store: Store
) -> None:
    for name in ("promotion_fen", "coupon_fen", "points_fen", "shipping_fee_fen"):
        assert any(getattr(order, name) for order in orders), name
    assert any(len(order.items) > 1 for order in orders)
    assert any(item.qty > 1 for order in orders for item in order.items)
    assert any(len(order.shipments) > 1 for order in orders)
    with demo_store.reading() as session:
        categories = set(session.scalars(select(OrderItem.category)))
    assert categories == {"GENERAL", "CUSTOM", "VIRTUAL", "FRESH"}


def test_there_is_an_order_large_enough_to_advise_a_human(orders: list[OrderView]) -> None:
    large = Policy.load(POLICY_FILE).large_amount_fen
    assert any(order.paid_fen >= large and not _claimed(order) for order in orders)


def test_there_are_parcels_on_the_way_in_time_and_late(
    orders: list[OrderView], demo_clock: StandingClock
) -> None:
    now = demo_clock.now()
    on_the_way = [order for order in orders if order.status is OrderStatus.SHIPPED]
    late = [order for order in on_the_way if (order.promised_delivery_at or now) < now]
    assert late
    assert len(late) < len(on_the_way)
    unshipped = [order for order in orders if order.status is OrderStatus.PAID]
    assert any((order.promised_ship_at or now) < now for order in unshipped)


def _claimed(order: OrderView) -> bool:
    return any(item.open_case_no or item.refunded_fen for item in order.items)


@pytest.mark.parametrize(
    ("reason", "code"),
    [(Reason.NO_REASON, "NO_REASON_WINDOW_OVER"), (Reason.QUALITY, "WINDOW_OVER")],
)
def test_there_are_unclaimed_orders_past_each_window(
    demo_door: BuyerDoor, reason: Reason, code: str
) -> None:
    owners = {item.item_id: buyer for item, buyer in _unclaimed(demo_door)}
    found = set()
    for item_id, buyer_id in owners.items():
        draft = RefundDraft(item_id, 1, CaseType.RETURN_REFUND, reason)
        found |= {refusal.code for refusal in demo_door.quote(buyer_id, draft).refusals}
    assert code in found
    assert "NO_REASON_EXCLUDED" in found or reason is Reason.QUALITY


def _unclaimed(door: BuyerDoor) -> Iterator[tuple[ItemView, str]]:
    for buyer in the_shop().buyers:
        for order in door.orders(buyer.id, limit=EVERY):
            if order.shipments and not _claimed(order):
                yield from ((item, buyer.id) for item in order.items)


def test_some_cases_can_be_escalated_now_and_others_not_yet(cases: list[CaseView]) -> None:
    for status in (CaseStatus.PENDING_SELLER, CaseStatus.SELLER_REJECTED):
        allowed = ["ESCALATE" in case.allowed for case in cases if case.status is status]
        assert any(allowed), status
        assert not all(allowed), status
    overdue = [case for case in cases if case.status is CaseStatus.AWAITING_SELLER_RECEIPT]
    assert {"ESCALATE" in case.allowed for case in overdue} == {True, False}


def test_one_case_was_approved_by_silence_and_one_paid_into_the_wallet(
    cases: list[CaseView],
) -> None:
    assert any(step.event == "AUTO_APPROVE" for case in cases for step in case.timeline)
    assert any(
        case.destination == "WALLET" and case.status is CaseStatus.REFUNDED for case in cases
    )


def test_order_numbers_tell_their_date_and_are_stable_within_a_day(
    orders: list[OrderView],
) -> None:
    numbers = [order.order_no for order in orders]
    assert all(len(number) == 16 and number.isdigit() for number in numbers)
    assert all(order.order_no.startswith(f"{order.ordered_at:%Y%m%d}") for order in orders)
    assert len({number[-4:] for number in numbers}) == len(numbers)
    late = datetime.fromisoformat(f"{DAY}T23:59:00+08:00")
    assert sorted(numbers) == sorted(order_no(order, late) for order in the_shop().orders)


def test_no_buyer_is_pushed_the_news_of_last_week(demo_store: Store) -> None:
    with demo_store.reading() as session:
        waiting = select(func.count()).where(OutboxMessage.delivered_at.is_(None))
        assert session.scalar(waiting) == 0


def test_time_has_nothing_left_to_do_when_the_demo_is_loaded(
    demo_store: Store, demo_clock: StandingClock
) -> None:
    report = Timers(demo_store, Policy.load(POLICY_FILE)).run(demo_clock.now())
    assert report.events == {}


@pytest.mark.parametrize("time", ["00:00:01", "08:00:00", "14:30:00", "23:59:59"])
def test_the_demo_is_whole_at_any_time_of_day(store: Store, policy: Policy, time: str) -> None:
    now = datetime.fromisoformat(f"{DAY}T{time}+08:00")
    load_demo(store, policy, the_shop(), now)
    with store.reading() as session:
        assert_invariants(session)
        statuses = set(session.scalars(select(AfterSaleCase.status)))
    assert statuses == set(CaseStatus)


@pytest.mark.parametrize("day", ["2026-02-17", "2026-10-01", "2026-12-31", "2027-06-15"])
def test_the_demo_is_whole_on_holidays_and_beyond_the_calendar(
    tmp_path: Path, migrated_sqlite: Path, policy: Policy, day: str
) -> None:
    path = tmp_path / "demo.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    store = Store(f"sqlite:///{path}")
    now = datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=SHANGHAI)
    load_demo(store, policy, the_shop(), now)
    with store.reading() as session:
        assert set(session.scalars(select(AfterSaleCase.status))) == set(CaseStatus)
    store.close()


def test_a_loaded_demo_is_left_alone(store: Store, policy: Policy, clock: StandingClock) -> None:
    assert load_demo(store, policy, the_shop(), clock.now()) is not None
    later = clock.now() + timedelta(days=1)
    assert load_demo(store, policy, the_shop(), later) is None
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Order)) == len(the_shop().orders)


def test_a_shop_with_a_buyer_of_that_id_is_left_alone(
    store: Store, policy: Policy, clock: StandingClock
) -> None:
    with store.transaction() as session:
        session.add(Buyer(id="U3", display_name="真实买家"))
    assert load_demo(store, policy, the_shop(), clock.now()) is None
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Order)) == 0
