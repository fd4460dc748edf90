"""The panel: every security on its own sessions, every benchmark on the sessions that it serves.

The dates are those of the Lunar New Year of 2025: Hong Kong traded on 28 January and again from 3 February,
Shanghai on 27 January and again from 5 February.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventstudy.arrays import Integers, epoch_day
from eventstudy.errors import EstimationError
from eventstudy.prices.panel import NO_SESSION, Panel, PanelRow
from eventstudy.prices.series import SIMULATED, PriceSeries

NAN = np.nan


def _days(*dates: str) -> Integers:
    return np.array([epoch_day(dt.date.fromisoformat(f"2025-{date}")) for date in dates], dtype=np.int64)


HONG_KONG = _days("01-24", "01-27", "01-28", "02-03", "02-04", "02-05", "02-06")
SHANGHAI = _days("01-24", "01-27", "02-05", "02-06")


def _series(
    name: str, days: Integers, closes: list[float] | None = None, *, source: str = "file"
) -> PriceSeries:
    """Return a series; without closes, each is its day's number, so that a misplaced one shows."""
    close = days.astype(np.float64) if closes is None else np.array(closes)
    return PriceSeries(name, days, close, np.full(len(days), NAN), close * 10, source=source)


HSI = _series("^HSI", HONG_KONG)


def test_each_security_follows_its_own_exchange() -> None:
    """Two exchanges make two grids; prices and volumes stand on their own days, and a short grid is padded."""
    panel = Panel.assemble(
        [
            PanelRow(_series("1725.HK", HONG_KONG), HSI, HONG_KONG),
            PanelRow(_series("601698.SS", SHANGHAI), HSI, SHANGHAI),
            PanelRow(_series("0763.HK", HONG_KONG), HSI, HONG_KONG),
        ]
    )
    padding = [NO_SESSION] * 3
    assert panel.securities == ("1725.HK", "601698.SS", "0763.HK")
    np.testing.assert_array_equal(panel.sessions, [HONG_KONG, [*SHANGHAI, *padding]])
    np.testing.assert_array_equal(panel.grid, [0, 1, 0])
    np.testing.assert_array_equal(panel.prices[1], [*SHANGHAI, NAN, NAN, NAN])
    np.testing.assert_array_equal(panel.prices[[0, 2]], [HONG_KONG, HONG_KONG])
    np.testing.assert_array_equal(panel.volumes, panel.prices * 10)
    assert panel.strays == ()


def test_a_benchmark_is_laid_on_each_grid_it_serves() -> None:
    """One index that serves two exchanges has two rows, and two securities of one exchange share a row."""
    panel = Panel.assemble(
        [
            PanelRow(_series("1725.HK", HONG_KONG), HSI, HONG_KONG),
            PanelRow(_series("601698.SS", SHANGHAI), HSI, SHANGHAI),
            PanelRow(_series("0763.HK", HONG_KONG), HSI, HONG_KONG),
        ]
    )
    assert panel.benchmarks == ("^HSI", "^HSI")
    np.testing.assert_array_equal(panel.benchmark, [0, 1, 0])
    np.testing.assert_array_equal(panel.benchmark_prices, [HONG_KONG, [*SHANGHAI, NAN, NAN, NAN]])


def test_two_benchmarks_on_one_grid_stay_apart() -> None:
    """Securities of one exchange may have different benchmarks."""
    tech = _series("^HSTECH", HONG_KONG, [float(i) for i in range(7)])
    panel = Panel.assemble(
        [
            PanelRow(_series("1725.HK", HONG_KONG), HSI, HONG_KONG),
            PanelRow(_series("0763.HK", HONG_KONG), tech, HONG_KONG),
        ]
    )
    assert panel.benchmarks == ("^HSI", "^HSTECH")
    assert panel.sessions.shape == (1, 7)
    np.testing.assert_array_equal(panel.benchmark_prices[panel.benchmark[1]], range(7))


def test_a_benchmark_that_was_closed_is_missing() -> None:
    """Where the benchmark's exchange rested, its price is missing; none is carried over from another day."""
    shanghai = _series("000001.SS", SHANGHAI)
    panel = Panel.assemble([PanelRow(_series("1725.HK", HONG_KONG), shanghai, HONG_KONG)])
    d = HONG_KONG
    np.testing.assert_array_equal(panel.benchmark_prices, [[d[0], d[1], NAN, NAN, NAN, d[5], d[6]]])


def test_a_session_without_a_row_is_missing() -> None:
    """A day left out of the series and a day whose close is empty are both missing."""
    series = _series("1725.HK", HONG_KONG[[0, 1, 3, 6]], [1.0, NAN, 3.0, 6.0])
    panel = Panel.assemble([PanelRow(series, HSI, HONG_KONG)])
    np.testing.assert_array_equal(panel.prices, [[1.0, NAN, NAN, 3.0, NAN, NAN, 6.0]])


