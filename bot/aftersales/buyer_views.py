"""From rows to the pictures that the doors hand out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from bot.aftersales import refunds
from bot.aftersales.codes import TERMINAL_STATUSES, CaseStatus, CaseType
from bot.aftersales.deadlines import DEADLINE_OF
from bot.aftersales.eligibility import window_ends_on
from bot.aftersales.guards import allowed, approves_itself
from bot.aftersales.models import AfterSaleCase, Evidence, Order, OrderItem, Refund
from bot.aftersales.policy import Policy
from bot.aftersales.views import (
    CaseView,
    EvidenceFile,
    Explanation,
    ItemView,
    OrderView,
    PayoutWindow,
    ShipmentView,
    TimelineEntry,
)

_RETURNING = frozenset({CaseStatus.AWAITING_RETURN, CaseStatus.AWAITING_SELLER_RECEIPT})


def item_view(item: OrderItem, open_case_no: str | None) -> ItemView:
    """One line of an order, with what is left to refund of it."""
    left = refunds.refundable(item.order, item)
    return ItemView(
        item_id=item.id,
        order_no=item.order_no,
        title=item.title,
        attrs=item.attrs,
        qty=item.qty,
        unit_price_fen=item.unit_price_fen,
        paid_fen=item.paid_fen,
        refunded_fen=item.refunded_fen,
        refundable_fen=left.max_goods_fen,
        refundable_qty=left.max_qty,
        order_status=item.order.status,
        ordered_at=item.order.created_at,
        open_case_no=open_case_no,
    )


def order_view(order: Order, open_cases: Mapping[int, str]) -> OrderView:
    """One order with its items and parcels; ``open_cases`` names the open case of an item."""
    return OrderView(
        order_no=order.order_no,
        seller_name=order.seller.name,
        status=order.status,
        ordered_at=order.created_at,
        paid_at=order.paid_at,
        promised_ship_at=order.promised_ship_at,
        promised_delivery_at=order.promised_delivery_at,
        completed_at=order.completed_at,
        goods_amount_fen=order.goods_amount_fen,
        promotion_fen=order.promotion_fen,
        coupon_fen=order.coupon_fen,
        points_fen=order.points_fen,
        shipping_fee_fen=order.shipping_fee_fen,
        paid_fen=order.paid_fen,
        payment_method=order.payment.method if order.payment else None,
        items=tuple(item_view(item, open_cases.get(item.id)) for item in order.items),
        shipments=tuple(
            ShipmentView(
                carrier=parcel.carrier,
                tracking_no=parcel.tracking_no,
                shipped_at=parcel.shipped_at,
                signed_at=parcel.signed_at,
            )
            for parcel in order.shipments
        ),
    )


def case_view(
    case: AfterSaleCase, *, open_case_no: str | None, now: datetime, policy: Policy
) -> CaseView:
    """One case as its buyer sees it at ``now``."""
    deadline = DEADLINE_OF.get(case.status)
    return CaseView(
        case_no=case.case_no,
        item=item_view(case.item, open_case_no),
        type=case.type,
        reason=case.reason,
        description=case.description,
        qty=case.qty,
        status=case.status,
        status_reason=case.status_reason,
        requested_fen=case.requested_fen,
        offer_fen=case.offer_fen,
        approved_fen=case.approved_fen,
        shipping_fen=case.shipping_fen,
        destination=case.destination,
        freight_payer=case.freight_payer,
        submitted_at=case.submitted_at,
        deadline_at=getattr(case, deadline) if deadline else None,
        escalatable_at=case.escalatable_at,
        payout=_payout(case.refund),
        evidence_count=len(case.evidence),
        risk_hold=case.risk_hold,
        auto_approves=approves_itself(case, policy),
        return_address=case.seller.return_address if case.status in _RETURNING else None,
        return_parcel=_return_parcel(case),
        payment_method=case.item.order.payment.method if case.item.order.payment else None,
        apply_again=_can_apply_again(case, open_case_no, now, policy),
        apply_again_until=_last_day(case, policy),
        timeline=tuple(
            TimelineEntry(
                seq=step.seq,
                event=step.event,
                actor=step.actor_type,
                to_status=step.to_status,
                at=step.created_at,
            )
            for step in case.events
        ),
        allowed=allowed(case, now, policy),
    )


def case_explanation(case: AfterSaleCase) -> Explanation:
    """Every fen of a case's amount: as asked for, as offered, or as approved."""
    order, item = case.item.order, case.item
    agreed = next(
        fen for fen in (case.approved_fen, case.offer_fen, case.requested_fen) if fen is not None
    )
    before, goods = case.already_refunded_fen, agreed - case.shipping_fen
    return Explanation(
        lines=refunds.amount_lines(
            item,
            already_refunded_fen=before,
            requested_fen=case.requested_fen,
            agreed_fen=agreed,
            shipping_fen=case.shipping_fen,
        ),
        refund_fen=agreed,
        points_returned=refunds.points_returned(
            order,
            item,
            already_refunded_fen=before,
            already_refunded_qty=case.already_refunded_qty,
            goods_fen=goods,
            qty=case.qty,
        ),
        coupon_returned=refunds.coupon_returned(
            order, item, already_refunded_fen=before, goods_fen=goods
        ),
        destination=case.destination,
        payment_method=order.payment.method if order.payment else None,
        payout=_payout(case.refund),
    )


def evidence_file(row: Evidence) -> EvidenceFile:
    """One uploaded file."""
    return EvidenceFile(
        evidence_id=row.id,
        sha256=row.sha256,
        phash=row.phash,
        media_type=row.media_type,
        bytes=row.bytes,
        storage_key=row.storage_key,
    )


def _return_parcel(case: AfterSaleCase) -> ShipmentView | None:
    parcel = case.return_shipment if case.type is CaseType.RETURN_REFUND else None
    if parcel is None:
        return None
    return ShipmentView(parcel.carrier, parcel.tracking_no, parcel.shipped_at, signed_at=None)


def _last_day(case: AfterSaleCase, policy: Policy) -> date | None:
    """Looked up of ended cases only: of the others nobody asks, and the parcels would be read."""
    if case.status not in TERMINAL_STATUSES:
        return None
    return window_ends_on(case.item.order, case.reason, policy)


def _can_apply_again(
    case: AfterSaleCase, open_case_no: str | None, now: datetime, policy: Policy
) -> bool:
    if case.status not in TERMINAL_STATUSES or open_case_no is not None:
        return False
    last_day = _last_day(case, policy)
    return (
        refunds.refundable(case.item.order, case.item).max_qty > 0
        and case.attempt_no < policy.max_submissions_per_item
        and (last_day is None or now.date() <= last_day)
    )


def _payout(refund: Refund | None) -> PayoutWindow | None:
    if refund is None:
        return None
    return PayoutWindow(
        earliest=refund.expected_from,
        latest=refund.expected_by,
        estimated=refund.expected_estimated,
    )
