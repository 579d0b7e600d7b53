"""The store before and after a conversation: what was expected to change did, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.aftersales.codes import ActorType
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
    Wallet,
    WalletTransaction,
)
from tests.scenarios.driver.moments import Moment
from tests.scenarios.driver.scenario import Expected
from tests.scenarios.driver.shop import Stocked, fill_in
from tests.scenarios.driver.words import SpokenWords
from tests.store.snapshot import WATCHED, Model, Row

_BY_CASE: dict[Model, str] = {
    AfterSaleCase: "case_no",
    CaseEvent: "case_no",
    CaseEvidence: "case_no",
    ReturnShipment: "case_no",
    Refund: "case_no",
    IdempotencyKey: "case_no",
    OutboxMessage: "case_no",
    AuditEntry: "subject",
}
_HELD = {"reserved_fen", "reserved_qty", "refunded_fen", "refunded_qty"}


@dataclass(frozen=True)
class _Change:
    """What became of one case."""

    case_no: str
    row: Row
    order_no: str
    line: int
    events: list[str]
    evidence: int
    parcel: str | None
    is_new: bool


class Outcome:
    """Two moments of the store, around one conversation.

    Args:
        stocked: whose conversation it was.
        uploads: how many files the buyer uploaded.
    """

    def __init__(
        self,
        before: Moment,
        after: Moment,
        stocked: Stocked,
        words: SpokenWords,
        *,
        uploads: int,
    ) -> None:
        self._before = before
        self._after = after
        self._stocked = stocked
        self._words = words
        self._uploads = uploads

    def faults(self, expected: Iterable[Expected]) -> list[str]:
        """Each difference from what was expected, in words."""
        changes = {one.case_no: one for one in self._changes()}
        left = dict(changes)
        faults: list[str] = []
        for one in expected:
            change = self._taken(one, left)
            if change is None:
                missing = "did not change" if one.case else "was not submitted"
                faults.append(f"{_in_short(one)} {missing}")
            else:
                faults += [f"{_in_short(one)}: {fault}" for fault in self._differences(one, change)]
        for change in left.values():
            faults.append(f"not expected: {_what_happened(change)}")
        return [*faults, *self._elsewhere(set(changes))]

    def _changes(self) -> Iterator[_Change]:
        events = self._after.added(self._before, CaseEvent)
        for case_no in dict.fromkeys(step["case_no"] for step in events):
            row = self._row(AfterSaleCase, case_no)
            if row["buyer_id"] != self._stocked.buyer_id:
                continue
            item = self._row(OrderItem, row["order_item_id"])
            lines = [
                one["id"]
                for one in self._after.rows(OrderItem)
                if one["order_no"] == item["order_no"]
            ]
            files = self._after.added(self._before, CaseEvidence)
            parcels = self._after.added(self._before, ReturnShipment)
            sent = next((one for one in parcels if one["case_no"] == case_no), None)
            yield _Change(
                case_no,
                row,
                item["order_no"],
                lines.index(item["id"]) + 1,
                [
                    step["event"]
                    for step in events
                    if step["case_no"] == case_no and step["actor_type"] == ActorType.BUYER
                ],
                sum(file["case_no"] == case_no for file in files),
                f"{self._carrier(sent['carrier'])} {sent['tracking_no']}" if sent else None,
                self._before.get(AfterSaleCase, case_no) is None,
            )

    def _taken(self, wanted: Expected, left: dict[str, _Change]) -> _Change | None:
        if wanted.case:
            return left.pop(self._stocked.cases[wanted.case], None)
        order_no = self._stocked.orders[wanted.new or ""]
        for change in left.values():
            if change.is_new and (change.order_no, change.line) == (order_no, wanted.line):
                return left.pop(change.case_no)
        return None

    def _differences(self, wanted: Expected, change: _Change) -> Iterator[str]:
        row, was = change.row, self._before.get(AfterSaleCase, change.case_no)
        for name, value in _values(wanted, was).items():
            if str(row[name]) not in value:
                yield f"{name} is {row[name]}, not {'/'.join(value)}"
        events = ["SUBMIT"] if wanted.events is None else wanted.events
        if change.events != events:
            yield f"the buyer's steps are {change.events}, not {events}"
        if change.evidence != wanted.evidence:
            yield f"{change.evidence} files were added, not {wanted.evidence}"
        parcel = fill_in(wanted.parcel, self._stocked, self._stocked) if wanted.parcel else None
        if parcel != change.parcel:
            yield f"the parcel is {change.parcel}, not {parcel}"
        if wanted.description and wanted.description not in row["description"]:
            yield f"the description lacks {wanted.description!r}: {row['description']!r}"

    def _elsewhere(self, cases: set[str]) -> Iterator[str]:
        """Changes of anything that belongs to none of ``cases``; what time did to others apart."""
        steps = self._after.added(self._before, CaseEvent)
        by_time = {one["case_no"] for one in steps if one["actor_type"] == ActorType.SYSTEM}
        touched = cases | {
            case_no
            for case_no in by_time
            if self._row(AfterSaleCase, case_no)["buyer_id"] != self._stocked.buyer_id
        }
        items = {self._row(AfterSaleCase, case_no)["order_item_id"] for case_no in touched}
        orders = {self._row(OrderItem, item)["order_no"] for item in items}
        refunds = {one["id"] for one in self._after.rows(Refund) if one["case_no"] in touched}
        for model in WATCHED:
            for old, new in self._after.changed(self._before, model):
                row = new or old or {}
                if model in _BY_CASE and row[_BY_CASE[model]] in touched:
                    continue
                if model is RefundItem and row["refund_id"] in refunds:
                    continue
                if not self._may_hold(model, old, new, items, orders):
                    yield f"{model.__name__} changed: {_difference(old, new)}"
        uploaded = len(self._after.added(self._before, Evidence))
        if uploaded > self._uploads:
            yield f"{uploaded} files are stored, and {self._uploads} were uploaded"

    def _may_hold(
        self,
        model: Model,
        old: Row | None,
        new: Row | None,
        items: set[Any],
        orders: set[Any],
    ) -> bool:
        own, row = self._stocked.buyer_id, new or old or {}
        if model is OutboxMessage and old is not None and new is not None:
            return {**old, "delivered_at": None} == {**new, "delivered_at": None}
        if model is Evidence:
            return old is None and row["buyer_id"] == own
        holds = row["id"] in items if model is OrderItem else row.get("order_no") in orders
        if model in {OrderItem, Payment} and holds:
            assert old is not None and new is not None
            return all(old[name] == new[name] for name in old if name not in _HELD)
        paid_back = {Order, Wallet, WalletTransaction, PointsEntry, CouponRedemption}
        return model in paid_back and row.get("order_no") in orders

    def _row(self, model: Model, key: object) -> Row:
        row = self._after.get(model, key)
        assert row is not None, (model, key)
        return row

    def _carrier(self, code: str) -> str:
        return next(iter(self._words.labels(f"carrier_{code.lower()}")), code)


def _values(wanted: Expected, was: Row | None) -> dict[str, list[str]]:
    """The columns to compare, and what each may be."""
    default = {
        "shipping_fen": 0,
        "destination": "ORIGINAL",
        "status": "PENDING_SELLER",
        "qty": 1,
    }
    given = {
        "type": wanted.type,
        "reason": wanted.reason,
        "qty": wanted.qty,
        "requested_fen": wanted.amount,
        "shipping_fen": wanted.shipping,
        "destination": wanted.destination,
        "status": wanted.status,
        "risk_hold": None if wanted.risk_hold is None else int(wanted.risk_hold),
    }
    values: dict[str, list[str]] = {}
    for name, wished in given.items():
        usual = default.get(name) if was is None else was[name] if name != "status" else None
        value = usual if wished is None else wished
        if value is not None:
            values[name] = [str(one) for one in value] if isinstance(value, list) else [str(value)]
    return values


def _difference(old: Row | None, new: Row | None) -> str:
    if old is None or new is None:
        return f"{'added' if old is None else 'gone'} {dict(new or old or {})}"
    return str({name: (old[name], new[name]) for name in old if old[name] != new[name]})


def _in_short(wanted: Expected) -> str:
    if wanted.case:
        return f"case {wanted.case}"
    return f"a new case of {wanted.new} line {wanted.line}"


def _what_happened(change: _Change) -> str:
    row = change.row
    return (
        f"{change.case_no} {change.events} {row['type']} {row['reason']} ×{row['qty']} "
        f"{row['requested_fen']} fen {row['status']} (order {change.order_no} line {change.line})"
    )
