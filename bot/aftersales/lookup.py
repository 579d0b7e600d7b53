"""How rows are found: always together with the buyer they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.aftersales.cases import Event
from bot.aftersales.codes import TERMINAL_STATUSES, CaseStatus
from bot.aftersales.errors import NotFound
from bot.aftersales.models import (
    AfterSaleCase,
    Buyer,
    CaseEvent,
    CaseEvidence,
    Evidence,
    Order,
    OrderItem,
)
from bot.aftersales.workdays import start_of_day

ORDER_NOT_FOUND = "ORDER_NOT_FOUND"
CASE_NOT_FOUND = "CASE_NOT_FOUND"


def lock_buyer(session: Session, buyer_id: str) -> None:
    """Make whoever else changes something of this buyer's wait until the transaction ends.

    To be called before anything is read that the transaction builds on.
    """
    lock_buyers(session, [buyer_id])


def lock_buyers(session: Session, buyer_ids: Iterable[str]) -> None:
    """The same for several, in an order that lets nobody wait for each other in a circle."""
    session.execute(
        select(Buyer.id).where(Buyer.id.in_(list(buyer_ids))).order_by(Buyer.id).with_for_update()
    )


def own_order(session: Session, buyer_id: str, order_no: str) -> Order:
    """The buyer's order.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    order = session.scalars(
        select(Order).where(Order.order_no == order_no, Order.buyer_id == buyer_id)
    ).one_or_none()
    if order is None:
        raise NotFound(ORDER_NOT_FOUND)
    return order


def own_item(session: Session, buyer_id: str, item_id: int) -> OrderItem:
    """The buyer's item.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    item = session.scalars(
        select(OrderItem)
        .join(OrderItem.order)
        .where(OrderItem.id == item_id, Order.buyer_id == buyer_id)
    ).one_or_none()
    if item is None:
        raise NotFound(ORDER_NOT_FOUND)
    return item


def own_case(session: Session, buyer_id: str, case_no: str) -> AfterSaleCase:
    """The buyer's case.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    case = session.scalars(
        select(AfterSaleCase).where(
            AfterSaleCase.case_no == case_no, AfterSaleCase.buyer_id == buyer_id
        )
    ).one_or_none()
    if case is None:
        raise NotFound(CASE_NOT_FOUND)
    return case


def cases(session: Session, case_nos: Sequence[str]) -> list[AfterSaleCase]:
    """The cases of those numbers, whoever they belong to, in the order of the numbers given."""
    rows = session.scalars(select(AfterSaleCase).where(AfterSaleCase.case_no.in_(case_nos)))
    found = {case.case_no: case for case in rows.unique()}
    return [found[case_no] for case_no in case_nos if case_no in found]


def owner_of(session: Session, case_no: str) -> str:
    """Whose case it is.

    Raises:
        NotFound: there is no such case.
    """
    buyer_id = session.scalar(
        select(AfterSaleCase.buyer_id).where(AfterSaleCase.case_no == case_no)
    )
    if buyer_id is None:
        raise NotFound(CASE_NOT_FOUND)
    return buyer_id


def open_cases(session: Session, item_ids: Iterable[int]) -> dict[int, str]:
    """The number of the open case of each of the items that has one."""
    rows = session.execute(
        select(AfterSaleCase.order_item_id, AfterSaleCase.case_no).where(
            AfterSaleCase.order_item_id.in_(list(item_ids)),
            AfterSaleCase.status.not_in(TERMINAL_STATUSES),
        )
    )
    return {row.order_item_id: row.case_no for row in rows}


def attempts_on(session: Session, item_id: int) -> int:
    """How often the item was submitted so far, amended submissions counted."""
    return (
        session.scalar(
            select(func.max(AfterSaleCase.attempt_no)).where(AfterSaleCase.order_item_id == item_id)
        )
        or 0
    )


def submissions_since_midnight(session: Session, buyer_id: str, now: datetime) -> int:
    """How often the buyer has submitted or amended today."""
    return (
        session.scalar(
            select(func.count()).where(
                CaseEvent.actor_id == buyer_id,
                CaseEvent.created_at >= start_of_day(now.date()),
                CaseEvent.event.in_([Event.SUBMIT, Event.AMEND]),
            )
        )
        or 0
    )


def freight_claimed(session: Session, order_no: str, except_case_no: str | None) -> bool:
    """Whether a case that is alive or was paid gives the order's shipping fee back already."""
    claims = (
        select(AfterSaleCase.case_no)
        .join(AfterSaleCase.item)
        .where(
            OrderItem.order_no == order_no,
            AfterSaleCase.shipping_fen > 0,
            AfterSaleCase.status.not_in([CaseStatus.CANCELLED, CaseStatus.CLOSED]),
        )
    )
    if except_case_no:
        claims = claims.where(AfterSaleCase.case_no != except_case_no)
    return session.scalar(select(claims.exists())) or False


def own_evidence(session: Session, buyer_id: str, evidence_ids: Sequence[str]) -> list[Evidence]:
    """Those of the files that are the buyer's, in the order asked for."""
    rows = session.scalars(
        select(Evidence).where(Evidence.id.in_(evidence_ids), Evidence.buyer_id == buyer_id)
    )
    found = {row.id: row for row in rows}
    return [found[name] for name in dict.fromkeys(evidence_ids) if name in found]


def evidence_of(session: Session, case_no: str) -> set[str]:
    """The ids of the files that belong to a case."""
    return set(
        session.scalars(select(CaseEvidence.evidence_id).where(CaseEvidence.case_no == case_no))
    )
