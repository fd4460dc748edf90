"""One database for all examples of a property: emptied before each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.database import Base

if TYPE_CHECKING:
    from sqlalchemy import Engine


def emptied(engine: Engine) -> Engine:
    """Delete every row of every table, and return the database."""
    with engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
    return engine
