"""The database: its engine, the base of its tables, its types for time, and one transaction at a time."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import DateTime, Dialect, Engine, MetaData, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import NullPool
from sqlalchemy.types import TypeDecorator

from eventstudy.errors import StoreError
from eventstudy.settings import masked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection

_POSTGRES = ("postgresql", "postgresql+psycopg")
_PATIENCE = 10
"""Seconds to wait for a PostgreSQL server that does not answer, unless its URL says connect_timeout."""

_LOCK_PATIENCE = 30
"""Seconds to wait for another process to finish writing an SQLite file."""

_IN_TURN = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "SELECT pg_advisory_xact_lock(20261125)"}
"""What makes transactions that write wait for one another, by SQLAlchemy's name of the database."""

_NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base of every table; the naming rule lets Alembic alter constraints by name."""

    metadata = MetaData(naming_convention=_NAMES)


class UtcDateTime(TypeDecorator[dt.datetime]):
    """An aware time, stored as UTC without its zone and read back as UTC; a naive one is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Turn an aware time into UTC."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise StoreError(f"time {value.isoformat()}: has no time zone; pass an aware datetime")
        return value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Mark what was stored as UTC."""
        del dialect
        return None if value is None else value.replace(tzinfo=dt.UTC)


def connect(url: str) -> Engine:
    """Return an engine for a database URL, creating the folder of an SQLite file.

    PostgreSQL is reached through psycopg 3, whichever driver this version of SQLAlchemy prefers.

    Raises
    ------
    StoreError
        If the URL cannot be read, its driver is not installed, or PostgreSQL is wanted through another.
    """
    shown = masked(url)
    try:
        parsed = _through_our_driver(make_url(url))
        shown = parsed.render_as_string()
        if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:"):
            _make_folder(str(parsed.database))
        engine = create_engine(parsed, **_connecting(parsed))
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, OSError) as error:
        raise StoreError(
            f"database '{shown}': {error}; write an SQLAlchemy URL such as sqlite:///registry.db, "
            "or install the driver: pip install 'space-eventstudy[postgres]'"
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _through_our_driver(url: URL) -> URL:
    if url.get_backend_name() != "postgresql":
        return url
    if url.drivername not in _POSTGRES:
        raise StoreError(
            f"database '{url.render_as_string()}': PostgreSQL is reached through psycopg 3 here; "
            f"write postgresql:// in place of {url.drivername}://"
        )
    return url.set(drivername=_POSTGRES[-1])


def _connecting(url: URL) -> dict[str, Any]:
    """Say how to connect: to a server with patience, and only for as long as a transaction lasts."""
    if url.get_backend_name() != "postgresql":
        return {}
    patience = {} if "connect_timeout" in url.query else {"connect_timeout": _PATIENCE}
    return {"poolclass": NullPool, "connect_args": patience}


def _make_folder(database: str) -> None:
    from pathlib import Path  # noqa: PLC0415  -- only an SQLite file needs it

    Path(database).parent.mkdir(parents=True, exist_ok=True)


def _prepare_sqlite(connection: Connection, _record: Any) -> None:  # noqa: ANN401  -- SQLAlchemy's own
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"busy_timeout={1000 * _LOCK_PATIENCE}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@contextmanager
def transaction(engine: Engine, *, writing: bool = False) -> Iterator[Session]:
    """Open one transaction: all of it is kept, or nothing.

    Parameters
    ----------
    engine : sqlalchemy.Engine
    writing : bool
        Whether what is read decides what is written. Such transactions follow one another, whichever
        processes they are of, so that none of them decides by what another is about to change.

    Raises
    ------
    StoreError
        If the database refuses; nothing has then been written.
    """
    try:
        with Session(engine) as session, session.begin():
            if writing:
                session.connection().exec_driver_sql(_IN_TURN[engine.dialect.name])
            yield session
    except (SQLAlchemyError, engine.dialect.loaded_dbapi.Error) as error:
        raise refusal(engine, error, "nothing was written") from error


def refusal(engine: Engine, error: Exception, remedy: str) -> StoreError:
    """Return the error that says why a database refused, in its own words on one line."""
    said = str(getattr(error, "orig", None) or error)
    # Below PostgreSQL's message stands where in its own code it arose.
    words = " ".join(said.partition("\nCONTEXT:")[0].split())
    if words.startswith("connection failed"):
        remedy = "see that the server runs, and check host, port, database, user and password in the URL"
    elif words == "database is locked":
        remedy = f"another process has been writing for {_LOCK_PATIENCE} s; try again when it is done"
    return StoreError(f"database {engine.url.render_as_string()}: {words}; {remedy}")
