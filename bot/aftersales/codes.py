"""The words of the business: every state, type, reason and destination has one code."""

from __future__ import annotations

from enum import StrEnum


class OrderStatus(StrEnum):
    """Where an order stands, as the shop sees it."""

    PENDING_PAYMENT = "PENDING_PAYMENT"
    PAID = "PAID"
    SHIPPED = "SHIPPED"
    RECEIVED = "RECEIVED"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


class CaseType(StrEnum):
    """What the buyer asks for."""

    REFUND_ONLY = "REFUND_ONLY"
    RETURN_REFUND = "RETURN_REFUND"


class Reason(StrEnum):
    """Why the buyer asks for it."""

    QUALITY = "QUALITY"
    NOT_AS_DESCRIBED = "NOT_AS_DESCRIBED"
    LATE_SHIPMENT = "LATE_SHIPMENT"
    NOT_RECEIVED = "NOT_RECEIVED"
    NO_REASON = "NO_REASON"
    NO_LONGER_NEEDED = "NO_LONGER_NEEDED"
    OTHER = "OTHER"


class Destination(StrEnum):
    """Where the money goes."""

    ORIGINAL = "ORIGINAL"
    WALLET = "WALLET"


class CaseStatus(StrEnum):
    """Where an after-sale case stands."""

    PENDING_SELLER = "PENDING_SELLER"
    AWAITING_BUYER_CONFIRM = "AWAITING_BUYER_CONFIRM"
    AWAITING_RETURN = "AWAITING_RETURN"
    AWAITING_SELLER_RECEIPT = "AWAITING_SELLER_RECEIPT"
    SELLER_REJECTED = "SELLER_REJECTED"
    PLATFORM_REVIEW = "PLATFORM_REVIEW"
    REFUNDING = "REFUNDING"
    REFUND_FAILED = "REFUND_FAILED"
    REFUNDED = "REFUNDED"
    CANCELLED = "CANCELLED"
    CLOSED = "CLOSED"


TERMINAL_STATUSES = frozenset({CaseStatus.REFUNDED, CaseStatus.CANCELLED, CaseStatus.CLOSED})


class ActorType(StrEnum):
    """Who made an event happen."""

    BUYER = "BUYER"
    SELLER = "SELLER"
    PLATFORM = "PLATFORM"
    SYSTEM = "SYSTEM"
    PAYMENT = "PAYMENT"


class FreightPayer(StrEnum):
    """Who pays the postage of a return."""

    SELLER = "SELLER"
    BUYER = "BUYER"


class PaymentMethod(StrEnum):
    """How the order was paid."""

    WECHAT = "WECHAT"
    ALIPAY = "ALIPAY"
    BANK_CARD = "BANK_CARD"
    WALLET = "WALLET"


class LineCode(StrEnum):
    """One line of an amount's explanation, in the order in which it is added up."""

    LIST_AMOUNT = "LIST_AMOUNT"
    PROMOTION = "PROMOTION"
    COUPON = "COUPON"
    POINTS = "POINTS"
    ITEM_PAID = "ITEM_PAID"
    ALREADY_REFUNDED = "ALREADY_REFUNDED"
    NOT_REQUESTED = "NOT_REQUESTED"
    NOT_AGREED = "NOT_AGREED"
    SHIPPING_FEE = "SHIPPING_FEE"
    REFUND = "REFUND"
