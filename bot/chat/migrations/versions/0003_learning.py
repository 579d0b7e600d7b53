"""What was understood of each message, and what people decided to teach the bot."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_learning"
down_revision = "0002_desk"

INSTANT = sa.DateTime(timezone=True)
CODE = sa.String(32)


def upgrade() -> None:
    op.add_column("turns", sa.Column("heard_as", sa.String(length=64), nullable=True))
    op.add_column("turns", sa.Column("confidence", sa.Double(), nullable=True))
    op.add_column("turns", sa.Column("likeliest", sa.JSON(), nullable=True))
    op.create_table(
        "lessons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("given_by", sa.String(length=64), nullable=False),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lessons"),
    )
    op.create_table(
        "review_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("verdict", CODE, nullable=False),
        sa.Column("label", sa.String(length=64), nullable=True),
        sa.Column("decided_by", sa.String(length=64), nullable=False),
        sa.Column("decided_at", INSTANT, nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lessons.id"], name="fk_review_decisions_lesson_id"
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name="fk_review_decisions_message_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_review_decisions"),
    )
    op.create_index("ix_review_decisions_message_id", "review_decisions", ["message_id"])


def downgrade() -> None:
    op.drop_table("review_decisions")
    op.drop_table("lessons")
    op.drop_column("turns", "likeliest")
    op.drop_column("turns", "confidence")
    op.drop_column("turns", "heard_as")
