"""The tables of the business, one class each; the field names are those of the data model."""

from __future__ import annotations

from bot.aftersales.models.base import Base, Instant
from bot.aftersales.models.cases import (
    AfterSaleCase,
    CaseEvent,
    CaseEvidence,
    Evidence,
    ReturnShipment,
)
from bot.aftersales.models.ledgers import (
    CouponRedemption,
    PointsEntry,
    Refund,
    RefundItem,
    RefundStatus,
    Wallet,
    WalletTransaction,
)
from bot.aftersales.models.records import (
    AuditEntry,
    AuditHead,
    CalendarDay,
    IdempotencyKey,
    OutboxMessage,
    UsedSignature,
)
from bot.aftersales.models.shop import Buyer, Order, OrderItem, Payment, Seller, Shipment

__all__ = [
    "AfterSaleCase",
    "AuditEntry",
    "AuditHead",
    "Base",
    "Buyer",
    "CalendarDay",
    "CaseEvent",
    "CaseEvidence",
    "CouponRedemption",
    "Evidence",
    "IdempotencyKey",
    "Instant",
    "Order",
    "OrderItem",
    "OutboxMessage",
    "Payment",
    "PointsEntry",
    "Refund",
    "RefundItem",
    "RefundStatus",
    "ReturnShipment",
    "Seller",
    "Shipment",
    "UsedSignature",
    "Wallet",
    "WalletTransaction",
]
