"""The cells of a factor file, as a table: plain CSV, or what Kenneth French publishes.

A plain file may be gzipped, and has commas, semicolons or tabs between its cells. French's may be zipped.
"""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventstudy.errors import PriceInvalidError
from eventstudy.prices.cells import Cells
from eventstudy.prices.french import published_records

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from eventstudy.prices.french import Record

_DATE_NAMES = ("date", "day", "")
_LARGEST = 100_000_000
"""Bytes that a zipped factor file may unpack to: a century of days takes one per cent of them."""


@dataclass(frozen=True, slots=True)
class FactorSheet:
    """The cells of a file.

    Attributes
    ----------
    path : Path
    header : tuple of str
    rows : sequence of int
        The line of each row.
    columns : sequence of sequence of str
        The cells of each column.
    published : bool
        Whether the file is laid out as Kenneth French publishes it.
    """

    path: Path
    header: tuple[str, ...]
    rows: Sequence[int]
    columns: Sequence[Sequence[str]]
    published: bool

    def cells(self, number: int) -> Cells:
        """Return the cells of one column."""
        return Cells(self.path, self.header[number] or "date", self.rows, self.columns[number])

    @property
    def date_place(self) -> int:
        """The column of dates.

        Raises
        ------
        PriceInvalidError
            If there is not exactly one, or no other column.
        """
        places = [number for number, name in enumerate(self.header) if name.lower() in _DATE_NAMES]
        if len(places) != 1 or len(self.header) == 1:
            seen = ", ".join(name or "(unnamed)" for name in self.header)
            raise PriceInvalidError(
                self.path,
                None,
                "date",
                f"the file has {seen}; it needs one date column, named 'date', and at least one factor; delete "
                "notes above the header",
            )
        return places[0]


def read_sheet(path: Path) -> FactorSheet:
    """Read the cells of a file.

    Raises
    ------
    PriceInvalidError
        If the file cannot be read, or is no table.
    """
    text = _text(path)
    published = published_records(path, text)
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    records = _plain_records(path, text, delimiter) if published is None else published
    header = tuple(cell.strip() for cell in records[0][1])
    _refuse_ragged(path, records, len(header))
    rows, cells = zip(*records[1:], strict=True)
    columns = list(zip(*cells, strict=True))
    if published is None and delimiter == ";":
        _refuse_decimal_commas(path, header, rows, columns)
    return FactorSheet(path, header, rows, columns, published is not None)


def _text(path: Path) -> str:
    try:
        return _bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PriceInvalidError(path, None, None, "is not UTF-8 text; save it as CSV in UTF-8") from error
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
        raise PriceInvalidError(path, None, None, f"cannot be read: {error}") from error


def _bytes(path: Path) -> bytes:
    name = path.name.lower()
    if name.endswith(".zip"):
        return _unzipped(path)
    raw = path.read_bytes()
    return gzip.decompress(raw) if name.endswith(".gz") else raw


def _unzipped(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        files = [one for one in archive.infolist() if not one.is_dir()]
        if len(files) != 1 or files[0].file_size > _LARGEST:
            seen = ", ".join(f"{one.filename} ({one.file_size:,} bytes)" for one in files) or "nothing"
            raise PriceInvalidError(
                path, None, None, f"holds {seen}; it must hold one file of at most {_LARGEST:,} bytes"
            )
        return archive.read(files[0])


def _plain_records(path: Path, text: str, delimiter: str) -> list[Record]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        records = [(reader.line_num, record) for record in reader if record]
    except csv.Error as error:
        raise PriceInvalidError(path, reader.line_num, None, f"is not CSV: {error}") from error
    if not records:
        raise PriceInvalidError(path, None, None, "is empty; its first line must name the columns")
    return records


def _refuse_ragged(path: Path, records: Sequence[Record], width: int) -> None:
    for row, record in records:
        if len(record) != width:
            raise PriceInvalidError(
                path,
                row,
                None,
                f"{len(record)} cells, but the header has {width}; delete notes above the header and "
                "below the numbers",
            )
    if len(records) == 1:
        raise PriceInvalidError(path, None, None, "has a header but no rows; add a row a session")


def _refuse_decimal_commas(
    path: Path, header: Sequence[str], rows: Sequence[int], columns: Sequence[Sequence[str]]
) -> None:
    for name, texts in zip(header, columns, strict=True):
        for row, text in zip(rows, texts, strict=True):
            if "," in text:
                raise PriceInvalidError(
                    path, row, name, f"'{text.strip()}' has a comma; write numbers with a decimal point"
                )
