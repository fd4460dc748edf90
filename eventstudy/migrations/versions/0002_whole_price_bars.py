"""Whole daily bars, where series come from, and what checks of them found."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_NUMBERS = ("open", "high", "low", "dividends", "splits")
_HEAD = (
    ("zone", sa.String(64)),
    ("asked_first", sa.Integer()),
    ("asked_last", sa.Integer()),
    ("content_hash", sa.String(64)),
)


def upgrade() -> None:
    """Add columns to the price tables, and make those of the checks."""
    for name in _NUMBERS:
        op.add_column("price", sa.Column(name, sa.Float(), nullable=True))
    for name, kind in _HEAD:
        op.add_column("price_series", sa.Column(name, kind, nullable=True))
    op.create_table(
        "price_check",
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("checked_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("series_id", name="pk_price_check"),
        _of_series("price_check"),
    )
    op.create_table(
        "price_finding",
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("size", sa.Float(), nullable=True),
        sa.Column("remedy", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("series_id", "day", "kind", name="pk_price_finding"),
        _of_series("price_finding"),
    )


def downgrade() -> None:
    """Take all of it away again."""
    op.drop_table("price_finding")
    op.drop_table("price_check")
    for name, _ in _HEAD:
        op.drop_column("price_series", name)
    for name in _NUMBERS:
        op.drop_column("price", name)


def _of_series(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["series_id"], ["price_series.id"], name=f"fk_{table}_series_id_price_series", ondelete="CASCADE"
    )
