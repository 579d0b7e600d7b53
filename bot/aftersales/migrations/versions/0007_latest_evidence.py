"""The latest pictures are found without a scan, to compare a new one with them."""

from __future__ import annotations

from alembic import op

revision = "0007_latest_evidence"
down_revision = "0006_pending_refunds"


def upgrade() -> None:
    op.create_index("ix_evidence_created_at", "evidence", ["created_at"])


def downgrade() -> None:
    op.drop_index("ix_evidence_created_at", "evidence")
