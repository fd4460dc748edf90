"""Price files read with every cell checked: CSV, gzipped CSV and Parquet, in any of the layouts we know.

Rows may come in any order. An empty close is a missing session, and is kept as NaN. In a matrix of closes,
an empty cell before a security's first close or after its last one is no session.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventstudy.counting import counted
from eventstudy.prices.columns import Kind, match_columns
from eventstudy.prices.commas import has_decimal_commas
from eventstudy.prices.records import RecordReader
from eventstudy.prices.repairs import Faults
from eventstudy.prices.sheets import DELIMITERS, Only, open_sheet

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection
    from pathlib import Path

    from eventstudy.prices.columns import Layout
    from eventstudy.prices.series import PriceSeries
    from eventstudy.prices.sheets import Sheet

_NAMED = 5
"""How many columns of a matrix a note names."""

_STOOQ_NOTE = (
    "Stooq names no currency, and unless told otherwise adjusts its prices for splits and dividends: the close is read as "
    "printed, without an adjusted one"
)
_NO_ADJUSTED_NOTE = "no adjusted close: a download that adjusts all prices (yfinance does by default) holds it under the name of the close"


@dataclass(frozen=True, slots=True, eq=False)
class PriceFile:
    """What a price file holds, and how it was understood.

    Attributes
    ----------
    series : tuple of PriceSeries
        One a security, in order of first appearance.
    columns, renamed_columns : tuple of (str, str)
        The file's own name of a column, and the name that it was read under: all, and those that differ.
    ignored_columns : tuple of str
        Columns that were not read.
    shape : str
        The layout, and what separates the columns.
    notes : tuple of str
        What else the reader had to decide: the security, the form of the dates, decimal commas.
    repairs : tuple of str
        What ``repair`` did, row by row.
    """

    series: tuple[PriceSeries, ...]
    columns: tuple[tuple[str, str], ...]
    renamed_columns: tuple[tuple[str, str], ...]
    ignored_columns: tuple[str, ...]
    shape: str
    notes: tuple[str, ...]
    repairs: tuple[str, ...]


def read_prices(
    path: Path,
    *,
    security: str | None = None,
    today: dt.date | None = None,
    repair: bool = False,
    only: Collection[str] | None = None,
) -> PriceFile:
    """Read a price file: ``.csv`` or ``.txt``, the same gzipped, or ``.parquet``.

    A series takes its ``source`` from the file where all its rows agree on one, else it is ``file``; a
    single ``simulated`` row makes the whole series simulated.

    Parameters
    ----------
    path : Path
    security : str, optional
        Symbol of a file that names none; default: the file's own name, where it is a symbol.
    today : datetime.date, optional
        The last day that may stand in the file; default: any may.
    repair : bool
        Whether faults that have a repair are mended and listed rather than refused.
    only : set of str, optional
        The securities that are wanted; default: all. Other rows of a Parquet file that names a security in
        each are skipped unread, faults and all.

    Raises
    ------
    PriceInvalidError
        If a column is missing or a cell cannot be used; the message names file, row and column.
    """
    faults = Faults(path, mend=repair)
    with open_sheet(path) as sheet:
        layout = match_columns(path, sheet.header, security=security)
        commas = _commas(path, sheet, layout)
        reader = RecordReader(layout, faults, today=today, decimal_commas=commas)
        series = reader.read(sheet.chunks(layout.places, _only(layout, only)))
    return PriceFile(
        series=tuple(one for one in series if only is None or one.security in only),
        columns=layout.columns,
        renamed_columns=layout.renamed,
        ignored_columns=layout.ignored,
        shape=_shape(sheet, layout),
        notes=(*_layout_notes(layout, security, commas=commas), *reader.notes),
        repairs=faults.listed(),
    )


def _only(layout: Layout, wanted: Collection[str] | None) -> Only | None:
    """Say which rows to read, where each names a security as we do."""
    if wanted is None or "security" not in layout.place or layout.kind is Kind.STOOQ_BULK:
        return None
    return Only(layout.place["security"], frozenset(wanted))


def _commas(path: Path, sheet: Sheet, layout: Layout) -> bool:
    """Look through the numbers once before they are read, where they may have decimal commas."""
    if sheet.delimiter in {None, ","}:
        return False
    with open_sheet(path) as again:
        return has_decimal_commas(path, again, layout.number_places)


def _shape(sheet: Sheet, layout: Layout) -> str:
    if sheet.delimiter in {None, ","}:
        return layout.kind
    return f"{layout.kind}, {DELIMITERS[sheet.delimiter]} between the columns"


def _layout_notes(layout: Layout, security: str | None, *, commas: bool) -> list[str]:
    notes = []
    if layout.security and security is None:
        notes.append(f"{layout.security} by the file's name")
    if layout.kind in {Kind.STOOQ, Kind.STOOQ_BULK}:
        notes.append(_STOOQ_NOTE)
    if commas:
        notes.append("numbers read with decimal commas")
    if layout.kind is Kind.YAHOO and "adj_close" not in layout.place:
        notes.append(_NO_ADJUSTED_NOTE)
    if layout.closes:
        names = [name for name, _ in layout.closes]
        more = " ..." if len(names) > _NAMED else ""
        notes.append(
            f"closes of {counted(len(names), 'security', 'securities')}: {', '.join(names[:_NAMED])}{more}"
        )
    return notes
