"""Price files written whole or not at all, in the layouts that the reader knows.

Equal series give equal bytes in a ``.csv``, a ``.txt`` and their gzipped kinds: nothing of when, where or in which order they were
stored is written.
"""

from __future__ import annotations

import csv
import gzip
import io
import math
from contextlib import contextmanager
from enum import StrEnum
from itertools import chain, repeat
from typing import IO, TYPE_CHECKING

import numpy as np

from eventstudy.drafts import draft_of
from eventstudy.errors import PriceInvalidError
from eventstudy.prices.columns import COLUMNS
from eventstudy.prices.series import NUMBERS
from eventstudy.prices.sheets import Kind, import_arrow, kind_of, stem_of
from eventstudy.prices.symbols import from_stem, plausible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from types import ModuleType

    import pyarrow as pa

    from eventstudy.arrays import Floats, Integers
    from eventstudy.prices.series import PriceSeries

_GROUP_ROWS = 131_072
"""Rows of a Parquet row group: enough to pack well, few enough to hold."""


class Form(StrEnum):
    """The layouts that are written."""

    ROWS = "rows"
    YAHOO = "yahoo"
    STOOQ = "stooq"
    WIDE = "wide"


_HEADERS = {
    Form.YAHOO: {
        "Open": "open",
        "High": "high",
        "Low": "low",
        "Close": "close",
        "Adj Close": "adj_close",
        "Volume": "volume",
        "Dividends": "dividends",
        "Stock Splits": "splits",
    },
    Form.STOOQ: {"Open": "open", "High": "high", "Low": "low", "Close": "close", "Volume": "volume"},
}
_HELD = {form: frozenset(names.values()) for form, names in _HEADERS.items()} | {
    Form.ROWS: frozenset(NUMBERS),
    Form.WIDE: frozenset({"close"}),
}


def write_prices(series: Iterable[PriceSeries], path: Path, *, form: Form = Form.ROWS) -> tuple[str, ...]:
    """Write price series to a file, replacing it; every number that the layout holds reads back as the same float.

    A series without days has no rows and is therefore not in the file. In rows, series are written as they
    come, one at a time.

    Returns
    -------
    tuple of str
        What the layout could not hold.

    Raises
    ------
    PriceInvalidError
        If the ending is unknown, a security stands in two series, the layout cannot hold the series or would
        pass made-up prices off as real, or the file cannot be written; an older file of that name is then
        left as it was.
    """
    kind = kind_of(path)
    listed = _without_twins(path, series)
    if form is not Form.ROWS:
        listed = iter(_fit(path, kind, form, tuple(listed)))
    lost: dict[str, None] = {}
    with _replacing(path) as raw:
        noted = _noting(listed, form, lost)
        if kind is Kind.PARQUET:
            _write_parquet(noted, raw, form, import_arrow(path))
        elif kind is Kind.GZIP:
            # Neither a name nor a time goes into the gzip header, so that equal prices give equal bytes.
            with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=raw, mtime=0) as packed:
                _write_csv(noted, packed, form)
        else:
            _write_csv(noted, raw, form)
    return tuple(lost)


def names_itself(path: Path, form: Form, security: str) -> bool:
    """Say whether the file, read again, says which security it is of."""
    return form in {Form.ROWS, Form.WIDE} or from_stem(stem_of(path)) == security


def _without_twins(path: Path, series: Iterable[PriceSeries]) -> Iterator[PriceSeries]:
    seen: set[str] = set()
    for one in series:
        if one.security in seen:
            raise PriceInvalidError(
                path, None, "security", f"{one.security} stands in two series; join them before writing"
            )
        seen.add(one.security)
        yield one


def _fit(path: Path, kind: Kind, form: Form, series: tuple[PriceSeries, ...]) -> tuple[PriceSeries, ...]:
    """Refuse what a layout would lose so that nobody could tell."""
    made_up = [one.security for one in series if one.simulated]
    if made_up:
        raise PriceInvalidError(
            path,
            None,
            None,
            f"{made_up[0]} is simulated, which the layout '{form}' cannot say; use --layout rows",
        )
    if form is Form.WIDE:
        unreadable = [one.security for one in series if not plausible(one.security)]
        if unreadable:
            raise PriceInvalidError(
                path, None, unreadable[0], "would not read back as a symbol in a header; use --layout rows"
            )
    elif kind is Kind.PARQUET:
        raise PriceInvalidError(path, None, None, f"the layout '{form}' is text; use .csv or .csv.gz")
    elif len(series) != 1:
        raise PriceInvalidError(
            path,
            None,
            None,
            f"the layout '{form}' holds one security, not {len(series)}; name one SYMBOL, or use --layout rows",
        )
    return series


