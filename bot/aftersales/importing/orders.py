"""Stores the orders of an import, with what was paid, discounted and sent."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.aftersales.importing.amounts import amounts_of
from bot.aftersales.importing.document import ImportDocument, ImportOrder
from bot.aftersales.importing.positions import Path
from bot.aftersales.importing.problems import Problem
from bot.aftersales.importing.stored import Tally, differences
from bot.aftersales.models import (
    CouponRedemption,
    Order,
    OrderItem,
    Payment,
    PointsEntry,
    Shipment,
)

_KIND = "orders"
_BELONGS_TO_ORDER = {"order_no", "coupon_code", "items", "payment", "shipments"}
_COPIED_OF_ITEM = {"title", "attrs", "category", "no_reason_excluded", "qty", "unit_price_fen"}


def add_orders(session: Session, document: ImportDocument, tally: Tally) -> None:
    """Store the orders that are new. An order is compared as a whole: none is added to."""
    for index, order in enumerate(document.orders):
        path: Path = (_KIND, index)
        stored = session.get(Order, order.order_no)
        if stored is not None:
            tally.found(_KIND, _order_differences(session, stored, order, path))
        elif taken := taken_elsewhere(session, order, path):
            tally.conflicts.extend(taken)
        else:
            insert_order(session, order)
            tally.added[_KIND] += 1


def insert_order(session: Session, order: ImportOrder) -> None:
    """Store an order that is new, with everything that belongs to it."""
    session.add(
        Order(
            order_no=order.order_no,
            **order_columns(order),
            items=[OrderItem(**columns) for columns in item_columns(order)],
            payment=Payment(**order.payment.model_dump()) if order.payment else None,
            shipments=[Shipment(**parcel.model_dump()) for parcel in order.shipments],
        )
    )
    session.flush()
    if order.coupon_code:
        session.add(
            CouponRedemption(
                order_no=order.order_no,
                coupon_code=order.coupon_code,
                amount_fen=order.coupon_fen,
                redeemed_at=order.created_at,
            )
        )
    use_points(session, order)
    session.flush()


def use_points(session: Session, order: ImportOrder) -> None:
    """Book the points that an order was paid with; before the payment there is nothing to book."""
    if order.points_used and order.payment:
        session.add(
            PointsEntry(
                buyer_id=order.buyer_id,
                points=-order.points_used,
                reference=f"order:{order.order_no}",
                created_at=order.created_at,
            )
        )


def taken_elsewhere(session: Session, order: ImportOrder, path: Path) -> list[Problem]:
    """The order's payment or parcels that another order has already."""
    found = []
    payment = order.payment
    if payment and session.scalar(
        select(Payment.id).where(Payment.transaction_no == payment.transaction_no)
    ):
        where: Path = (*path, "payment", "transaction_no")
        found.append(Problem(where, f"{payment.transaction_no} is stored for another order"))
    for index, parcel in enumerate(order.shipments):
        if session.scalar(
            select(Shipment.id).where(
                Shipment.carrier == parcel.carrier, Shipment.tracking_no == parcel.tracking_no
            )
        ):
            where = (*path, "shipments", index, "tracking_no")
            text = f"{parcel.carrier} {parcel.tracking_no} is stored for another order"
            found.append(Problem(where, text))
    return found


def _order_differences(
    session: Session, stored: Order, order: ImportOrder, path: Path
) -> list[Problem]:
    parcels = [parcel.model_dump() for parcel in order.shipments]
    found = [
        *differences(path, stored, order_columns(order)),
        *list_differences((*path, "items"), stored.items, item_columns(order)),
        *list_differences((*path, "shipments"), stored.shipments, parcels),
    ]
    if stored.payment and order.payment:
        columns = order.payment.model_dump()
        found += differences((*path, "payment"), stored.payment, columns)
    elif stored.payment or order.payment:
        text = "differs from what is stored: only one of the two is paid"
        found.append(Problem((*path, "payment"), text))
    code = session.scalar(
        select(CouponRedemption.coupon_code).where(CouponRedemption.order_no == stored.order_no)
    )
    if code != order.coupon_code:
        text = f"differs from what is stored: {code}"
        found.append(Problem((*path, "coupon_code"), text))
    return found


def list_differences(
    path: Path, rows: list[OrderItem] | list[Shipment], wanted: list[dict[str, Any]]
) -> list[Problem]:
    """Every column of stored rows that is not as the file has it, or that there are more rows."""
    if len(rows) != len(wanted):
        return [Problem(path, f"there are {len(wanted)}, but {len(rows)} are stored")]
    return [
        problem
        for index, (row, columns) in enumerate(zip(rows, wanted, strict=True))
        for problem in differences((*path, index), row, columns)
    ]


def order_columns(order: ImportOrder) -> dict[str, Any]:
    """The order's own columns."""
    return order.model_dump(exclude=_BELONGS_TO_ORDER)


def item_columns(order: ImportOrder) -> list[dict[str, Any]]:
    """The columns of its items, in line order, the shares of the discounts worked out."""
    amounts = amounts_of(order)
    return [
        {
            **item.model_dump(include=_COPIED_OF_ITEM),
            "list_amount_fen": listed,
            "promotion_alloc_fen": share.promotion_fen,
            "coupon_alloc_fen": share.coupon_fen,
            "points_alloc_fen": share.points_fen,
            "paid_fen": share.paid_fen,
        }
        for item, listed, share in zip(
            order.items, amounts.list_amounts_fen, amounts.shares, strict=True
        )
    ]
