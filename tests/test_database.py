"""The database: URLs, times in UTC, and one transaction at a time."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.dialects.sqlite import dialect

from eventstudy.database import UtcDateTime, connect, transaction
from eventstudy.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("url", ["not a url", "nosuchdb://host/x"])
def test_a_url_that_cannot_be_used_is_refused(url: str) -> None:
    """What is no URL, or asks for an unknown database, is refused with an example."""
    with pytest.raises(StoreError, match=r"write an SQLAlchemy URL such as sqlite:///registry\.db"):
        connect(url)


def test_the_folder_of_a_file_is_made(tmp_path: Path) -> None:
    """Connecting to a file in a folder that does not exist makes the folder."""
    with connect(f"sqlite:///{tmp_path / 'a' / 'b' / 'c.db'}").connect() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"


def test_times_are_stored_in_utc_and_naive_ones_refused() -> None:
    """An aware time comes back as the same instant in UTC; a naive one is refused."""
    column, sqlite = UtcDateTime(), dialect()
    noon = dt.datetime(2025, 2, 11, 12, tzinfo=ZoneInfo("Asia/Hong_Kong"))
    stored = column.process_bind_param(noon, sqlite)
    assert stored == dt.datetime(2025, 2, 11, 4)  # noqa: DTZ001  -- stored without its zone
    assert column.process_result_value(stored, sqlite) == noon
    assert column.process_bind_param(None, sqlite) is None
    assert column.process_result_value(None, sqlite) is None
    with pytest.raises(StoreError, match="has no time zone"):
        column.process_bind_param(stored, sqlite)


def test_a_transaction_that_fails_keeps_nothing() -> None:
    """An error of the database undoes the whole transaction, and says so."""
    engine = create_engine("sqlite://")
    with transaction(engine) as session:
        session.execute(text("CREATE TABLE t (x INTEGER NOT NULL)"))

    def spoil() -> None:
        with transaction(engine) as session:
            session.execute(text("INSERT INTO t VALUES (1)"))
            session.execute(text("INSERT INTO t VALUES (NULL)"))

    with pytest.raises(StoreError, match="nothing was written"):
        spoil()
    with transaction(engine) as session:
        assert session.execute(text("SELECT count(*) FROM t")).scalar() == 0


def test_a_refusal_hides_the_password() -> None:
    """A URL that cannot be used is shown without its password."""
    with pytest.raises(StoreError) as caught:
        connect("nosuchdb://user:secret@host/x")
    assert "secret" not in str(caught.value)
