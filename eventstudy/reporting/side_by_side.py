"""The listed lines of one announcement side by side, as a table and as JSON."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from eventstudy.reporting.tables import Cell, Column, Json, Table, marked

if TYPE_CHECKING:
    import datetime as dt

    from eventstudy.analysis.window import Window


@dataclass(frozen=True, slots=True)
class Line:
    """One listed line of an announcement; a number that does not exist is None.

    Attributes
    ----------
    id, security : str
    exchange, currency : str or None
        MIC, and currency of its prices.
    day0 : datetime.date
        By its own exchange.
    benchmark : str
    car, t : float or None
        In its own currency.
    car_common, t_common : float or None
        In the common currency, prices and benchmark converted.
    before, end : datetime.date or None
        The sessions before day 0 and at the end of the event window.
    close_before, close_end : float or None
        Its closes on them, in its own currency.
    premium_before, premium_end : float or None
        What it costs above the announcement's first line, ``P / P_1 - 1`` of closes in the common currency,
        on the two sessions of the first line; None for that line itself.
    """

    id: str
    security: str
    exchange: str | None
    currency: str | None
    day0: dt.date
    benchmark: str
    car: float | None
    t: float | None
    car_common: float | None
    t_common: float | None
    before: dt.date | None
    close_before: float | None
    end: dt.date | None
    close_end: float | None
    premium_before: float | None
    premium_end: float | None


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Lines of announcements, the currency they are compared in, and what needs saying of the conversion."""

    currency: str
    window: Window
    lines: tuple[Line, ...]
    remarks: tuple[str, ...]
    simulated: bool


def side_by_side_table(found: SideBySide) -> Table:
    """Return a row for every line, those of an announcement below each other."""
    common = found.currency
    columns = (
        Column("id", "event"),
        Column("security", "line"),
        Column("exchange", "exchange"),
        Column("currency", "currency"),
        Column("day0", "day 0"),
        Column("benchmark", "benchmark"),
        Column("car", "CAR", "+.2%"),
        Column("t", "t", "+.2f"),
        Column("car_common", f"CAR in {common}", "+.2%"),
        Column("t_common", f"t in {common}", "+.2f"),
        Column("before", "before"),
        Column("close_before", "close", ",.3f"),
        Column("end", "end"),
        Column("close_end", "close", ",.3f"),
        Column("premium_before", "premium before", "+.1%"),
        Column("premium_end", "premium at end", "+.1%"),
    )
    rows = tuple(tuple(_cell(line, column.key) for column in columns) for line in found.lines)
    title = f"Lines side by side, CARs over {found.window}, in their own currency and in {common}"
    premium = (
        "premium: the line's close over that of the announcement's first line, less one, both in "
        f"{common} on the first line's session before day 0 and its last of the window"
    )
    return Table(columns, rows, marked(title, simulated=found.simulated), (premium, *found.remarks))


def side_by_side_json(found: SideBySide) -> Json:
    """Return the same as an object; a missing number is None."""
    names = [one.name for one in fields(Line)]
    return {
        "currency": found.currency,
        "lines": [{name: _cell(line, name) for name in names} for line in found.lines],
        "notes": list(found.remarks),
    }


def _cell(line: Line, name: str) -> Cell:
    value: dt.date | Cell = getattr(line, name)
    return value if value is None or isinstance(value, str | int | float) else value.isoformat()
