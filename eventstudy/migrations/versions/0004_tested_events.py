"""Every event that was ever tested, in order."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "tested_event",
        sa.Column("place", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("p_value", sa.Double(), nullable=False),
        sa.Column("flagged_at", sa.Integer(), nullable=False),
        sa.Column("tested_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_tested_event"),
        sa.UniqueConstraint("event", name="uq_tested_event_event"),
    )


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("tested_event")
