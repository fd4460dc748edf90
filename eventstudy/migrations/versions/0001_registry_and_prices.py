"""Make the tables of the registry and of the prices."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "issuer",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("country", sa.String(2)),
        sa.PrimaryKeyConstraint("id", name="pk_issuer"),
        sa.UniqueConstraint("name", name="uq_issuer_name"),
    )
    op.create_table(
        "security",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("symbol", sa.String(64), nullable=False),
        sa.Column("mic", sa.String(4)),
        sa.PrimaryKeyConstraint("id", name="pk_security"),
        sa.UniqueConstraint("symbol", name="uq_security_symbol"),
    )
    _create_announcement_tables()
    _create_price_tables()


def _create_announcement_tables() -> None:
    op.create_table(
        "announcement",
        sa.Column("id", sa.String(100), nullable=False),
        sa.Column("issuer_id", sa.Integer, nullable=False),
        sa.Column("instant", sa.DateTime, nullable=False),
        sa.Column("local_time", sa.String(16), nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("precision", sa.String(6), nullable=False),
        sa.Column("headline", sa.Text, nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("url", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_announcement"),
        sa.ForeignKeyConstraint(["issuer_id"], ["issuer.id"], name="fk_announcement_issuer_id_issuer"),
    )
    op.create_index("ix_announcement_instant", "announcement", ["instant"])
    op.create_table(
        "announcement_security",
        sa.Column("announcement_id", sa.String(100), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("security_id", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("announcement_id", "place", name="pk_announcement_security"),
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
        sa.Column("announcement_id", sa.String(100), nullable=False),
        sa.Column("counterparty", sa.Text),
        sa.Column("counterparty_country", sa.String(2)),
        sa.Column("value", sa.Float),
        sa.Column("currency", sa.String(3)),
        sa.Column("units", sa.Integer),
        sa.Column("opt_out_days", sa.Integer),
        sa.Column("binding", sa.Boolean),
        sa.PrimaryKeyConstraint("announcement_id", name="pk_contract_terms"),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name="fk_contract_terms_announcement_id_announcement",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("value >= 0", name=op.f("ck_contract_terms_value_not_negative")),
        sa.CheckConstraint("units > 0", name=op.f("ck_contract_terms_units_positive")),
        sa.CheckConstraint("opt_out_days >= 0", name=op.f("ck_contract_terms_opt_out_not_negative")),
    )


def _create_price_tables() -> None:
    op.create_table(
        "price_series",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("symbol", sa.String(64), nullable=False),
        sa.Column("currency", sa.String(8)),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("fetched_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_price_series"),
        sa.UniqueConstraint("symbol", name="uq_price_series_symbol"),
    )
    op.create_table(
        "price",
        sa.Column("series_id", sa.Integer, nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("close", sa.Float),
        sa.Column("adj_close", sa.Float),
        sa.Column("volume", sa.Float),
        sa.PrimaryKeyConstraint("series_id", "day", name="pk_price"),
        sa.ForeignKeyConstraint(
            ["series_id"], ["price_series.id"], name="fk_price_series_id_price_series", ondelete="CASCADE"
        ),
        # One B-tree keyed by series and day: a window of prices is one run of pages.
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
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
