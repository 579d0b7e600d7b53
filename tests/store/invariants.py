"""What must hold in every database, whatever has happened in it (design: "Invariants")."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from bot.aftersales import audit
from bot.aftersales.codes import (
    TERMINAL_STATUSES,
    ActorType,
    CaseStatus,
    Destination,
    PaymentMethod,
)
from bot.aftersales.models import (
    AfterSaleCase,
    CaseEvent,
    CaseEvidence,
    CouponRedemption,
    Evidence,
    Order,
    OrderItem,
    OutboxMessage,
    Payment,
    PointsEntry,
    Refund,
    RefundItem,
    RefundStatus,
    Wallet,
    WalletTransaction,
)
from tests.store.replay import assert_replays
from tests.store.snapshot import Row, Snapshot, grouped

_REFUND_OF = {
    CaseStatus.REFUNDING: RefundStatus.PENDING,
    CaseStatus.REFUND_FAILED: RefundStatus.FAILED,
    CaseStatus.REFUNDED: RefundStatus.SUCCEEDED,
}


def assert_invariants(session: Session) -> None:
    """Every law, and the whole chain of the audit log."""
    assert_sound(Snapshot.take(session.connection()))
    assert audit.verify(session).broken_at is None


def assert_sound(shop: Snapshot) -> None:
    """Every law but the audit log's."""
    items = grouped(shop.rows(OrderItem), "order_no")
    payments = {payment["order_no"]: payment for payment in shop.rows(Payment)}
    cases = grouped(shop.rows(AfterSaleCase), "order_item_id")
    for order in shop.rows(Order):
        lines = items[order["order_no"]]
        theirs = [case for line in lines for case in cases[line["id"]]]
        _assert_order_adds_up(order, lines)
        for line in lines:
            _assert_item_holds_what_its_cases_hold(line, cases[line["id"]])
        _assert_payment_covers(order, payments.get(order["order_no"]), theirs)
        _assert_freight_goes_back_once(order, theirs)
        _assert_points_and_coupon(shop, order, lines, theirs)
    steps = grouped(shop.rows(CaseEvent), "case_no")
    for case in shop.rows(AfterSaleCase):
        _assert_case(case)
        assert_replays(case, sorted(steps[case["case_no"]], key=lambda step: step["seq"]))
    _assert_refunds(shop)
    _assert_wallets(shop)
    _assert_outbox(shop)
    _assert_evidence_is_own(shop)


def _assert_order_adds_up(order: Row, lines: list[Row]) -> None:
    assert sum(line["paid_fen"] for line in lines) + order["shipping_fee_fen"] == order["paid_fen"]
    for name in ("promotion", "coupon", "points"):
        assert _total(lines, f"{name}_alloc_fen") == order[f"{name}_fen"]


def _assert_item_holds_what_its_cases_hold(item: Row, cases: list[Row]) -> None:
    held = [case for case in cases if case["status"] not in TERMINAL_STATUSES]
    done = [case for case in cases if case["status"] is CaseStatus.REFUNDED]
    assert len(held) <= 1
    assert item["reserved_qty"] == _total(held, "qty")
    assert item["refunded_qty"] == _total(done, "qty")
    assert item["reserved_fen"] == sum(map(_goods, held))
    assert item["refunded_fen"] == sum(map(_goods, done))
    assert item["refunded_fen"] + item["reserved_fen"] <= item["paid_fen"]
    assert item["refunded_qty"] + item["reserved_qty"] <= item["qty"]


def _assert_payment_covers(order: Row, payment: Row | None, cases: list[Row]) -> None:
    if payment is None:
        assert not cases
        return
    held = [case for case in cases if case["status"] not in TERMINAL_STATUSES]
    done = [case for case in cases if case["status"] is CaseStatus.REFUNDED]
    assert payment["captured_fen"] == order["paid_fen"]
    assert payment["reserved_fen"] == sum(map(_held, held))
    assert payment["refunded_fen"] == sum(map(_held, done))
    assert payment["refunded_fen"] + payment["reserved_fen"] <= payment["captured_fen"]


