"""What has to be paid is found by an index, however much was paid before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_pending_refunds"
down_revision = "0005_refunded_pieces"

PENDING = sa.text("status = 'PENDING'")


def upgrade() -> None:
    op.create_index(
        "ix_refunds_pending",
        "refunds",
        ["out_refund_no"],
        sqlite_where=PENDING,
        postgresql_where=PENDING,
    )


def downgrade() -> None:
    op.drop_index("ix_refunds_pending", "refunds")
