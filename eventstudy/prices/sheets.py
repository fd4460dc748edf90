"""Price files as sheets of text: a header, and the cells of the columns asked for, a chunk at a time.

The row of a cell is the line of a CSV file (the header being line 1) and the entry's number, from 1, in
a Parquet file. The csv module reads what pandas would: it counts lines, it refuses a row of the wrong
width, and it saves the half second that importing pandas takes.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from itertools import chain, compress, islice
from typing import TYPE_CHECKING, NamedTuple, Protocol

from eventstudy.errors import PriceInvalidError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from types import ModuleType

    import pyarrow as pa
    import pyarrow.parquet as pq

CHUNK_ROWS = 500
"""CSV rows held as text at a time; longer chunks are slower, as their strings leave the cache."""


DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
"""What may stand between the columns of a CSV file, and how it is called."""


class Kind(StrEnum):
    """A kind of price file."""

    CSV = "CSV"
    GZIP = "gzipped CSV"
    PARQUET = "Parquet"


_ENDINGS = {
    **dict.fromkeys((".csv", ".txt", ".tsv"), Kind.CSV),
    **dict.fromkeys((".csv.gz", ".txt.gz", ".tsv.gz"), Kind.GZIP),
    ".parquet": Kind.PARQUET,
}


class Chunk(NamedTuple):
    """Some rows of a sheet: their numbers, and the texts of each column asked for."""

    rows: Sequence[int]
    columns: Sequence[Sequence[str]]


class Only(NamedTuple):
    """Which rows are wanted: those with one of these names, in capitals, in the column at this place."""

    place: int
    names: frozenset[str]


class Sheet(Protocol):
    """A file that is being read."""

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns."""
        ...

    @property
    def delimiter(self) -> str | None:
        """What stands between the columns, where the file is text."""
        ...

    def chunks(self, places: Sequence[int], only: Only | None = None) -> Iterator[Chunk]:
        """Yield the rows, with the columns at these places; those not wanted are left out where that is cheap."""
        ...


def kind_of(path: Path) -> Kind:
    """Return the kind of a price file.

    Raises
    ------
    PriceInvalidError
        If its ending is none that we know.
    """
    for ending, kind in _ENDINGS.items():
        if path.name.lower().endswith(ending):
            return kind
    raise PriceInvalidError(
        path, None, None, "unknown kind of file; use .csv or .txt, .csv.gz or .txt.gz, or .parquet"
    )


def stem_of(path: Path) -> str:
    """Return the name of a price file without the endings that say its kind.

    >>> from pathlib import Path
    >>> stem_of(Path("prices/1725.HK.csv.gz"))
    '1725.HK'
    """
    lower = path.name.lower()
    longest = max((ending for ending in _ENDINGS if lower.endswith(ending)), key=len, default="")
    return path.name[: len(path.name) - len(longest)]


@contextmanager
def open_sheet(path: Path) -> Iterator[Sheet]:
    """Open a price file for reading.

    Raises
    ------
    PriceInvalidError
        If the file cannot be opened or unpacked, or is not text where it should be.
    """
    kind = kind_of(path)
    try:
        with path.open("rb") as raw:
            if kind is Kind.PARQUET:
                with _parquet_sheet(path, raw) as sheet:
                    yield sheet
            elif kind is Kind.GZIP:
                with gzip.open(raw, "rt", encoding="utf-8-sig", newline="") as text:
                    yield _csv_sheet(path, text)
            else:
                with io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text:
                    yield _csv_sheet(path, text)
    except UnicodeDecodeError as error:
        raise PriceInvalidError(path, None, None, "is not UTF-8 text; save it as CSV in UTF-8") from error
    except (OSError, EOFError, zlib.error) as error:
        raise PriceInvalidError(path, None, None, f"cannot be read: {error}") from error


@dataclass(frozen=True, slots=True)
class _CsvSheet:
    """A CSV file whose header has been read."""

    path: Path
    header: tuple[str, ...]
    delimiter: str
    records: Iterator[tuple[int, list[str]]]

    def chunks(self, places: Sequence[int], only: Only | None = None) -> Iterator[Chunk]:  # noqa: ARG002  -- text is read line by line
        while chunk := list(islice(self.records, CHUNK_ROWS)):
            rows, records = zip(*chunk, strict=True)
            self._refuse_ragged(rows, records)
            columns = list(zip(*records, strict=True))
            yield Chunk(rows, [columns[place] for place in places])

    def _refuse_ragged(self, rows: Sequence[int], records: Sequence[list[str]]) -> None:
        width = len(self.header)
        for row, record in zip(rows, records, strict=True):
            if len(record) != width:
                raise PriceInvalidError(
                    self.path,
                    row,
                    None,
                    f"{len(record)} cells, but the header has {width}; numbers take no thousands "
                    "separators, and a cell with a comma needs quotes",
                )


