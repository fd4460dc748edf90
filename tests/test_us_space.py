"""The real input: 22 announcements of 22 US space shares, from day 0 to a picture."""

from __future__ import annotations

import csv
import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from command_line import CommandLine

from eventstudy.prices.calendar import exchange_calendar

if TYPE_CHECKING:
    from pathlib import Path

# The file's time classes as clock times; a weekend announcement has no time.
CLOCK = {"before_open": "T08:00", "intraday": "T12:00", "after_close": "T17:00", "weekend": ""}

# An intraday announcement whose column names the next session. Day 0 is the session in progress: it
# closes after the announcement, so it can react.
NEXT_SESSION_IN_THE_FILE = {
    "gsat-2022-09-07": "made during Apple's keynote, 13:00 to 15:00 New York; the column takes the fall of the day after",
    "irdm-2023-01-05": "made at CES during the session; the column takes the jump of the day after",
}

NEW_YORK = ("SPCE", "BA")


@dataclass(frozen=True)
class Real:
    """The real data as the command's own files, and what the data themselves say."""

    options: list[str]
    rows: dict[str, dict[str, str]]
    prices: Path
    index: Path


@pytest.fixture(scope="module")
def real(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Real:
    """Write the announcements under the command's own column names."""
    with (shared / "us_space" / "announcements.csv").open(newline="") as file:
        rows = {f"{row['ticker'].lower()}-{row['announced_local']}": row for row in csv.DictReader(file)}
    target = tmp_path_factory.mktemp("us_space") / "announcements.csv"
    with target.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "security", "exchange", "announced_at", "timezone", "kind", "headline"])
        for name, row in rows.items():
            at = row["announced_local"] + CLOCK[row["timing"]]
            mic = "XNYS" if row["ticker"] in NEW_YORK else "XNAS"
            writer.writerow([name, row["ticker"], mic, at, row["tz"], row["kind"], row["title"]])
    prices = shared / "us_space" / "daily_ohlcv_2015_20240308.csv.gz"
    index = shared / "indices" / "daily_ohlcv.csv.gz"
    options = ["--announcements", str(target), "--prices", str(prices), "--prices", str(index)]
    return Real(options, rows, prices, index)


@pytest.fixture(scope="module")
def study(real: Real) -> dict[str, Any]:
    """Return what ``study --format json`` prints."""
    return CommandLine("sqlite://").json("study", *real.options)


def test_day_0_is_the_files_reaction_date(study: dict[str, Any], real: Real) -> None:
    """Day 0 equals the reaction date of the file, but for two intraday announcements, each explained."""
    assert len(real.rows) == 22
    differs = {one["id"] for one in study["events"] if one["day0"] != real.rows[one["id"]]["reaction_date"]}
    assert differs == set(NEXT_SESSION_IN_THE_FILE)
    for name in differs:
        assert real.rows[name]["timing"] == "intraday"
        day0 = next(one["day0"] for one in study["events"] if one["id"] == name)
        assert day0 == real.rows[name]["announced_local"]
        assert real.rows[name]["reaction_date"] == next_session(day0)


def next_session(day: str) -> str:
    """Return the New York session after a day."""
    found = np.datetime64(day, "D").astype(np.int64)
    days = exchange_calendar("XNYS").days
    return str(np.datetime64(int(days[np.searchsorted(days, found, side="right")]), "D"))


def test_every_announcement_has_a_result_or_a_reason(study: dict[str, Any]) -> None:
    """Twenty-one are studied; the last one's window reaches past the prices, and says until when."""
    assert study["schema"] == "eventstudy/study/1"
    assert len(study["events"]) == 21
    assert study["dropped"] == [
        {
            "id": "lunr-2024-02-23",
            "security": "LUNR",
            "reason": "pending until 2024-03-11: prices end on 2024-03-08",
        }
    ]


# What may be null although every price is there: notes that need not be made, and what nobody asked for.
MAY_BE_NULL = {
    "events.day0_note",
    "events.day0_moved_from",
    "events.suspension",
    "events.durations",
    "aggregate.resampled",
    "aggregate.explained",
    "aggregate.explained_missing",
    "aggregate.multiple_testing",
}


