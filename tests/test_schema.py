"""Bringing databases to their schema: fresh, behind, ahead, damaged, and already there."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

import eventstudy.announcements.tables  # noqa: F401  -- declares the registry's tables
from eventstudy.database import Base, connect
from eventstudy.errors import StoreError
from eventstudy.schema import HEAD, REVISIONS, back_up, prepare, revision

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

PRICES = {"price", "price_series", "price_check", "price_finding"}


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """Return a database file without tables."""
    engine = connect(f"sqlite:///{tmp_path / 'registry.db'}")
    yield engine
    engine.dispose()


def run(engine: Engine, *statements: str) -> list[tuple[object, ...]]:
    """Run statements in one transaction and return the rows of the last."""
    with engine.begin() as connection:
        results = [connection.exec_driver_sql(statement) for statement in statements]
        return [tuple(row) for row in results[-1]] if results[-1].returns_rows else []


def backups(tmp_path: Path) -> list[Path]:
    """Return the copies beside the database."""
    return sorted(tmp_path.glob("registry.db.*.bak"))


def shape(engine: Engine) -> dict[str, object]:
    """Describe every table by its columns, keys and indexes, constraint names included."""
    found = inspect(engine)
    return {
        name: (
            sorted((one["name"], str(one["type"]), one["nullable"]) for one in found.get_columns(name)),
            found.get_pk_constraint(name),
            sorted(map(str, found.get_foreign_keys(name))),
            sorted(map(str, found.get_unique_constraints(name))),
            sorted(map(str, found.get_indexes(name))),
        )
        for name in found.get_table_names()
        if name in Base.metadata.tables
    }


def test_revisions_are_those_of_the_scripts() -> None:
    """The constants that spare us Alembic at every start say what the scripts say."""
    config = Config()
    config.set_main_option("script_location", "eventstudy:migrations")
    scripts = ScriptDirectory.from_config(config)
    assert tuple(script.revision for script in scripts.walk_revisions())[::-1] == REVISIONS
    assert scripts.get_heads() == [HEAD]


def test_fresh_database(engine: Engine, tmp_path: Path) -> None:
    """A fresh database gets every table and needs no backup; doing it again changes nothing."""
    assert revision(engine) is None
    prepare(engine)
    assert revision(engine) == HEAD
    tables = set(inspect(engine).get_table_names())
    assert (
        tables >= {"issuer", "security", "announcement", "announcement_security", "contract_terms"} | PRICES
    )
    prepare(engine)
    assert set(inspect(engine).get_table_names()) == tables
    assert backups(tmp_path) == []


def test_migrations_agree_with_the_tables(engine: Engine) -> None:
    """Alembic sees no difference between what the scripts make and what the classes declare."""
    prepare(engine)
    known = set(Base.metadata.tables)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_server_default": True,
                "include_name": lambda name, kind, _parents: kind != "table" or name in known,
            },
        )
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_agree_by_name(engine: Engine) -> None:
    """Keys, constraints and indexes have the names that the naming rule gives them."""
    prepare(engine)
    declared = connect("sqlite://")
    Base.metadata.create_all(declared)
    assert shape(engine) == shape(declared)
    declared.dispose()


def test_price_tables(engine: Engine) -> None:
    """Prices lie under their key without a row number, and go with their series."""
    prepare(engine)
    ((sql,),) = run(engine, "SELECT sql FROM sqlite_master WHERE name = 'price'")
    assert str(sql).rstrip().endswith("WITHOUT ROWID")
    run(
        engine,
        "INSERT INTO price_series (id, symbol, source, fetched_at) VALUES (1, 'RKLB', 'file', '2025-02-11')",
        "INSERT INTO price (series_id, day, close) VALUES (1, 20130, 10.5)",
        "DELETE FROM price_series",
    )
    assert run(engine, "SELECT * FROM price") == []


def test_up_to_date_database_needs_no_alembic(engine: Engine) -> None:
    """A database that is there already is left alone without Alembic being imported."""
    prepare(engine)
    program = (
        "import sys; from eventstudy.database import connect; from eventstudy.schema import prepare\n"
        "prepare(connect(sys.argv[1])); sys.exit('alembic' in sys.modules)"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", program, str(engine.url)],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_newer_database_is_refused(engine: Engine, tmp_path: Path) -> None:
    """A schema that a later version made is named, and nothing is touched."""
    prepare(engine)
    run(engine, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"schema '9999' is unknown.*upgrade eventstudy"):
        prepare(engine)
    assert revision(engine) == "9999"
    assert backups(tmp_path) == []


def test_file_that_is_no_database(tmp_path: Path) -> None:
    """A file of something else is refused and left as it was."""
    path = tmp_path / "notes.txt"
    path.write_text("not a database\n" * 100)
    engine = connect(f"sqlite:///{path}")
    with pytest.raises(StoreError, match="file is not a database; check that it is"):
        prepare(engine)
    engine.dispose()
    assert path.read_text() == "not a database\n" * 100


def test_backed_up_before_an_upgrade(engine: Engine, tmp_path: Path) -> None:
    """A file that holds something is copied before its schema changes."""
    run(engine, "CREATE TABLE notes (text)", "INSERT INTO notes VALUES ('mine')")
    prepare(engine)
    (copy,) = backups(tmp_path)
    older = connect(f"sqlite:///{copy}")
    assert inspect(older).get_table_names() == ["notes"]
    assert run(older, "SELECT text FROM notes") == [("mine",)]
    older.dispose()
    assert run(engine, "SELECT text FROM notes") == [("mine",)]
    assert revision(engine) == HEAD


def test_failed_upgrade_leaves_nothing_behind(engine: Engine) -> None:
    """A table in the way of the last step undoes the steps before it."""
    run(engine, "CREATE TABLE price (other)")
    with pytest.raises(StoreError, match="table price already exists"):
        prepare(engine)
    assert inspect(engine).get_table_names() == ["price"]
    run(engine, "DROP TABLE price")
    prepare(engine)
    assert revision(engine) == HEAD


def test_version_table_without_a_version(engine: Engine) -> None:
    """A version table that holds nothing counts as no schema."""
    run(engine, "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    assert revision(engine) is None
    prepare(engine)
    assert revision(engine) == HEAD


def test_database_in_memory() -> None:
    """A database in memory is prepared like a file, and cannot be backed up."""
    engine = connect("sqlite://")
    prepare(engine)
    assert revision(engine) == HEAD
    with pytest.raises(StoreError, match="is no SQLite file; back it up with its own tools"):
        back_up(engine)
    engine.dispose()


def test_backup_where_it_is_wanted(engine: Engine, tmp_path: Path) -> None:
    """A backup goes where it is asked to go, and never over another file."""
    prepare(engine)
    target = tmp_path / "copy.db"
    assert back_up(engine, target) == target
    copy = connect(f"sqlite:///{target}")
    assert revision(copy) == HEAD
    copy.dispose()
    with pytest.raises(StoreError, match="output file already exists"):
        back_up(engine, target)


def test_backup_beside(engine: Engine, tmp_path: Path) -> None:
    """Without a target the backup lies beside the database."""
    prepare(engine)
    assert [back_up(engine)] == backups(tmp_path)


def test_logging_is_left_alone(engine: Engine) -> None:
    """An upgrade adds no handler and changes no level of anyone's logging."""
    root = logging.getLogger()
    before = (root.level, list(root.handlers), logging.getLogger("sqlalchemy.engine").level)
    prepare(engine)
    assert (root.level, list(root.handlers), logging.getLogger("sqlalchemy.engine").level) == before
