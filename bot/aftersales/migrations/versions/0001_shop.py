"""Buyers, sellers, orders, their items, payments and parcels."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001_shop"
down_revision = None

FEN = sa.BigInteger()
INSTANT = sa.DateTime(timezone=True)
CODE = sa.String(32)


def upgrade() -> None:
    op.create_table(
        "buyers",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("display_name", sa.String(length=100), nullable=False),
        sa.Column("wallet_enabled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_buyers"),
    )
    op.create_table(
        "sellers",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("return_address", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sellers"),
    )
    op.create_table(
        "orders",
        sa.Column("order_no", sa.String(length=32), nullable=False),
        sa.Column("buyer_id", sa.String(length=64), nullable=False),
        sa.Column("seller_id", sa.String(length=64), nullable=False),
        sa.Column("status", CODE, nullable=False),
        sa.Column("goods_amount_fen", FEN, nullable=False),
        sa.Column("promotion_fen", FEN, nullable=False),
        sa.Column("coupon_fen", FEN, nullable=False),
        sa.Column("points_fen", FEN, nullable=False),
        sa.Column("points_used", sa.Integer(), nullable=False),
        sa.Column("shipping_fee_fen", FEN, nullable=False),
        sa.Column("paid_fen", FEN, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("paid_at", INSTANT, nullable=True),
        sa.Column("promised_ship_at", INSTANT, nullable=True),
        sa.Column("promised_delivery_at", INSTANT, nullable=True),
        sa.Column("completed_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "goods_amount_fen - promotion_fen - coupon_fen - points_fen + shipping_fee_fen"
            " = paid_fen",
            name="ck_orders_amounts_add_up",
        ),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyers.id"], name="fk_orders_buyer_id"),
        sa.ForeignKeyConstraint(["seller_id"], ["sellers.id"], name="fk_orders_seller_id"),
        sa.PrimaryKeyConstraint("order_no", name="pk_orders"),
    )
    op.create_index("ix_orders_buyer_id_created_at", "orders", ["buyer_id", "created_at"])
    op.create_table(
        "order_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_no", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("attrs", sa.String(length=200), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("no_reason_excluded", sa.Boolean(), nullable=False),
        sa.Column("qty", sa.Integer(), nullable=False),
        sa.Column("unit_price_fen", FEN, nullable=False),
        sa.Column("list_amount_fen", FEN, nullable=False),
        sa.Column("promotion_alloc_fen", FEN, nullable=False),
        sa.Column("coupon_alloc_fen", FEN, nullable=False),
        sa.Column("points_alloc_fen", FEN, nullable=False),
        sa.Column("paid_fen", FEN, nullable=False),
        sa.Column("refunded_fen", FEN, nullable=False),
        sa.Column("refunded_qty", sa.Integer(), nullable=False),
        sa.Column("reserved_fen", FEN, nullable=False),
        sa.Column("reserved_qty", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "list_amount_fen - promotion_alloc_fen - coupon_alloc_fen - points_alloc_fen"
            " = paid_fen",
            name="ck_order_items_amounts_add_up",
        ),
        sa.CheckConstraint("qty > 0", name="ck_order_items_qty_positive"),
        sa.CheckConstraint(
            "refunded_fen >= 0 AND reserved_fen >= 0 AND refunded_fen + reserved_fen <= paid_fen",
            name="ck_order_items_refunded_and_reserved_within_paid",
        ),
        sa.CheckConstraint(
            "refunded_qty >= 0 AND reserved_qty >= 0 AND refunded_qty + reserved_qty <= qty",
            name="ck_order_items_refunded_and_reserved_within_qty",
        ),
        sa.ForeignKeyConstraint(["order_no"], ["orders.order_no"], name="fk_order_items_order_no"),
        sa.PrimaryKeyConstraint("id", name="pk_order_items"),
    )
    op.create_index("ix_order_items_order_no", "order_items", ["order_no"])
    op.create_table(
        "payments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_no", sa.String(length=32), nullable=False),
        sa.Column("method", CODE, nullable=False),
        sa.Column("transaction_no", sa.String(length=64), nullable=False),
        sa.Column("captured_fen", FEN, nullable=False),
        sa.Column("refunded_fen", FEN, nullable=False),
        sa.Column("reserved_fen", FEN, nullable=False),
        sa.CheckConstraint(
            "refunded_fen >= 0 AND reserved_fen >= 0"
            " AND refunded_fen + reserved_fen <= captured_fen",
            name="ck_payments_refunded_and_reserved_within_captured",
        ),
        sa.ForeignKeyConstraint(["order_no"], ["orders.order_no"], name="fk_payments_order_no"),
        sa.PrimaryKeyConstraint("id", name="pk_payments"),
        sa.UniqueConstraint("order_no", name="uq_payments_order_no"),
        sa.UniqueConstraint("transaction_no", name="uq_payments_transaction_no"),
    )
    op.create_table(
        "shipments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_no", sa.String(length=32), nullable=False),
        sa.Column("carrier", sa.String(length=50), nullable=False),
        sa.Column("tracking_no", sa.String(length=64), nullable=False),
        sa.Column("shipped_at", INSTANT, nullable=False),
        sa.Column("signed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["order_no"], ["orders.order_no"], name="fk_shipments_order_no"),
        sa.PrimaryKeyConstraint("id", name="pk_shipments"),
        sa.UniqueConstraint("carrier", "tracking_no", name="uq_shipments_carrier_tracking_no"),
    )
    op.create_index("ix_shipments_order_no", "shipments", ["order_no"])


def downgrade() -> None:
    op.drop_table("shipments")
    op.drop_table("payments")
    op.drop_table("order_items")
    op.drop_table("orders")
    op.drop_table("sellers")
    op.drop_table("buyers")
