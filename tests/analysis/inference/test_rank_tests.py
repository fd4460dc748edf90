"""The rank tests equal textbook loops, obey their identities, and hold their size where they should."""

from __future__ import annotations

import math
import statistics
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from eventstudy.analysis.columns import Columns
from eventstudy.analysis.inference.evidence import DaySums, Evidence
from eventstudy.analysis.inference.moments import moments
from eventstudy.analysis.inference.rank_evidence import rank_evidence
from eventstudy.analysis.inference.rank_tests import RANK
from eventstudy.analysis.inference.sample import Sample
from eventstudy.analysis.window import Window

if TYPE_CHECKING:
    from eventstudy.arrays import Floats

EXACT = 1e-10
COLUMNS = Columns(Window(-2, 3), (Window(0, 1), Window(-1, -1)))


class _Events(NamedTuple):
    residuals: Floats
    sigma: Floats
    values: Floats
    variances: Floats
    columns: Columns

    def sample(self, *, ranked: bool = True) -> Sample:
        n, m = self.residuals.shape
        spread = moments(self.values, self.variances).standard_deviation
        found = rank_evidence(
            self.residuals, self.sigma, self.values, self.variances, columns=self.columns, dispersion=spread
        )
        sums = DaySums(np.zeros(m), np.full(m, float(n)))
        evidence = Evidence(np.full(n, 0.5), sums, ranks=found if ranked else None)
        return Sample(self.columns, self.values, self.variances, np.full(n, m - 2), evidence)


def _events(
    seed: int,
    *,
    n: int = 12,
    m: int = 40,
    missing: float = 0.0,
    tied: bool = False,
    columns: Columns = COLUMNS,
) -> _Events:
    """Draw events; where tied, returns are few round numbers."""
    draw = np.random.default_rng(seed)
    returns = draw.normal(0.002, 0.03, (n, m + len(columns.window)))
    if tied:
        returns = np.round(returns, 2)
    returns[draw.random(returns.shape) < missing] = np.nan
    sigma = draw.uniform(0.02, 0.04, n)
    values = columns.sums(returns[:, m:])
    variances = sigma[:, None] ** 2 * np.where(np.isfinite(values), columns.lengths + 0.1, np.nan)
    return _Events(returns[:, :m], sigma, values, variances, columns)


def _uniform(numbers: list[float]) -> list[float]:
    known = [number for number in numbers if not math.isnan(number)]
    ranked = iter(stats.rankdata(known).tolist())
    return [math.nan if math.isnan(x) else next(ranked) / (1 + len(known)) - 0.5 for x in numbers]


def _known(numbers: list[float]) -> list[float]:
    return [number for number in numbers if not math.isnan(number)]


def _standardized(events: _Events) -> list[list[float]]:
    """List SCAR*_ic: the standardised observations over their spread across events."""
    rows = (events.values / np.sqrt(events.variances)).tolist()
    spreads = [statistics.stdev(_known(list(column))) for column in zip(*rows, strict=True)]
    return [[x / spread for x, spread in zip(row, spreads, strict=True)] for row in rows]


def _days(columns: Columns, c: int) -> list[int]:
    """List the positions of the days that a column sums."""
    days = len(columns.window)
    if c < days:
        return [c]
    window = columns.windows[c - days]
    return [t - columns.window.first for t in range(window.first, window.last + 1)]


def _by_session(rows: list[list[float]], power: float) -> list[float]:
    """Sum U over the events of each session, divided by a power of their number."""
    known = [_known(list(session)) for session in zip(*rows, strict=True)]
    return [math.fsum(us) / len(us) ** power if us else math.nan for us in known]


def _corrado_family(rows: list[list[float]], events: _Events, power: float) -> list[float]:
    series = _by_session(rows, power)
    spread = math.sqrt(statistics.fmean(u**2 for u in _known(series)))
    days = series[-len(events.columns.window) :]
    found = []
    for c in range(len(events.columns)):
        inside = _known([days[t] for t in _days(events.columns, c)])
        found.append(math.sqrt(len(inside)) * statistics.fmean(inside) / spread)
    return found


def _grank(events: _Events, name: str) -> list[float]:
    found = []
    for column in zip(*_standardized(events), strict=True):
        rows = [
            _uniform([x, *(e / s for e in residuals)])
            for x, residuals, s in zip(column, events.residuals.tolist(), events.sigma.tolist(), strict=True)
            if not math.isnan(x)
        ]
        n, means = len(rows), _by_session(rows, 1)
        if name == "grank_z":
            sizes = [len(_known(row)) for row in rows]
            variance = statistics.fmean((size - 1) / (12 * (size + 1)) for size in sizes)
            found.append(means[0] / math.sqrt(variance / n))
            continue
        counts = [len(_known(list(session))) for session in zip(*rows, strict=True)]
        terms = [count / n * u**2 for count, u in zip(counts, means, strict=True) if count]
        size, z = len(terms), means[0] / math.sqrt(statistics.fmean(terms))
        found.append(z * math.sqrt((size - 2) / (size - 1 - z**2)))
    return found


