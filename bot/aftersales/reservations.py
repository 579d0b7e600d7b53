"""What open cases hold of an item and of its payment, until it is paid out or given free.

The sums are made by the database in the update itself, and its constraints refuse more than
was paid; a case's own columns say how much it holds.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.aftersales.models import AfterSaleCase, OrderItem, Payment


def held_fen(case: AfterSaleCase) -> int:
    """What ``case`` holds, shipping fee included: what is agreed, or else what is asked for."""
    return case.requested_fen if case.approved_fen is None else case.approved_fen


def payment_of(case: AfterSaleCase) -> Payment:
    """The payment a case is refunded from; a case never exists without one."""
    payment = case.item.order.payment
    if payment is None:
        raise LookupError(f"order {case.item.order_no} has a case and no payment")
    return payment


def reserve(session: Session, case: AfterSaleCase) -> None:
    """Hold what ``case`` asks for."""
    _move(session, case, qty=case.qty, goods=held_fen(case) - case.shipping_fen)


def release(session: Session, case: AfterSaleCase) -> None:
    """Give free what ``case`` holds."""
    _move(session, case, qty=-case.qty, goods=case.shipping_fen - held_fen(case))


def lower(session: Session, case: AfterSaleCase, by_fen: int) -> None:
    """Give free what ``case`` held and was not agreed to."""
    if by_fen:
        item, payment = case.item, payment_of(case)
        item.reserved_fen = OrderItem.reserved_fen - by_fen
        payment.reserved_fen = Payment.reserved_fen - by_fen
        session.flush()


def settle(session: Session, case: AfterSaleCase) -> None:
    """Turn what ``case`` holds into what has been refunded."""
    total = held_fen(case)
    release(session, case)
    item, payment = case.item, payment_of(case)
    item.refunded_fen = OrderItem.refunded_fen + (total - case.shipping_fen)
    item.refunded_qty = OrderItem.refunded_qty + case.qty
    payment.refunded_fen = Payment.refunded_fen + total
    session.flush()


def _move(session: Session, case: AfterSaleCase, *, qty: int, goods: int) -> None:
    shipping = case.shipping_fen if qty > 0 else -case.shipping_fen
    item, payment = case.item, payment_of(case)
    item.reserved_fen = OrderItem.reserved_fen + goods
    item.reserved_qty = OrderItem.reserved_qty + qty
    payment.reserved_fen = Payment.reserved_fen + goods + shipping
    session.flush()