def test_adjusted_closes_make_the_prices() -> None:
    """The panel holds the prices that returns come from, of the security and of the benchmark."""
    adjusted = HONG_KONG / 2.0
    series = PriceSeries("1725.HK", HONG_KONG, HSI.close, adjusted, HSI.volume)
    index = PriceSeries("^HSI", HONG_KONG, HSI.close, adjusted, HSI.volume)
    panel = Panel.assemble([PanelRow(series, index, HONG_KONG)])
    np.testing.assert_array_equal(panel.prices, [adjusted])
    np.testing.assert_array_equal(panel.benchmark_prices, [adjusted])


def test_a_price_on_no_session_is_a_stray() -> None:
    """A price on a holiday is left out and named; an empty row there, or a price outside the span, is not."""
    days = _days("01-23", "01-24", "01-29", "01-30", "02-06", "02-07")
    series = _series("1725.HK", days, [1.0, 2.0, 3.0, NAN, 5.0, 6.0])
    panel = Panel.assemble([PanelRow(series, HSI, HONG_KONG)])
    assert panel.strays == (("1725.HK", int(_days("01-29")[0])),)
    np.testing.assert_array_equal(panel.prices, [[2.0, NAN, NAN, NAN, NAN, NAN, 5.0]])


def test_without_sessions_nothing_is_laid() -> None:
    """A security whose exchange had no session has a row without prices, and no strays."""
    panel = Panel.assemble([PanelRow(_series("1725.HK", HONG_KONG), HSI, _days())])
    assert panel.prices.shape == panel.benchmark_prices.shape == panel.sessions.shape == (1, 0)
    assert panel.strays == ()


def test_a_series_without_rows_is_all_missing() -> None:
    """A security without prices keeps its row."""
    panel = Panel.assemble([PanelRow(_series("1725.HK", _days()), HSI, HONG_KONG)])
    assert np.isnan(panel.prices).all()
    assert panel.prices.shape == (1, 7)


@pytest.mark.parametrize("made_up", ["security", "benchmark", "nothing"])
def test_one_simulated_series_makes_the_panel_simulated(made_up: str) -> None:
    """Whatever rests on made-up prices says so, be they the security's or the benchmark's."""
    series = _series("1725.HK", HONG_KONG, source=SIMULATED if made_up == "security" else "file")
    index = _series("^HSI", HONG_KONG, source=SIMULATED if made_up == "benchmark" else "file")
    other = PanelRow(_series("0763.HK", HONG_KONG), HSI, HONG_KONG)
    panel = Panel.assemble([other, PanelRow(series, index, HONG_KONG)])
    assert panel.simulated is (made_up != "nothing")


def test_a_security_stands_in_one_row() -> None:
    """Two rows of one security are refused."""
    row = PanelRow(_series("1725.HK", HONG_KONG), HSI, HONG_KONG)
    with pytest.raises(EstimationError, match="each security must stand in exactly one row"):
        Panel.assemble([row, row])


@given(st.sets(st.integers(0, 30), min_size=1), st.sets(st.integers(0, 30)))
def test_every_price_is_laid_left_out_or_a_stray(sessions: set[int], days: set[int]) -> None:
    """A price on a session is laid there; one between sessions is a stray; one outside is neither."""
    grid, rows = np.array(sorted(sessions), dtype=np.int64), np.array(sorted(days), dtype=np.int64)
    panel = Panel.assemble([PanelRow(_series("A", rows, [float(day) for day in rows]), HSI, grid)])
    laid = {int(day) for day, price in zip(grid, panel.prices[0], strict=True) if price == day}
    assert laid == sessions & days
    assert int(np.isfinite(panel.prices).sum()) == len(laid)
    inside = {day for day in days if min(sessions) < day < max(sessions)}
    assert panel.strays == tuple(("A", day) for day in sorted(inside - sessions))


@pytest.fixture
def closes() -> pd.DataFrame:
    """Return the closes of two securities and an index on three sessions."""
    index = pd.DatetimeIndex(["2025-02-03", "2025-02-05", "2025-02-06"])
    return pd.DataFrame({"A": [1.0, NAN, 3.0], "^X": [7.0, 8.0, 9.0], "B": [4.0, 5.0, 6.0]}, index=index)


def test_a_frame_becomes_a_panel_of_one_grid(closes: pd.DataFrame) -> None:
    """All columns but the benchmark are securities, in their order, on the frame's own dates."""
    panel = Panel.from_frame(closes, benchmark="^X")
    assert (panel.securities, panel.benchmarks) == (("A", "B"), ("^X",))
    np.testing.assert_array_equal(panel.sessions, [_days("02-03", "02-05", "02-06")])
    np.testing.assert_array_equal(panel.prices, [[1.0, NAN, 3.0], [4.0, 5.0, 6.0]])
    np.testing.assert_array_equal(panel.benchmark_prices, [[7.0, 8.0, 9.0]])
    np.testing.assert_array_equal((panel.grid, panel.benchmark), [[0, 0], [0, 0]])
    assert np.isnan(panel.volumes).all()
    assert panel.volumes.shape == panel.prices.shape
    assert not panel.simulated


