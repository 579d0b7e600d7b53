"""Submissions of the past: taken as they were, since the order has moved on since then."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.aftersales import lookup, reservations
from bot.aftersales.cases import Actor, Event, open_case, record
from bot.aftersales.codes import ActorType, CaseStatus, CaseType
from bot.aftersales.deadlines import on_submission
from bot.aftersales.eligibility import freight_payer
from bot.aftersales.importing.histories import Claimed, ImportCase
from bot.aftersales.models import AfterSaleCase, OrderItem
from bot.aftersales.policy import Policy
from bot.aftersales.privacy import mask_numbers
from bot.aftersales.views import RefundDraft


class PastFiling:
    """Files cases as they were filed then.

    Args:
        session: the transaction it belongs to.
        policy: the rules whose deadlines count.
    """

    def __init__(self, session: Session, policy: Policy) -> None:
        self._session = session
        self._policy = policy

    def submit(self, entry: ImportCase, item: OrderItem, at: datetime) -> AfterSaleCase:
        """Open the case.

        Raises:
            ValueError: it asks for more than was left, or the item had an open case.
        """
        open_cases = lookup.open_cases(self._session, [item.id])
        if open_cases:
            raise ValueError(f"the item has an open case then, {open_cases[item.id]}")
        self._check(entry, item, None)
        case = AfterSaleCase(
            case_no=entry.case_no,
            order_item_id=item.id,
            buyer_id=item.order.buyer_id,
            seller_id=item.order.seller_id,
            type=entry.type,
            status=CaseStatus.PENDING_SELLER,
            attempt_no=lookup.attempts_on(self._session, item.id) + 1,
            already_refunded_fen=item.refunded_fen,
            already_refunded_qty=item.refunded_qty,
            risk_hold=entry.risk_hold,
            risk_flags=[],
            idempotency_key=f"history:{entry.case_no}:1",
            **self._filed(entry, entry.type, item, at),
        )
        open_case(self._session, case, Actor(ActorType.BUYER, case.buyer_id), at)
        reservations.reserve(self._session, case)
        return case

    def amend(self, case: AfterSaleCase, claimed: Claimed, at: datetime) -> None:
        """Replace what the case asks for.

        Raises:
            ValueError: it asks for more than was left.
        """
        item = case.item
        self._check(claimed, item, case)
        reservations.release(self._session, case)
        record(
            self._session,
            case,
            Event.AMEND,
            Actor(ActorType.BUYER, case.buyer_id),
            at,
            changes={
                "attempt_no": lookup.attempts_on(self._session, item.id) + 1,
                "offer_fen": None,
                "status_reason": None,
                **self._filed(claimed, case.type, item, at),
            },
        )
        reservations.reserve(self._session, case)

    def _check(self, claimed: Claimed, item: OrderItem, amended: AfterSaleCase | None) -> None:
        payment = item.order.payment
        if payment is None:
            raise ValueError("the order was never paid")
        own_qty = amended.qty if amended else 0
        own_total = amended.requested_fen if amended else 0
        own_goods = own_total - amended.shipping_fen if amended else 0
        qty = item.qty - item.refunded_qty - item.reserved_qty + own_qty
        goods = item.paid_fen - item.refunded_fen - item.reserved_fen + own_goods
        total = payment.captured_fen - payment.refunded_fen - payment.reserved_fen + own_total
        freight = claimed.shipping_fen
        if claimed.qty > qty:
            raise ValueError(f"qty is {claimed.qty}, but {qty} were left then")
        if not freight <= claimed.requested_fen <= min(goods + freight, total):
            most = min(goods + freight, total)
            raise ValueError(f"requested_fen is {claimed.requested_fen}, but {most} was left then")
        number = item.order_no
        if freight > item.order.shipping_fee_fen or (
            freight
            and lookup.freight_claimed(self._session, number, amended.case_no if amended else None)
        ):
            raise ValueError(f"shipping_fen is {freight}, more than was left of the order's then")

    def _filed(
        self, claimed: Claimed, type_: CaseType, item: OrderItem, at: datetime
    ) -> dict[str, Any]:
        draft = RefundDraft(item_id=item.id, qty=claimed.qty, type=type_, reason=claimed.reason)
        return {
            "reason": claimed.reason,
            "description": mask_numbers(claimed.description),
            "qty": claimed.qty,
            "requested_fen": claimed.requested_fen,
            "shipping_fen": claimed.shipping_fen,
            "destination": claimed.destination,
            "freight_payer": freight_payer(draft),
            "submitted_at": at,
            "policy_version": self._policy.version,
            **on_submission(at, self._policy),
        }
