"""Prices in bulk: every float there and back on both databases, and the bytes that PostgreSQL takes."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np
import pytest
from sqlalchemy import create_engine, text

from eventstudy.errors import StoreError
from eventstudy.prices.bulk import insert_prices, packed, read_prices, upsert_prices
from eventstudy.prices.series import NUMBERS

if TYPE_CHECKING:
    from sqlalchemy import Engine

EDGES = np.array(
    [np.nan, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, -1.5, 0.1 + 0.2, 2**53 - 1, 1e-9]
)
HEAD = "INSERT INTO price_series (id, symbol, source, fetched_at) VALUES (3, 'A', 'file', '2025-02-11')"


def numbers_of(days: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return numbers in which every edge stands in every column."""
    return np.stack([np.roll(np.resize(EDGES, days), place) for place in range(len(NUMBERS))])


def test_every_float_comes_back_to_the_bit(engine: Engine) -> None:
    """The smallest, the largest and the missing return as they went in, on days before and after 1970."""
    days, numbers = np.arange(-4, 4), numbers_of(8)
    with engine.begin() as connection:
        connection.execute(text(HEAD))
        insert_prices(connection, 3, days, numbers)
        found = read_prices(connection, [3], None, None)
    assert found[0].tolist() == [3] * 8
    assert found[1].tolist() == days.tolist()
    assert found[2:].tobytes() == numbers.tobytes()


def test_missing_is_null_and_minus_zero_is_zero(engine: Engine) -> None:
    """NaN is stored as NULL on both databases, and a zero has no sign."""
    numbers = np.full((8, 1), np.nan)
    numbers[3] = -0.0
    with engine.begin() as connection:
        connection.execute(text(HEAD))
        insert_prices(connection, 3, np.array([1]), numbers)
        assert connection.execute(text("SELECT count(open), count(close) FROM price")).one() == (0, 1)
        found = read_prices(connection, [3], None, None)
    assert not np.signbit(found[2 + 3]).any()


def test_an_upsert_overwrites_and_adds(engine: Engine) -> None:
    """Days that are there get the new numbers, missing ones included; the others are added."""
    old, new = numbers_of(3), numbers_of(4) + 1
    with engine.begin() as connection:
        connection.execute(text(HEAD))
        insert_prices(connection, 3, np.arange(3), old)
        upsert_prices(connection, 3, np.arange(1, 5), new)
        upsert_prices(connection, 3, np.arange(1, 5), new)
        found = read_prices(connection, [3], None, None)
        cut = read_prices(connection, [3], 1, 2)
    np.testing.assert_array_equal(found[2:], np.column_stack([old[:, :1], new]))
    np.testing.assert_array_equal(cut, found[:, 1:3])


def test_a_long_series_is_copied_in_blocks(engine: Engine) -> None:
    """More days than one block holds arrive whole and in order."""
    days = np.arange(70_000)
    with engine.begin() as connection:
        connection.execute(text(HEAD))
        insert_prices(connection, 3, days, np.tile(days + 0.5, (8, 1)))
        found = read_prices(connection, [3], 65_530, 65_540)
    assert found[2].tolist() == [day + 0.5 for day in range(65_530, 65_541)]


def test_no_series_is_no_day(engine: Engine) -> None:
    """Asked for nothing, nothing is found."""
    with engine.begin() as connection:
        assert read_prices(connection, [], None, None).shape == (10, 0)


def test_the_bytes_are_those_of_the_manual() -> None:
    """A row is its number of fields, then each field's length and big-endian value, -1 alone for NULL."""
    numbers = np.full((8, 1), np.nan)
    numbers[3], numbers[7] = 10.5, 2.0
    expected = struct.pack(">hiiii", 10, 4, 3, 4, 20_130)
    expected += struct.pack(">iii", -1, -1, -1) + struct.pack(">id", 8, 10.5)
    expected += struct.pack(">iii", -1, -1, -1) + struct.pack(">id", 8, 2.0)
    assert packed(3, np.array([20_130]), numbers) == expected


def test_other_databases_are_refused() -> None:
    """Prices are kept in SQLite or PostgreSQL only, and the error says so."""
    engine = create_engine("sqlite://")
    engine.dialect.name = "mysql"
    with (
        engine.connect() as connection,
        pytest.raises(StoreError, match="database 'mysql': prices are kept in sqlite or postgresql"),
    ):
        read_prices(connection, [1], None, None)
    engine.dispose()
