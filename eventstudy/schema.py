"""The schema of the database: the revision it is at, the one this version needs, and the way there.

Every start reads one row; Alembic, which is slow to import, is loaded only for a database that is behind.
"""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import column, inspect, select, table
from sqlalchemy.exc import SQLAlchemyError

from eventstudy.database import refusal
from eventstudy.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

REVISIONS = ("0001", "0002")
"""Every revision of the schema, oldest first, as ``migrations/versions`` defines them."""

HEAD = REVISIONS[-1]
"""The revision that this version needs."""

_VERSION = table("alembic_version", column("version_num"))


def prepare(engine: Engine) -> bool:
    """Bring the database to the schema that this version needs; say whether it held an older one.

    A database that holds something is backed up first if it is an SQLite file. Any other is changed in one
    transaction, and stays as it was if that fails; a copy of it is its owner's to make.

    Raises
    ------
    StoreError
        If the database is from a newer version, is none, or refuses; it is then as it was before.
    """
    found = revision(engine)
    if found == HEAD:
        return False
    if found is not None and found not in REVISIONS:
        raise StoreError(
            f"{_name(engine)}: schema '{found}' is unknown to this version, which needs '{HEAD}'; "
            "upgrade eventstudy, or name another database"
        )
    if _is_file(engine) and _holds_tables(engine):
        back_up(engine)
    _upgrade(engine)
    return found is not None


def revision(engine: Engine) -> str | None:
    """Return the revision that the database is at; None if it holds no schema of ours.

    Raises
    ------
    StoreError
        If the database cannot be opened or is none.
    """
    with _refusals(engine), engine.connect() as connection:
        if not inspect(connection).has_table(_VERSION.name):
            return None
        found = connection.scalar(select(_VERSION.c.version_num))
    return None if found is None else str(found)


def back_up(engine: Engine, target: Path | None = None) -> Path:
    """Copy an SQLite file, consistently even while it is in use, and return where to.

    Parameters
    ----------
    engine : sqlalchemy.Engine
    target : Path, optional
        A file that does not exist yet; by default one beside the database, named after the time in UTC.

    Raises
    ------
    StoreError
        If the database is no SQLite file, or the copy cannot be written.
    """
    if not _is_file(engine):
        raise StoreError(f"{_name(engine)}: is no SQLite file; back it up with its own tools, e.g. pg_dump")
    copy = target or _beside(Path(str(engine.url.database)))
    with _refusals(engine), engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.exec_driver_sql("VACUUM INTO ?", (str(copy),))
    return copy


def _beside(database: Path) -> Path:
    now = dt.datetime.now(dt.UTC)
    return database.with_name(f"{database.name}.{now:%Y%m%dT%H%M%SZ}.bak")


def _is_file(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite" and engine.url.database not in {None, "", ":memory:"}


def _holds_tables(engine: Engine) -> bool:
    with _refusals(engine), engine.connect() as connection:
        return bool(inspect(connection).get_table_names())


def _upgrade(engine: Engine) -> None:
    from alembic import command  # noqa: PLC0415  -- 0.3 s that only a database behind needs to wait
    from alembic.config import Config  # noqa: PLC0415  -- as above

    config = Config()
    config.set_main_option("script_location", "eventstudy:migrations")
    with _refusals(engine), engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            # Python's driver opens no transaction for CREATE TABLE; half a schema would stay behind.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        config.attributes["connection"] = connection
        command.upgrade(config, HEAD)


@contextmanager
def _refusals(engine: Engine) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        remedy = "check that it is a database of eventstudy, or name another"
        raise refusal(engine, error, remedy) from error


def _name(engine: Engine) -> str:
    return f"database {engine.url.render_as_string()}"
