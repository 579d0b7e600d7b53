"""Importing a shop: whole or not at all, once or many times, and never with wrong sums."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.aftersales.importing import (
    ImportConflict,
    Importer,
    ImportInvalid,
    ImportRefused,
    ImportReport,
    read_text,
)
from bot.aftersales.models import Base, Buyer, CouponRedemption, Order, OrderItem, PointsEntry
from bot.aftersales.policy import Policy
from bot.aftersales.store import Store
from tests.store.import_files import ORDER_NO, line_of, shop_only, text_of, whole
from tests.store.invariants import assert_invariants
from tests.store.shop import StandingClock

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def importer(store: Store, policy: Policy, clock: StandingClock) -> Importer:
    return Importer(store, policy, clock)


def load(importer: Importer, document: dict[str, Any]) -> ImportReport:
    return importer.load(read_text(text_of(document)))


def refused(importer: Importer, document: dict[str, Any]) -> list[str]:
    with pytest.raises(ImportRefused) as caught:
        load(importer, document)
    return [str(problem) for problem in caught.value.problems]


def rows(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    with store.reading() as session:
        return {
            table.name: sorted(map(tuple, session.execute(select(table)).all()), key=repr)
            for table in Base.metadata.sorted_tables
            if table.name != "calendar_days"
        }


def test_a_whole_file_is_imported(importer: Importer, store: Store) -> None:
    report = load(importer, whole())
    assert report.added == {"buyers": 1, "sellers": 1, "orders": 1, "cases": 1}
    with store.reading() as session:
        assert_invariants(session)


def test_discounts_are_allocated_where_the_file_gives_only_totals(
    importer: Importer, store: Store
) -> None:
    load(importer, shop_only())
    with store.reading() as session:
        items = session.scalars(select(OrderItem).order_by(OrderItem.id)).all()
    assert [(item.coupon_alloc_fen, item.points_alloc_fen, item.paid_fen) for item in items] == [
        (2155, 575, 13070),
        (845, 225, 5130),
    ]


def test_shares_of_the_file_are_kept_where_it_gives_them(importer: Importer, store: Store) -> None:
    document = shop_only()
    first, second = document["orders"][0]["items"]
    first.update(coupon_alloc_fen=3000, points_alloc_fen=0)
    second.update(points_alloc_fen=800)
    load(importer, document)
    with store.reading() as session:
        items = session.scalars(select(OrderItem).order_by(OrderItem.id)).all()
    assert [item.paid_fen for item in items] == [12800, 5400]


def test_coupon_and_points_are_noted_so_that_they_can_come_back(
    importer: Importer, store: Store
) -> None:
    load(importer, shop_only())
    with store.reading() as session:
        assert session.scalars(select(CouponRedemption.coupon_code)).all() == ["C30"]
        assert session.scalars(select(PointsEntry.points)).all() == [-800]


def test_the_same_file_again_changes_nothing(importer: Importer, store: Store) -> None:
    load(importer, whole())
    before = rows(store)
    report = load(importer, whole())
    assert report.added == {}
    assert report.unchanged == {"buyers": 1, "sellers": 1, "orders": 1, "cases": 1}
    assert rows(store) == before


def test_a_file_with_one_order_more_adds_that_one(importer: Importer) -> None:
    load(importer, shop_only())
    document = shop_only()
    second = {**document["orders"][0], "order_no": "2026101200000002", "shipments": []}
    second["payment"] = {**second["payment"], "transaction_no": "T2"}
    document["orders"].append(second)
    report = load(importer, document)
    assert report.added["orders"] == 1
    assert report.unchanged["orders"] == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda d: d["buyers"][0].update(wallet_enabled=False), "buyers[0].wallet_enabled"),
        (lambda d: d["sellers"][0].update(name="别家"), "sellers[0].name"),
        (lambda d: d["orders"][0].update(status="SHIPPED"), "orders[0].status"),
        (lambda d: d["orders"][0].update(coupon_code="C31"), "orders[0].coupon_code"),
        (lambda d: d["orders"][0].update(shipments=[]), "orders[0].shipments"),
        (lambda d: d["orders"][0]["items"][1].update(title="别的"), "orders[0].items[1].title"),
        (
            lambda d: d["orders"][0]["payment"].update(method="ALIPAY"),
            "orders[0].payment.method",
        ),
    ],
)
def test_what_differs_from_what_is_stored_is_a_conflict(
    importer: Importer, store: Store, change: Change, field: str
) -> None:
    load(importer, shop_only())
    before = rows(store)
    document = shop_only()
    change(document)
    with pytest.raises(ImportConflict) as caught:
        load(importer, document)
    assert caught.value.code == "IMPORT_CONFLICT"
    assert [problem.field for problem in caught.value.problems] == [field]
    assert rows(store) == before


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            lambda order: order["payment"].update(captured_fen=19201),
            "orders[0].payment.captured_fen: is 19201,"
            " but the items and the shipping fee sum to 19200",
        ),
        (
            lambda order: order.update(paid_fen=19100),
            "orders[0].paid_fen: is 19100, but goods less discounts plus shipping fee is 19200",
        ),
        (
            lambda order: order.update(goods_amount_fen=21000),
            "orders[0].goods_amount_fen: is 21000, but the items sum to 22000",
        ),
        (
            lambda order: order["items"][1].update(list_amount_fen=3100),
            "orders[0].items[1].list_amount_fen: is 3100, but qty times unit_price_fen is 6200",
        ),
        (
            lambda order: order["items"][0].update(paid_fen=13071),
            "orders[0].items[0].paid_fen: is 13071, but price less shares is 13070",
        ),
        (
            lambda order: order["items"][0].update(coupon_alloc_fen=2999, points_alloc_fen=800),
            "orders[0].coupon_fen: is 3000, but the items' coupon_alloc_fen sum to 2999",
        ),
        (
            lambda order: order.update(points_used=0),
            "orders[0].points_used: is 0, but points_fen says that points were used",
        ),
        (
            lambda order: order["shipments"][0].update(signed_at="2026-10-12T23:00:00+08:00"),
            "orders[0].shipments[0].signed_at: is before shipped_at",
        ),
        (
            lambda order: order.update(status="COMPLETED"),
            "orders[0].completed_at: is missing, but the order is COMPLETED",
        ),
        (
            lambda order: order.update(order_no="2026133200000001"),
            "orders[0].order_no: does not start with a date",
        ),
        (
            lambda order: order.update(buyer_id="U9"),
            "orders[0].buyer_id: U9 is neither in the file nor stored",
        ),
    ],
)
def test_an_order_that_is_not_sound_is_named_and_nothing_is_written(
    importer: Importer, store: Store, change: Change, problem: str
) -> None:
    document = shop_only()
    change(document["orders"][0])
    field = problem.split(":", maxsplit=1)[0].rsplit(".", maxsplit=1)[-1]
    told = refused(importer, document)
    assert [one.split(", ", 1)[1] for one in told] == [problem]
    line = int(told[0].split(",")[0].removeprefix("line "))
    named = text_of(document).splitlines()[line - 1]
    assert f'"{field}"' in named or field == "completed_at"
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Buyer)) == 0
        assert session.scalar(select(func.count()).select_from(Order)) == 0


def test_discounts_above_the_goods_are_refused(importer: Importer) -> None:
    document = shop_only()
    document["orders"][0].update(promotion_fen=22000)
    assert "exceed the goods, 22000 fen" in refused(importer, document)[0]


def test_all_problems_are_told_at_once_with_their_lines(importer: Importer) -> None:
    document = shop_only()
    document["orders"][0]["items"][1]["list_amount_fen"] = 1
    document["orders"][0]["payment"]["captured_fen"] = 2
    text = text_of(document)
    assert [problem.split(",")[0] for problem in refused(importer, document)] == [
        f"line {line_of(text, chr(34) + 'list_amount_fen')}",
        f"line {line_of(text, chr(34) + 'captured_fen')}",
    ]


def test_an_order_given_twice_is_refused(importer: Importer) -> None:
    document = shop_only()
    document["orders"].append(document["orders"][0])
    told = refused(importer, document)
    assert any(f"orders[1].order_no: {ORDER_NO} stands there twice" in one for one in told)
    assert any("orders[1].shipments[0].tracking_no: 顺丰速运 SF1" in one for one in told)


def test_a_payment_or_parcel_of_another_stored_order_is_a_conflict(importer: Importer) -> None:
    load(importer, shop_only())
    document = shop_only()
    document["orders"][0]["order_no"] = "2026101200000002"
    with pytest.raises(ImportConflict) as caught:
        load(importer, document)
    assert [problem.field for problem in caught.value.problems] == [
        "orders[0].payment.transaction_no",
        "orders[0].shipments[0].tracking_no",
    ]


def test_an_unpaid_order_needs_no_payment(importer: Importer) -> None:
    document = shop_only()
    order = document["orders"][0]
    for name in ("payment", "shipments", "paid_at"):
        del order[name]
    order["status"] = "PENDING_PAYMENT"
    assert load(importer, document).added["orders"] == 1


def test_a_paid_order_without_its_payment_is_refused(importer: Importer) -> None:
    document = shop_only()
    del document["orders"][0]["payment"]
    with pytest.raises(ImportInvalid, match=r"orders\[0\].payment: is missing"):
        load(importer, document)
