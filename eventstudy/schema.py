"""Brings a database to the tables that this version needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from eventstudy.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

HEAD = "0001"
"""The newest migration that this version knows."""


def prepare(engine: Engine) -> None:
    """Make the tables; on a database that has them, only look.

    Raises
    ------
    StoreError
        If the file is no database, or a newer version of eventstudy wrote it.
    """
    found = revision(engine)
    if found == HEAD:
        return
    if found is not None:
        raise StoreError(
            f"database {_shown(engine)}: written by a newer eventstudy (schema {found}, this one knows {HEAD}); "
            "run: pip install --upgrade space-eventstudy"
        )
    with engine.connect() as connection:
        _upgrade(connection)
        connection.commit()


def revision(engine: Engine) -> str | None:
    """Return the migration that the database stands at; None where it has no tables of ours.

    Raises
    ------
    StoreError
        If the database cannot be read.
    """
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except DBAPIError as error:
        raise StoreError(
            f"database {_shown(engine)}: {error.orig}; check the path or URL, or name another with --database"
        ) from error
    return None if found is None else str(found)


def _shown(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=True)


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415  -- a database that is up to date needs no Alembic
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "eventstudy:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
