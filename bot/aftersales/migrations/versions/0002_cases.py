"""After-sale cases, their events, evidence and return parcels."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_cases"
down_revision = "0001_shop"

FEN = sa.BigInteger()
INSTANT = sa.DateTime(timezone=True)
CODE = sa.String(32)


def upgrade() -> None:
    op.create_table(
        "after_sale_cases",
        sa.Column("case_no", sa.String(length=14), nullable=False),
        sa.Column("order_item_id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.String(length=64), nullable=False),
        sa.Column("seller_id", sa.String(length=64), nullable=False),
        sa.Column("type", CODE, nullable=False),
        sa.Column("reason", CODE, nullable=False),
        sa.Column("description", sa.String(length=1000), nullable=False),
        sa.Column("qty", sa.Integer(), nullable=False),
        sa.Column("requested_fen", FEN, nullable=False),
        sa.Column("offer_fen", FEN, nullable=True),
        sa.Column("approved_fen", FEN, nullable=True),
        sa.Column("shipping_fen", FEN, nullable=False),
        sa.Column("already_refunded_fen", FEN, nullable=False),
        sa.Column("destination", CODE, nullable=False),
        sa.Column("freight_payer", CODE, nullable=True),
        sa.Column("status", CODE, nullable=False),
        sa.Column("status_reason", sa.String(length=500), nullable=True),
        sa.Column("attempt_no", sa.Integer(), nullable=False),
        sa.Column("submitted_at", INSTANT, nullable=False),
        sa.Column("seller_deadline_at", INSTANT, nullable=True),
        sa.Column("offer_due_at", INSTANT, nullable=True),
        sa.Column("reject_due_at", INSTANT, nullable=True),
        sa.Column("escalatable_at", INSTANT, nullable=True),
        sa.Column("return_due_at", INSTANT, nullable=True),
        sa.Column("receive_due_at", INSTANT, nullable=True),
        sa.Column("ruling_due_at", INSTANT, nullable=True),
        sa.Column("next_due_at", INSTANT, nullable=True),
        sa.Column("risk_hold", sa.Boolean(), nullable=False),
        sa.Column("risk_flags", sa.JSON(), nullable=False),
        sa.Column("policy_version", sa.String(length=32), nullable=False),
        sa.Column("idempotency_key", sa.String(length=128), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "0 <= shipping_fen AND shipping_fen <= requested_fen"
            " AND (offer_fen IS NULL OR offer_fen <= requested_fen)"
            " AND (approved_fen IS NULL OR approved_fen <= requested_fen)",
            name="ck_after_sale_cases_approved_within_requested",
        ),
        sa.CheckConstraint("qty > 0", name="ck_after_sale_cases_qty_positive"),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyers.id"], name="fk_after_sale_cases_buyer_id"),
        sa.ForeignKeyConstraint(
            ["order_item_id"], ["order_items.id"], name="fk_after_sale_cases_order_item_id"
        ),
        sa.ForeignKeyConstraint(
            ["seller_id"], ["sellers.id"], name="fk_after_sale_cases_seller_id"
        ),
        sa.PrimaryKeyConstraint("case_no", name="pk_after_sale_cases"),
    )
    op.create_index(
        "ix_after_sale_cases_buyer_id_submitted_at",
        "after_sale_cases",
        ["buyer_id", "submitted_at"],
    )
    op.create_index("ix_after_sale_cases_next_due_at", "after_sale_cases", ["next_due_at"])
    op.create_index("ix_after_sale_cases_order_item_id", "after_sale_cases", ["order_item_id"])
    op.create_index(
        "uq_after_sale_cases_one_open_per_item",
        "after_sale_cases",
        ["order_item_id"],
        unique=True,
        sqlite_where=sa.text("status NOT IN ('CANCELLED', 'CLOSED', 'REFUNDED')"),
        postgresql_where=sa.text("status NOT IN ('CANCELLED', 'CLOSED', 'REFUNDED')"),
    )
    op.create_table(
        "case_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_no", sa.String(length=14), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("actor_type", CODE, nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("from_status", CODE, nullable=True),
        sa.Column("to_status", CODE, nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["case_no"], ["after_sale_cases.case_no"], name="fk_case_events_case_no"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_case_events"),
        sa.UniqueConstraint("case_no", "seq", name="uq_case_events_case_no_seq"),
    )
    op.create_index("ix_case_events_actor_id_created_at", "case_events", ["actor_id", "created_at"])
    op.create_table(
        "evidence",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("buyer_id", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("phash", sa.String(length=64), nullable=True),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("storage_key", sa.String(length=200), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyers.id"], name="fk_evidence_buyer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
    )
    op.create_index("ix_evidence_buyer_id", "evidence", ["buyer_id"])
    op.create_index("ix_evidence_phash", "evidence", ["phash"])
    op.create_index("ix_evidence_sha256", "evidence", ["sha256"])
    op.create_table(
        "case_evidence",
        sa.Column("case_no", sa.String(length=14), nullable=False),
        sa.Column("evidence_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_no"], ["after_sale_cases.case_no"], name="fk_case_evidence_case_no"
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name="fk_case_evidence_evidence_id"
        ),
        sa.PrimaryKeyConstraint("case_no", "evidence_id", name="pk_case_evidence"),
    )
    op.create_table(
        "return_shipments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_no", sa.String(length=14), nullable=False),
        sa.Column("carrier", sa.String(length=50), nullable=False),
        sa.Column("tracking_no", sa.String(length=64), nullable=False),
        sa.Column("shipped_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["case_no"], ["after_sale_cases.case_no"], name="fk_return_shipments_case_no"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_return_shipments"),
        sa.UniqueConstraint(
            "carrier", "tracking_no", name="uq_return_shipments_carrier_tracking_no"
        ),
        sa.UniqueConstraint("case_no", name="uq_return_shipments_case_no"),
    )


def downgrade() -> None:
    op.drop_table("return_shipments")
    op.drop_table("case_evidence")
    op.drop_table("evidence")
    op.drop_table("case_events")
    op.drop_table("after_sale_cases")
