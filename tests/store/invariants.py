"""What must hold in every database, whatever has happened in it."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.aftersales import audit
from bot.aftersales.codes import TERMINAL_STATUSES, CaseStatus
from bot.aftersales.models import (
    AfterSaleCase,
    Order,
    Refund,
    RefundStatus,
    Wallet,
    WalletTransaction,
)
from tests.store.replay import assert_history_is_whole


def assert_invariants(session: Session) -> None:
    cases = session.scalars(select(AfterSaleCase)).unique().all()
    for case in cases:
        assert_history_is_whole(session, case.case_no)
        assert (case.approved_fen or 0) <= case.requested_fen
    for order in session.scalars(select(Order)).unique():
        _assert_order_adds_up(session, order)
    for wallet in session.scalars(select(Wallet)):
        moved = select(func.sum(WalletTransaction.amount_fen)).where(
            WalletTransaction.buyer_id == wallet.buyer_id
        )
        assert wallet.balance_fen == session.scalar(moved)
    assert audit.verify(session).broken_at is None


def _assert_order_adds_up(session: Session, order: Order) -> None:
    assert sum(item.paid_fen for item in order.items) + order.shipping_fee_fen == order.paid_fen
    for name in ("promotion", "coupon", "points"):
        shares = sum(getattr(item, f"{name}_alloc_fen") for item in order.items)
        assert shares == getattr(order, f"{name}_fen")
    cases = [
        case
        for item in order.items
        for case in session.scalars(
            select(AfterSaleCase).where(AfterSaleCase.order_item_id == item.id)
        ).unique()
    ]
    alive = [case for case in cases if case.status not in TERMINAL_STATUSES]
    paid = [case for case in cases if case.status is CaseStatus.REFUNDED]
    for item in order.items:
        held = [case for case in alive if case.order_item_id == item.id]
        done = [case for case in paid if case.order_item_id == item.id]
        assert len(held) <= 1
        assert item.reserved_qty == sum(case.qty for case in held)
        assert item.refunded_qty == sum(case.qty for case in done)
        assert item.reserved_fen == sum(_held(case) - case.shipping_fen for case in held)
        assert item.refunded_fen == sum(_held(case) - case.shipping_fen for case in done)
    if order.payment is None:
        assert not cases
        return
    assert order.payment.captured_fen == order.paid_fen
    assert order.payment.reserved_fen == sum(_held(case) for case in alive)
    assert order.payment.refunded_fen == sum(_held(case) for case in paid)
    succeeded = select(func.sum(Refund.amount_fen)).where(
        Refund.payment_id == order.payment.id, Refund.status == RefundStatus.SUCCEEDED
    )
    assert order.payment.refunded_fen == (session.scalar(succeeded) or 0)


def _held(case: AfterSaleCase) -> int:
    return case.requested_fen if case.approved_fen is None else case.approved_fen
