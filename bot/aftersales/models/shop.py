"""Buyers, sellers, orders, what was paid and what was shipped."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.aftersales.codes import OrderStatus, PaymentMethod
from bot.aftersales.models.base import Base, Fen, Key, code_column


class Buyer(Base):
    """Somebody who buys. Commands of one buyer are made one after another by locking this row."""

    __tablename__ = "buyers"

    id: Mapped[Key] = mapped_column(primary_key=True)
    display_name: Mapped[str] = mapped_column(String(100))
    wallet_enabled: Mapped[bool] = mapped_column(default=False)


class Seller(Base):
    """Somebody who sells; returns go to ``return_address``."""

    __tablename__ = "sellers"

    id: Mapped[Key] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    return_address: Mapped[str] = mapped_column(String(500))


class Order(Base):
    """One order. ``paid_fen`` is what was captured, the shipping fee included."""

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint(
            "goods_amount_fen - promotion_fen - coupon_fen - points_fen + shipping_fee_fen"
            " = paid_fen",
            name="amounts_add_up",
        ),
        Index(None, "buyer_id", "created_at"),
    )

    order_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    buyer_id: Mapped[Key] = mapped_column(ForeignKey("buyers.id"))
    seller_id: Mapped[Key] = mapped_column(ForeignKey("sellers.id"))
    status: Mapped[OrderStatus] = mapped_column(code_column(OrderStatus))
    goods_amount_fen: Mapped[Fen]
    promotion_fen: Mapped[Fen] = mapped_column(default=0)
    coupon_fen: Mapped[Fen] = mapped_column(default=0)
    points_fen: Mapped[Fen] = mapped_column(default=0)
    points_used: Mapped[int] = mapped_column(default=0)
    shipping_fee_fen: Mapped[Fen] = mapped_column(default=0)
    paid_fen: Mapped[Fen]
    created_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    promised_ship_at: Mapped[datetime | None]
    promised_delivery_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    seller: Mapped[Seller] = relationship(lazy="joined")
    items: Mapped[list[OrderItem]] = relationship(
        back_populates="order", order_by="OrderItem.id", lazy="selectin"
    )
    shipments: Mapped[list[Shipment]] = relationship(order_by="Shipment.id", lazy="selectin")
    payment: Mapped[Payment | None] = relationship(lazy="joined")


class OrderItem(Base):
    """One line of an order. ``reserved_*`` is what open cases ask for and is not yet paid out."""

    __tablename__ = "order_items"
    __table_args__ = (
        CheckConstraint(
            "list_amount_fen - promotion_alloc_fen - coupon_alloc_fen - points_alloc_fen"
            " = paid_fen",
            name="amounts_add_up",
        ),
        CheckConstraint(
            "refunded_fen >= 0 AND reserved_fen >= 0 AND refunded_fen + reserved_fen <= paid_fen",
            name="refunded_and_reserved_within_paid",
        ),
        CheckConstraint(
            "refunded_qty >= 0 AND reserved_qty >= 0 AND refunded_qty + reserved_qty <= qty",
            name="refunded_and_reserved_within_qty",
        ),
        CheckConstraint("qty > 0", name="qty_positive"),
        Index(None, "order_no"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_no: Mapped[str] = mapped_column(ForeignKey("orders.order_no"))
    title: Mapped[str] = mapped_column(String(200))
    attrs: Mapped[str] = mapped_column(String(200), default="")
    category: Mapped[str] = mapped_column(String(32), default="GENERAL")
    no_reason_excluded: Mapped[bool] = mapped_column(default=False)
    qty: Mapped[int] = mapped_column(default=1)
    unit_price_fen: Mapped[Fen]
    list_amount_fen: Mapped[Fen]
    promotion_alloc_fen: Mapped[Fen] = mapped_column(default=0)
    coupon_alloc_fen: Mapped[Fen] = mapped_column(default=0)
    points_alloc_fen: Mapped[Fen] = mapped_column(default=0)
    paid_fen: Mapped[Fen]
    refunded_fen: Mapped[Fen] = mapped_column(default=0)
    refunded_qty: Mapped[int] = mapped_column(default=0)
    reserved_fen: Mapped[Fen] = mapped_column(default=0)
    reserved_qty: Mapped[int] = mapped_column(default=0)

    order: Mapped[Order] = relationship(back_populates="items", lazy="joined")


class Payment(Base):
    """How an order was paid, and how much of it went back or is promised to go back."""

    __tablename__ = "payments"
    __table_args__ = (
        UniqueConstraint("order_no"),
        UniqueConstraint("transaction_no"),
        CheckConstraint(
            "refunded_fen >= 0 AND reserved_fen >= 0"
            " AND refunded_fen + reserved_fen <= captured_fen",
            name="refunded_and_reserved_within_captured",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_no: Mapped[str] = mapped_column(ForeignKey("orders.order_no"))
    method: Mapped[PaymentMethod] = mapped_column(code_column(PaymentMethod))
    transaction_no: Mapped[Key]
    captured_fen: Mapped[Fen]
    refunded_fen: Mapped[Fen] = mapped_column(default=0)
    reserved_fen: Mapped[Fen] = mapped_column(default=0)


class Shipment(Base):
    """A parcel of an order on its way to the buyer."""

    __tablename__ = "shipments"
    __table_args__ = (UniqueConstraint("carrier", "tracking_no"), Index(None, "order_no"))

    id: Mapped[int] = mapped_column(primary_key=True)
    order_no: Mapped[str] = mapped_column(ForeignKey("orders.order_no"))
    carrier: Mapped[str] = mapped_column(String(50))
    tracking_no: Mapped[Key]
    shipped_at: Mapped[datetime]
    signed_at: Mapped[datetime | None]
