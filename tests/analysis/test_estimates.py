"""All placed events are fitted in blocks, and their results stand in the order they were given."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from two_exchanges import DESIGN, draw_market, staggered

from eventstudy.analysis.columns import Columns
from eventstudy.analysis.cutting import Cutter
from eventstudy.analysis.estimates import Block, Demands, Estimates, Estimator
from eventstudy.analysis.event import EventTable
from eventstudy.analysis.models import MODELS
from eventstudy.analysis.models.fit import Fit
from eventstudy.analysis.placement import Placement, place
from eventstudy.analysis.regressors import regressors_of

if TYPE_CHECKING:
    from eventstudy.arrays import Floats

DAYS = 2


def _fit(
    *,
    observations: int = 60,
    sigma: float = 0.02,
    days: tuple[float, float] = (0.1, 0.2),
    variance: float = 1.0,
) -> Fit:
    """Make the fit of one event whose window has two days."""
    values = np.array([[*days, np.nansum(days) if np.isfinite(days).any() else np.nan]])
    one: Floats = np.ones(1)
    count = np.array([observations])
    return Fit(
        observations=count,
        degrees_of_freedom=count - 2,
        parameters=np.ones((1, 2)),
        sigma=sigma * one,
        r_squared=one,
        values=values,
        variances=np.where(np.isfinite(values), variance, np.nan),
        residuals=np.ones((1, 5)),
    )


@pytest.mark.parametrize(
    ("fit", "whole", "partial"),
    [
        (_fit(), True, True),
        (_fit(observations=59), False, False),
        (_fit(days=(np.nan, 0.2)), False, True),
        (_fit(days=(np.nan, np.nan)), False, False),
        (_fit(sigma=0.0), False, False),
        (_fit(sigma=1e-13), False, False),
        (_fit(sigma=np.nan), False, False),
        (_fit(variance=np.nan), False, False),
    ],
    ids=["all well", "short", "a hole", "no day", "still", "rounding", "no line", "no variance"],
)
def test_demands(fit: Fit, *, whole: bool, partial: bool) -> None:
    """Enough returns, a variance above rounding and a whole window are asked for, or some of it."""
    assert Demands(60, partial=False).met(fit, DAYS).tolist() == [whole]
    assert Demands(60, partial=True).met(fit, DAYS).tolist() == [partial]


@pytest.fixture(scope="module")
def estimator() -> Estimator:
    """Lay out the market model on two exchanges with holes."""
    market = draw_market(269, missing=0.04)
    cutter = Cutter(
        returns=market.panel.returns("log").securities,
        regressors=regressors_of(MODELS["market_model"], market.panel, "log", None),
        estimation=DESIGN.estimation,
        columns=Columns(DESIGN.window, DESIGN.subwindows),
    )
    return Estimator(MODELS["market_model"], cutter, Demands(40, partial=True))


@pytest.fixture(scope="module")
def placed() -> Placement:
    """Place the events of that market."""
    market = draw_market(269, missing=0.04)
    return place(market.panel, EventTable.of(staggered(market, each=3)))


def _seen(estimator: Estimator, placed: Placement) -> tuple[Estimates, list[Block]]:
    kept = estimator.room(placed)
    blocks = list(estimator.estimate(placed, kept, lambda block: block))
    return kept, blocks


def test_results_stand_in_the_order_of_the_events(estimator: Estimator, placed: Placement) -> None:
    """Every event fitted in the crowd equals the event fitted alone."""
    whole, _ = _seen(estimator, placed)
    for i in range(len(placed.row)):
        alone, _ = _seen(estimator, placed.take(np.array([i])))
        for field in fields(Estimates):
            np.testing.assert_allclose(
                getattr(whole, field.name)[i], getattr(alone, field.name)[0], rtol=1e-10, atol=1e-16
            )


def test_shuffled_events_have_shuffled_results(estimator: Estimator, placed: Placement) -> None:
    """Events are fitted in the order of their days whatever order they are given in, so numbers are equal to the bit."""
    order = np.random.default_rng(7).permutation(len(placed.row))
    first, _ = _seen(estimator, placed)
    second, _ = _seen(estimator, placed.take(order))
    for field in fields(Estimates):
        np.testing.assert_array_equal(getattr(second, field.name), getattr(first, field.name)[order])


def test_blocks_go_by_exchange_and_session(
    estimator: Estimator, placed: Placement, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neighbours share regressors: the numbers of all events come by in the order of grid, session and row."""
    whole, _ = _seen(estimator, placed)
    monkeypatch.setattr("eventstudy.analysis.estimates.BLOCK", 5)
    small, blocks = _seen(estimator, placed)
    assert [len(one.numbers) for one in blocks] == [5, 5, 5, 5, 4]
    numbers = np.concatenate([one.numbers for one in blocks])
    grid = estimator.cutter.regressors.grid[placed.row]
    keys = list(zip(grid[numbers], placed.position[numbers], placed.row[numbers], strict=True))
    assert keys == sorted(keys)
    for field in fields(Estimates):
        np.testing.assert_allclose(
            getattr(small, field.name), getattr(whole, field.name), rtol=1e-10, atol=1e-16
        )


def test_a_block_shows_what_is_kept(estimator: Estimator, placed: Placement) -> None:
    """Whoever digests a block sees the same fits and the same verdicts, and the residuals besides."""
    kept, blocks = _seen(estimator, placed)
    for block in blocks:
        np.testing.assert_array_equal(kept.usable[block.numbers], block.usable)
        np.testing.assert_array_equal(kept.values[block.numbers], block.fit.values)
        assert block.fit.residuals.shape == (len(block.numbers), 92)
        assert block.durations is None


def test_taking_keeps_the_rows(estimator: Estimator, placed: Placement) -> None:
    """Some events keep their own numbers; all of them are not copied."""
    whole, _ = _seen(estimator, placed)
    some = whole.take(np.array([1, 4, 6]))
    for field in fields(Estimates):
        np.testing.assert_array_equal(getattr(some, field.name), getattr(whole, field.name)[[1, 4, 6]])
    assert whole.take(np.arange(len(placed.row))) is whole


def test_no_events_make_one_empty_block(estimator: Estimator, placed: Placement) -> None:
    """An empty study has arrays of the right widths."""
    nothing, blocks = _seen(estimator, placed.take(np.array([], dtype=np.int64)))
    assert len(blocks) == 1
    assert nothing.values.shape == nothing.variances.shape == (0, len(estimator.cutter.columns))
    assert nothing.parameters.shape == (0, 2)
    assert nothing.usable.shape == (0,)


def test_an_event_short_of_history_is_marked_and_disturbs_nobody(
    estimator: Estimator, placed: Placement
) -> None:
    """A demand that some miss marks these, and leaves the numbers of all as they are."""
    whole, _ = _seen(estimator, placed)
    bar = int(np.median(whole.observations)) + 1
    strict, _ = _seen(replace(estimator, demands=Demands(bar, partial=True)), placed)
    np.testing.assert_array_equal(strict.usable, whole.usable & (whole.observations >= bar))
    assert 0 < strict.usable.sum() < len(placed.row)
    np.testing.assert_array_equal(strict.values, whole.values)
