"""The form of a file to import: who buys and sells, what was ordered, paid and sent."""

from __future__ import annotations

from pydantic import Field

from bot.aftersales.codes import OrderStatus, PaymentMethod
from bot.aftersales.importing.fields import (
    Address,
    Attributes,
    Carrier,
    Count,
    Entry,
    Fen,
    Flag,
    Id,
    Instant,
    Name,
    OrderNo,
    Points,
    Title,
)
from bot.aftersales.importing.histories import ImportCase


class ImportBuyer(Entry):
    """Somebody who buys."""

    id: Id
    display_name: Name
    wallet_enabled: Flag = False


class ImportSeller(Entry):
    """Somebody who sells; returns go to ``return_address``."""

    id: Id
    name: Name
    return_address: Address


class ImportItem(Entry):
    """One line of an order.

    ``list_amount_fen`` is ``qty`` times ``unit_price_fen``. The shares of the discounts are
    given for all lines of an order or for none; without them they are worked out by largest
    remainder. ``paid_fen`` is what the shares leave; given, it is checked.
    """

    title: Title
    attrs: Attributes = ""
    category: Id = Field("GENERAL", max_length=32, description="GENERAL, CUSTOM, VIRTUAL, FRESH")
    no_reason_excluded: Flag = False
    qty: Count = 1
    unit_price_fen: Fen
    list_amount_fen: Fen | None = None
    promotion_alloc_fen: Fen | None = None
    coupon_alloc_fen: Fen | None = None
    points_alloc_fen: Fen | None = None
    paid_fen: Fen | None = None


class ImportPayment(Entry):
    """How the order was paid; ``captured_fen`` is all of it, the shipping fee included."""

    method: PaymentMethod
    transaction_no: Id
    captured_fen: Fen


class ImportShipment(Entry):
    """A parcel on its way to the buyer."""

    carrier: Carrier
    tracking_no: Id
    shipped_at: Instant
    signed_at: Instant | None = None


class ImportOrder(Entry):
    """One order. ``paid_fen`` is what was paid or, before that, what is to be paid."""

    order_no: OrderNo
    buyer_id: Id
    seller_id: Id
    status: OrderStatus
    created_at: Instant
    paid_at: Instant | None = None
    promised_ship_at: Instant | None = None
    promised_delivery_at: Instant | None = None
    completed_at: Instant | None = None
    goods_amount_fen: Fen
    promotion_fen: Fen = 0
    coupon_fen: Fen = 0
    coupon_code: Id | None = None
    points_fen: Fen = 0
    points_used: Points = 0
    shipping_fee_fen: Fen = 0
    paid_fen: Fen
    items: list[ImportItem] = Field(min_length=1, max_length=200)
    payment: ImportPayment | None = None
    shipments: list[ImportShipment] = Field(default_factory=list, max_length=200)


class ImportDocument(Entry):
    """Everything that is imported together: all of it or nothing."""

    buyers: list[ImportBuyer] = Field(default_factory=list)
    sellers: list[ImportSeller] = Field(default_factory=list)
    orders: list[ImportOrder] = Field(default_factory=list)
    cases: list[ImportCase] = Field(default_factory=list)
