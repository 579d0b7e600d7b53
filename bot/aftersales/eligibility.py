"""May this be submitted? A chain of small validators, each with its own refusal code.

The validators of one link are asked together; the first link that refuses ends the chain, so
that a buyer whose order is unpaid is not also told about evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.aftersales.codes import (
    CaseType,
    Destination,
    FreightPayer,
    OrderStatus,
    Reason,
)
from bot.aftersales.models import Order, OrderItem
from bot.aftersales.models.cases import DESCRIPTION_LENGTH
from bot.aftersales.policy import Policy
from bot.aftersales.refunds import Claim, has_shipped
from bot.aftersales.views import RefundDraft, Refusal
from bot.clock import SHANGHAI

_BEFORE_SHIPPING: Mapping[CaseType, tuple[Reason, ...]] = {
    CaseType.REFUND_ONLY: (Reason.NO_LONGER_NEEDED, Reason.LATE_SHIPMENT, Reason.OTHER),
}
_AFTER_SHIPPING: Mapping[CaseType, tuple[Reason, ...]] = {
    CaseType.REFUND_ONLY: (
        Reason.QUALITY,
        Reason.NOT_AS_DESCRIBED,
        Reason.NOT_RECEIVED,
        Reason.LATE_SHIPMENT,
        Reason.OTHER,
    ),
    CaseType.RETURN_REFUND: (
        Reason.QUALITY,
        Reason.NOT_AS_DESCRIBED,
        Reason.NO_REASON,
        Reason.LATE_SHIPMENT,
        Reason.OTHER,
    ),
}
_SELLERS_FAULT = frozenset(
    {Reason.QUALITY, Reason.NOT_AS_DESCRIBED, Reason.LATE_SHIPMENT, Reason.NOT_RECEIVED}
)
_PAID = frozenset(
    {OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.RECEIVED, OrderStatus.COMPLETED}
)


@dataclass(frozen=True)
class Request:
    """A draft and everything the validators need to know about it.

    ``attempts`` and ``submissions_today`` are those made before; ``evidence_count`` is how many
    of the buyer's own files would belong to the case, ``unknown_evidence`` how many named files
    are not the buyer's. ``claimed_at`` is when the reason was first given: now, or earlier where
    an open case that gives the same reason is amended.
    """

    draft: RefundDraft
    order: Order
    item: OrderItem
    claim: Claim
    claimed_at: datetime
    policy: Policy
    wallet_enabled: bool
    open_case_no: str | None
    amended_type: CaseType | None
    attempts: int
    submissions_today: int
    evidence_count: int
    unknown_evidence: int


def refusals(request: Request) -> tuple[Refusal, ...]:
    """Everything that stands against ``request``; empty when it can be submitted."""
    for link in _CHAIN:
        found = tuple(_ask(link, request))
        if found:
            return found
    return ()


def possible_types(order: Order) -> tuple[CaseType, ...]:
    """What can be asked for while the order stands as it does; nothing before it is paid."""
    return tuple(_reasons(order)) if order.status in _PAID else ()


def possible_reasons(
    order: Order, item: OrderItem, type_: CaseType, now: datetime, policy: Policy
) -> tuple[Reason, ...]:
    """The reasons that fit the order's status and the goods.

    七天无理由 is left out where the goods or the time bar it; what else has run out is refused
    with its date when it is asked for.
    """
    reasons = _reasons(order).get(type_, ()) if order.status in _PAID else ()
    return tuple(
        reason
        for reason in reasons
        if reason is not Reason.NO_REASON
        or not (
            _is_excluded(item, policy)
            or _ended_on(order, Reason.NO_REASON, now, policy) is not None
        )
    )


def freight_payer(draft: RefundDraft) -> FreightPayer | None:
    """Who pays the postage of the return: the seller where it is the seller's fault."""
    if draft.type is CaseType.REFUND_ONLY:
        return None
    return FreightPayer.SELLER if draft.reason in _SELLERS_FAULT else FreightPayer.BUYER


def received_at(order: Order) -> datetime | None:
    """When the buyer had all parcels; the confirmed receipt where no parcel tells."""
    signed = [parcel.signed_at for parcel in order.shipments]
    if signed and all(signed):
        return max(instant for instant in signed if instant)
    return order.completed_at


def window_ends_on(order: Order, reason: Reason, policy: Policy) -> date | None:
    """The last day on which ``reason`` can be submitted; None while nothing has arrived.

    Natural days, counted from the day after receipt, to the end of the last one.
    """
    received = received_at(order)
    if received is None:
        return None
    days = policy.no_reason_window_days if reason is Reason.NO_REASON else policy.fault_window_days
    return received.date() + timedelta(days=days)


def _ask(link: Iterable[Validator], request: Request) -> Iterable[Refusal]:
    return (refusal for validator in link if (refusal := validator(request)))


def _reasons(order: Order) -> Mapping[CaseType, tuple[Reason, ...]]:
    return _AFTER_SHIPPING if has_shipped(order) else _BEFORE_SHIPPING


def _is_excluded(item: OrderItem, policy: Policy) -> bool:
    return item.no_reason_excluded or item.category in policy.no_reason_excluded


