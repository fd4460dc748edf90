"""The database's ground floor: engines, times in UTC, and transactions."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, delete, insert, select, text

from eventstudy.database import UtcDateTime, connect, transaction
from eventstudy.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

METADATA = MetaData()
TIMES = Table("times", METADATA, Column("id", Integer, primary_key=True), Column("at", UtcDateTime))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """Return a database file with one table of times."""
    engine = connect(f"sqlite:///{tmp_path / 'a.db'}")
    METADATA.create_all(engine)
    yield engine
    engine.dispose()


def test_folder_of_a_file_is_made(tmp_path: Path) -> None:
    """The folder of an SQLite file is created, with all above it."""
    engine = connect(f"sqlite:///{tmp_path / 'deep' / 'down' / 'a.db'}")
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    engine.dispose()
    assert (tmp_path / "deep" / "down" / "a.db").is_file()


def test_sqlite_is_prepared(engine: Engine) -> None:
    """Foreign keys are enforced, readers do not block the writer, and a lock is waited for."""
    wanted = {"foreign_keys": 1, "journal_mode": "wal", "synchronous": 1, "busy_timeout": 30_000}
    with engine.connect() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
    assert found == wanted


@pytest.mark.parametrize("url", ["nonsense", "nosuch://host/name", "sqlite+nosuch:///a.db"])
def test_urls_that_cannot_be_used(url: str) -> None:
    """A URL that is none, or whose driver is missing, is refused with an example of a good one."""
    with pytest.raises(StoreError, match=r"write an SQLAlchemy URL such as sqlite:///registry\.db"):
        connect(url)


def test_password_is_not_shown() -> None:
    """A message about a URL does not repeat the password in it."""
    with pytest.raises(StoreError, match=r"nosuch://me:\*\*\*@host/name") as caught:
        connect("nosuch://me:secret@host/name")
    assert "secret" not in str(caught.value)


def test_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """A file where the folder should be is an error of the store."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"File exists|Not a directory"):
        connect(f"sqlite:///{tmp_path / 'file' / 'a.db'}")


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(time=st.datetimes(timezones=st.timezones()).filter(lambda time: 2 < time.year < 9998))
def test_times_come_back_in_utc(bare_engine: Engine, time: dt.datetime) -> None:
    """An aware time is kept as the same instant, whatever its zone and the server's."""
    METADATA.create_all(bare_engine)
    with transaction(bare_engine) as session:
        session.execute(delete(TIMES))
        session.execute(insert(TIMES).values(id=1, at=time))
        found = session.scalar(select(TIMES.c.at))
    assert found == time.astimezone(dt.UTC)
    assert found is not None
    assert found.tzinfo is dt.UTC


def test_no_time_stays_none(engine: Engine) -> None:
    """A missing time is missing when it comes back."""
    with transaction(engine) as session:
        session.execute(insert(TIMES).values(id=1, at=None))
        assert session.scalars(select(TIMES.c.at)).all() == [None]


def test_naive_times_are_refused(engine: Engine) -> None:
    """A time without a zone is an error, not a guess."""
    naive = dt.datetime.fromisoformat("2025-02-11T08:30")
    with (
        pytest.raises(StoreError, match="has no time zone; pass an aware datetime"),
        transaction(engine) as session,
    ):
        session.execute(insert(TIMES).values(id=1, at=naive))


def test_transaction_is_kept_whole_or_not_at_all(engine: Engine) -> None:
    """What came before a failure is undone with it; without one it is kept."""
    with transaction(engine) as session:
        session.execute(insert(TIMES).values(id=1))
    with (  # noqa: PT012  -- the first write is what the second undoes
        pytest.raises(StoreError, match=r"UNIQUE constraint failed: times\.id; nothing was written"),
        transaction(engine) as session,
    ):
        session.execute(insert(TIMES).values(id=2))
        session.execute(insert(TIMES).values(id=1))
    with transaction(engine) as session:
        assert session.scalars(select(TIMES.c.id)).all() == [1]


def test_other_errors_pass_and_undo(engine: Engine) -> None:
    """An error of ours inside a transaction is not renamed, and undoes it all the same."""
    with pytest.raises(KeyError), transaction(engine) as session:  # noqa: PT012  -- the write is what is undone
        session.execute(insert(TIMES).values(id=1))
        raise KeyError("ours")
    with transaction(engine) as session:
        assert session.scalars(select(TIMES.c.id)).all() == []


def test_postgresql_is_reached_through_psycopg_3(postgres_url: str) -> None:
    """A URL without a driver means psycopg 3, whichever SQLAlchemy prefers; another driver is refused."""
    engine = connect(postgres_url)
    assert engine.dialect.driver == "psycopg"
    engine.dispose()
    with pytest.raises(
        StoreError, match=r"through psycopg 3 here; write postgresql:// in place of postgresql\+pg8000"
    ):
        connect("postgresql+pg8000://me:secret@host/name")


WRITER = """
import sys
from eventstudy.database import connect, transaction
from sqlalchemy import text
engine = connect(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
for _ in range(50):
    with transaction(engine, writing=True) as session:
        seen = session.scalar(text("SELECT max(id) FROM times"))
        session.execute(text("INSERT INTO times (id) VALUES (:id)"), {"id": seen + 1})
"""

DYING = """
import os, signal, sys
from eventstudy.database import connect, transaction
from sqlalchemy import text
engine = connect(sys.argv[1])
with transaction(engine, writing=True) as session:
    session.execute(text("INSERT INTO times (id) VALUES (2)"))
    os.kill(os.getpid(), signal.SIGKILL)
"""


def started(program: str, url: str) -> subprocess.Popen[str]:
    """Start a program of ours on a database."""
    return subprocess.Popen(
        [sys.executable, "-c", program, url],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_two_processes_that_write_take_turns(bare_engine: Engine, database_url: str) -> None:
    """Each adds one to what it read, fifty times, at once with the other: nothing is lost or refused."""
    METADATA.create_all(bare_engine)
    with transaction(bare_engine) as session:
        session.execute(insert(TIMES).values(id=0))
    writers = [started(WRITER, database_url) for _ in range(2)]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.close()
    assert [writer.wait() for writer in writers] == [0, 0]
    for writer in writers:
        assert writer.stdout is not None
        writer.stdout.close()
    with transaction(bare_engine) as session:
        assert session.scalars(select(TIMES.c.id).order_by(TIMES.c.id)).all() == list(range(101))


def test_a_killed_writer_leaves_nothing(bare_engine: Engine, database_url: str) -> None:
    """What a process wrote before SIGKILL, and had not finished, is not there; the next one writes at once."""
    METADATA.create_all(bare_engine)
    with started(DYING, database_url) as dying:
        assert dying.wait() == -signal.SIGKILL
    with transaction(bare_engine, writing=True) as session:
        session.execute(insert(TIMES).values(id=2))
    with transaction(bare_engine) as session:
        assert session.scalars(select(TIMES.c.id)).all() == [2]
