"""How rows are found: always together with the buyer they belong to.

Statements that a turn of a conversation waits for are put together once: making one anew takes
SQLAlchemy as long as running it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import (
    Session,
    contains_eager,
    defaultload,
    joinedload,
    lazyload,
    selectinload,
)
from sqlalchemy.orm.attributes import set_committed_value

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

_LATEST_ORDERS = (
    select(Order)
    .where(Order.buyer_id == bindparam("buyer_id"))
    .order_by(Order.created_at.desc(), Order.order_no.desc())
    .limit(bindparam("limit"))
    # The items know their order by then: it need not come with each of them again.
    .options(selectinload(Order.items).lazyload(OrderItem.order))
)
_OWN_ORDER_OF_ITEM = (
    select(Order)
    .join(Order.items)
    .where(
        Order.buyer_id == bindparam("buyer_id"),
        Order.order_no
        == select(OrderItem.order_no).where(OrderItem.id == bindparam("item_id")).scalar_subquery(),
    )
    .order_by(OrderItem.id)
    .options(
        contains_eager(Order.items).lazyload(OrderItem.order),
        # For a single order, half of what loading ahead takes.
        lazyload(Order.shipments),
    )
)
_OPEN_CASES = select(AfterSaleCase.order_item_id, AfterSaleCase.case_no).where(
    AfterSaleCase.order_item_id.in_(bindparam("item_ids", expanding=True)),
    AfterSaleCase.status.not_in(TERMINAL_STATUSES),
)
_ATTEMPTS = select(func.coalesce(func.max(AfterSaleCase.attempt_no), 0)).where(
    AfterSaleCase.order_item_id == bindparam("item_id")
)
_FREIGHT_CLAIMS = (
    select(AfterSaleCase.case_no)
    .join(AfterSaleCase.item)
    .where(
        OrderItem.order_no == bindparam("order_no"),
        AfterSaleCase.case_no != bindparam("except_case_no"),
        AfterSaleCase.shipping_fen > 0,
        AfterSaleCase.status.not_in([CaseStatus.CANCELLED, CaseStatus.CLOSED]),
    )
)
_FREIGHT_CLAIMED = select(_FREIGHT_CLAIMS.exists())
_WALLET_ENABLED = select(Buyer.wallet_enabled).where(Buyer.id == bindparam("buyer_id"))
_SUBMISSIONS = select(func.count()).where(
    CaseEvent.actor_id == bindparam("buyer_id"),
    CaseEvent.created_at >= bindparam("since"),
    CaseEvent.event.in_([Event.SUBMIT, Event.AMEND]),
)
_STANDING = select(
    select(func.max(AfterSaleCase.case_no))
    .where(
        AfterSaleCase.order_item_id == bindparam("item_id"),
        AfterSaleCase.status.not_in(TERMINAL_STATUSES),
    )
    .scalar_subquery(),
    _ATTEMPTS.scalar_subquery(),
    _FREIGHT_CLAIMS.exists(),
    _SUBMISSIONS.scalar_subquery(),
    _WALLET_ENABLED.scalar_subquery(),
)
_SHOWN_CASES = (
    select(AfterSaleCase)
    .where(AfterSaleCase.buyer_id == bindparam("buyer_id"))
    .order_by(AfterSaleCase.submitted_at.desc(), AfterSaleCase.case_no.desc())
    .options(
        defaultload(AfterSaleCase.item).defaultload(OrderItem.order).lazyload(Order.shipments),
        joinedload(AfterSaleCase.refund),
        joinedload(AfterSaleCase.return_shipment),
        selectinload(AfterSaleCase.events),
        selectinload(AfterSaleCase.evidence),
    )
)
_SHOWN_OPEN_CASES = _SHOWN_CASES.where(AfterSaleCase.status.not_in(TERMINAL_STATUSES))
_SHOWN_CASE = _SHOWN_CASES.where(AfterSaleCase.case_no == bindparam("case_no"))


@dataclass(frozen=True)
class Standing:
    """What the records say about a buyer who wants an item refunded.

    ``attempts`` counts the item's submissions so far, amended ones too; ``freight_claimed`` says
    that another case of the order gives its shipping fee back; ``submissions_today`` are all of
    the buyer's, amendments counted.
    """

    open_case_no: str | None
    attempts: int
    freight_claimed: bool
    submissions_today: int
    wallet_enabled: bool


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


def latest_orders(session: Session, buyer_id: str, limit: int) -> Sequence[Order]:
    """The buyer's latest orders, newest first."""
    return session.scalars(_LATEST_ORDERS, {"buyer_id": buyer_id, "limit": limit}).all()


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
    """The buyer's item, read together with its order and the order's other items.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    asked = {"item_id": item_id, "buyer_id": buyer_id}
    order = session.scalars(_OWN_ORDER_OF_ITEM, asked).unique().one_or_none()
    if order is None:
        raise NotFound(ORDER_NOT_FOUND)
    item = next(item for item in order.items if item.id == item_id)
    # An item that did not know its order would have it read again.
    set_committed_value(item, "order", order)
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


def shown_case(session: Session, buyer_id: str, case_no: str) -> AfterSaleCase:
    """The buyer's case, read together with all that is shown of it.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    asked = {"buyer_id": buyer_id, "case_no": case_no}
    case = session.scalars(_SHOWN_CASE, asked).unique().one_or_none()
    if case is None:
        raise NotFound(CASE_NOT_FOUND)
    return case


def shown_cases(session: Session, buyer_id: str, *, open_only: bool) -> Sequence[AfterSaleCase]:
    """The buyer's cases, newest first, read together with all that is shown of them."""
    statement = _SHOWN_OPEN_CASES if open_only else _SHOWN_CASES
    return session.scalars(statement, {"buyer_id": buyer_id}).unique().all()


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
    rows = session.execute(_OPEN_CASES, {"item_ids": list(item_ids)})
    return {row.order_item_id: row.case_no for row in rows}


def attempts_on(session: Session, item_id: int) -> int:
    """How often the item was submitted so far, amended submissions counted."""
    return session.execute(_ATTEMPTS, {"item_id": item_id}).scalar_one()


def freight_claimed(session: Session, order_no: str, except_case_no: str | None) -> bool:
    """Whether a case that is alive or was paid gives the order's shipping fee back already."""
    claim = {"order_no": order_no, "except_case_no": except_case_no or ""}
    return session.execute(_FREIGHT_CLAIMED, claim).scalar_one()


def wallet_enabled(session: Session, buyer_id: str) -> bool:
    """Whether the buyer can be paid into their wallet."""
    return session.execute(_WALLET_ENABLED, {"buyer_id": buyer_id}).scalar_one()


def standing(
    session: Session,
    buyer_id: str,
    item: OrderItem,
    now: datetime,
    *,
    except_case_no: str | None = None,
) -> Standing:
    """All that the records say about the buyer and the item, in one query.

    Args:
        except_case_no: the case whose own claim on the shipping fee does not count.
    """
    asked = {
        "buyer_id": buyer_id,
        "item_id": item.id,
        "order_no": item.order_no,
        "except_case_no": except_case_no or "",
        "since": start_of_day(now.date()),
    }
    return Standing(*session.execute(_STANDING, asked).one())


def own_evidence(session: Session, buyer_id: str, evidence_ids: Sequence[str]) -> list[Evidence]:
    """Those of the files that are the buyer's, in the order asked for."""
    if not evidence_ids:
        return []
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
