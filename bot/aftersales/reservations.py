"""What open cases hold of an item and of its payment, until it is paid out or given free.

The sums are made by the database in the update itself, and its constraints refuse more than
was paid; a case's own columns say how much it holds.
"""

from __future__ import annotations

from sqlalchemy import update
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
    _hold(session, case, 1)


def release(session: Session, case: AfterSaleCase) -> None:
    """Give free what ``case`` holds."""
    _hold(session, case, -1)


def lower(session: Session, case: AfterSaleCase, by_fen: int) -> None:
    """Give free what ``case`` held and was not agreed to."""
    if by_fen:
        _add(session, case.item, reserved_fen=-by_fen)
        _add(session, payment_of(case), reserved_fen=-by_fen)


def settle(session: Session, case: AfterSaleCase) -> None:
    """Turn what ``case`` holds into what has been refunded."""
    total = held_fen(case)
    goods = total - case.shipping_fen
    _add(
        session,
        case.item,
        reserved_fen=-goods,
        reserved_qty=-case.qty,
        refunded_fen=goods,
        refunded_qty=case.qty,
    )
    _add(session, payment_of(case), reserved_fen=-total, refunded_fen=total)


def _hold(session: Session, case: AfterSaleCase, sign: int) -> None:
    total = sign * held_fen(case)
    goods = total - sign * case.shipping_fen
    _add(session, case.item, reserved_fen=goods, reserved_qty=sign * case.qty)
    _add(session, payment_of(case), reserved_fen=total)


def _add(session: Session, row: OrderItem | Payment, **amounts: int) -> None:
    """Let the database add to columns of ``row``; they are read again when they are needed."""
    model = type(row)
    session.execute(
        update(model)
        .where(model.id == row.id)
        .values({name: getattr(model, name) + amount for name, amount in amounts.items()})
        .execution_options(synchronize_session=False)
    )
    session.expire(row, list(amounts))