def test_nothing_is_nan(study: dict[str, Any], real: Real) -> None:
    """No number of any event and no test is missing, and the table prints no nan."""

    def leaves(value: object, place: str) -> list[tuple[str, object]]:
        if isinstance(value, dict):
            return [leaf for key, each in value.items() for leaf in leaves(each, f"{place}.{key}")]
        if isinstance(value, list):
            return [leaf for each in value for leaf in leaves(each, place)]
        return [(place, value)]

    found = [leaf for key in ("events", "aggregate") for leaf in leaves(study[key], key)]
    assert {place for place, value in found if value is None} == MAY_BE_NULL
    assert all(math.isfinite(value) for _, value in found if isinstance(value, float))
    text = CommandLine("sqlite://")("study", *real.options).stdout
    assert "nan" not in text.lower()
    assert "21 events studied, 1 dropped" in text


def test_every_number_agrees_with_statsmodels(study: dict[str, Any], real: Real) -> None:
    """Alpha, beta, sigma, every forecast error and the CAR's own equal statsmodels' to 1e-10 relative."""
    frame = pd.read_csv(real.prices, parse_dates=["date"])
    closes = frame.pivot_table(index="date", columns="ticker", values="adj_close")
    index = pd.read_csv(real.index, parse_dates=["date"])
    market = index[index["index"] == "^GSPC"].set_index("date")["close"]
    calendar = pd.DatetimeIndex(exchange_calendar("XNYS").days.astype("datetime64[D]"))
    for one in study["events"]:
        own = np.log(closes[one["security"]].reindex(calendar)).diff()
        benchmark = np.log(market.reindex(calendar)).diff()
        at = calendar.get_loc(pd.Timestamp(one["day0"]))
        assert isinstance(at, int)
        estimation = pd.DataFrame({"own": own, "market": benchmark}).iloc[at - 250 : at - 10].dropna()
        window = pd.DataFrame({"own": own, "market": benchmark}).iloc[at - 10 : at + 11]
        fit = sm.OLS(estimation["own"], sm.add_constant(estimation["market"])).fit()
        forecast = fit.get_prediction(sm.add_constant(window["market"]))
        expected = window["own"].to_numpy() - forecast.predicted_mean
        exogenous = sm.add_constant(window["market"]).to_numpy()
        covariance = fit.scale * np.eye(21) + exogenous @ fit.cov_params().to_numpy() @ exogenous.T
        assert one["observations"] == fit.nobs
        pairs = [
            ([one["parameters"]["alpha"], one["parameters"]["beta"]], fit.params),
            (one["sigma"], np.sqrt(fit.scale)),
            (one["r_squared"], fit.rsquared),
            (one["abnormal_return_standard_errors"], forecast.se_obs),
            (one["car_standard_error"], np.sqrt(covariance.sum())),
            (one["car"], expected.sum()),
        ]
        for ours, theirs in pairs:
            np.testing.assert_allclose(ours, theirs, rtol=1e-10, err_msg=one["id"])
        np.testing.assert_allclose(one["abnormal_returns"], expected, rtol=1e-10, atol=1e-15)


def test_a_picture_an_event(real: Real, tmp_path: Path) -> None:
    """Every event whose window is over gets a picture; the two pending ones are named with their date."""
    result = CommandLine("sqlite://")("chart", *real.options, "--out", str(tmp_path))
    assert len(list(tmp_path.glob("*.png"))) == 20
    assert "no picture of lunr-2024-02-22: pending until 2024-03-22" in result.stderr
    assert "no picture of lunr-2024-02-23: pending until 2024-03-25" in result.stderr


def test_components_of_every_finished_event(real: Real) -> None:
    """Twenty events are measured, each with the components that do not need an up-leg."""
    found = CommandLine("sqlite://").json("flag", *real.options)
    assert len(found["events"]) == 20
    for one in found["events"]:
        for name in ("run_up", "jump", "peak", "up_strength", "tent", "pds"):
            assert one["components"][name] is not None, (one["id"], name)
        assert dt.date.fromisoformat(one["sessions"][-1]) <= dt.date(2024, 3, 8)
