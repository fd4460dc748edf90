"""The tables that the migrations make are the tables that the rooms declare."""

from __future__ import annotations

import subprocess
import sys
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from eventstudy.announcements import tables as announcement_tables
from eventstudy.database import Base, connect
from eventstudy.errors import StoreError
from eventstudy.prices import tables as price_tables
from eventstudy.schema import HEAD, prepare, revision

if TYPE_CHECKING:
    from pathlib import Path

DECLARED = {
    row.__tablename__
    for row in (
        announcement_tables.IssuerRow,
        announcement_tables.SecurityRow,
        announcement_tables.AnnouncementRow,
        announcement_tables.LineRow,
        announcement_tables.TermsRow,
        price_tables.PriceSeriesRow,
        price_tables.PriceRow,
    )
}


def test_a_new_database_gets_every_table(tmp_path: Path) -> None:
    """After the migrations nothing is missing, and nothing is too much, against what the rooms declare."""
    engine = connect(f"sqlite:///{tmp_path / 'new' / 'a.db'}")
    assert revision(engine) is None
    prepare(engine)
    assert revision(engine) == HEAD
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    assert set(inspect(engine).get_table_names()) == DECLARED | {"alembic_version"}


def test_prices_live_in_one_tree(tmp_path: Path) -> None:
    """On SQLite the price table has no row id: its key is its only tree."""
    engine = connect(f"sqlite:///{tmp_path / 'a.db'}")
    prepare(engine)
    with engine.connect() as connection:
        made = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = 'price'")).scalar()
    assert "WITHOUT ROWID" in str(made)


def test_head_is_the_newest_migration() -> None:
    """The migration that this version asks for is the last one that ships."""
    scripts = ScriptDirectory(str(files("eventstudy.migrations")))
    assert scripts.get_heads() == [HEAD]


def test_an_up_to_date_database_needs_no_alembic(tmp_path: Path) -> None:
    """Opening a database that has its tables does not import Alembic."""
    url = f"sqlite:///{tmp_path / 'a.db'}"
    prepare(connect(url))
    code = (
        "import sys; from eventstudy.database import connect; from eventstudy.schema import prepare; "
        f"prepare(connect({url!r})); sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    """A database that a newer version wrote is left alone, with the remedy."""
    engine = connect(f"sqlite:///{tmp_path / 'a.db'}")
    prepare(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"newer eventstudy \(schema 9999.*pip install --upgrade"):
        prepare(engine)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """A file of another kind is refused by name."""
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but long enough to be looked at " * 10)
    with pytest.raises(StoreError, match=r"notes\.txt.*--database"):
        prepare(connect(f"sqlite:///{path}"))
