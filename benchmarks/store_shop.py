"""A shop of any size on PostgreSQL, filled by COPY: the same mix per buyer whatever its size.

A hundredth of the cases wait for each of the things that a buyer can do; ``due`` further ones, all
due at the same instant, are for the timers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

import psycopg
from sqlalchemy import URL

from bot.aftersales.migrations import migrate

NOW = datetime.fromisoformat("2026-11-02T10:00:00+08:00")
ORDERS_OF_A_BUYER = 10
PRICE_FEN = 15800
_BATCH = 20_000
_NULL = r"\N"
_TITLES = ("蓝牙耳机 Pro", "男士跑步鞋", "保温杯 500ml", "机械键盘", "羊毛围巾")

_STATUSES = (
    *["PENDING_SELLER"] * 14,
    *["AWAITING_BUYER_CONFIRM"] * 6,
    *["AWAITING_RETURN"] * 3,
    *["REFUNDED"] * 5,
    "CANCELLED",
    "SELLER_REJECTED",
)
"""The statuses of thirty cases, one after another."""

_DUE = (
    *["AUTO_APPROVE"] * 5,
    *["REMIND_SELLER"] * 2,
    "SELLER_OVERDUE",
    "OFFER_TIMEOUT",
    "REJECT_EXPIRED",
)
"""What time has to do to ten of the cases that are due."""


class BulkShop:
    """The rows of a shop with ``orders`` orders, three in ten of them with a case.

    Args:
        orders: how many; ten to a buyer.
        due: how many cases more are due at ``NOW``, each on an order of its own.
    """

    def __init__(self, orders: int, due: int = 0) -> None:
        self.orders = orders
        self.due = due

    @property
    def buyers(self) -> int:
        """How many buyers there are, those of the due cases counted."""
        return (self.orders + self.due) // ORDERS_OF_A_BUYER

    def buyer_of(self, order: int) -> str:
        """Orders of one buyer lie apart, as in a shop that has grown."""
        return f"U{order % self.buyers}"

    def order_no(self, order: int) -> str:
        return f"20261020{order:08d}"

    def cases(self) -> Iterator[tuple[int, str]]:
        """Number of the order and status of every case but the due ones."""
        for number in range(self.orders * 3 // 10):
            yield number * 10 // 3, _STATUSES[number % len(_STATUSES)]

    def fill(self, url: URL) -> None:
        """Migrate the database named by ``url`` and put everything into it."""
        migrate(url.render_as_string(hide_password=False))
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute("SET synchronous_commit = off")
            # The rows refer to one another as they should: no need to ask for each.
            connection.execute("SET session_replication_role = replica")
            self._copy(connection, "buyers", "id, display_name, wallet_enabled", self._buyers())
            self._copy(connection, "sellers", "id, name, return_address", ["S1\t声海数码\t杭州"])
            self._copy(connection, "orders", _ORDER, self._orders())
            self._copy(connection, "order_items", _ITEM, self._items())
            self._copy(connection, "payments", _PAYMENT, self._payments())
            self._copy(connection, "shipments", _SHIPMENT, self._shipments())
            self._copy(connection, "after_sale_cases", _CASE, self._cases())
            self._copy(connection, "case_events", _EVENT, self._events())
            self._copy(connection, "evidence", _EVIDENCE, self._evidence())
            for table in ("order_items", "payments", "shipments", "case_events"):
                connection.execute(
                    f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))"
                )
            connection.execute("VACUUM ANALYZE")
            connection.execute("CHECKPOINT")

    @staticmethod
    def _copy(
        connection: psycopg.Connection, table: str, columns: str, lines: Iterable[str]
    ) -> None:
        lines = iter(lines)
        with connection.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            while batch := list(islice(lines, _BATCH)):
                copy.write("\n".join(batch) + "\n")

    def _numbers(self) -> range:
        return range(self.orders + self.due)

    def _buyers(self) -> Iterator[str]:
        return (f"U{number}\t买家{number}\tt" for number in range(self.buyers))

    def _orders(self) -> Iterator[str]:
        for order in self._numbers():
            ordered = NOW - timedelta(days=12, minutes=order % 9999)
            paid = PRICE_FEN * 2
            yield (
                f"{self.order_no(order)}\t{self.buyer_of(order)}\tS1\tRECEIVED\t{paid}\t0\t0\t0\t0"
                f"\t0\t{paid}\t{ordered}\t{ordered}\t1"
            )

    def _items(self) -> Iterator[str]:
        """Two to an order; the case is about the first."""
        held = {order: status for order, status in self.cases()}
        for order in self._numbers():
            status = held.get(order, "" if order < self.orders else "PENDING_SELLER")
            refunded = PRICE_FEN if status == "REFUNDED" else 0
            reserved = PRICE_FEN if status not in ("", "REFUNDED", "CANCELLED") else 0
            for line, taken in ((0, (refunded, reserved)), (1, (0, 0))):
                title = _TITLES[(order + line) % len(_TITLES)]
                yield (
                    f"{2 * order + line + 1}\t{self.order_no(order)}\t{title}\t白色\tGENERAL\tf\t1"
                    f"\t{PRICE_FEN}\t{PRICE_FEN}\t0\t0\t0\t{PRICE_FEN}"
                    f"\t{taken[0]}\t{taken[0] // PRICE_FEN}\t{taken[1]}\t{taken[1] // PRICE_FEN}"
                )

    def _payments(self) -> Iterator[str]:
        held = {order: status for order, status in self.cases()}
        for order in self._numbers():
            status = held.get(order, "" if order < self.orders else "PENDING_SELLER")
            refunded = PRICE_FEN if status == "REFUNDED" else 0
            reserved = PRICE_FEN if status not in ("", "REFUNDED", "CANCELLED") else 0
            number = self.order_no(order)
            paid = PRICE_FEN * 2
            yield f"{order + 1}\t{number}\tWECHAT\tT{number}\t{paid}\t{refunded}\t{reserved}"

    def _shipments(self) -> Iterator[str]:
        signed = NOW - timedelta(days=5)
        for order in self._numbers():
            number = self.order_no(order)
            sent = NOW - timedelta(days=9)
            yield f"{order + 1}\t{number}\t顺丰速运\tSF{number}\t{sent}\t{signed}"

    def _cases(self) -> Iterator[str]:
        for order, status in self.cases():
            yield self._case(order, status, "RETURN_REFUND", NOW - timedelta(hours=80), None)
        for number in range(self.due):
            order = self.orders + number
            match _DUE[number % len(_DUE)]:
                case "AUTO_APPROVE":
                    yield self._case(order, "PENDING_SELLER", "REFUND_ONLY", _AGO[49], _AGO[1])
                case "REMIND_SELLER":
                    yield self._case(order, "PENDING_SELLER", "REFUND_ONLY", _AGO[25], _AGO[1])
                case "SELLER_OVERDUE":
                    yield self._case(order, "PENDING_SELLER", "RETURN_REFUND", _AGO[49], _AGO[1])
                case "OFFER_TIMEOUT":
                    yield self._case(
                        order, "AWAITING_BUYER_CONFIRM", "REFUND_ONLY", _AGO[80], _AGO[1]
                    )
                case _:
                    yield self._case(order, "SELLER_REJECTED", "REFUND_ONLY", _AGO[80], _AGO[1])

    def _case(
        self, order: int, status: str, type_: str, submitted: datetime, due: datetime | None
    ) -> str:
        deadline = submitted + timedelta(hours=48)
        offer = PRICE_FEN // 2 if status == "AWAITING_BUYER_CONFIRM" else _NULL
        approved = PRICE_FEN if status in ("AWAITING_RETURN", "REFUNDED") else _NULL
        return (
            f"{case_no(order)}\t{2 * order + 1}\t{self.buyer_of(order)}\tS1\t{type_}\tOTHER\t\t1"
            f"\t{PRICE_FEN}\t{offer}\t{approved}\t0\t0\t0\tORIGINAL\t\\N\t{status}\t\\N\t1"
            f"\t{submitted}\t{deadline}\t{submitted + timedelta(hours=72)}"
            f"\t{due or _NULL}\tf\t[]\t2026-11\tk{order}\t2"
        )

    def _events(self) -> Iterator[str]:
        """Two to a case: that it was submitted, and the last thing that happened."""
        at = 0
        due = ((self.orders + number, "PENDING_SELLER") for number in range(self.due))
        for order, status in (*self.cases(), *due):
            buyer = self.buyer_of(order)
            for seq, event, actor, who in (
                (1, "SUBMIT", "BUYER", buyer),
                (2, "REMIND_SELLER", "SYSTEM", "timers"),
            ):
                at += 1
                yield (
                    f"{at}\t{case_no(order)}\t{seq}\t{event}\t{actor}\t{who}\tPENDING_SELLER"
                    f'\t{status}\t{{"changes": {{}}}}\t{_AGO[80]}'
                )

    def _evidence(self) -> Iterator[str]:
        for order, _ in self.cases():
            yield (
                f"E{order}\t{self.buyer_of(order)}\t{order:064x}\t{_scattered(order):016x}"
                f"\timage/jpeg\t100000\tfiles/{order}\t{NOW - timedelta(days=1)}"
            )


def case_no(order: int) -> str:
    """The number of the case of an order."""
    return f"SH{order:012d}"


def _scattered(number: int) -> int:
    """Sixty-four bits that look like chance, as the hashes of different pictures do."""
    return number * 0x9E3779B97F4A7C15 % 2**64


_AGO = {hours: NOW - timedelta(hours=hours) for hours in (1, 25, 49, 80)}

_ORDER = (
    "order_no, buyer_id, seller_id, status, goods_amount_fen, promotion_fen, coupon_fen,"
    " points_fen, points_used, shipping_fee_fen, paid_fen, created_at, paid_at, version"
)
_ITEM = (
    "id, order_no, title, attrs, category, no_reason_excluded, qty, unit_price_fen,"
    " list_amount_fen, promotion_alloc_fen, coupon_alloc_fen, points_alloc_fen, paid_fen,"
    " refunded_fen, refunded_qty, reserved_fen, reserved_qty"
)
_PAYMENT = "id, order_no, method, transaction_no, captured_fen, refunded_fen, reserved_fen"
_SHIPMENT = "id, order_no, carrier, tracking_no, shipped_at, signed_at"
_CASE = (
    "case_no, order_item_id, buyer_id, seller_id, type, reason, description, qty, requested_fen,"
    " offer_fen, approved_fen, shipping_fen, already_refunded_fen, already_refunded_qty,"
    " destination, freight_payer, status, status_reason, attempt_no, submitted_at,"
    " seller_deadline_at, escalatable_at, next_due_at, risk_hold, risk_flags, policy_version,"
    " idempotency_key, version"
)
_EVENT = (
    "id, case_no, seq, event, actor_type, actor_id, from_status, to_status, payload, created_at"
)
_EVIDENCE = "id, buyer_id, sha256, phash, media_type, bytes, storage_key, created_at"
