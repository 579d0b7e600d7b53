"""What the shop's own systems may look at: whose a case is, and what is to be paid for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from bot.aftersales.codes import CaseStatus, Destination, PaymentMethod
from bot.aftersales.errors import NotFound, Refused
from bot.aftersales.models import AfterSaleCase, CaseEvent, Payment, Refund, RefundStatus
from bot.aftersales.views import Refusal

_CASE_NOT_FOUND = "CASE_NOT_FOUND"
_IS_PENDING = Refund.status == literal_column(f"'{RefundStatus.PENDING}'")
"""Spelt out, since a partial index is not used for a value that is only known later."""


@dataclass(frozen=True)
class RefundView:
    """Money that is to go back, or went back, for a case; integer fen."""

    out_refund_no: str
    amount_fen: int


@dataclass(frozen=True)
class PendingPayout:
    """A refund that the payment system has to pay.

    ``attempt`` counts from 1 and rises with each time it failed; ``since`` is when this attempt
    began. ``transaction_no`` names the payment that the money came with.
    """

    case_no: str
    out_refund_no: str
    amount_fen: int
    destination: Destination
    method: PaymentMethod
    transaction_no: str
    attempt: int
    since: datetime


def seller_of(session: Session, case_no: str) -> str:
    """Whose goods a case is about.

    Raises:
        NotFound: CASE_NOT_FOUND.
    """
    seller_id = session.scalar(
        select(AfterSaleCase.seller_id).where(AfterSaleCase.case_no == case_no)
    )
    if seller_id is None:
        raise NotFound(_CASE_NOT_FOUND)
    return seller_id


def refund_of(session: Session, case_no: str) -> RefundView:
    """The refund of a case.

    Raises:
        NotFound: CASE_NOT_FOUND.
        Refused: NOT_POSSIBLE_NOW, no refund was agreed to so far.
    """
    row = session.execute(
        select(AfterSaleCase.status, Refund.out_refund_no, Refund.amount_fen)
        .outerjoin(Refund, Refund.case_no == AfterSaleCase.case_no)
        .where(AfterSaleCase.case_no == case_no)
    ).one_or_none()
    if row is None:
        raise NotFound(_CASE_NOT_FOUND)
    if row.out_refund_no is None:
        raise Refused([Refusal("NOT_POSSIBLE_NOW", {"status": row.status})])
    return RefundView(row.out_refund_no, row.amount_fen)


def pending_payouts(session: Session, *, after: str, limit: int) -> list[PendingPayout]:
    """The refunds in progress in the order of their numbers, those greater than ``after``."""
    failures = (
        select(func.count())
        .where(CaseEvent.case_no == Refund.case_no, CaseEvent.event == "REFUND_FAILED")
        .scalar_subquery()
    )
    begun = (
        select(func.max(CaseEvent.created_at))
        .where(
            CaseEvent.case_no == Refund.case_no,
            CaseEvent.to_status == CaseStatus.REFUNDING,
            CaseEvent.from_status != CaseStatus.REFUNDING,
        )
        .scalar_subquery()
    )
    rows = session.execute(
        select(Refund, Payment.method, Payment.transaction_no, failures, begun)
        .join(Payment, Payment.id == Refund.payment_id)
        .where(_IS_PENDING, Refund.out_refund_no > after)
        .order_by(Refund.out_refund_no)
        .limit(limit)
    ).all()
    return [
        PendingPayout(
            case_no=refund.case_no,
            out_refund_no=refund.out_refund_no,
            amount_fen=refund.amount_fen,
            destination=refund.destination,
            method=method,
            transaction_no=transaction_no,
            attempt=failed + 1,
            since=since,
        )
        for refund, method, transaction_no, failed, since in rows
    ]