def _noting(series: Iterable[PriceSeries], form: Form, lost: dict[str, None]) -> Iterator[PriceSeries]:
    """Pass the series on, and note what the layout has no place for."""
    for one in series:
        given = [name for name, values in zip(NUMBERS, one.numbers, strict=True) if np.isfinite(values).any()]
        lost.update(dict.fromkeys(name for name in given if name not in _HELD[form]))
        if form is not Form.ROWS:
            lost.update({name: None for name in ("currency", "zone") if getattr(one, name)})
            lost.update({"source": None} if one.source != "file" else {})
        yield one


@contextmanager
def _replacing(path: Path) -> Iterator[IO[bytes]]:
    """Open a draft of ``path``; what keeps it from being written names the file."""
    try:
        with draft_of(path) as draft, draft.open("wb") as raw:
            yield raw
    except OSError as error:
        raise PriceInvalidError(path, None, None, f"cannot be written: {error}") from error


def _write_csv(series: Iterable[PriceSeries], raw: IO[bytes] | gzip.GzipFile, form: Form) -> None:
    text = io.TextIOWrapper(raw, encoding="utf-8", newline="")
    writer = csv.writer(text, lineterminator="\n")
    lines = {Form.ROWS: _rows, Form.WIDE: _matrix_rows}.get(form)
    writer.writerows(lines(series) if lines else _bars(series, form))
    text.detach()


def _rows(series: Iterable[PriceSeries]) -> Iterator[Sequence[str]]:
    yield COLUMNS
    for one in series:
        yield from zip(
            repeat(one.security, len(one)),
            _dates(one.days),
            *map(_texts, one.numbers),
            repeat(one.currency or "", len(one)),
            repeat(one.source, len(one)),
            repeat(one.zone or "", len(one)),
            strict=True,
        )


def _bars(series: Iterable[PriceSeries], form: Form) -> Iterator[Sequence[str]]:
    names = _HEADERS[form]
    yield ("Date", *names)
    for one in series:
        yield from zip(
            _dates(one.days), *(_texts(getattr(one, name)) for name in names.values()), strict=True
        )


def _matrix_rows(series: Iterable[PriceSeries]) -> Iterator[Sequence[str]]:
    names, days, closes = _matrix(series)
    yield ("date", *names)
    for date, row in zip(_dates(days), closes, strict=True):
        yield (date, *_texts(row))


def _matrix(series: Iterable[PriceSeries]) -> tuple[tuple[str, ...], Integers, Floats]:
    """Return the securities, all their days, and the closes of shape (n_days, n_securities)."""
    listed = tuple(series)
    days = np.unique(np.concatenate([np.empty(0, np.int64), *(one.days for one in listed)]))
    closes = np.full((len(days), len(listed)), np.nan)
    for place, one in enumerate(listed):
        closes[np.searchsorted(days, one.days), place] = one.close
    return tuple(one.security for one in listed), days, closes


def _dates(days: Integers) -> list[str]:
    texts: list[str] = np.datetime_as_string(days.astype("datetime64[D]")).tolist()
    return texts


def _texts(values: Floats) -> list[str]:
    """Return the shortest text of each float that reads back as the same float; NaN is empty."""
    return ["" if math.isnan(value) else repr(value).removesuffix(".0") for value in values.tolist()]


def _write_parquet(series: Iterable[PriceSeries], raw: IO[bytes], form: Form, arrow: ModuleType) -> None:
    if form is Form.WIDE:
        arrow.parquet.write_table(_wide_table(series, arrow), raw)
        return
    number = dict.fromkeys(NUMBERS, arrow.float64())
    types = {name: number.get(name, arrow.string()) for name in COLUMNS} | {"date": arrow.date32()}
    schema = arrow.schema(list(types.items()))
    with arrow.parquet.ParquetWriter(raw, schema) as writer:
        for tables in _grouped(_table(one, schema, arrow) for one in series):
            writer.write_table(arrow.concat_tables(tables), row_group_size=_GROUP_ROWS)


def _grouped(tables: Iterable[pa.Table]) -> Iterator[list[pa.Table]]:
    """Gather tables until they fill a row group."""
    group: list[pa.Table] = []
    for table in tables:
        group.append(table)
        if sum(one.num_rows for one in group) >= _GROUP_ROWS:
            yield group
            group = []
    if group:
        yield group


def _table(one: PriceSeries, schema: pa.Schema, arrow: ModuleType) -> pa.Table:
    texts = ([value] * len(one) for value in (one.currency, one.source, one.zone))
    columns = chain(
        [
            arrow.array([one.security] * len(one), arrow.string()),
            arrow.array(one.days.astype("datetime64[D]")),
        ],
        (arrow.array(values, arrow.float64(), from_pandas=True) for values in one.numbers),
        (arrow.array(values, arrow.string()) for values in texts),
    )
    return arrow.table(list(columns), schema=schema)


def _wide_table(series: Iterable[PriceSeries], arrow: ModuleType) -> pa.Table:
    names, days, closes = _matrix(series)
    columns = [arrow.array(column, arrow.float64(), from_pandas=True) for column in closes.T]
    return arrow.table([arrow.array(days.astype("datetime64[D]")), *columns], names=["date", *names])
