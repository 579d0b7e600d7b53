"""What the doors hand out: plain, frozen pictures of orders, cases and amounts.

Amounts are integer fen; instants are time zone aware, Asia/Shanghai. No view carries a
sentence for a buyer: the responses turn codes and figures into words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.aftersales.codes import (
    ActorType,
    CaseStatus,
    CaseType,
    Destination,
    FreightPayer,
    LineCode,
    OrderStatus,
    PaymentMethod,
    Reason,
)


@dataclass(frozen=True)
class ItemView:
    """One line of an order."""

    item_id: int
    order_no: str
    title: str
    attrs: str
    qty: int
    unit_price_fen: int
    paid_fen: int
    refunded_fen: int
    refundable_fen: int
    refundable_qty: int
    order_status: OrderStatus
    ordered_at: datetime
    open_case_no: str | None


@dataclass(frozen=True)
class ShipmentView:
    """A parcel of an order."""

    carrier: str
    tracking_no: str
    shipped_at: datetime
    signed_at: datetime | None


@dataclass(frozen=True)
class OrderView:
    """One order of a buyer, with its items and parcels."""

    order_no: str
    seller_name: str
    status: OrderStatus
    ordered_at: datetime
    paid_at: datetime | None
    promised_ship_at: datetime | None
    promised_delivery_at: datetime | None
    completed_at: datetime | None
    goods_amount_fen: int
    promotion_fen: int
    coupon_fen: int
    points_fen: int
    shipping_fee_fen: int
    paid_fen: int
    payment_method: PaymentMethod | None
    items: tuple[ItemView, ...]
    shipments: tuple[ShipmentView, ...]


@dataclass(frozen=True)
class ItemHint:
    """What a buyer said that may point to an item. Empty fields say nothing.

    ``text`` is the whole message: its words are compared with the titles and attributes
    of the buyer's own items. ``order_no`` may also be the last four or more digits.
    """

    order_no: str | None = None
    text: str | None = None
    amount_fen: int | None = None
    ordered_on: date | None = None
    latest: bool = False


@dataclass(frozen=True)
class RefundDraft:
    """What the buyer wants to submit. ``amount_fen`` None asks for all that is refundable."""

    item_id: int
    qty: int
    type: CaseType
    reason: Reason
    description: str = ""
    amount_fen: int | None = None
    destination: Destination = Destination.ORIGINAL
    evidence_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """Why something is not possible: a code for the responses, and the figures they need."""

    code: str
    params: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class AmountLine:
    """One line of an explanation; deductions are negative. ``fen`` is an integer amount."""

    code: LineCode
    fen: int


@dataclass(frozen=True)
class PayoutWindow:
    """When the money is expected: first and last calendar day.

    ``estimated`` says that the working-day calendar does not cover the range officially.
    """

    earliest: date
    latest: date
    estimated: bool


@dataclass(frozen=True)
class Explanation:
    """Every fen of an amount: the lines add up to ``refund_fen``, the last line."""

    lines: tuple[AmountLine, ...]
    refund_fen: int
    points_returned: int
    coupon_returned: bool
    destination: Destination
    payment_method: PaymentMethod | None
    payout: PayoutWindow | None


@dataclass(frozen=True)
class Quote:
    """A refund simulated before it is submitted: what it would pay and what stands against it.

    ``max_fen`` is the most that can be asked for; ``refusals`` empty means it can be submitted.
    ``missing_evidence`` is set when only evidence is missing. ``digest`` changes whenever the
    draft or the rules' answer changes: a confirmation holds for one digest only.
    """

    draft: RefundDraft
    item: ItemView
    max_fen: int
    shipping_fen: int
    explanation: Explanation
    freight_payer: FreightPayer | None
    refusals: tuple[Refusal, ...]
    missing_evidence: bool
    large_amount: bool
    seller_deadline_at: datetime
    digest: str


@dataclass(frozen=True)
class Overview:
    """Several drafts quoted together, in the order in which they would be submitted.

    ``quotes`` are those that can be submitted, ``total_fen`` is what they come to; ``refused``
    are those that cannot, each with its refusals. ``digest`` covers both: a confirmation holds
    for one digest only.
    """

    quotes: tuple[Quote, ...]
    total_fen: int
    refused: tuple[Quote, ...]
    large_amount: bool
    digest: str


@dataclass(frozen=True)
class TimelineEntry:
    """One step of a case's history."""

    seq: int
    event: str
    actor: ActorType
    to_status: CaseStatus
    at: datetime


@dataclass(frozen=True)
class CaseView:
    """One after-sale case of a buyer, with its deadline and history.

    ``deadline_at`` is the stored deadline of the present status, None where there is none.
    ``allowed`` names the buyer's events that are possible now (WITHDRAW, AMEND, ESCALATE …).
    ``apply_again`` says, of a case that has ended, whether its item can be asked for once more;
    ``apply_again_until`` is the last day for it, None while the parcels are on their way.
    """

    case_no: str
    item: ItemView
    type: CaseType
    reason: Reason
    description: str
    qty: int
    status: CaseStatus
    status_reason: str | None
    requested_fen: int
    offer_fen: int | None
    approved_fen: int | None
    shipping_fen: int
    destination: Destination
    freight_payer: FreightPayer | None
    submitted_at: datetime
    deadline_at: datetime | None
    escalatable_at: datetime | None
    payout: PayoutWindow | None
    evidence_count: int
    risk_hold: bool
    auto_approves: bool
    return_address: str | None
    return_parcel: ShipmentView | None
    payment_method: PaymentMethod | None
    apply_again: bool
    apply_again_until: date | None
    timeline: tuple[TimelineEntry, ...]
    allowed: frozenset[str]


@dataclass(frozen=True)
class ItemOptions:
    """What can be asked for about an item as things stand: each possible type with its reasons.

    No types at all means that the order itself bars it.
    """

    item: ItemView
    reasons: Mapping[CaseType, tuple[Reason, ...]]
    wallet_enabled: bool

    @property
    def types(self) -> tuple[CaseType, ...]:
        """The possible types."""
        return tuple(self.reasons)


@dataclass(frozen=True)
class EvidenceFile:
    """A file a buyer uploaded, already sniffed and cleaned; it lies under ``storage_key``."""

    evidence_id: str
    sha256: str
    phash: str | None
    media_type: str
    bytes: int
    storage_key: str
