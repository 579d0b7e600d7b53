"""Where money, points and coupons go back to."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.aftersales.codes import Destination
from bot.aftersales.models.base import Base, Fen, Key, code_column


class RefundStatus(StrEnum):
    """What the payment system has said about a refund."""

    PENDING = "PENDING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"


_PENDING = text("status = 'PENDING'")


class Refund(Base):
    """Money on its way back; a retry keeps its ``out_refund_no``, so it is never paid twice.

    The three ``expected_*`` fields are the promise made to the buyer when it was approved.
    """

    __tablename__ = "refunds"
    __table_args__ = (
        UniqueConstraint("out_refund_no"),
        UniqueConstraint("case_no"),
        CheckConstraint("amount_fen >= 0", name="amount_not_negative"),
        Index(
            "ix_refunds_pending", "out_refund_no", sqlite_where=_PENDING, postgresql_where=_PENDING
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    out_refund_no: Mapped[Key]
    case_no: Mapped[str] = mapped_column(ForeignKey("after_sale_cases.case_no"))
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"))
    amount_fen: Mapped[Fen]
    destination: Mapped[Destination] = mapped_column(code_column(Destination))
    status: Mapped[RefundStatus] = mapped_column(code_column(RefundStatus))
    failure_reason: Mapped[str | None] = mapped_column(String(500))
    expected_from: Mapped[date]
    expected_by: Mapped[date]
    expected_estimated: Mapped[bool]
    created_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]

    items: Mapped[list[RefundItem]] = relationship(order_by="RefundItem.id")


class RefundItem(Base):
    """What of a refund is for which item; the shipping fee is what is left of the refund."""

    __tablename__ = "refund_items"
    __table_args__ = (UniqueConstraint("refund_id", "order_item_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    refund_id: Mapped[int] = mapped_column(ForeignKey("refunds.id"))
    order_item_id: Mapped[int] = mapped_column(ForeignKey("order_items.id"))
    qty: Mapped[int]
    amount_fen: Mapped[Fen]


class Wallet(Base):
    """A buyer's balance: always the sum of its transactions."""

    __tablename__ = "wallets"
    __table_args__ = (CheckConstraint("balance_fen >= 0", name="balance_not_negative"),)

    buyer_id: Mapped[Key] = mapped_column(ForeignKey("buyers.id"), primary_key=True)
    balance_fen: Mapped[Fen] = mapped_column(default=0)


class WalletTransaction(Base):
    """One movement of a wallet; ``reference`` names what caused it, once."""

    __tablename__ = "wallet_transactions"
    __table_args__ = (UniqueConstraint("reference"), Index(None, "buyer_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[Key] = mapped_column(ForeignKey("wallets.buyer_id"))
    amount_fen: Mapped[Fen]
    reference: Mapped[Key]
    created_at: Mapped[datetime]


class PointsEntry(Base):
    """One movement of a buyer's points; ``reference`` names what caused it, once."""

    __tablename__ = "points_ledger"
    __table_args__ = (UniqueConstraint("reference"), Index(None, "buyer_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[Key] = mapped_column(ForeignKey("buyers.id"))
    points: Mapped[int]
    reference: Mapped[Key]
    created_at: Mapped[datetime]


class CouponRedemption(Base):
    """A coupon used for an order; ``returned_at`` is set when the whole order was refunded."""

    __tablename__ = "coupon_redemptions"
    __table_args__ = (UniqueConstraint("order_no", "coupon_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_no: Mapped[str] = mapped_column(ForeignKey("orders.order_no"))
    coupon_code: Mapped[Key]
    amount_fen: Mapped[Fen]
    redeemed_at: Mapped[datetime]
    returned_at: Mapped[datetime | None]
