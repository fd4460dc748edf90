"""Averages of abnormal returns, raw and standardised, with days that are missing."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
from abnormal_samples import sample_of

from eventstudy.analysis.inference.sample import ratio

AIRLINES = Path(__file__).parents[2] / "reference" / "ross_airlines.toml"


def test_the_airlines_of_ross_westerfield_and_jaffe() -> None:
    """AAR and CAAR of the textbook's three airlines are those of the textbook."""
    book = tomllib.loads(AIRLINES.read_text(encoding="utf-8"))
    airlines = [book[name] for name in ("delta", "united", "american")]
    sample = sample_of(np.array([np.subtract(line["stock"], line["market"]) for line in airlines]))
    np.testing.assert_allclose(sample.raw.mean[:9], book["aar"], atol=1e-12)
    np.testing.assert_allclose(sample.raw.mean[9], book["caar"][-1], atol=1e-12)
    np.testing.assert_allclose(np.cumsum(sample.raw.mean[:9]), book["caar"], atol=1e-12)


def test_each_column_averages_the_events_that_have_it() -> None:
    """A missing day is neither zero nor an event of that day; a day nobody has is missing."""
    sample = sample_of(np.array([[0.02, np.nan, np.nan], [0.04, 0.03, np.nan]]))
    np.testing.assert_allclose(sample.raw.mean, [0.03, 0.03, np.nan, 0.045])
    np.testing.assert_array_equal(sample.raw.count, [2, 1, 0, 2])


def test_a_standardised_return_is_in_forecast_deviations() -> None:
    """A return of two per cent with a forecast deviation of one per cent counts two."""
    sample = sample_of(np.array([[0.02, np.nan], [0.04, 0.03]]), np.array([[1e-4, np.nan], [1e-4, 1e-4]]))
    np.testing.assert_allclose(sample.standardized.mean[:2], [3, 3])
    np.testing.assert_array_equal(sample.standardized.count[:2], [2, 1])


def test_no_events_have_no_average() -> None:
    """An empty sample has NaN averages and raises no warning."""
    sample = sample_of(np.zeros((0, 3)))
    assert np.isnan(sample.raw.mean).all()
    assert np.isnan(sample.standardized.mean).all()


def test_nothing_is_divided_by_zero() -> None:
    """A ratio is NaN where the denominator is zero, negative or NaN."""
    found = ratio(np.array([1.0, 1, 1, 0]), np.array([2.0, 0, -1, np.nan]))
    np.testing.assert_array_equal(found, [0.5, np.nan, np.nan, np.nan])