def _assert_freight_goes_back_once(order: Row, cases: list[Row]) -> None:
    gone = {CaseStatus.CANCELLED, CaseStatus.CLOSED}
    claims = [case for case in cases if case["shipping_fen"] and case["status"] not in gone]
    assert len(claims) <= 1
    assert _total(claims, "shipping_fen") <= order["shipping_fee_fen"]


def _assert_points_and_coupon(
    shop: Snapshot, order: Row, lines: list[Row], cases: list[Row]
) -> None:
    whole = all(
        line["refunded_fen"] == line["paid_fen"] and line["refunded_qty"] == line["qty"]
        for line in lines
    )
    numbers = {case["case_no"] for case in cases}
    refunds = {r["out_refund_no"] for r in shop.rows(Refund) if r["case_no"] in numbers}
    entries = [row for row in shop.rows(PointsEntry) if row["reference"] in refunds]
    assert _total(entries, "points") <= order["points_used"]
    if whole and order["points_fen"]:
        assert _total(entries, "points") == order["points_used"]
    for coupon in shop.rows(CouponRedemption):
        if coupon["order_no"] == order["order_no"]:
            assert (coupon["returned_at"] is not None) == whole


def _assert_case(case: Row) -> None:
    requested = case["requested_fen"]
    assert 0 <= case["shipping_fen"] <= requested
    assert case["approved_fen"] is None or case["shipping_fen"] <= case["approved_fen"] <= requested
    assert case["offer_fen"] is None or case["offer_fen"] < requested
    if case["status"] in TERMINAL_STATUSES:
        assert case["next_due_at"] is None
    if case["risk_flags"]:
        assert case["risk_hold"]


def _assert_refunds(shop: Snapshot) -> None:
    parts = grouped(shop.rows(RefundItem), "refund_id")
    refunds = {refund["case_no"]: refund for refund in shop.rows(Refund)}
    for case in shop.rows(AfterSaleCase):
        expected = _REFUND_OF.get(case["status"])
        refund = refunds.pop(case["case_no"], None)
        assert (refund["status"] if refund else None) is expected, case["status"]
        if refund is None:
            continue
        assert refund["amount_fen"] == case["approved_fen"]
        assert refund["destination"] is case["destination"]
        (part,) = parts[refund["id"]]
        assert part["order_item_id"] == case["order_item_id"]
        assert (part["amount_fen"], part["qty"]) == (_goods(case), case["qty"])
    assert not refunds


def _assert_wallets(shop: Snapshot) -> None:
    moved = grouped(shop.rows(WalletTransaction), "buyer_id")
    for wallet in shop.rows(Wallet):
        assert wallet["balance_fen"] == _total(moved[wallet["buyer_id"]], "amount_fen")
    methods = {payment["id"]: payment["method"] for payment in shop.rows(Payment)}
    credited = {
        refund["out_refund_no"]: refund["amount_fen"]
        for refund in shop.rows(Refund)
        if refund["status"] is RefundStatus.SUCCEEDED
        and (
            refund["destination"] is Destination.WALLET
            or methods[refund["payment_id"]] is PaymentMethod.WALLET
        )
    }
    transactions = shop.rows(WalletTransaction)
    assert {row["reference"]: row["amount_fen"] for row in transactions} == credited


def _assert_outbox(shop: Snapshot) -> None:
    of_others = {
        (step["case_no"], step["seq"])
        for step in shop.rows(CaseEvent)
        if step["actor_type"] is not ActorType.BUYER
    }
    assert {(told["case_no"], told["event_seq"]) for told in shop.rows(OutboxMessage)} == of_others


def _assert_evidence_is_own(shop: Snapshot) -> None:
    for link in shop.rows(CaseEvidence):
        file = shop.get(Evidence, link["evidence_id"])
        assert file["buyer_id"] == shop.get(AfterSaleCase, link["case_no"])["buyer_id"]


def _held(case: Row) -> int:
    agreed: int | None = case["approved_fen"]
    requested: int = case["requested_fen"]
    return requested if agreed is None else agreed


def _goods(case: Row) -> int:
    shipping: int = case["shipping_fen"]
    return _held(case) - shipping


def _total(rows: Iterable[Row], column: str) -> int:
    return sum(row[column] for row in rows)
