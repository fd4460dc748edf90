"""Price files: what is written reads back the same, in every layout, and is written whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from same_series import same

from eventstudy.arrays import epoch_day
from eventstudy.errors import PriceInvalidError
from eventstudy.prices.files import read_prices
from eventstudy.prices.series import NUMBERS, PriceSeries
from eventstudy.prices.writers import Form, names_itself, write_prices

if TYPE_CHECKING:
    from pathlib import Path

KINDS = [".csv", ".csv.gz", ".parquet"]

POSITIVE = st.floats(min_value=0, exclude_min=True, allow_infinity=False) | st.just(np.nan)
VOLUME = st.floats(min_value=0, allow_infinity=False) | st.just(np.nan)
NAME = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1
).map(str.upper)


@st.composite
def price_series(draw: st.DrawFn, security: str) -> PriceSeries:
    """Draw a series of one to six days."""
    days = sorted(draw(st.sets(st.dates().map(epoch_day), min_size=1, max_size=6)))
    kinds = dict.fromkeys(NUMBERS, VOLUME) | dict.fromkeys(("close", "adj_close"), POSITIVE)
    numbers = {
        name: np.array(draw(st.lists(values, min_size=len(days), max_size=len(days))))
        for name, values in kinds.items()
    }
    return PriceSeries(
        security=security,
        days=np.array(days),
        currency=draw(st.none() | st.sampled_from(["HKD", "GBp"])),
        source=draw(NAME),
        zone=draw(st.none() | st.just("Asia/Hong_Kong")),
        **numbers,
    )


LISTS = st.lists(NAME, unique=True, max_size=4).flatmap(
    lambda names: st.tuples(*(price_series(name) for name in names))
)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40, deadline=None)
@given(series=LISTS)
def test_what_is_written_reads_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, kind: str, series: tuple[PriceSeries, ...]
) -> None:
    """Every series comes back equal to the last bit, in every kind of file."""
    path = tmp_path_factory.mktemp("round") / f"prices{kind}"
    write_prices(series, path)
    back = read_prices(path).series
    assert len(back) == len(series)
    assert all(map(same, series, back))


SERIES = PriceSeries(
    "1725.HK",
    np.array([20130, 20131]),
    np.array([0.1, np.nan]),
    np.array([0.1 + 0.2, np.nan]),
    np.array([114800.0, np.nan]),
    "HKD",
    "press",
)


def test_a_csv_is_written_in_plain_text(tmp_path: Path) -> None:
    """Whole numbers have no point, others all their digits, and a missing number is an empty cell."""
    path = tmp_path / "prices.csv"
    write_prices([SERIES], path)
    assert path.read_bytes().decode() == (
        "security,date,open,high,low,close,adj_close,volume,dividends,splits,currency,source,zone\n"
        "1725.HK,2025-02-11,,,,0.1,0.30000000000000004,114800,,,HKD,press,\n"
        "1725.HK,2025-02-12,,,,,,,,,HKD,press,\n"
    )


def test_equal_prices_give_equal_bytes(tmp_path: Path) -> None:
    """A gzipped file holds neither its own name nor the time of writing."""
    for name in ("one.csv.gz", "two.csv.gz"):
        write_prices([SERIES], tmp_path / name)
    assert (tmp_path / "one.csv.gz").read_bytes() == (tmp_path / "two.csv.gz").read_bytes()
    assert (tmp_path / "one.csv.gz").read_bytes()[4:8] == bytes(4)  # RFC 1952: MTIME


def test_a_security_in_two_series_is_refused(tmp_path: Path) -> None:
    """What could not be read back is not written."""
    with pytest.raises(PriceInvalidError, match=r"1725\.HK stands in two series; join them"):
        write_prices([SERIES, SERIES], tmp_path / "prices.csv")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_failed_write_leaves_the_older_file(tmp_path: Path, kind: str) -> None:
    """If writing stops on the way, the older file stays as it was and nothing else is left behind."""
    path = tmp_path / f"prices{kind}"
    path.write_text("older")
    torn = replace(SERIES, security="torn", close=SERIES.close[:1])
    with pytest.raises(ValueError, match="same shape"):
        write_prices([SERIES, torn], path)
    assert path.read_text() == "older"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("place", ["file/prices.csv", "folder.csv"])
def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path, place: str) -> None:
    """A file in the place of a folder, or a folder of that name, is refused in words."""
    (tmp_path / "file").touch()
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(PriceInvalidError, match="cannot be written"):
        write_prices([SERIES], tmp_path / place)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder.csv"]


# --- other layouts -------------------------------------------------------------------------------

SYMBOL = st.from_regex(r"\A[A-Z]{1,4}(\.HK)?\Z")
HELD = {
    Form.YAHOO: NUMBERS,
    Form.STOOQ: ("open", "high", "low", "close", "volume"),
    Form.WIDE: ("close",),
}


@pytest.mark.parametrize("form", [Form.YAHOO, Form.STOOQ])
@settings(max_examples=40, deadline=None)
@given(series=SYMBOL.flatmap(price_series))
def test_a_download_reads_back_the_numbers_it_holds(
    tmp_path_factory: pytest.TempPathFactory, form: Form, series: PriceSeries
) -> None:
    """Every number that the layout holds comes back as the same float; the others are named, and unknown."""
    path = tmp_path_factory.mktemp("round") / f"{series.security}.csv"
    lost = write_prices([series], path, form=form)
    file = read_prices(path)
    (back,) = file.series
    assert back.security == series.security
    np.testing.assert_array_equal(back.days, series.days)
    for name, values in zip(NUMBERS, series.numbers, strict=True):
        expected = values if name in HELD[form] else np.full(len(series), np.nan)
        np.testing.assert_array_equal(getattr(back, name), expected)
        assert (name in lost) == (name not in HELD[form] and bool(np.isfinite(values).any()))
    assert ("currency" in lost, "source" in lost) == (series.currency is not None, series.source != "file")


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40, deadline=None)
@given(
    series=st.lists(SYMBOL, unique=True, min_size=1, max_size=4).flatmap(
        lambda names: st.tuples(*(price_series(name) for name in names))
    )
)
def test_a_matrix_reads_back_every_close(
    tmp_path_factory: pytest.TempPathFactory, kind: str, series: tuple[PriceSeries, ...]
) -> None:
    """Each security comes back from its first close to its last, with a missing session where it has none."""
    path = tmp_path_factory.mktemp("round") / f"prices{kind}"
    write_prices(series, path, form=Form.WIDE)
    back = {one.security: one for one in read_prices(path).series}
    for one in series:
        closes = {day: close for day, close in zip(one.days, one.close, strict=True) if np.isfinite(close)}
        if not closes:
            assert one.security not in back
            continue
        found = back[one.security]
        assert (found.days[0], found.days[-1]) == (min(closes), max(closes))
        expected = [closes.get(day, np.nan) for day in found.days]
        np.testing.assert_array_equal(found.close, expected)
        assert set(closes) <= set(found.days)


@pytest.mark.parametrize(
    ("series", "name", "form", "problem"),
    [
        (
            [SERIES, replace(SERIES, security="B")],
            "a.csv",
            Form.YAHOO,
            "holds one security, not 2; name one SYMBOL",
        ),
        ([], "a.csv", Form.STOOQ, "holds one security, not 0"),
        ([SERIES], "a.parquet", Form.YAHOO, "'yahoo' is text; use .csv or .csv.gz"),
        (
            [replace(SERIES, source="simulated")],
            "a.csv",
            Form.WIDE,
            "is simulated, which the layout 'wide' cannot",
        ),
        ([replace(SERIES, security="lower case")], "a.csv", Form.WIDE, "would not read back as a symbol"),
    ],
)
def test_what_a_layout_would_pass_off_is_refused(
    tmp_path: Path, series: list[PriceSeries], name: str, form: Form, problem: str
) -> None:
    """Several securities, made-up prices or names that would not read back are refused, and nothing is written."""
    with pytest.raises(PriceInvalidError, match=problem):
        write_prices(series, tmp_path / name, form=form)
    assert list(tmp_path.iterdir()) == []


def test_a_download_is_named_by_its_symbol(tmp_path: Path) -> None:
    """Only the name of the file says which security a download is of."""
    assert names_itself(tmp_path / "1725.HK.csv", Form.YAHOO, "1725.HK")
    assert not names_itself(tmp_path / "out.csv", Form.STOOQ, "1725.HK")
    assert names_itself(tmp_path / "out.csv", Form.ROWS, "1725.HK")
