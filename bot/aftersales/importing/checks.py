"""What one field alone cannot say: ids given twice, the order of times, what a status implies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from bot.aftersales.cases import Event
from bot.aftersales.codes import OrderStatus
from bot.aftersales.importing.amounts import amount_problems
from bot.aftersales.importing.document import ImportDocument, ImportOrder
from bot.aftersales.importing.histories import ImportCase
from bot.aftersales.importing.positions import Path
from bot.aftersales.importing.problems import Problem

_PAID = frozenset(
    {OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.RECEIVED, OrderStatus.COMPLETED}
)


def problems_of(document: ImportDocument) -> list[Problem]:
    """Everything that is wrong with the document as such; whom it names is looked up later."""
    found = [problem for ids in _ids(document) for problem in _repeated(ids)]
    for index, order in enumerate(document.orders):
        for problem in (*_order_problems(order), *amount_problems(order)):
            found.append(Problem(("orders", index, *problem.path), problem.text))
    for index, case in enumerate(document.cases):
        found += _event_problems(case, ("cases", index, "events"))
    return found


def _ids(document: ImportDocument) -> Iterator[Iterable[tuple[Path, object]]]:
    """Groups of ids that must differ within their group, and where each of them stands."""
    orders = list(enumerate(document.orders))
    yield ((("buyers", n, "id"), entry.id) for n, entry in enumerate(document.buyers))
    yield ((("sellers", n, "id"), entry.id) for n, entry in enumerate(document.sellers))
    yield ((("orders", n, "order_no"), order.order_no) for n, order in orders)
    yield ((("cases", n, "case_no"), entry.case_no) for n, entry in enumerate(document.cases))
    yield (
        (("orders", n, "payment", "transaction_no"), order.payment.transaction_no)
        for n, order in orders
        if order.payment
    )
    yield (
        (("orders", n, "shipments", m, "tracking_no"), (parcel.carrier, parcel.tracking_no))
        for n, order in orders
        for m, parcel in enumerate(order.shipments)
    )


def _repeated(ids: Iterable[tuple[Path, object]]) -> Iterator[Problem]:
    seen: set[object] = set()
    for path, value in ids:
        if value in seen:
            name = " ".join(value) if isinstance(value, tuple) else value
            yield Problem(path, f"{name} stands there twice")
        seen.add(value)


def _order_problems(order: ImportOrder) -> Iterator[Problem]:
    if not _is_date(order.order_no[:8]):
        yield Problem(("order_no",), "does not start with a date")
    yield from _status_problems(order)
    yield from _time_problems(order)


def _status_problems(order: ImportOrder) -> Iterator[Problem]:
    status = order.status
    if status in _PAID and order.payment is None:
        yield Problem(("payment",), f"is missing, but the order is {status}")
    if status is OrderStatus.PENDING_PAYMENT and order.payment is not None:
        yield Problem(("payment",), f"stands there, but the order is {status}")
    if (order.payment is None) != (order.paid_at is None):
        yield Problem(("paid_at",), "must stand there exactly if a payment does")
    if status is OrderStatus.SHIPPED and not order.shipments:
        yield Problem(("shipments",), f"are missing, but the order is {status}")
    if status is OrderStatus.COMPLETED and order.completed_at is None:
        yield Problem(("completed_at",), f"is missing, but the order is {status}")
    if order.shipments and order.payment is None:
        yield Problem(("shipments",), "stand there, but the order was never paid")


def _time_problems(order: ImportOrder) -> Iterator[Problem]:
    start = order.paid_at or order.created_at
    if start < order.created_at:
        yield Problem(("paid_at",), "is before created_at")
    for index, parcel in enumerate(order.shipments):
        path: Path = ("shipments", index)
        if parcel.shipped_at < start:
            yield Problem((*path, "shipped_at"), "is before the order was paid")
        if _before(parcel.signed_at, parcel.shipped_at):
            yield Problem((*path, "signed_at"), "is before shipped_at")
    if _before(order.completed_at, start):
        yield Problem(("completed_at",), "is before the order was paid")


def _event_problems(case: ImportCase, path: Path) -> Iterator[Problem]:
    before = case.events[0].at
    for number, happened in enumerate(case.events):
        if (happened.event == Event.SUBMIT) != (number == 0):
            yield Problem((*path, number, "event"), "SUBMIT is the first event and no other")
        if happened.at < before:
            yield Problem((*path, number, "at"), "is before the event above it")
        before = happened.at


def _before(later: datetime | None, earlier: datetime) -> bool:
    return later is not None and later < earlier


def _is_date(digits: str) -> bool:
    try:
        date.fromisoformat(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}")
    except ValueError:
        return False
    return True
