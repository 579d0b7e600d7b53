"""What one command, callback or run of the timers may change, and what it never may."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.aftersales.cases import Event
from bot.aftersales.codes import TERMINAL_STATUSES, ActorType, CaseStatus, CaseType, OrderStatus
from bot.aftersales.models import (
    AfterSaleCase,
    AuditEntry,
    CaseEvent,
    CaseEvidence,
    CouponRedemption,
    Evidence,
    IdempotencyKey,
    Order,
    OrderItem,
    OutboxMessage,
    Payment,
    PointsEntry,
    Refund,
    RefundItem,
    ReturnShipment,
    WalletTransaction,
)
from bot.aftersales.money import part_of
from bot.aftersales.policy import Policy
from tests.store.snapshot import WATCHED, Model, Row, Snapshot

_APPEND_ONLY: tuple[Model, ...] = (
    CaseEvent,
    AuditEntry,
    OutboxMessage,
    IdempotencyKey,
    WalletTransaction,
    PointsEntry,
    RefundItem,
    ReturnShipment,
    Evidence,
    CaseEvidence,
)
_BY_ORDER: tuple[Model, ...] = (OrderItem, Payment, CouponRedemption)
_BY_CASE: tuple[Model, ...] = (CaseEvent, CaseEvidence, Refund, ReturnShipment)


@dataclass(frozen=True)
class Mover:
    """Who acted: ``buyer_id`` is whose case it was about, None where it may be everybody's."""

    type: ActorType
    id: str
    buyer_id: str | None


def assert_lawful(
    before: Snapshot, after: Snapshot, mover: Mover, now: datetime, policy: Policy
) -> None:
    """``mover`` changed nothing but what the rules allow at ``now``."""
    for model in _APPEND_ONLY:
        kept = after.tables[model]
        assert all(kept[key] == row for key, row in before.tables[model].items()), model
    _assert_chained(before, after)
    events = after.added(before, CaseEvent)
    assert {step["actor_type"] for step in events} <= {mover.type}
    assert {step["actor_id"] for step in events} <= {mover.id}
    assert len({step["case_no"] for step in events}) == len(events)
    for case_no, case in before.tables[AfterSaleCase].items():
        if case["status"] in TERMINAL_STATUSES:
            assert after.get(AfterSaleCase, *case_no) == case
    for step in events:
        was = before.tables[AfterSaleCase].get((step["case_no"],))
        _assert_in_time(step, was, now, policy)
        if step["event"] in (Event.SUBMIT, Event.AMEND):
            _assert_asks_for_no_more_than_is_left(before, after, step["case_no"], policy)
    if mover.buyer_id is not None:
        assert _of_others(before, mover.buyer_id) == _of_others(after, mover.buyer_id)


def _assert_chained(before: Snapshot, after: Snapshot) -> None:
    """Each event has its line in the audit log, bound to the one before."""
    lines = sorted(after.added(before, AuditEntry), key=lambda line: line["id"])
    events = after.added(before, CaseEvent)
    assert [(line["subject"], line["action"]) for line in lines] == [
        (step["case_no"], step["event"]) for step in sorted(events, key=lambda step: step["id"])
    ]
    known = before.tables[AuditEntry]
    last = max(known)[0] if known else 0
    for number, line in enumerate(lines, start=last + 1):
        assert line["id"] == number
        earlier = after.tables[AuditEntry].get((number - 1,))
        assert line["prev_hash"] == (earlier["hash"] if earlier else "0" * 64)


def _assert_in_time(step: Row, was: Row | None, now: datetime, policy: Policy) -> None:
    assert step["created_at"] == now
    if was is None:
        assert step["event"] == Event.SUBMIT
        return
    if step["actor_type"] is ActorType.SYSTEM:
        assert was["next_due_at"] < now
    itself = was["type"] in policy.auto_approve_types and not was["risk_hold"]
    match Event(step["event"]):
        case Event.AUTO_APPROVE:
            assert was["type"] is CaseType.REFUND_ONLY
            assert not was["risk_hold"]
            assert now - was["submitted_at"] > timedelta(hours=policy.seller_response_hours)
            assert now > was["seller_deadline_at"]
        case Event.SELLER_OVERDUE:
            assert not itself
        case Event.ESCALATE if was["status"] is CaseStatus.AWAITING_SELLER_RECEIPT:
            assert now >= was["receive_due_at"]
        case Event.ESCALATE:
            assert now - was["submitted_at"] >= timedelta(hours=policy.escalate_after_hours)
            if was["status"] is CaseStatus.PENDING_SELLER and itself:
                assert was["seller_deadline_at"] > was["escalatable_at"]


def _assert_asks_for_no_more_than_is_left(
    before: Snapshot, after: Snapshot, case_no: str, policy: Policy
) -> None:
    case, was = after.get(AfterSaleCase, case_no), before.tables[AfterSaleCase].get((case_no,))
    item = before.get(OrderItem, case["order_item_id"])
    order = before.get(Order, item["order_no"])
    (payment,) = (row for row in before.rows(Payment) if row["order_no"] == order["order_no"])
    own_qty = was["qty"] if was else 0
    own_total = was["requested_fen"] if was else 0
    own_goods = own_total - was["shipping_fen"] if was else 0
    gone = item["refunded_qty"] + item["reserved_qty"] - own_qty
    goods = case["requested_fen"] - case["shipping_fen"]
    assert 1 <= case["qty"] <= item["qty"] - gone
    assert goods <= part_of(item["paid_fen"], item["qty"], gone, case["qty"])
    assert goods <= item["paid_fen"] - item["refunded_fen"] - item["reserved_fen"] + own_goods
    assert case["requested_fen"] <= (
        payment["captured_fen"] - payment["refunded_fen"] - payment["reserved_fen"] + own_total
    )
    if case["shipping_fen"]:
        assert order["status"] is OrderStatus.PAID
    assert case["attempt_no"] <= policy.max_submissions_per_item
    if was:
        assert case["type"] is was["type"]
        assert case["order_item_id"] == was["order_item_id"]


def _of_others(shop: Snapshot, buyer_id: str) -> Mapping[Model, Any]:
    """Every row that belongs to somebody else than ``buyer_id``."""
    orders = {row["order_no"] for row in shop.rows(Order) if row["buyer_id"] == buyer_id}
    cases = {row["case_no"] for row in shop.rows(AfterSaleCase) if row["buyer_id"] == buyer_id}
    refunds = {row["id"] for row in shop.rows(Refund) if row["case_no"] in cases}

    def is_own(model: Model, row: Row) -> bool:
        if model in _BY_ORDER:
            return row["order_no"] in orders
        if model in _BY_CASE or model is IdempotencyKey:
            return row["case_no"] in cases
        if model is RefundItem:
            return row["refund_id"] in refunds
        if model is AuditEntry:
            return row["subject"] in cases
        return bool(row["buyer_id"] == buyer_id)

    return {
        model: {key: row for key, row in shop.tables[model].items() if not is_own(model, row)}
        for model in WATCHED
    }
