"""Money on its way back: promised when the refund is agreed, booked when it has arrived."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.aftersales import refunds, reservations
from bot.aftersales.cases import Actor, Event, record, target
from bot.aftersales.codes import CaseStatus, CaseType, Destination, PaymentMethod, Reason
from bot.aftersales.deadlines import on_awaiting_return, on_payout
from bot.aftersales.models import (
    AfterSaleCase,
    CouponRedemption,
    PointsEntry,
    Refund,
    RefundItem,
    RefundStatus,
    Wallet,
    WalletTransaction,
)
from bot.aftersales.policy import Policy
from bot.aftersales.views import PayoutWindow
from bot.aftersales.workdays import Calendar, read_calendar


def agree(
    session: Session,
    case: AfterSaleCase,
    event: Event,
    actor: Actor,
    now: datetime,
    policy: Policy,
    *,
    approved_fen: int,
    to: CaseStatus | None = None,
    changes: dict[str, Any] | None = None,
) -> None:
    """Let ``event`` agree to ``approved_fen``: what is not agreed to becomes free again.

    Where nothing has to be sent back, or it has arrived, the refund starts at once.

    Args:
        approved_fen: what the buyer will receive, shipping fee included.
        to: the status it leads to, where the rule leaves a choice.
        changes: further columns of the case to set.
    """
    reached = target(event, case.status, case.type, to)
    promise = _promise(session, case, now, policy) if reached is CaseStatus.REFUNDING else None
    not_agreed = reservations.held_fen(case) - approved_fen
    record(
        session,
        case,
        event,
        actor,
        now,
        to=reached,
        changes={
            "approved_fen": approved_fen,
            "status_reason": None,
            **(changes or {}),
            **(on_payout(promise.latest) if promise else on_awaiting_return(now, policy)),
        },
    )
    reservations.lower(session, case, not_agreed)
    if promise:
        _start(session, case, promise, now)


def retry(
    session: Session,
    refund: Refund,
    case: AfterSaleCase,
    actor: Actor,
    now: datetime,
    policy: Policy,
) -> None:
    """Let the payment be tried again under its number; the promise made to the buyer stays.

    The payment system has its working days again before it counts as overdue.
    """
    due = on_payout(_promise(session, case, now, policy).latest)
    record(session, case, Event.RETRY_REFUND, actor, now, changes={"status_reason": None, **due})
    refund.status = RefundStatus.PENDING


def payout_window(
    calendar: Calendar, start: date, type_: CaseType, reason: Reason, policy: Policy
) -> PayoutWindow:
    """When the money is expected if the payout's clock starts on ``start``.

    For 七天无理由 the law's natural days count where they end earlier
    (Consumer Rights Protection Law of the PRC, art. 25).
    """
    first, last = (
        (policy.refund_only_workdays_min, policy.refund_only_workdays_max)
        if type_ is CaseType.REFUND_ONLY
        else (policy.return_refund_workdays_min, policy.return_refund_workdays_max)
    )
    earliest, latest = calendar.add(start, first), calendar.add(start, last)
    ends = latest.date
    if reason is Reason.NO_REASON:
        ends = min(ends, start + timedelta(days=policy.no_reason_natural_days_max))
    return PayoutWindow(min(earliest.date, ends), ends, latest.estimated)


def succeed(session: Session, refund: Refund, case: AfterSaleCase, now: datetime) -> None:
    """Book a refund that has arrived: item, payment, wallet, points and coupon."""
    refund.status, refund.completed_at, refund.failure_reason = RefundStatus.SUCCEEDED, now, None
    reservations.settle(session, case)
    payment = reservations.payment_of(case)
    if refund.destination is Destination.WALLET or payment.method is PaymentMethod.WALLET:
        _credit_wallet(session, case.buyer_id, refund, now)
    _return_points(session, case, refund, now)
    _return_coupon(session, case, now)


def _promise(session: Session, case: AfterSaleCase, now: datetime, policy: Policy) -> PayoutWindow:
    calendar = read_calendar(session, now.date())
    return payout_window(calendar, now.date(), case.type, case.reason, policy)


def _start(session: Session, case: AfterSaleCase, promise: PayoutWindow, now: datetime) -> None:
    total = reservations.held_fen(case)
    session.add(
        Refund(
            out_refund_no=f"RF{case.case_no.removeprefix('SH')}",
            case_no=case.case_no,
            payment_id=reservations.payment_of(case).id,
            amount_fen=total,
            destination=case.destination,
            status=RefundStatus.PENDING,
            expected_from=promise.earliest,
            expected_by=promise.latest,
            expected_estimated=promise.estimated,
            created_at=now,
            items=[
                RefundItem(
                    order_item_id=case.order_item_id,
                    qty=case.qty,
                    amount_fen=total - case.shipping_fen,
                )
            ],
        )
    )


def _credit_wallet(session: Session, buyer_id: str, refund: Refund, now: datetime) -> None:
    if session.get(Wallet, buyer_id) is None:
        session.add(Wallet(buyer_id=buyer_id, balance_fen=0))
        session.flush()
    session.execute(
        update(Wallet)
        .where(Wallet.buyer_id == buyer_id)
        .values(balance_fen=Wallet.balance_fen + refund.amount_fen)
        .execution_options(synchronize_session=False)
    )
    session.add(
        WalletTransaction(
            buyer_id=buyer_id,
            amount_fen=refund.amount_fen,
            reference=refund.out_refund_no,
            created_at=now,
        )
    )


def _return_points(session: Session, case: AfterSaleCase, refund: Refund, now: datetime) -> None:
    points = refunds.points_returned(
        case.item.order,
        case.item,
        already_refunded_fen=case.already_refunded_fen,
        already_refunded_qty=case.already_refunded_qty,
        goods_fen=refund.amount_fen - case.shipping_fen,
        qty=case.qty,
    )
    if points:
        session.add(
            PointsEntry(
                buyer_id=case.buyer_id,
                points=points,
                reference=refund.out_refund_no,
                created_at=now,
            )
        )


def _return_coupon(session: Session, case: AfterSaleCase, now: datetime) -> None:
    order = case.item.order
    if any(
        line.refunded_fen < line.paid_fen or line.refunded_qty < line.qty for line in order.items
    ):
        return
    session.execute(
        update(CouponRedemption)
        .where(CouponRedemption.order_no == order.order_no, CouponRedemption.returned_at.is_(None))
        .values(returned_at=now)
        .execution_options(synchronize_session=False)
    )