def _csv_sheet(path: Path, text: Iterator[str]) -> Sheet:
    lines = list(_to_first_filled(text))
    delimiter = _delimiter(lines[-1]) if lines else ","
    records = _numbered(path, chain(lines, text), delimiter)
    _, header = next(records, (0, []))
    if not header:
        raise PriceInvalidError(path, None, None, "is empty; its first line must name the columns")
    return _CsvSheet(path, tuple(cell.strip() for cell in header), delimiter, records)


def _to_first_filled(text: Iterator[str]) -> Iterator[str]:
    """Yield the lines up to the first that is not blank, it included."""
    for line in text:
        yield line
        if line.strip():
            return


def _delimiter(line: str) -> str:
    """Return what parts the header into the most cells; the comma where nothing parts it."""
    return max(DELIMITERS, key=lambda mark: len(next(csv.reader([line], delimiter=mark))))


def _numbered(path: Path, text: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield every record that is not a blank line, with the number of its (last) line."""
    reader = csv.reader(text, strict=True, delimiter=delimiter)
    try:
        for record in reader:
            if record:
                yield reader.line_num, record
    except csv.Error as error:
        raise PriceInvalidError(path, reader.line_num, None, f"is not CSV: {error}") from error


@dataclass(frozen=True, slots=True)
class _ParquetSheet:
    """A Parquet file whose schema has been read."""

    path: Path
    header: tuple[str, ...]
    file: pq.ParquetFile
    arrow: ModuleType
    delimiter: None = None

    def chunks(self, places: Sequence[int], only: Only | None = None) -> Iterator[Chunk]:
        wanted = [self.header[place] for place in places]
        first = 1
        for group in range(self.file.num_row_groups):
            if only is None or self._holds(group, only):
                yield from self._of_group(group, wanted, first, only)
            first += self.file.metadata.row_group(group).num_rows

    def _of_group(self, group: int, wanted: list[str], first: int, only: Only | None) -> Iterator[Chunk]:
        for batch in self.file.iter_batches(row_groups=[group], columns=wanted):
            rows: Sequence[int] = range(first, first + batch.num_rows)
            first += batch.num_rows
            if only is not None:
                kept = self._wanted(batch.column(self.header[only.place]), only)
                rows, batch = list(compress(rows, kept.to_pylist())), batch.filter(kept)  # noqa: PLW2901
            if rows:
                yield Chunk(rows, [self._text(name, batch.column(name)).to_pylist() for name in wanted])

    def _holds(self, group: int, only: Only) -> bool:
        """Say whether a row group has a wanted row; its other columns are not looked at."""
        name = self.header[only.place]
        batches = self.file.iter_batches(row_groups=[group], columns=[name])
        return any(self._wanted(batch.column(name).unique(), only).true_count for batch in batches)

    def _wanted(self, column: pa.Array, only: Only) -> pa.Array:
        names = self.arrow.compute.utf8_trim_whitespace(self._text(self.header[only.place], column))
        value_set = self.arrow.array(sorted(only.names), self.arrow.string())
        return self.arrow.compute.is_in(self.arrow.compute.utf8_upper(names), value_set=value_set)

    def _text(self, name: str, column: pa.Array) -> pa.Array:
        """Return the cells as CSV would have them; Arrow writes the shortest text of a float."""
        if self.arrow.types.is_floating(column.type):
            column = self.arrow.compute.if_else(self.arrow.compute.is_nan(column), None, column)
        try:
            return column.cast(self.arrow.string()).fill_null("")
        except self.arrow.ArrowException as error:
            raise PriceInvalidError(
                self.path, None, name, f"holds {column.type}; it must hold text, dates or numbers"
            ) from error


@contextmanager
def _parquet_sheet(path: Path, raw: io.BufferedReader) -> Iterator[Sheet]:
    arrow = import_arrow(path)
    try:
        file = arrow.parquet.ParquetFile(raw)
        yield _ParquetSheet(path, tuple(file.schema_arrow.names), file, arrow)
    except arrow.ArrowException as error:
        raise PriceInvalidError(path, None, None, f"cannot be read as Parquet: {error}") from error


def import_arrow(path: Path) -> ModuleType:
    """Return pyarrow with its Parquet and compute modules.

    Raises
    ------
    PriceInvalidError
        If pyarrow is not installed.
    """
    try:
        for name in ("pyarrow.compute", "pyarrow.parquet"):
            import_module(name)
    except ModuleNotFoundError as error:
        raise PriceInvalidError(
            path, None, None, "Parquet needs pyarrow: pip install 'space-eventstudy[parquet]', or use .csv.gz"
        ) from error
    return import_module("pyarrow")
