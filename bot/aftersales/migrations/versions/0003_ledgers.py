"""Refunds, wallets, points and coupons."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_ledgers"
down_revision = "0002_cases"

FEN = sa.BigInteger()
INSTANT = sa.DateTime(timezone=True)
CODE = sa.String(32)


def upgrade() -> None:
    op.create_table(
        "refunds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("out_refund_no", sa.String(length=64), nullable=False),
        sa.Column("case_no", sa.String(length=14), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("amount_fen", FEN, nullable=False),
        sa.Column("destination", CODE, nullable=False),
        sa.Column("status", CODE, nullable=False),
        sa.Column("failure_reason", sa.String(length=500), nullable=True),
        sa.Column("expected_from", sa.Date(), nullable=False),
        sa.Column("expected_by", sa.Date(), nullable=False),
        sa.Column("expected_estimated", sa.Boolean(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("completed_at", INSTANT, nullable=True),
        sa.CheckConstraint("amount_fen >= 0", name="ck_refunds_amount_not_negative"),
        sa.ForeignKeyConstraint(
            ["case_no"], ["after_sale_cases.case_no"], name="fk_refunds_case_no"
        ),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name="fk_refunds_payment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_refunds"),
        sa.UniqueConstraint("case_no", name="uq_refunds_case_no"),
        sa.UniqueConstraint("out_refund_no", name="uq_refunds_out_refund_no"),
    )
    op.create_table(
        "refund_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("refund_id", sa.Integer(), nullable=False),
        sa.Column("order_item_id", sa.Integer(), nullable=False),
        sa.Column("qty", sa.Integer(), nullable=False),
        sa.Column("amount_fen", FEN, nullable=False),
        sa.ForeignKeyConstraint(
            ["order_item_id"], ["order_items.id"], name="fk_refund_items_order_item_id"
        ),
        sa.ForeignKeyConstraint(["refund_id"], ["refunds.id"], name="fk_refund_items_refund_id"),
        sa.PrimaryKeyConstraint("id", name="pk_refund_items"),
        sa.UniqueConstraint(
            "refund_id", "order_item_id", name="uq_refund_items_refund_id_order_item_id"
        ),
    )
    op.create_table(
        "wallets",
        sa.Column("buyer_id", sa.String(length=64), nullable=False),
        sa.Column("balance_fen", FEN, nullable=False),
        sa.CheckConstraint("balance_fen >= 0", name="ck_wallets_balance_not_negative"),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyers.id"], name="fk_wallets_buyer_id"),
        sa.PrimaryKeyConstraint("buyer_id", name="pk_wallets"),
    )
    op.create_table(
        "wallet_transactions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.String(length=64), nullable=False),
        sa.Column("amount_fen", FEN, nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["buyer_id"], ["wallets.buyer_id"], name="fk_wallet_transactions_buyer_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_wallet_transactions"),
        sa.UniqueConstraint("reference", name="uq_wallet_transactions_reference"),
    )
    op.create_index("ix_wallet_transactions_buyer_id", "wallet_transactions", ["buyer_id"])
    op.create_table(
        "points_ledger",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.String(length=64), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyers.id"], name="fk_points_ledger_buyer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_points_ledger"),
        sa.UniqueConstraint("reference", name="uq_points_ledger_reference"),
    )
    op.create_index("ix_points_ledger_buyer_id", "points_ledger", ["buyer_id"])
    op.create_table(
        "coupon_redemptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_no", sa.String(length=32), nullable=False),
        sa.Column("coupon_code", sa.String(length=64), nullable=False),
        sa.Column("amount_fen", FEN, nullable=False),
        sa.Column("redeemed_at", INSTANT, nullable=False),
        sa.Column("returned_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["order_no"], ["orders.order_no"], name="fk_coupon_redemptions_order_no"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_coupon_redemptions"),
        sa.UniqueConstraint(
            "order_no", "coupon_code", name="uq_coupon_redemptions_order_no_coupon_code"
        ),
    )


def downgrade() -> None:
    op.drop_table("coupon_redemptions")
    op.drop_table("points_ledger")
    op.drop_table("wallet_transactions")
    op.drop_table("wallets")
    op.drop_table("refund_items")
    op.drop_table("refunds")