def _ended_on(order: Order, reason: Reason, now: datetime, policy: Policy) -> date | None:
    last_day = window_ends_on(order, reason, policy)
    return last_day if last_day and now.astimezone(SHANGHAI).date() > last_day else None


def _paid(request: Request) -> Refusal | None:
    if request.order.status is OrderStatus.CANCELLED:
        return Refusal("ORDER_CANCELLED")
    if request.order.status not in _PAID or request.order.payment is None:
        return Refusal("ORDER_NOT_PAID")
    return None


def _no_open_case(request: Request) -> Refusal | None:
    if request.open_case_no:
        return Refusal("OPEN_CASE_EXISTS", {"case_no": request.open_case_no})
    return None


def _something_left(request: Request) -> Refusal | None:
    return None if request.claim.max_qty > 0 else Refusal("NOTHING_LEFT")


def _type_fits(request: Request) -> Refusal | None:
    draft = request.draft
    if request.amended_type and draft.type is not request.amended_type:
        return Refusal("TYPE_CANNOT_CHANGE", {"type": request.amended_type})
    if draft.type in _reasons(request.order):
        return None
    return Refusal("RETURN_BEFORE_SHIPPING", {"type": draft.type})


def _reason_fits(request: Request) -> Refusal | None:
    draft = request.draft
    reasons = _reasons(request.order).get(draft.type)
    if reasons is None or draft.reason in reasons:
        return None
    return Refusal("REASON_NOT_POSSIBLE", {"reason": draft.reason, "type": draft.type})


def _goods_allow_reason(request: Request) -> Refusal | None:
    if request.draft.reason is Reason.NO_REASON and _is_excluded(request.item, request.policy):
        return Refusal("NO_REASON_EXCLUDED", {"category": request.item.category})
    return None


def _inside_window(request: Request) -> Refusal | None:
    draft, policy = request.draft, request.policy
    last_day = _ended_on(request.order, draft.reason, request.claimed_at, policy)
    if last_day is None:
        return None
    no_reason = draft.reason is Reason.NO_REASON
    return Refusal(
        "NO_REASON_WINDOW_OVER" if no_reason else "WINDOW_OVER",
        {
            "last_day": last_day.isoformat(),
            "window_days": (
                policy.no_reason_window_days if no_reason else policy.fault_window_days
            ),
        },
    )


def _quantity_left(request: Request) -> Refusal | None:
    if 1 <= request.draft.qty <= request.claim.max_qty:
        return None
    return Refusal("QUANTITY_NOT_POSSIBLE", {"max_qty": request.claim.max_qty})


def _amount_left(request: Request) -> Refusal | None:
    wanted, claim = request.draft.amount_fen, request.claim
    if wanted is None:
        return None
    if wanted > claim.max_fen:
        return Refusal("AMOUNT_TOO_HIGH", {"max_fen": claim.max_fen})
    lowest = claim.shipping_fen + (1 if claim.max_goods_fen else 0)
    if wanted < lowest:
        return Refusal("AMOUNT_TOO_LOW", {"above_fen": max(0, lowest - 1)})
    return None


def _attempts_left(request: Request) -> Refusal | None:
    limit = request.policy.max_submissions_per_item
    return None if request.attempts < limit else Refusal("TOO_MANY_ATTEMPTS", {"limit": limit})


def _not_too_many_today(request: Request) -> Refusal | None:
    limit = request.policy.max_submissions_per_day
    if request.submissions_today < limit:
        return None
    return Refusal("TOO_MANY_TODAY", {"limit": limit})


def _destination_open(request: Request) -> Refusal | None:
    if request.draft.destination is Destination.WALLET and not request.wallet_enabled:
        return Refusal("WALLET_NOT_ENABLED")
    return None


def _description_fits(request: Request) -> Refusal | None:
    if len(request.draft.description) <= DESCRIPTION_LENGTH:
        return None
    return Refusal("DESCRIPTION_TOO_LONG", {"limit": DESCRIPTION_LENGTH})


def _evidence_known(request: Request) -> Refusal | None:
    return Refusal("EVIDENCE_UNKNOWN") if request.unknown_evidence else None


def _evidence_not_too_much(request: Request) -> Refusal | None:
    limit = request.policy.evidence_per_case
    if request.evidence_count <= limit:
        return None
    return Refusal("EVIDENCE_TOO_MANY", {"limit": limit})


def _evidence_given(request: Request) -> Refusal | None:
    required = request.draft.reason in request.policy.evidence_required_reasons
    if not required or request.evidence_count > 0:
        return None
    return Refusal(EVIDENCE_MISSING, {"reason": request.draft.reason})


EVIDENCE_MISSING = "EVIDENCE_MISSING"

Validator = Callable[[Request], Refusal | None]

_CHAIN: tuple[tuple[Validator, ...], ...] = (
    (_paid,),
    (_no_open_case,),
    (_something_left,),
    (_type_fits, _reason_fits, _goods_allow_reason, _inside_window),
    (_attempts_left, _not_too_many_today),
    (
        _quantity_left,
        _amount_left,
        _destination_open,
        _description_fits,
        _evidence_known,
        _evidence_not_too_much,
        _evidence_given,
    ),
)
