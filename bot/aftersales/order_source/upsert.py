"""Takes over what a shop's system says about orders: new ones whole, known ones where they moved.

What an order costs is fixed once it is paid, since refunds are worked out from it; before that
the seller may still change it.
"""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.aftersales.importing.checks import problems_of
from bot.aftersales.importing.document import ImportDocument, ImportOrder
from bot.aftersales.importing.orders import (
    insert_order,
    item_columns,
    list_differences,
    order_columns,
    taken_elsewhere,
    use_points,
)
from bot.aftersales.importing.people import unknown_people
from bot.aftersales.importing.positions import Path
from bot.aftersales.importing.problems import ImportConflict, ImportInvalid, Problem
from bot.aftersales.importing.stored import differences
from bot.aftersales.models import (
    Buyer,
    CouponRedemption,
    Order,
    OrderItem,
    Payment,
    Seller,
    Shipment,
)

_MOVES = {"status", "paid_at", "promised_ship_at", "promised_delivery_at", "completed_at"}
"""The columns that an order's way through the shop changes."""


def upsert(session: Session, document: ImportDocument) -> None:
    """Store the document's buyers, sellers and orders as they are now; the same again is nothing.

    Raises:
        ImportInvalid: the document does not add up, or names nobody.
        ImportConflict: it contradicts what is stored of an order that was paid.
    """
    problems = problems_of(document)
    if problems:
        raise ImportInvalid(problems)
    for buyer in document.buyers:
        session.merge(Buyer(**buyer.model_dump()))
    for seller in document.sellers:
        session.merge(Seller(**seller.model_dump()))
    session.flush()
    unknown = unknown_people(session, document)
    if unknown:
        raise ImportInvalid(unknown)
    conflicts: list[Problem] = []
    for index, order in enumerate(document.orders):
        conflicts += _upsert_order(session, order, ("orders", index))
    if conflicts:
        raise ImportConflict(conflicts)


def _upsert_order(session: Session, order: ImportOrder, path: Path) -> list[Problem]:
    stored = session.get(Order, order.order_no)
    if stored is None:
        return _insert(session, order, path)
    fixed = _fixed_differences(session, stored, order, path)
    if not fixed:
        return _move(session, stored, order, path)
    if stored.payment is None and stored.buyer_id == order.buyer_id:
        # Not paid yet: no case hangs on it, and the seller may change the price.
        _remove(session, order.order_no)
        return _insert(session, order, path)
    return fixed


def _insert(session: Session, order: ImportOrder, path: Path) -> list[Problem]:
    taken = taken_elsewhere(session, order, path)
    if not taken:
        insert_order(session, order)
    return taken


def _fixed_differences(
    session: Session, stored: Order, order: ImportOrder, path: Path
) -> list[Problem]:
    columns = {name: value for name, value in order_columns(order).items() if name not in _MOVES}
    found = [
        *differences(path, stored, columns),
        *list_differences((*path, "items"), stored.items, item_columns(order)),
    ]
    if stored.payment and order.payment is None:
        found.append(Problem((*path, "payment"), "is missing, but the order was paid"))
    elif stored.payment and order.payment:
        wanted = order.payment.model_dump()
        found += differences((*path, "payment"), stored.payment, wanted)
    code = session.scalar(
        select(CouponRedemption.coupon_code).where(CouponRedemption.order_no == stored.order_no)
    )
    if code != order.coupon_code:
        found.append(Problem((*path, "coupon_code"), f"differs from what is stored: {code}"))
    given = {(parcel.carrier, parcel.tracking_no) for parcel in order.shipments}
    for parcel in stored.shipments:
        if (parcel.carrier, parcel.tracking_no) not in given:
            text = f"{parcel.carrier} {parcel.tracking_no} is missing, but was shipped"
            found.append(Problem((*path, "shipments"), text))
    return found


def _move(session: Session, stored: Order, order: ImportOrder, path: Path) -> list[Problem]:
    known = {(parcel.carrier, parcel.tracking_no): parcel for parcel in stored.shipments}
    fresh = [
        parcel for parcel in order.shipments if (parcel.carrier, parcel.tracking_no) not in known
    ]
    payment = order.payment if stored.payment is None else None
    arrived = order.model_copy(update={"payment": payment, "shipments": fresh})
    taken = taken_elsewhere(session, arrived, path)
    if taken:
        return taken
    for name, value in order_columns(order).items():
        setattr(stored, name, value)
    for parcel in order.shipments:
        row = known.get((parcel.carrier, parcel.tracking_no))
        if row is not None:
            row.shipped_at, row.signed_at = parcel.shipped_at, parcel.signed_at
    stored.shipments.extend(Shipment(**parcel.model_dump()) for parcel in fresh)
    if payment:
        stored.payment = Payment(**payment.model_dump())
        use_points(session, order)
    if session.is_modified(stored) or any(session.is_modified(row) for row in known.values()):
        stored.version += 1
    session.flush()
    return []


def _remove(session: Session, order_no: str) -> None:
    for table in (OrderItem, CouponRedemption, Order):
        session.execute(delete(table).where(table.order_no == order_no))
    session.expunge_all()
