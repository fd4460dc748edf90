"""The schema of the database: the revision it is at, the one this version needs, and the way there.

Every start reads one row; Alembic, which is slow to import, is loaded only for a database that is behind.
"""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import column, inspect, select, table
from sqlalchemy.exc import SQLAlchemyError

from eventstudy.database import refusal
from eventstudy.drafts import draft_of
from eventstudy.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

REVISIONS = ("0001", "0002", "0003", "0004")
"""Every revision of the schema, oldest first, as ``migrations/versions`` defines them."""

HEAD = REVISIONS[-1]
"""The revision that this version needs."""

_VERSION = table("alembic_version", column("version_num"))


@dataclass(frozen=True, slots=True)
class Preparation:
    """What was done to a database: from which revision it came, and the copy that was made before.

    Attributes
    ----------
    before : str or None
        None if it held no schema of ours.
    backup : Path or None
    """

    before: str | None
    backup: Path | None = None

    @property
    def upgraded(self) -> bool:
        """Whether an older schema was brought up to date."""
        return self.before not in {None, HEAD}


def prepare(engine: Engine) -> Preparation:
    """Bring the database to the schema that this version needs; at once, if it is there.

    An SQLite file that holds something is copied first. A PostgreSQL database of an older schema, which
    others may be using, is left for ``eventstudy db upgrade``.

    Raises
    ------
    StoreError
        If the database is from a newer version, waits for its upgrade, is none, or refuses; it is then as
        it was before.
    """
    found = _known_revision(engine)
    if found == HEAD:
        return Preparation(found)
    if found is not None and not _is_file(engine) and engine.dialect.name == "postgresql":
        raise StoreError(
            f"{_name(engine)}: schema '{found}', and this version needs '{HEAD}'; run: eventstudy db upgrade"
        )
    backup = back_up(engine) if _is_file(engine) and _holds_tables(engine) else None
    _upgrade(engine)
    return Preparation(found, backup)


def upgrade(engine: Engine, *, backup: bool = True) -> Preparation:
    """Bring a database to the schema that this version needs, a copy of what it holds first.

    Parameters
    ----------
    engine : sqlalchemy.Engine
    backup : bool
        Whether to copy it; PostgreSQL is copied into the current folder.

    Raises
    ------
    StoreError
        As ``prepare`` does, or if the copy cannot be made; nothing is then changed.
    """
    found = _known_revision(engine)
    if found == HEAD:
        return Preparation(found)
    copy = back_up(engine) if backup and found is not None else None
    _upgrade(engine)
    return Preparation(found, copy)


def _known_revision(engine: Engine) -> str | None:
    found = revision(engine)
    if found is not None and found not in REVISIONS:
        raise StoreError(
            f"{_name(engine)}: schema '{found}' is unknown to this version, which needs '{HEAD}'; "
            "upgrade eventstudy, or name another database"
        )
    return found


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
    """Copy a database, consistently even while it is in use, and return where to.

    An SQLite file becomes another; PostgreSQL is written by ``pg_dump`` for ``pg_restore`` to read.

    Parameters
    ----------
    engine : sqlalchemy.Engine
    target : Path, optional
        A file that does not exist yet; by default one beside an SQLite file, or in the current folder,
        named after the time in UTC.

    Raises
    ------
    StoreError
        If the database is in memory, the file exists, or the copy cannot be made.
    """
    copy = target or _beside(engine)
    if copy.exists():
        raise StoreError(f"{copy}: exists already; name another file for the backup")
    if _is_file(engine):
        with _refusals(engine), engine.connect() as connection, draft_of(copy) as draft:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql("VACUUM INTO ?", (str(draft),))
    elif engine.dialect.name == "postgresql":
        _dump(engine, copy)
    else:
        raise StoreError(f"{_name(engine)}: is in memory; only a file or a server can be backed up")
    return copy


def problems(engine: Engine) -> tuple[str, ...]:
    """Return what SQLite itself finds wrong with a file, page by page and reference by reference.

    PostgreSQL has no such question to ask: its server enforces references and watches its own pages.

    Raises
    ------
    StoreError
        If the database cannot be read at all.
    """
    if engine.dialect.name != "sqlite":
        return ()
    with _refusals(engine), engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    found = [str(one) for one in pages if one != "ok"]
    found += [
        f"table {table}: a row refers to a row of {parent} that is not there"
        for table, _, parent, _ in orphans
    ]
    return tuple(dict.fromkeys(found))


def _dump(engine: Engine, copy: Path) -> None:
    import os  # noqa: PLC0415  -- only a server is dumped
    import subprocess  # noqa: PLC0415

    url = engine.url.set(drivername="postgresql", password=None).render_as_string()
    with draft_of(copy) as draft:
        command = ["pg_dump", "--format=custom", f"--file={draft}", f"--dbname={url}"]
        secret = {"PGPASSWORD": str(engine.url.password)} if engine.url.password else {}
        try:
            done = subprocess.run(  # noqa: S603  -- the user's own database, by name
                command, env=os.environ | secret, capture_output=True, text=True, check=False
            )
        except FileNotFoundError as error:
            raise StoreError(
                f"{_name(engine)}: pg_dump is not installed, so no backup was made; install PostgreSQL's client "
                "programs, or back the server up yourself and run: eventstudy db upgrade --no-backup"
            ) from error
        if done.returncode:
            raise StoreError(f"{_name(engine)}: {' '.join(done.stderr.split())}; no backup was made")


def _beside(engine: Engine) -> Path:
    now = f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}"
    if _is_file(engine):
        database = Path(str(engine.url.database))
        return database.with_name(f"{database.name}.{now}.bak")
    return Path(f"{engine.url.database}.{now}.dump")


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
