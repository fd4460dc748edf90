"""The registry of announcements, and daily prices."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    _create_parties()
    _create_announcements()
    _create_prices()


def downgrade() -> None:
    """Drop every table."""
    for table in (
        "price",
        "price_series",
        "contract_terms",
        "announcement_security",
        "announcement",
        "security",
        "issuer",
    ):
        op.drop_table(table)


def _create_parties() -> None:
    op.create_table(
        "issuer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_issuer"),
        sa.UniqueConstraint("name", name="uq_issuer_name"),
    )
    op.create_table(
        "security",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("symbol", sa.String(), nullable=False),
        sa.Column("mic", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_security"),
        sa.UniqueConstraint("symbol", name="uq_security_symbol"),
    )


def _create_announcements() -> None:
    op.create_table(
        "announcement",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("announced_at", sa.DateTime(), nullable=False),
        sa.Column("announced_local", sa.DateTime(), nullable=False),
        sa.Column("announced_fold", sa.SmallInteger(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("precision", sa.String(), nullable=False),
        sa.Column("headline", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_announcement"),
        sa.ForeignKeyConstraint(["issuer_id"], ["issuer.id"], name="fk_announcement_issuer_id_issuer"),
    )
    for column in ("issuer_id", "announced_at", "announced_local"):
        op.create_index(f"ix_announcement_{column}", "announcement", [column])
    op.create_table(
        "announcement_security",
        sa.Column("announcement_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("security_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("announcement_id", "position", name="pk_announcement_security"),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name="fk_announcement_security_announcement_id_announcement",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["security_id"], ["security.id"], name="fk_announcement_security_security_id_security"
        ),
    )
    op.create_index("ix_announcement_security_security_id", "announcement_security", ["security_id"])
    op.create_table(
        "contract_terms",
        sa.Column("announcement_id", sa.String(), nullable=False),
        sa.Column("counterparty", sa.String(), nullable=True),
        sa.Column("counterparty_country", sa.String(), nullable=True),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("units", sa.BigInteger(), nullable=True),
        sa.Column("opt_out_days", sa.Integer(), nullable=True),
        sa.Column("binding", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("announcement_id", name="pk_contract_terms"),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name="fk_contract_terms_announcement_id_announcement",
            ondelete="CASCADE",
        ),
    )


def _create_prices() -> None:
    op.create_table(
        "price_series",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("symbol", sa.String(64), nullable=False),
        sa.Column("currency", sa.String(8), nullable=True),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("fetched_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_price_series"),
        sa.UniqueConstraint("symbol", name="uq_price_series_symbol"),
    )
    op.create_table(
        "price",
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("close", sa.Float(), nullable=True),
        sa.Column("adj_close", sa.Float(), nullable=True),
        sa.Column("volume", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("series_id", "day", name="pk_price"),
        sa.ForeignKeyConstraint(
            ["series_id"], ["price_series.id"], name="fk_price_series_id_price_series", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
