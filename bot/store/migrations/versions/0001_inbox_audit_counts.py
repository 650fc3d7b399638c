"""The inbox, the audit trail and the counters."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "items",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("rule", sa.String(128)),
        sa.Column("topics", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("settled_reason", sa.Text),
    )
    op.create_index("ix_items_state_kind", "items", ["state", "kind"])
    op.create_index("ix_items_day", "items", ["day"])
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(128), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("target", sa.String(512), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text),
    )
    op.create_index("ix_audit_target", "audit", ["target"])
    key = [("kind", 16), ("subject", 128), ("category", 64), ("channel", 32), ("language", 8), ("outcome", 32)]
    op.create_table(
        "counts",
        sa.Column("day", sa.Date, primary_key=True),
        *(sa.Column(name, sa.String(size), primary_key=True) for name, size in key),
        sa.Column("count", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    for name in ("counts", "audit", "items"):
        op.drop_table(name)
