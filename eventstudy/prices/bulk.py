"""Days in and out of the price table in bulk, by the fastest way that each database has.

SQLite takes tuples through the driver's own ``executemany``, at less than half the time of Core's
dictionaries. PostgreSQL takes and gives its binary COPY format [1]_, which numpy lays out whole: a row is
the number of its fields and then, field by field, its length in bytes and its big-endian bytes, where NULL
is the length -1 and no bytes.

References
----------
.. [1] PostgreSQL documentation, "COPY", File Formats, Binary Format.
"""

from __future__ import annotations

from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

import numpy as np

from eventstudy.errors import StoreError
from eventstudy.prices.series import NUMBERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from sqlalchemy import Connection

    from eventstudy.arrays import Floats, Integers

_KEYS = ("series_id", "day")
_COLUMNS = ", ".join((*_KEYS, *NUMBERS))
_PLACEHOLDERS = ", ".join("?" * (len(_KEYS) + len(NUMBERS)))
_INSERT = f"INSERT INTO price ({_COLUMNS}) VALUES ({_PLACEHOLDERS})"  # noqa: S608  -- our own names
_UPSERT = f"""
INSERT INTO price ({_COLUMNS}) {{rows}} ON CONFLICT (series_id, day)
DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in NUMBERS)}
"""

_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER = b"\xff\xff"
_PACKED = np.dtype(
    [("fields", ">i2")]
    + [(name, [("length", ">i4"), ("value", ">i4")]) for name in _KEYS]
    + [(name, [("length", ">i4"), ("value", ">f8")]) for name in NUMBERS]
)
"""One row of COPY's binary format with nothing missing."""

_NUMBER_SIZE = _PACKED[NUMBERS[0]].itemsize

_WAITING = "price_waiting"
"""The temporary table of days that are to overwrite others."""

_ROWS_A_BLOCK = 1 << 16


def insert_prices(connection: Connection, series_id: int, days: Integers, numbers: Floats) -> None:
    """Insert days of a series that has none of them yet.

    Parameters
    ----------
    connection : sqlalchemy.Connection
    series_id : int
    days : ndarray of shape (n,), int64
        Epoch days.
    numbers : ndarray of shape (8, n)
        In the order of ``NUMBERS``; NaN becomes NULL, and a negative zero a zero.

    Raises
    ------
    StoreError
        If the database is neither SQLite nor PostgreSQL.
    """
    if _is_postgres(connection):
        _copy_in(connection, "price", series_id, days, numbers)
    else:
        _execute_many(connection, _INSERT, series_id, days, numbers)


def upsert_prices(connection: Connection, series_id: int, days: Integers, numbers: Floats) -> None:
    """Insert days, or overwrite the numbers of those that are there; see ``insert_prices``."""
    if not _is_postgres(connection):
        statement = _UPSERT.format(rows=f"VALUES ({_PLACEHOLDERS})")
        _execute_many(connection, statement, series_id, days, numbers)
        return
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {_WAITING} (LIKE price) ON COMMIT DROP")
    _copy_in(connection, _WAITING, series_id, days, numbers)
    connection.exec_driver_sql(_UPSERT.format(rows=f"SELECT {_COLUMNS} FROM {_WAITING}"))  # noqa: S608  -- our own names
    connection.exec_driver_sql(f"DROP TABLE {_WAITING}")


def read_prices(connection: Connection, ids: Sequence[int], first: int | None, last: int | None) -> Floats:
    """Return the stored days of some series from ``first`` to ``last``, by series and day.

    Parameters
    ----------
    connection : sqlalchemy.Connection
    ids : sequence of int
    first, last : int or None
        Epoch days, both included; None means no limit.

    Returns
    -------
    ndarray of shape (2 + 8, n)
        Rows of id, day and ``NUMBERS``, NULL being NaN; a float holds every id and day exactly.
    """
    conditions = [f"series_id IN ({', '.join(map(str, map(int, ids))) or 'NULL'})"]
    conditions += [f"day >= {int(first)}"] if first is not None else []
    conditions += [f"day <= {int(last)}"] if last is not None else []
    rows = f"FROM price WHERE {' AND '.join(conditions)} ORDER BY series_id, day"
    if _is_postgres(connection):
        return _copy_out(connection, rows)
    cursor = _driver(connection).execute(f"SELECT {_COLUMNS} {rows}")
    # fromiter takes None as NaN.
    flat = np.fromiter(chain.from_iterable(cursor), np.float64)
    return np.ascontiguousarray(flat.reshape(-1, len(_KEYS) + len(NUMBERS)).T)


def _is_postgres(connection: Connection) -> bool:
    name = connection.dialect.name
    if name not in {"sqlite", "postgresql"}:
        raise StoreError(f"database '{name}': prices are kept in sqlite or postgresql; use one of these")
    return name == "postgresql"


def _driver(connection: Connection) -> Any:  # noqa: ANN401  -- sqlite3's connection or psycopg's
    return connection.connection.driver_connection


def _execute_many(
    connection: Connection, statement: str, series_id: int, days: Integers, numbers: Floats
) -> None:
    # SQLite takes NaN as NULL, and minus zero as zero.
    rows = zip(repeat(series_id), days.tolist(), *numbers.tolist(), strict=False)
    connection.exec_driver_sql(statement, list(rows))


def _copy_in(connection: Connection, table: str, series_id: int, days: Integers, numbers: Floats) -> None:
    statement = f"COPY {table} ({_COLUMNS}) FROM STDIN (FORMAT BINARY)"
    with _driver(connection).cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(_HEADER)
        for start in range(0, len(days), _ROWS_A_BLOCK):
            block = slice(start, start + _ROWS_A_BLOCK)
            copy.write(packed(series_id, days[block], numbers[:, block]))
        copy.write(_TRAILER)


def packed(series_id: int, days: Integers, numbers: Floats) -> bytes:
    """Return days in COPY's binary format; see ``insert_prices``."""
    rows = np.empty(len(days), dtype=_PACKED)
    rows["fields"] = len(_KEYS) + len(NUMBERS)
    kept = np.ones((len(days), _PACKED.itemsize), dtype=bool)
    for name, values in zip(_KEYS, (series_id, days), strict=True):
        rows[name]["length"], rows[name]["value"] = 4, values
    for place, (name, values) in enumerate(zip(NUMBERS, numbers, strict=True), start=1):
        missing = np.isnan(values)
        rows[name]["length"], rows[name]["value"] = np.where(missing, -1, 8), values + 0.0
        end = _PACKED.itemsize - (len(NUMBERS) - place) * _NUMBER_SIZE
        kept[:, end - 8 : end] = ~missing[:, None]
    every: NDArray[np.uint8] = rows.view(np.uint8).reshape(kept.shape)
    return every[kept].tobytes()


def _copy_out(connection: Connection, rows: str) -> Floats:
    # A number in place of each NULL makes all rows equally long.
    numbers = ", ".join(f"coalesce({name}, 'NaN')" for name in NUMBERS)
    statement = f"COPY (SELECT {', '.join(_KEYS)}, {numbers} {rows}) TO STDOUT (FORMAT BINARY)"
    with _driver(connection).cursor() as cursor, cursor.copy(statement) as copy:
        raw = b"".join(copy)
    found = np.frombuffer(raw[len(_HEADER) : -len(_TRAILER)], dtype=_PACKED)
    columns = np.empty((len(_KEYS) + len(NUMBERS), len(found)))
    for column, name in zip(columns, (*_KEYS, *NUMBERS), strict=True):
        column[:] = found[name]["value"]
    return columns
