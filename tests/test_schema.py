"""Bringing databases to their schema: fresh, behind, ahead, damaged, and already there."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

import eventstudy.announcements.tables  # noqa: F401  -- declares the registry's tables
from eventstudy.database import Base, connect
from eventstudy.errors import StoreError
from eventstudy.prices.store import PriceStore
from eventstudy.schema import HEAD, REVISIONS, Preparation, back_up, prepare, problems, revision, upgrade

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


def test_fresh_database(bare_engine: Engine, tmp_path: Path) -> None:
    """A fresh database gets every table and needs no backup; doing it again changes nothing."""
    assert revision(bare_engine) is None
    prepare(bare_engine)
    assert revision(bare_engine) == HEAD
    tables = set(inspect(bare_engine).get_table_names())
    assert (
        tables >= {"issuer", "security", "announcement", "announcement_security", "contract_terms"} | PRICES
    )
    prepare(bare_engine)
    assert set(inspect(bare_engine).get_table_names()) == tables
    assert backups(tmp_path) == []


def test_migrations_agree_with_the_tables(bare_engine: Engine) -> None:
    """Alembic sees no difference between what the scripts make and what the classes declare."""
    prepare(bare_engine)
    known = set(Base.metadata.tables)
    with bare_engine.connect() as connection:
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


def test_newer_database_is_refused(bare_engine: Engine, tmp_path: Path) -> None:
    """A schema that a later version made is named, and nothing is touched."""
    prepare(bare_engine)
    run(bare_engine, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"schema '9999' is unknown.*upgrade eventstudy"):
        prepare(bare_engine)
    assert revision(bare_engine) == "9999"
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


def test_failed_upgrade_leaves_nothing_behind(bare_engine: Engine) -> None:
    """A table in the way of the last step undoes the steps before it."""
    run(bare_engine, "CREATE TABLE price (other INTEGER)")
    with pytest.raises(StoreError, match=r'table price already exists|relation "price" already exists'):
        prepare(bare_engine)
    assert inspect(bare_engine).get_table_names() == ["price"]
    run(bare_engine, "DROP TABLE price")
    prepare(bare_engine)
    assert revision(bare_engine) == HEAD


def test_version_table_without_a_version(bare_engine: Engine) -> None:
    """A version table that holds nothing counts as no schema."""
    run(bare_engine, "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    assert revision(bare_engine) is None
    prepare(bare_engine)
    assert revision(bare_engine) == HEAD


def test_database_in_memory() -> None:
    """A database in memory is prepared like a file, and cannot be backed up."""
    engine = connect("sqlite://")
    prepare(engine)
    assert revision(engine) == HEAD
    with pytest.raises(StoreError, match="is in memory; only a file or a server can be backed up"):
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
    with pytest.raises(StoreError, match="exists already; name another file"):
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


def at_first_revision(engine: Engine) -> None:
    """Make a database of the first schema, with a series of two days in it."""
    config = Config()
    config.set_main_option("script_location", "eventstudy:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    run(
        engine,
        "INSERT INTO price_series (id, symbol, currency, source, fetched_at) "
        "VALUES (7, 'RKLB', 'USD', 'yahoo', '2025-02-11 00:00:00')",
        "INSERT INTO price (series_id, day, close, adj_close, volume) VALUES (7, 20130, 10.5, 10.25, NULL)",
        "INSERT INTO price (series_id, day, close, adj_close, volume) VALUES (7, 20131, NULL, NULL, 100)",
    )


def test_an_upgrade_keeps_what_an_older_version_saved(bare_engine: Engine, tmp_path: Path) -> None:
    """Every row of the first schema is there after the upgrade, and then gets its content hash."""
    at_first_revision(bare_engine)
    assert upgrade(bare_engine, backup=False) == Preparation("0001")
    store = PriceStore(bare_engine)
    assert [head.content_hash for head in store.heads()] == [None]
    before = store.load(["RKLB"])["RKLB"]
    assert before.days.tolist() == [20130, 20131]
    np.testing.assert_array_equal(before.close, [10.5, np.nan])
    np.testing.assert_array_equal(before.volume, [np.nan, 100])
    assert np.isnan(before.open).all()
    assert store.fill_hashes() == 1
    assert store.heads()[0].content_hash == before.content_hash
    assert store.fill_hashes() == 0
    assert list(tmp_path.glob("*.bak")) == []


def test_a_file_is_copied_before_it_is_upgraded(engine: Engine, tmp_path: Path) -> None:
    """The copy beside the file has the older schema with all its rows."""
    at_first_revision(engine)
    done = prepare(engine)
    assert done.upgraded
    assert [done.backup] == backups(tmp_path)
    older = connect(f"sqlite:///{done.backup}")
    assert revision(older) == "0001"
    assert run(older, "SELECT close FROM price ORDER BY day") == [(10.5,), (None,)]
    older.dispose()


def test_a_server_of_an_older_schema_waits_for_its_upgrade(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No command changes a PostgreSQL database that others may use; the upgrade dumps it first."""
    monkeypatch.chdir(tmp_path)
    engine = connect(postgres_url)
    at_first_revision(engine)
    with pytest.raises(
        StoreError, match=f"schema '0001', and this version needs '{HEAD}'; run: eventstudy db upgrade"
    ):
        prepare(engine)
    done = upgrade(engine)
    engine.dispose()
    assert done.backup is not None
    assert (tmp_path / done.backup).read_bytes().startswith(b"PGDMP")


def test_without_pg_dump_nothing_is_changed(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no copy can be made the upgrade does not begin, and says how to begin it all the same."""
    engine = connect(postgres_url)
    at_first_revision(engine)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StoreError, match=r"pg_dump is not installed.*db upgrade --no-backup"):
        upgrade(engine)
    assert revision(engine) == "0001"
    engine.dispose()


def test_a_reference_to_nothing_is_a_problem(engine: Engine) -> None:
    """A price without its series, as only a program that enforces nothing can leave it, is found."""
    prepare(engine)
    assert problems(engine) == ()
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("INSERT INTO price (series_id, day) VALUES (99, 1)")
        connection.commit()
    assert problems(engine) == ("table price: a row refers to a row of price_series that is not there",)
