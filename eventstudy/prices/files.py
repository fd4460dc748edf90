"""Price files: CSV, gzipped CSV and Parquet, read with every cell checked and written whole or not at all.

A row is one security on one day; rows may come in any order. ``security``, ``date`` (YYYY-MM-DD) and
``close`` are required, ``adj_close``, ``volume``, ``currency`` and ``source`` optional. An empty close is
a missing session, and is kept as NaN.
"""

from __future__ import annotations

import csv
import gzip
import io
import math
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import repeat
from typing import IO, TYPE_CHECKING

import numpy as np

from eventstudy.drafts import draft_of
from eventstudy.errors import PriceInvalidError
from eventstudy.prices.columns import match_columns
from eventstudy.prices.records import RecordReader
from eventstudy.prices.sheets import Kind, import_arrow, kind_of, open_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from eventstudy.arrays import Floats
    from eventstudy.prices.series import PriceSeries

_COLUMNS = ("security", "date", "close", "adj_close", "volume", "currency", "source")


@dataclass(frozen=True, slots=True, eq=False)
class PriceFile:
    """What a price file holds, and how its columns were understood.

    Attributes
    ----------
    series : tuple of PriceSeries
        One a security, in order of first appearance.
    renamed_columns : tuple of (str, str)
        The file's own name of a column, and the name that it was read under.
    ignored_columns : tuple of str
        Columns that were not read.
    """

    series: tuple[PriceSeries, ...]
    renamed_columns: tuple[tuple[str, str], ...]
    ignored_columns: tuple[str, ...]


def read_prices(path: Path) -> PriceFile:
    """Read a price file: ``.csv``, ``.csv.gz`` or ``.parquet``.

    A series takes its ``source`` from the file where all its rows agree on one, else it is ``file``; a
    single ``simulated`` row makes the whole series simulated.

    Raises
    ------
    PriceInvalidError
        If a column is missing or a cell cannot be used; the message names file, row and column.
    """
    with open_sheet(path) as sheet:
        layout = match_columns(path, sheet.header)
        series = RecordReader(layout).read(sheet.chunks(tuple(layout.place.values())))
    return PriceFile(series, layout.renamed, layout.ignored)


def write_prices(series: Iterable[PriceSeries], path: Path) -> None:
    """Write price series to a file, replacing it; every number reads back as the same float.

    The same series give the same bytes in a ``.csv`` or ``.csv.gz``. A series without days has no rows
    and is therefore not in the file.

    Raises
    ------
    PriceInvalidError
        If the ending is unknown, a security stands in two series, or the file cannot be written; an
        older file of that name is then left as it was.
    """
    listed = tuple(series)
    _refuse_twins(path, listed)
    kind = kind_of(path)
    with _replacing(path) as raw:
        if kind is Kind.PARQUET:
            _write_parquet(listed, raw, path)
        elif kind is Kind.GZIP:
            # Neither a name nor a time goes into the gzip header, so that equal prices give equal bytes.
            with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=raw, mtime=0) as packed:
                _write_csv(listed, packed)
        else:
            _write_csv(listed, raw)


def _refuse_twins(path: Path, series: Sequence[PriceSeries]) -> None:
    seen: set[str] = set()
    for one in series:
        if one.security in seen:
            raise PriceInvalidError(
                path, None, "security", f"{one.security} stands in two series; join them before writing"
            )
        seen.add(one.security)


@contextmanager
def _replacing(path: Path) -> Iterator[IO[bytes]]:
    """Open a draft of ``path``; what keeps it from being written names the file."""
    try:
        with draft_of(path) as draft, draft.open("wb") as raw:
            yield raw
    except OSError as error:
        raise PriceInvalidError(path, None, None, f"cannot be written: {error}") from error


def _write_csv(series: Sequence[PriceSeries], raw: IO[bytes] | gzip.GzipFile) -> None:
    text = io.TextIOWrapper(raw, encoding="utf-8", newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for one in series:
        writer.writerows(
            zip(
                repeat(one.security, len(one)),
                np.datetime_as_string(one.days.astype("datetime64[D]")).tolist(),
                _texts(one.close),
                _texts(one.adj_close),
                _texts(one.volume),
                repeat(one.currency or "", len(one)),
                repeat(one.source, len(one)),
                strict=True,
            )
        )
    text.detach()


def _texts(values: Floats) -> list[str]:
    """Return the shortest text of each float that reads back as the same float; NaN is empty."""
    return ["" if math.isnan(value) else repr(value).removesuffix(".0") for value in values.tolist()]


def _write_parquet(series: Sequence[PriceSeries], raw: IO[bytes], path: Path) -> None:
    arrow = import_arrow(path)
    text, number = arrow.string(), arrow.float64()
    types = (text, arrow.date32(), number, number, number, text, text)
    schema = arrow.schema(list(zip(_COLUMNS, types, strict=True)))
    tables = [
        arrow.table(
            [
                arrow.array([one.security] * len(one), text),
                arrow.array(one.days.astype("datetime64[D]")),
                *(arrow.array(v, number, from_pandas=True) for v in (one.close, one.adj_close, one.volume)),
                arrow.array([one.currency] * len(one), text),
                arrow.array([one.source] * len(one), text),
            ],
            schema=schema,
        )
        for one in series
    ]
    arrow.parquet.write_table(arrow.concat_tables([schema.empty_table(), *tables]), raw)