def _expected(name: str, events: _Events) -> list[float]:
    days = len(events.columns.window)
    if name == "corrado_rank":
        both = zip(events.residuals.tolist(), events.values.tolist(), strict=True)
        return _corrado_family([_uniform(e + a[:days]) for e, a in both], events, 1)
    if name == "corrado_zivney_rank":
        own = (events.residuals / events.sigma[:, None]).tolist()
        both = zip(own, _standardized(events), strict=True)
        return _corrado_family([_uniform(e + a[:days]) for e, a in both], events, 0.5)
    return _grank(events, name)


@pytest.mark.parametrize("tied", [False, True])
@pytest.mark.parametrize("missing", [0.0, 0.2])
@pytest.mark.parametrize("name", RANK)
def test_equals_a_textbook_loop(name: str, missing: float, *, tied: bool) -> None:
    """Every day and window gives the number that a plain loop over events and sessions gives."""
    events = _events(3, missing=missing, tied=tied)
    found = RANK[name].statistics(events.sample()).statistic
    np.testing.assert_allclose(found, _expected(name, events), rtol=EXACT, atol=EXACT)


def test_a_session_that_no_event_has_does_not_count() -> None:
    """T is the number of sessions that some event has."""
    events = _events(5)
    events.residuals[:, [0, 7]] = np.nan
    for name, test in RANK.items():
        np.testing.assert_allclose(
            test.statistics(events.sample()).statistic, _expected(name, events), rtol=EXACT, err_msg=name
        )


def test_the_laws_are_those_of_the_papers() -> None:
    """GRANK-T is read against t(T - 2) with T = M + 1, the others against the normal law."""
    sample = _events(7, m=40).sample()
    for name, test in RANK.items():
        found = test.statistics(sample)
        law = stats.t(39) if name == "grank_t" else stats.norm
        np.testing.assert_allclose(
            found.p_value, 2 * law.sf(np.abs(found.statistic)), rtol=EXACT, err_msg=name
        )


def test_ranks_that_fill_their_range_give_grank_z_by_hand() -> None:
    """One event above all its M = 3 sessions has U = 4/5 - 1/2 and variance 3 / (12 * 5)."""
    columns = Columns(Window(0, 0))
    values = np.array([[9.0, 9.0], [1.5, 1.5]])
    events = _Events(np.array([[1.0, 2.0, 3.0]] * 2), np.ones(2), values, np.ones((2, 2)), columns)
    ranks = rank_evidence(*events[:4], columns=columns, dispersion=np.ones(2))
    sums = DaySums(np.zeros(3), np.ones(3))
    sample = Sample(
        columns, values, np.ones((2, 2)), np.ones(2, np.int64), Evidence(np.ones(2), sums, ranks=ranks)
    )
    # The other event ranks second of four: U = 2/5 - 1/2.
    by_hand = ((0.3 - 0.1) / 2) / math.sqrt(3 / (12 * 2 * 5))
    np.testing.assert_allclose(RANK["grank_z"].statistics(sample).statistic, by_hand, rtol=EXACT)


@pytest.mark.parametrize("name", RANK)
def test_a_window_of_one_day_is_the_day(name: str) -> None:
    """A one-day window has its day's statistic, and so has an event window of one day."""
    found = RANK[name].statistics(_events(11, missing=0.1).sample()).statistic
    assert found[8] == pytest.approx(found[1], rel=1e-12)
    day, window = RANK[name].statistics(_events(13, columns=Columns(Window(0, 0))).sample()).statistic
    assert window == pytest.approx(day, rel=1e-12)


def _all(events: _Events) -> Floats:
    return np.concatenate([test.statistics(events.sample()).statistic for test in RANK.values()])


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32 - 1), st.permutations(range(12)), st.floats(1e-3, 1e3))
def test_neither_order_nor_unit_matters(seed: int, order: list[int], c: float) -> None:
    """Events in another order, and returns in another unit, give the same statistics."""
    events = _events(seed, missing=0.1)
    other = _Events(
        c * events.residuals[order],
        c * events.sigma[order],
        c * events.values[order],
        c**2 * events.variances[order],
        events.columns,
    )
    np.testing.assert_allclose(_all(other), _all(events), rtol=1e-8, atol=1e-10)


def test_returns_with_the_opposite_sign_give_the_opposite_statistics() -> None:
    """High ranks of event days give positive statistics, and the mirror image negative ones."""
    events = _events(17)
    mirrored = events._replace(residuals=-events.residuals, values=-events.values)
    np.testing.assert_allclose(_all(mirrored), -_all(events), rtol=1e-8)
    raised = events._replace(values=events.values + 0.2)
    assert (RANK["corrado_rank"].statistics(raised.sample()).statistic > 0).all()


