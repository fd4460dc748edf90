"""Sums of ranks equal plain loops over events, with missing sessions and with ties."""

from __future__ import annotations

import math
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from eventstudy.analysis.columns import Columns
from eventstudy.analysis.inference.evidence import RankEvidence
from eventstudy.analysis.inference.rank_evidence import rank_evidence
from eventstudy.analysis.window import Window

if TYPE_CHECKING:
    from eventstudy.arrays import Floats

COLUMNS = Columns(Window(-2, 3), (Window(0, 1), Window(-1, -1), Window(1, 3)))


class _Block(NamedTuple):
    residuals: Floats
    sigma: Floats
    values: Floats
    variances: Floats
    dispersion: Floats
    columns: Columns

    def evidence(self) -> RankEvidence:
        return rank_evidence(
            self.residuals,
            self.sigma,
            self.values,
            self.variances,
            columns=self.columns,
            dispersion=self.dispersion,
        )

    def rows(self, which: slice | list[int]) -> _Block:
        return self._replace(
            residuals=self.residuals[which],
            sigma=self.sigma[which],
            values=self.values[which],
            variances=self.variances[which],
        )


def _scales(draw: np.random.Generator, shape: tuple[int, ...], *, tied: bool) -> Floats:
    powers = draw.integers(-1, 2, shape)
    scales: Floats = np.ldexp(1.0, powers) if tied else draw.uniform(0.5, 2, shape)
    return scales


def _block(
    seed: int,
    *,
    n: int = 9,
    m: int = 30,
    missing: float = 0.0,
    tied: bool = False,
    columns: Columns = COLUMNS,
) -> _Block:
    """Draw events; tied ones lie on a grid of eighths, with scales that are powers of two."""
    draw = np.random.default_rng(seed)
    returns = draw.normal(0, 1, (n, m + len(columns.window)))
    if tied:
        returns = np.round(returns * 4) / 8
    returns[draw.random(returns.shape) < missing] = np.nan
    values = columns.sums(returns[:, m:])
    sigma, scale = _scales(draw, (n,), tied=tied), _scales(draw, values.shape, tied=tied)
    spread = _scales(draw, (len(columns),), tied=tied)
    variances = np.where(np.isfinite(values), scale**2, np.nan)
    # A window of one day has the day's variance and spread.
    days = columns.membership.argmax(axis=0)
    single = columns.lengths == 1
    variances[:, single] = variances[:, days[single]]
    spread[single] = spread[days[single]]
    return _Block(returns[:, :m], sigma, values, variances, spread, columns)


def _uniform(numbers: list[float]) -> list[float]:
    """U of every number that exists, NaN for the others."""
    known = [number for number in numbers if not math.isnan(number)]
    ranked = iter(stats.rankdata(known).tolist())
    return [math.nan if math.isnan(x) else next(ranked) / (1 + len(known)) - 0.5 for x in numbers]


def _expected(block: _Block) -> dict[str, Floats]:
    """Sum U and count, event by event and column by column, straight from the definitions."""
    days, events = len(block.columns.window), range(len(block.sigma))
    residuals, values = block.residuals.tolist(), block.values.tolist()
    plain, standard, columns = [], [], []
    for i in events:
        estimation = [e / block.sigma[i] for e in residuals[i]]
        event = [
            v / math.sqrt(block.variances[i, c]) / block.dispersion[c] if not math.isnan(v) else math.nan
            for c, v in enumerate(values[i])
        ]
        plain.append(_uniform(residuals[i] + values[i][:days]))
        standard.append(_uniform(estimation + event[:days]))
        nothing = [math.nan] * (len(estimation) + 1)
        columns.append([_uniform([*estimation, v]) if not math.isnan(v) else nothing for v in event])
    corrado, zivney, grank = np.array(plain), np.array(standard), np.array(columns)
    sizes = np.isfinite(grank).sum(axis=2)
    variances = np.where(np.isfinite(grank[:, :, -1]), (sizes - 1) / (12 * (sizes + 1)), 0)
    return {
        "corrado": np.nansum(corrado, axis=0),
        "corrado_counts": np.isfinite(corrado).sum(axis=0),
        "zivney": np.nansum(zivney, axis=0),
        "zivney_counts": np.isfinite(zivney).sum(axis=0),
        "event": np.nansum(grank[:, :, -1], axis=0),
        "event_counts": np.isfinite(grank[:, :, -1]).sum(axis=0),
        "event_variances": variances.sum(axis=0),
        "estimation": np.nansum(grank[:, :, :-1], axis=0),
        "estimation_counts": np.isfinite(grank[:, :, :-1]).sum(axis=0),
    }


def _found(evidence: RankEvidence) -> dict[str, Floats]:
    return {
        "corrado": evidence.corrado.sums,
        "corrado_counts": evidence.corrado.counts,
        "zivney": evidence.corrado_zivney.sums,
        "zivney_counts": evidence.corrado_zivney.counts,
        "event": evidence.grank.event_sums,
        "event_counts": evidence.grank.event_counts,
        "event_variances": evidence.grank.event_variances,
        "estimation": evidence.grank.estimation_sums,
        "estimation_counts": evidence.grank.estimation_counts,
    }


def _same(one: dict[str, Floats], other: dict[str, Floats], *, within: float = 1e-12) -> None:
    assert one.keys() == other.keys()
    for name, numbers in one.items():
        np.testing.assert_allclose(numbers, other[name], rtol=within, atol=within, err_msg=name)


