"""What became of announced deals, and what else is known of issuers."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("announcement_id", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_follow_up"),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name="fk_follow_up_announcement_id_announcement",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_follow_up_announcement_id", "follow_up", ["announcement_id"])
    op.create_table(
        "ledger",
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("issuer", name="pk_ledger"),
    )


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("ledger")
    op.drop_index("ix_follow_up_announcement_id", table_name="follow_up")
    op.drop_table("follow_up")
