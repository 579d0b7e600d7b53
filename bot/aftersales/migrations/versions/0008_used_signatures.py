"""Which back-office call a signature came with, so that it serves no other one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008_used_signatures"
down_revision = "0007_latest_evidence"


def upgrade() -> None:
    op.create_table(
        "used_signatures",
        sa.Column("signature", sa.String(length=80), nullable=False),
        sa.Column("call_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("signature", name="pk_used_signatures"),
    )
    op.create_index("ix_used_signatures_used_at", "used_signatures", ["used_at"])


def downgrade() -> None:
    op.drop_table("used_signatures")
