"""Every row of the business at one moment, to check laws on it and to compare moments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Select, Table, select

from bot.aftersales.models import (
    AfterSaleCase,
    AuditEntry,
    Base,
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

Row = Mapping[str, Any]
Model = type[Base]

WATCHED: tuple[Model, ...] = (
    Order,
    OrderItem,
    Payment,
    AfterSaleCase,
    CaseEvent,
    Evidence,
    CaseEvidence,
    ReturnShipment,
    Refund,
    RefundItem,
    Wallet,
    WalletTransaction,
    PointsEntry,
    CouponRedemption,
    IdempotencyKey,
    OutboxMessage,
    AuditEntry,
)
"""Every table that a command could write to."""


@dataclass(frozen=True)
class Snapshot:
    """The rows of each table by their primary keys."""

    tables: Mapping[Model, Mapping[tuple[Any, ...], Row]]

    @classmethod
    def take(cls, connection: Connection) -> Snapshot:
        return cls({model: _rows(connection, model) for model in WATCHED})

    def rows(self, model: Model) -> Iterable[Row]:
        return self.tables[model].values()

    def get(self, model: Model, *key: object) -> Row:
        return self.tables[model][key]

    def added(self, earlier: Snapshot, model: Model) -> list[Row]:
        """The rows that ``earlier`` did not have."""
        before = earlier.tables[model]
        return [row for key, row in self.tables[model].items() if key not in before]


def grouped(rows: Iterable[Row], column: str) -> Mapping[Any, list[Row]]:
    found: defaultdict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[column]].append(row)
    return found


def _reading(model: Model) -> tuple[Select[Any], itemgetter[Any], bool]:
    table = model.__table__
    assert isinstance(table, Table)
    keys = [column.key for column in table.primary_key]
    return select(table).order_by(*table.primary_key), itemgetter(*keys), len(keys) == 1


_READINGS = {model: _reading(model) for model in WATCHED}


def _rows(connection: Connection, model: Model) -> dict[tuple[Any, ...], Row]:
    statement, key_of, single = _READINGS[model]
    result = connection.execute(statement)
    names = list(result.keys())
    rows = [dict(zip(names, row, strict=True)) for row in result]
    return {(key_of(row),) if single else key_of(row): row for row in rows}
