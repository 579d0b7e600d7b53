"""How many pieces earlier cases of an item had refunded at the submission."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005_refunded_pieces"
down_revision = "0004_records"


def upgrade() -> None:
    op.add_column(
        "after_sale_cases",
        sa.Column("already_refunded_qty", sa.Integer(), nullable=False, server_default="0"),
    )
    op.execute(
        "UPDATE after_sale_cases SET already_refunded_qty = COALESCE(("
        " SELECT SUM(earlier.qty) FROM after_sale_cases AS earlier"
        " WHERE earlier.order_item_id = after_sale_cases.order_item_id"
        " AND earlier.case_no <> after_sale_cases.case_no"
        " AND earlier.status = 'REFUNDED'"
        " AND earlier.submitted_at <= after_sale_cases.submitted_at), 0)"
    )


def downgrade() -> None:
    op.drop_column("after_sale_cases", "already_refunded_qty")
