"""Residuals that were kept and residuals computed anew are the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from two_exchanges import DESIGN, draw_market, staggered

from eventstudy.analysis.residuals import Residuals

if TYPE_CHECKING:
    from eventstudy.analysis.estimates import Estimator
    from eventstudy.analysis.result import StudyResult


@pytest.fixture(scope="module")
def result() -> StudyResult:
    """Study events of two exchanges with holes, of which some cannot be studied."""
    market = draw_market(263, missing=0.05)
    found = replace(DESIGN, min_observations=77).fit(market.panel, staggered(market))
    assert found.dropped
    assert len(found.events) > 5
    return found


def test_few_residuals_are_kept(result: StudyResult) -> None:
    """They stand in the order of the events that stayed, and are handed out without a copy."""
    kept = result.residuals.kept
    assert kept is not None
    assert kept.shape == (len(result.events), 92)
    assert result.residuals.all() is kept


def test_residuals_computed_anew_are_those_that_were_kept(result: StudyResult) -> None:
    """Without what was kept the model is fitted again, and every event has its own numbers."""
    anew = replace(result.residuals, kept=None)
    np.testing.assert_allclose(anew.all(), result.residuals.all(), rtol=1e-10, atol=1e-16)


@pytest.mark.parametrize("kept", [True, False])
def test_every_event_comes_by_once(
    result: StudyResult, monkeypatch: pytest.MonkeyPatch, *, kept: bool
) -> None:
    """However small the blocks are, the numbers of all events come by once, each with its residuals."""
    monkeypatch.setattr("eventstudy.analysis.estimates.BLOCK", 3)
    residuals = result.residuals if kept else replace(result.residuals, kept=None)
    blocks = list(residuals.each(lambda numbers, rows: (numbers, rows)))
    assert len(blocks) == -(-len(result.events) // 3)
    numbers = np.concatenate([one for one, _ in blocks])
    np.testing.assert_array_equal(np.sort(numbers), np.arange(len(result.events)))
    rows = np.concatenate([rows for _, rows in blocks])
    np.testing.assert_allclose(rows, result.residuals.all()[numbers], rtol=1e-10, atol=1e-16)


def test_residuals_of_events_that_stay_are_taken_from_those_of_all(result: StudyResult) -> None:
    """Some of all are copied; all of all are not; none kept are none."""
    estimator, placed = result.residuals.estimator, result.placed
    everything = np.arange(12.0).reshape(4, 3)
    some = Residuals.of(estimator, placed, everything, np.array([1, 3]))
    np.testing.assert_array_equal(some.all(), everything[[1, 3]])
    assert Residuals.of(estimator, placed, everything, np.arange(4)).kept is everything
    assert Residuals.of(estimator, placed, None, np.arange(2)).kept is None


def test_an_empty_study_has_no_residuals(result: StudyResult) -> None:
    """No events, no rows, of the right length."""
    estimator: Estimator = result.residuals.estimator
    nobody = result.placed.take(np.array([], dtype=np.int64))
    assert Residuals(estimator, nobody, None).all().shape == (0, 92)
    assert Residuals(estimator, nobody, np.empty((0, 92))).all().shape == (0, 92)
    seen = list(Residuals(estimator, nobody, None).each(lambda _, rows: rows.shape))
    assert seen == [(0, 92)]