def test_a_frame_and_its_series_make_the_same_panel(closes: pd.DataFrame) -> None:
    """Both ways into a panel give the same numbers."""
    days = _days("02-03", "02-05", "02-06")
    series = {str(name): _series(str(name), days, closes[name].tolist()) for name in closes}
    assembled = Panel.assemble([PanelRow(series[name], series["^X"], days) for name in ("A", "B")])
    framed = Panel.from_frame(closes, benchmark="^X", volumes=closes * 10)
    assert (framed.securities, framed.benchmarks) == (assembled.securities, assembled.benchmarks)
    for field in ("sessions", "grid", "prices", "volumes", "benchmark_prices", "benchmark"):
        np.testing.assert_array_equal(getattr(framed, field), getattr(assembled, field), err_msg=field)


def test_volumes_are_matched_by_date_and_name(closes: pd.DataFrame) -> None:
    """Volumes may come in another order, with gaps and with more columns; what is missing stays missing."""
    volumes = pd.DataFrame({"C": [1.0, 1.0], "B": [60.0, 40.0]}, index=closes.index[[2, 0]])
    panel = Panel.from_frame(closes, benchmark="^X", volumes=volumes)
    np.testing.assert_array_equal(panel.volumes, [[NAN, NAN, NAN], [40.0, NAN, 60.0]])


def test_a_simulated_frame_says_so(closes: pd.DataFrame) -> None:
    """The caller knows whether the prices are made up."""
    assert Panel.from_frame(closes, benchmark="^X", simulated=True).simulated


@pytest.mark.parametrize("timezone", ["Asia/Hong_Kong", "America/New_York", "UTC"])
def test_dates_are_those_of_the_indexs_own_clock(closes: pd.DataFrame, timezone: str) -> None:
    """Midnight in Hong Kong is still the day before in UTC, and yet counts as its own date."""
    closes.index = pd.DatetimeIndex(closes.index).tz_localize(timezone)
    panel = Panel.from_frame(closes, benchmark="^X", volumes=closes * 10)
    np.testing.assert_array_equal(panel.sessions, [_days("02-03", "02-05", "02-06")])
    np.testing.assert_array_equal(panel.volumes, panel.prices * 10)


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_dates_do_not_depend_on_the_indexs_unit(closes: pd.DataFrame, unit: str) -> None:
    """Seconds or nanoseconds, the days are the same."""
    closes.index = closes.index.astype(f"datetime64[{unit}]")
    sessions = Panel.from_frame(closes, benchmark="^X").sessions
    np.testing.assert_array_equal(sessions, [_days("02-03", "02-05", "02-06")])


def test_a_label_need_not_be_text(closes: pd.DataFrame) -> None:
    """A stock code that pandas read as a number becomes a name."""
    panel = Panel.from_frame(closes.rename(columns={"A": 1725}), benchmark="^X", volumes=None)
    assert panel.securities == ("1725", "B")
    np.testing.assert_array_equal(panel.prices[0], [1.0, NAN, 3.0])


def test_an_unknown_benchmark_is_refused(closes: pd.DataFrame) -> None:
    """The benchmark must be a column."""
    with pytest.raises(EstimationError, match="benchmark '\\^HSI': not a column of the frame"):
        Panel.from_frame(closes, benchmark="^HSI")


def test_a_repeated_column_is_refused(closes: pd.DataFrame) -> None:
    """A name that two columns bear is refused, for nobody could tell which is meant."""
    with pytest.raises(EstimationError, match="column 'A' stands there twice"):
        Panel.from_frame(closes.rename(columns={"B": "A"}), benchmark="^X")


@pytest.mark.parametrize("order", [[1, 0, 2], [0, 1, 1]], ids=["unsorted", "repeated"])
def test_dates_ascend(closes: pd.DataFrame, order: list[int]) -> None:
    """Dates that go back or stand still are refused."""
    with pytest.raises(EstimationError, match="dates must be strictly ascending; sort, and drop repeats"):
        Panel.from_frame(closes.iloc[order], benchmark="^X")


def test_two_times_of_one_day_are_one_date(closes: pd.DataFrame) -> None:
    """A frame of intraday prices is refused: its dates repeat."""
    closes.index = pd.DatetimeIndex(["2025-02-03 10:00", "2025-02-03 16:00", "2025-02-04 16:00"])
    with pytest.raises(EstimationError, match="strictly ascending"):
        Panel.from_frame(closes, benchmark="^X")


def test_an_index_without_dates_is_refused(closes: pd.DataFrame) -> None:
    """Row numbers are not taken for days after 1970-01-01."""
    with pytest.raises(
        EstimationError, match=r"index of type int64 holds no dates; set it with .*to_datetime"
    ):
        Panel.from_frame(closes.reset_index(drop=True), benchmark="^X")