def test_a_day_that_no_event_has_is_undefined() -> None:
    """A day without returns has no statistic, and the windows use their other days."""
    events = _events(19)
    events.values[:, 2] = np.nan
    events.variances[:, 2] = np.nan
    for test in RANK.values():
        found = test.statistics(events.sample())
        np.testing.assert_array_equal(np.isnan(found.statistic), np.arange(len(COLUMNS)) == 2)
        np.testing.assert_array_equal(np.isnan(found.p_value), np.isnan(found.statistic))


@pytest.mark.parametrize("name", RANK)
def test_one_event_has_no_spread_across_events(name: str) -> None:
    """Only Corrado's ranks, which are not standardised across events, test a single event."""
    found = RANK[name].statistics(_events(23, n=1).sample()).statistic
    assert np.isfinite(found).all() if name == "corrado_rank" else np.isnan(found).all()


@pytest.mark.parametrize("name", RANK)
def test_without_events_or_ranks_nothing_is_tested(name: str) -> None:
    """No events, or evidence without ranks, give NaN for every column, without a warning."""
    for sample in (_events(29, n=0).sample(), _events(29).sample(ranked=False)):
        found = RANK[name].statistics(sample)
        assert found.statistic.shape == found.p_value.shape == (len(COLUMNS),)
        assert np.isnan(found.statistic).all()
        assert np.isnan(found.p_value).all()


@pytest.mark.parametrize("m", [1, 2])
def test_few_estimation_sessions_leave_grank_t_undefined_or_finite(m: int) -> None:
    """T - 2 degrees of freedom must be left: one session leaves none."""
    found = RANK["grank_t"].statistics(_events(31, m=m).sample()).statistic
    assert np.isnan(found).all() if m == 1 else not np.isinf(found).any()


def test_equal_returns_everywhere_test_nothing() -> None:
    """If all ranks are tied, no mean rank scatters, and nothing is divided by zero."""
    events = _events(37)
    flat = events._replace(residuals=np.zeros((12, 40)), values=np.zeros((12, len(COLUMNS))))
    for name in ("corrado_rank", "corrado_zivney_rank", "grank_t"):
        assert np.isnan(RANK[name].statistics(flat.sample()).statistic).all(), name


def _rejections(*, event_variance: float, replications: int, n: int = 20, m: int = 60) -> dict[str, float]:
    """Share of samples in which each test rejects at 5 % on a day whose variance is multiplied."""
    columns, draw = Columns(Window(0, 0)), np.random.default_rng(2011)
    rejected = dict.fromkeys(RANK, 0)
    for _ in range(replications):
        returns = draw.normal(0, draw.uniform(0.01, 0.04, (n, 1)), (n, m + 1))
        returns[:, m:] *= math.sqrt(event_variance)
        mean = returns[:, :m].mean(axis=1, keepdims=True)
        residuals, sigma = returns[:, :m] - mean, returns[:, :m].std(axis=1, ddof=1)
        values = columns.sums(returns[:, m:] - mean)
        variances = sigma[:, None] ** 2 * np.full((1, 2), 1 + 1 / m)
        sample = _Events(residuals, sigma, values, variances, columns).sample()
        for name, test in RANK.items():
            rejected[name] += bool(test.statistics(sample).p_value[0] < 0.05)
    return {name: count / replications for name, count in rejected.items()}


def test_size_without_an_event() -> None:
    """Where nothing happened every test rejects about one sample in twenty."""
    for name, share in _rejections(event_variance=1, replications=400).items():
        assert 0.02 < share < 0.085, name


def test_size_where_variance_rises_with_the_event() -> None:
    """Trebled variance makes Corrado's test reject too often; the standardised ranks hold their size."""
    shares = _rejections(event_variance=3, replications=800)
    assert shares.pop("corrado_rank") > 0.085
    for name, share in shares.items():
        assert 0.03 < share < 0.075, name


def test_size_where_events_share_their_days() -> None:
    """With correlated events GRANK-T and single-day Corrado hold their size; GRANK-Z does not."""
    columns, draw = Columns(Window(0, 0)), np.random.default_rng(2010)
    n, m, replications = 30, 60, 400
    rejected = dict.fromkeys(RANK, 0)
    for _ in range(replications):
        shared = draw.normal(0, math.sqrt(0.1), (1, m + 1))
        returns = shared + draw.normal(0, math.sqrt(0.9), (n, m + 1))
        sigma = returns[:, :m].std(axis=1, ddof=1)
        values = columns.sums(returns[:, m:])
        events = _Events(returns[:, :m], sigma, values, np.repeat(sigma[:, None] ** 2, 2, axis=1), columns)
        for name, test in RANK.items():
            rejected[name] += bool(test.statistics(events.sample()).p_value[0] < 0.05)
    assert rejected["grank_z"] > 0.2 * replications
    assert rejected["grank_t"] < 0.085 * replications
    assert rejected["corrado_rank"] < 0.085 * replications


def test_every_test_says_what_it_withstands() -> None:
    """Each test carries one line on its robustness."""
    assert list(RANK) == ["corrado_rank", "corrado_zivney_rank", "grank_t", "grank_z"]
    assert all(test.note and "\n" not in test.note for test in RANK.values())
