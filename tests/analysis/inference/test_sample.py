"""Averages and sums of abnormal returns, with days that are missing."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from eventstudy.analysis.abnormal import AbnormalReturns, mean, standard_deviation

if TYPE_CHECKING:
    from eventstudy.arrays import Floats

AIRLINES = Path(__file__).parents[1] / "reference" / "ross_airlines.toml"


def _sample(values: Floats) -> AbnormalReturns:
    n = len(values)
    return AbnormalReturns(values, np.ones_like(values), np.full(n, 4.0), np.full(n, 100))


def test_the_airlines_of_ross_westerfield_and_jaffe() -> None:
    """AAR and CAAR of the textbook's three airlines are those of the textbook."""
    book = tomllib.loads(AIRLINES.read_text(encoding="utf-8"))
    airlines = [book[name] for name in ("delta", "united", "american")]
    sample = _sample(np.array([np.subtract(line["stock"], line["market"]) for line in airlines]))
    np.testing.assert_allclose(sample.aar, book["aar"], atol=1e-12)
    np.testing.assert_allclose(sample.caar, book["caar"], atol=1e-12)


def test_each_day_averages_the_events_that_have_it() -> None:
    """A missing day is neither zero nor an event of that day; a day nobody has is missing, and so is what follows."""
    sample = _sample(np.array([[0.02, np.nan, np.nan, 0.1], [0.04, 0.03, np.nan, 0.3]]))
    np.testing.assert_allclose(sample.aar, [0.03, 0.03, np.nan, 0.2])
    np.testing.assert_allclose(sample.caar, [0.03, 0.06, np.nan, np.nan])


def test_an_event_sums_the_days_it_has() -> None:
    """The CAR covers the days that exist, and is missing where none does."""
    sample = _sample(np.array([[0.02, np.nan], [np.nan, np.nan]]))
    np.testing.assert_allclose(sample.car, [0.02, np.nan])
    np.testing.assert_allclose(sample.standardized_car, [0.01, np.nan])
    np.testing.assert_allclose(sample.standardized, [[0.02, np.nan], [np.nan, np.nan]])


def test_no_events_have_no_average() -> None:
    """An empty sample has NaN averages and raises no warning."""
    sample = _sample(np.zeros((0, 3)))
    assert np.isnan(sample.aar).all()
    assert sample.car.shape == (0,)
    assert np.isnan(standard_deviation(np.zeros((0, 3)))).all()


@pytest.mark.parametrize("value", [0.0, 0.1, -1 / 3])
def test_equal_numbers_have_no_spread(value: float) -> None:
    """Rounding of the mean does not make equal numbers differ."""
    assert np.isnan(standard_deviation(np.full((3, 1), value)))[0]


def test_spread_and_mean_equal_numpy_s() -> None:
    """Columns without gaps have numpy's mean and sample standard deviation."""
    values = np.random.default_rng(1).normal(size=(9, 4))
    np.testing.assert_allclose(mean(values), values.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(standard_deviation(values), values.std(axis=0, ddof=1), rtol=1e-12)
