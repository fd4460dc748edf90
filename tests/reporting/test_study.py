"""The JSON of a study, schema ``eventstudy/study/1``: every key, and never a NaN."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from small_study import DESIGN, EVENTS, full_report, small_report

from eventstudy import EventStudy, Window
from eventstudy.analysis.inference.tests import TESTS
from eventstudy.reporting.study import study_json
from eventstudy.reporting.tables import to_json

if TYPE_CHECKING:
    from eventstudy.reporting.study import Report

TOP = {"schema", "simulated", "design", "price_notes", "side_by_side", "events", "aggregate", "dropped"} | {
    "findings",
    "unchecked",
}
DESIGN_KEYS = {
    *(
        "model",
        "estimation",
        "window",
        "subwindows",
        "returns",
        "returns_over_gaps",
        "benchmark",
        "benchmarks",
    ),
    *("factors", "min_observations", "allow_partial", "exclude_other_events", "turnover", "volume_model"),
}
CAR = {"car", "car_standard_error", "t", "p_value"}
EVENT = {
    *("id", "security", "day0", "day0_note", "benchmark", "observations", "degrees_of_freedom"),
    *("day0_moved_from", "suspension", "other_suspensions"),
    *("event_days", "zero_return_share", "parameters", "sigma", "r_squared", "sessions", "durations"),
    *("abnormal_returns", "abnormal_return_standard_errors", "abnormal_return_t", "abnormal_return_p_values"),
    *CAR,
    *("subwindows", "sq_p_values", "bhar", "abnormal_volatility", "abnormal_volume"),
}
AGGREGATE = {
    *("events", "days", "aar", "caar", "mean_car", "tests", "j1", "j2", "correlation", "recurrence"),
    *("calendar_time", "resampled", "explained", "explained_missing", "multiple_testing", "read_this"),
    "abnormal_volatility",
}
ALPHA = {"alpha", "standard_error", "t", "p_value", "betas"}


def printed(report: Report) -> dict[str, Any]:
    """Return what a reader of the JSON has."""
    found: dict[str, Any] = json.loads(to_json(study_json(report)))
    return found


@pytest.fixture(scope="module")
def plain() -> dict[str, Any]:
    """Return the JSON of a study of which nothing more was asked."""
    return printed(small_report())


@pytest.fixture(scope="module")
def full() -> dict[str, Any]:
    """Return the JSON of a study of which everything was asked."""
    return printed(full_report())


def test_the_object_has_its_keys(plain: dict[str, Any]) -> None:
    """The object, the design and the aggregate have the keys of the schema, and no others."""
    assert set(plain) == TOP
    assert plain["schema"] == "eventstudy/study/1"
    assert set(plain["design"]) == DESIGN_KEYS
    assert set(plain["aggregate"]) == AGGREGATE


def test_the_design_is_repeated(plain: dict[str, Any]) -> None:
    """Windows are pairs of sessions, and one benchmark stands by itself."""
    design = plain["design"]
    assert (design["model"], design["returns"], design["benchmark"]) == ("market_model", "log", "MARKET")
    assert (design["estimation"], design["window"], design["subwindows"]) == (
        [-250, -11],
        [-10, 10],
        [[-1, 1]],
    )


def test_every_event_has_its_keys(plain: dict[str, Any]) -> None:
    """An event has the keys of the schema, and a number for every day of its window."""
    assert len(plain["events"]) == EVENTS
    for event in plain["events"]:
        assert set(event) == EVENT
        assert set(event["parameters"]) == {"alpha", "beta"}
        assert set(event["subwindows"]) == {"-1:1"}
        assert set(event["subwindows"]["-1:1"]) == CAR
        assert set(event["abnormal_volatility"]) == {"ratio", "p_value"}
        assert set(event["abnormal_volume"]) == {"values", "t", "p_values"}
        for key in ("sessions", "abnormal_returns", "abnormal_return_t", "sq_p_values"):
            assert len(event[key]) == 21


def test_every_test_has_its_keys(plain: dict[str, Any]) -> None:
    """A test has a note, and a statistic with its p-value for each day, the window and each sub-window."""
    assert list(plain["aggregate"]["tests"]) == list(TESTS)
    for name, test in plain["aggregate"]["tests"].items():
        assert set(test) == {"by_day", "window", "subwindows", "note"}
        assert test["note"] == TESTS[name].note
        assert len(test["by_day"]) == 21
        for found in (*test["by_day"], test["window"], test["subwindows"]["-1:1"]):
            assert set(found) == {"statistic", "p_value"}


def test_the_aggregate_says_how_events_hang_together(plain: dict[str, Any]) -> None:
    """Correlation, recurrence and the calendar-time portfolio have their parts."""
    aggregate = plain["aggregate"]
    assert set(aggregate["correlation"]) == {"value", "method"}
    assert set(aggregate["recurrence"]) == {
        *("securities", "recurring_securities", "events_of_recurring"),
        *("overlapping_pairs", "overlapping_events"),
    }
    calendar = aggregate["calendar_time"]
    part = {"ols", "wls", "ctar", "days", "mean_events"}
    assert set(calendar) == part | {"subwindows"}
    assert set(calendar["subwindows"]) == {"-1:1"}
    assert set(calendar["subwindows"]["-1:1"]) == part
    assert len(aggregate["abnormal_volatility"]) == 21
    assert set(aggregate["abnormal_volatility"][0]) == {"ratio", "statistic", "p_value"}
    assert set(calendar["ols"]) == set(calendar["wls"]) == ALPHA
    assert set(calendar["ols"]["betas"]) == {"benchmark"}
    assert set(calendar["ctar"]) == {"mean", "t", "p_value"}
    assert aggregate["days"] == list(range(-10, 11))
    assert aggregate["caar"][-1] == pytest.approx(aggregate["mean_car"], rel=1e-10)


def test_what_nobody_asked_for_is_null(plain: dict[str, Any]) -> None:
    """Supplements that were not asked for are null, and events have no keys of theirs."""
    aggregate = plain["aggregate"]
    for key in ("resampled", "explained", "explained_missing", "multiple_testing"):
        assert aggregate[key] is None


def test_what_was_asked_for_is_there(full: dict[str, Any]) -> None:
    """Resampling, the regression, adjusted p-values and diagnostics have their keys."""
    aggregate = full["aggregate"]
    assert set(full["events"][0]) == EVENT | {"adjusted_p_value", "diagnostics"}
    assert set(full["events"][0]["diagnostics"]) == {
        *("durbin_watson", "ljung_box_p", "arch_lm_p", "jarque_bera_p"),
    }
    tests = {"permutation", "wild_by_day", "wild_by_security", "skewness_bootstrap"}
    assert set(aggregate["resampled"]) == tests | {"draws", "seed", "by_day", "subwindows"}
    assert [set(one) for one in aggregate["resampled"]["by_day"]] == [tests] * 21
    assert set(aggregate["resampled"]["subwindows"]) == {"-1:1"}
    assert set(aggregate["explained"]) == {"observations", "dropped", "clusters", "r_squared", "terms"}
    for term in aggregate["explained"]["terms"]:
        assert set(term) == {"name", "coefficient", "hc3", "clustered"}
        assert set(term["hc3"]) == set(term["clustered"]) == {"standard_error", "t", "p_value"}
    assert aggregate["multiple_testing"] == "holm"


def test_an_event_left_out_has_its_reason(plain: dict[str, Any]) -> None:
    """Dropped events have id, security and reason."""
    (dropped,) = plain["dropped"]
    assert set(dropped) == {"id", "security", "reason"}
    assert dropped["id"] == "pending"
    assert dropped["reason"].startswith("pending until ")


def missing(value: object, place: str = "") -> list[str]:
    """Name every place that holds null."""
    if isinstance(value, dict):
        return [found for key, each in value.items() for found in missing(each, f"{place}.{key}")]
    if isinstance(value, list):
        return [found for each in value for found in missing(each, f"{place}[]")]
    assert not (isinstance(value, float) and not math.isfinite(value))
    return [place] if value is None else []


def test_only_these_may_be_null(full: dict[str, Any]) -> None:
    """Where all data are there nothing is null but notes that need not be made."""
    found = set(missing(full))
    notes = {".events[].day0_note", ".events[].day0_moved_from", ".events[].suspension", ".side_by_side"}
    assert found == notes | {".events[].durations", ".aggregate.explained_missing"}


def test_what_is_not_defined_is_null() -> None:
    """One event has tests without a number: they are null, and the text is JSON all the same."""
    design = EventStudy(estimation=Window(-250, -11), min_observations=60, tests=("bmp", "sign"))
    report = small_report(design)
    one = report.result.panel
    result = design.fit(one, list(report.result.events)[:1])
    found = printed(type(report)(result, {}))
    assert found["aggregate"]["tests"]["bmp"]["window"] == {"statistic": None, "p_value": None}
    assert found["aggregate"]["correlation"] is None
    assert set(found["events"][0]) == EVENT - {
        "sq_p_values",
        "bhar",
        "abnormal_volatility",
        "abnormal_volume",
    }


def test_a_study_without_events_is_an_object_too() -> None:
    """With every event dropped the keys are there, the lists empty, and the averages null."""
    result = DESIGN.fit(small_report().result.panel, [])
    found = printed(type(small_report())(result, {}))
    assert set(found) == TOP
    assert set(found["aggregate"]) == AGGREGATE
    assert (found["events"], found["dropped"], found["aggregate"]["events"]) == ([], [], 0)
    assert found["aggregate"]["aar"] == [None] * 21
    assert found["aggregate"]["read_this"] == []


def test_numbers_are_the_results_own(plain: dict[str, Any]) -> None:
    """The JSON carries every digit of what the core found."""
    result = small_report().result
    np.testing.assert_array_equal([one["car"] for one in plain["events"]], result.car)
    np.testing.assert_array_equal([one["t"] for one in plain["events"]], result.t)
    assert plain["aggregate"]["tests"]["patell"]["window"]["p_value"] == result.tests["patell"].window.p_value