@pytest.mark.parametrize("tied", [False, True])
@pytest.mark.parametrize("missing", [0.0, 0.2])
@pytest.mark.parametrize("n", [1, 9, 300])
def test_equals_a_plain_loop(n: int, missing: float, *, tied: bool) -> None:
    """Every sum and count is that of a loop over events that ranks with scipy."""
    block = _block(3, n=n, missing=missing, tied=tied)
    _same(_found(block.evidence()), _expected(block))


@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 2**32 - 1),
    n=st.integers(1, 6),
    m=st.integers(1, 20),
    missing=st.sampled_from([0.0, 0.1, 0.6]),
    tied=st.booleans(),
)
def test_equals_a_plain_loop_for_any_draw(*, seed: int, n: int, m: int, missing: float, tied: bool) -> None:
    """Few or many sessions, some or most of them missing, tied or not: the loop's sums."""
    block = _block(seed, n=n, m=m, missing=missing, tied=tied)
    _same(_found(block.evidence()), _expected(block))


@pytest.mark.parametrize("tied", [False, True])
def test_long_event_windows_do_not_overflow_the_counts(*, tied: bool) -> None:
    """More event days than a byte counts still give the loop's sums."""
    block = _block(5, n=4, m=12, tied=tied, columns=Columns(Window(-150, 149)))
    # An event that fell all along lies below every session, on every day.
    block.values[0] = -1000
    _same(_found(block.evidence()), _expected(block))


def test_many_alike_events_do_not_overflow_the_counts() -> None:
    """More events in a row below a session than a byte counts give the loop's sums."""
    block = _block(7, n=700, m=6)
    block.values[:] = -1000
    _same(_found(block.evidence()), _expected(block))


@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_blocks_add_up_to_the_whole(missing: float) -> None:
    """Evidence of three blocks, added, is the evidence of all events."""
    block = _block(11, n=20, missing=missing)
    parts = [block.rows(slice(start, start + 7)).evidence() for start in (0, 7, 14)]
    _same(_found(reduce(RankEvidence.__add__, parts)), _found(block.evidence()))


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32 - 1), st.permutations(range(9)), st.integers(-20, 20))
def test_neither_order_nor_unit_matters(seed: int, order: list[int], power: int) -> None:
    """Events in another order, and returns in another unit, have the same sums."""
    block, c = _block(seed, missing=0.1), 2.0**power
    other = block.rows(order)
    other = other._replace(
        residuals=c * other.residuals,
        sigma=c * other.sigma,
        values=c * other.values,
        variances=c**2 * other.variances,
    )
    _same(_found(other.evidence()), _found(block.evidence()))


@pytest.mark.parametrize("sigma", [0.0, np.nan])
def test_an_event_without_sigma_has_no_ranks(sigma: float) -> None:
    """Events whose residuals do not vary, or that were not fitted, are left out of every sum."""
    block = _block(13)
    spoiled = block._replace(sigma=block.sigma.copy())
    spoiled.sigma[[2, 5]] = sigma
    _same(_found(spoiled.evidence()), _found(block.rows([0, 1, 3, 4, 6, 7, 8]).evidence()))


@pytest.mark.parametrize("dispersion", [0.0, np.nan])
def test_a_column_without_spread_across_events_is_missing(dispersion: float) -> None:
    """Standardised observations need a spread across events; plain ranks do not."""
    block = _block(17)
    alone = block._replace(dispersion=np.full(len(COLUMNS), dispersion)).evidence()
    np.testing.assert_array_equal(alone.corrado.counts, 9)
    np.testing.assert_array_equal(alone.corrado_zivney.counts[30:], 0)
    np.testing.assert_array_equal(alone.grank.event_counts, 0)
    np.testing.assert_array_equal(alone.grank.estimation_counts, 0)
    np.testing.assert_array_equal(alone.grank.estimation_sums, 0)


def test_a_variance_that_is_not_above_zero_makes_an_observation_missing() -> None:
    """An observation without forecast variance is left out, and only that one."""
    block = _block(19)
    block.variances[4, 0] = 0
    counts = block.evidence().grank.event_counts
    np.testing.assert_array_equal(counts, [8] + [9] * (len(COLUMNS) - 1))


def test_no_events_have_sums_of_zero() -> None:
    """An empty block adds nothing."""
    block = _block(23)
    nothing = block.rows(slice(0, 0)).evidence()
    _same(_found(nothing + block.evidence()), _found(block.evidence()))
    np.testing.assert_array_equal(nothing.grank.estimation_counts, 0)


def test_a_window_of_one_day_is_the_day() -> None:
    """The sums of a one-day window are those of its day."""
    grank = _block(29, missing=0.1).evidence().grank
    day, window = 1, 8
    np.testing.assert_array_equal(grank.event_sums[window], grank.event_sums[day])
    np.testing.assert_array_equal(grank.estimation_sums[window], grank.estimation_sums[day])


def test_ranks_of_an_event_cancel_out() -> None:
    """Over all sessions of complete events U sums to zero, whatever the returns."""
    evidence = _block(31).evidence()
    assert evidence.corrado.sums.sum() == pytest.approx(0, abs=1e-12)
    assert evidence.corrado_zivney.sums.sum() == pytest.approx(0, abs=1e-12)
    grank = evidence.grank
    np.testing.assert_allclose(grank.event_sums + grank.estimation_sums.sum(axis=1), 0, atol=1e-12)
