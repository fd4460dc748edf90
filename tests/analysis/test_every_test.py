"""Every test across events, from prices on two exchanges, equals a loop over its textbook formula.

The loops start from what statsmodels says of each event, and know nothing of the package's arrays.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from two_exchanges import DESIGN, Expected, Market, cut, days_of, draw_market, ols, staggered

from eventstudy.analysis.inference.tests import TESTS
from eventstudy.analysis.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventstudy.analysis.result import StudyResult


class One(NamedTuple):
    """What one event brings to one column."""

    value: float
    variance: float
    degrees: int
    residuals: list[float]
    sigma: float

    @property
    def scar(self) -> float:
        """Return the value in standard errors."""
        return self.value / math.sqrt(self.variance)


@dataclass(frozen=True)
class Study:
    """All events of a study, as statsmodels has them, and their estimation residuals by calendar day."""

    events: list[Expected]
    calendar: pd.DataFrame

    def column(self, window: Window) -> list[One]:
        """List the events that have a day of the window."""
        return [
            One(
                float(one.abnormal[days].sum()),
                float(one.covariance[np.ix_(days, days)].sum()),
                one.degrees,
                [e for e in one.residuals.tolist() if math.isfinite(e)],
                one.sigma,
            )
            for one in self.events
            if len(days := days_of(one, DESIGN.window, window))
        ]

    @property
    def correlation(self) -> float:
        """Average all pairs on common calendar days; a pair with fewer than three counts zero."""
        pairs = self.calendar.corr(min_periods=3).fillna(0).to_numpy()
        return float(pairs[np.triu_indices(len(pairs), 1)].mean())


def _study(market: Market) -> Study:
    cuts = {event.id: cut(market, event) for event in staggered(market)}
    events = {name: ols(one) for name, one in cuts.items()}
    residuals = {name: pd.Series(one.residuals, index=cuts[name].past.index) for name, one in events.items()}
    return Study(list(events.values()), pd.DataFrame(residuals))


@pytest.fixture(scope="module", params=[0.0, 0.06], ids=["whole", "holes"])
def market(request: pytest.FixtureRequest) -> Market:
    """Draw two exchanges, with all their prices and without some of them."""
    return draw_market(241, missing=request.param)


@pytest.fixture(scope="module")
def study(market: Market) -> Study:
    """Let statsmodels study the market's events."""
    return _study(market)


@pytest.fixture(scope="module")
def result(market: Market) -> StudyResult:
    """Let the package study them."""
    return DESIGN.fit(market.panel, staggered(market))


# --- the formulas ----------------------------------------------------------------------------------------

Answer = tuple[float, float]


def _normal(z: float) -> Answer:
    return z, float(2 * stats.norm.sf(abs(z)))


def _student(t: float, degrees: int) -> Answer:
    return t, float(2 * stats.t.sf(abs(t), degrees))


def _t_of_mean(numbers: list[float]) -> Answer:
    found = stats.ttest_1samp(numbers, 0)
    return float(found.statistic), float(found.pvalue)


def _cross_sectional_t(study: Study, window: Window) -> Answer:
    return _t_of_mean([one.value for one in study.column(window)])


def _crude_dependence_t(study: Study, window: Window) -> Answer:
    past = [np.nanmean([one.residuals[t] for one in study.events]) for t in range(len(DESIGN.estimation))]
    days = window.offsets - DESIGN.window.first
    ahead = [np.nanmean([one.abnormal[day] for one in study.events]) for day in days]
    return _student(sum(ahead) / (math.sqrt(len(ahead)) * float(np.std(past, ddof=1))), len(past) - 1)


def _patell(study: Study, window: Window) -> Answer:
    column = study.column(window)
    variance = sum(one.degrees / (one.degrees - 2) for one in column)
    return _normal(sum(one.scar for one in column) / math.sqrt(variance))


def _adjusted_patell(study: Study, window: Window) -> Answer:
    n, r = len(study.column(window)), study.correlation
    return _normal(_patell(study, window)[0] / math.sqrt(1 + (n - 1) * r))


def _bmp(study: Study, window: Window) -> Answer:
    return _t_of_mean([one.scar for one in study.column(window)])


def _adjusted_bmp(study: Study, window: Window) -> Answer:
    n, r = len(study.column(window)), study.correlation
    return _student(_bmp(study, window)[0] * math.sqrt((1 - r) / (1 + (n - 1) * r)), n - 1)


def _uniform_ranks(numbers: list[float]) -> list[float]:
    """Rank what is there: K / (1 + T) - 1/2; a missing number has no rank."""
    there = [number for number in numbers if math.isfinite(number)]
    places = iter(stats.rankdata(there) / (len(there) + 1) - 0.5)
    return [float(next(places)) if math.isfinite(number) else math.nan for number in numbers]


def _by_session(rows: list[list[float]]) -> list[list[float]]:
    return [[u for u in column if math.isfinite(u)] for column in zip(*rows, strict=True)]


def _days(window: Window) -> list[int]:
    start = len(DESIGN.estimation) - DESIGN.window.first
    return [start + offset for offset in window.offsets.tolist()]


def _corrado_rank(study: Study, window: Window) -> Answer:
    rows = [_uniform_ranks([*one.residuals.tolist(), *one.abnormal.tolist()]) for one in study.events]
    means = [sum(session) / len(session) for session in _by_session(rows)]
    spread = math.sqrt(sum(mean**2 for mean in means) / len(means))
    days = [means[day] for day in _days(window)]
    return _normal(math.sqrt(len(days)) * (sum(days) / len(days)) / spread)


def _corrado_zivney_rank(study: Study, window: Window) -> Answer:
    spreads = [
        float(np.std([one.scar for one in study.column(Window(offset, offset))], ddof=1))
        for offset in DESIGN.window.offsets.tolist()
    ]
    rows = []
    for one in study.events:
        past = [e / one.sigma for e in one.residuals.tolist()]
        sar = one.abnormal / np.sqrt(np.diag(one.covariance))
        rows.append(_uniform_ranks([*past, *(sar / spreads).tolist()]))
    sums = [sum(session) / math.sqrt(len(session)) for session in _by_session(rows)]
    spread = math.sqrt(sum(number**2 for number in sums) / len(sums))
    return _normal(sum(sums[day] for day in _days(window)) / math.sqrt(len(window)) / spread)


def _generalized_ranks(study: Study, window: Window) -> tuple[list[float], list[list[float]], list[int]]:
    """Return U of each event's own observation, U of every estimation session, and T_i."""
    column = study.column(window)
    spread = float(np.std([one.scar for one in column], ddof=1))
    own, past, sizes = [], defaultdict(list), []
    for one in study.events:
        days = days_of(one, DESIGN.window, window)
        if not len(days):
            continue
        scar = one.abnormal[days].sum() / math.sqrt(one.covariance[np.ix_(days, days)].sum())
        ranked = _uniform_ranks([scar / spread, *(e / one.sigma for e in one.residuals.tolist())])
        own.append(ranked[0])
        sizes.append(sum(math.isfinite(u) for u in ranked))
        for session, u in enumerate(ranked[1:]):
            if math.isfinite(u):
                past[session].append(u)
    return own, list(past.values()), sizes


def _grank_t(study: Study, window: Window) -> Answer:
    own, past, _ = _generalized_ranks(study, window)
    n, size = len(own), len(past) + 1
    squares = [len(session) / n * (sum(session) / len(session)) ** 2 for session in past]
    mean = sum(own) / n
    z = mean / math.sqrt((mean**2 + sum(squares)) / size)
    return _student(z * math.sqrt((size - 2) / (size - 1 - z**2)), size - 2)


def _grank_z(study: Study, window: Window) -> Answer:
    own, _, sizes = _generalized_ranks(study, window)
    n = len(own)
    variance = sum((size - 1) / (12 * (size + 1)) for size in sizes) / n
    return _normal(sum(own) / n / math.sqrt(variance / n))


def _risen(study: Study, window: Window) -> tuple[int, int]:
    column = study.column(window)
    return sum(one.value > 0 for one in column), len(column)


def _sign(study: Study, window: Window) -> Answer:
    w, n = _risen(study, window)
    return _normal((w - n / 2) / math.sqrt(n / 4))


def _generalized_sign(study: Study, window: Window) -> Answer:
    w, n = _risen(study, window)
    shares = [sum(e > 0 for e in one.residuals) / len(one.residuals) for one in study.column(window)]
    p = sum(shares) / n
    return _normal((w - n * p) / math.sqrt(n * p * (1 - p)))


def _wilcoxon(study: Study, window: Window) -> Answer:
    values = [one.value for one in study.column(window)]
    n, ranks = len(values), stats.rankdata(np.abs(values))
    positive = sum(rank for rank, value in zip(ranks.tolist(), values, strict=True) if value > 0)
    z, p = _normal((positive - n * (n + 1) / 4) / math.sqrt(n * (n + 1) * (2 * n + 1) / 24))
    assert stats.wilcoxon(values, correction=False, method="approx").pvalue == pytest.approx(p, rel=1e-10)
    return z, p


def _johnson_t(study: Study, window: Window) -> Answer:
    values = [one.value for one in study.column(window)]
    n, mean = len(values), sum(values) / len(values)
    sd = math.sqrt(sum((value - mean) ** 2 for value in values) / (n - 1))
    g = sum((value - mean) ** 3 for value in values) / (n * sd**3)
    s = mean / sd
    return _student(math.sqrt(n) * (s + g * s**2 / 3 + g / (6 * n)), n - 1)


def _hall_t(study: Study, window: Window) -> Answer:
    values = [one.value for one in study.column(window)]
    n, s = len(values), float(np.mean(values) / np.std(values, ddof=1))
    g = float(stats.skew(values, bias=True)) * (n / (n - 1)) ** -1.5 * n * n / ((n - 1) * (n - 2))
    return _normal(math.sqrt(n) * (s + g * s**2 / 3 + g**2 * s**3 / 27 + g / (6 * n)))


LOOPS: dict[str, Callable[[Study, Window], Answer]] = {
    "cross_sectional_t": _cross_sectional_t,
    "crude_dependence_t": _crude_dependence_t,
    "patell": _patell,
    "adjusted_patell": _adjusted_patell,
    "bmp": _bmp,
    "adjusted_bmp": _adjusted_bmp,
    "corrado_rank": _corrado_rank,
    "corrado_zivney_rank": _corrado_zivney_rank,
    "grank_t": _grank_t,
    "grank_z": _grank_z,
    "sign": _sign,
    "generalized_sign": _generalized_sign,
    "wilcoxon": _wilcoxon,
    "johnson_t": _johnson_t,
    "hall_t": _hall_t,
}


def test_every_test_is_here() -> None:
    """No test escapes."""
    assert list(LOOPS) == list(TESTS)


@pytest.mark.parametrize("name", list(LOOPS))
def test_every_test_equals_its_formula(study: Study, result: StudyResult, name: str) -> None:
    """Statistic and p-value of every day, of the window and of every sub-window are the textbook's."""
    outcome, loop = result.tests[name], LOOPS[name]
    found = [
        *zip(outcome.by_day.statistic.tolist(), outcome.by_day.p_value.tolist(), strict=True),
        outcome.window,
        *outcome.subwindows.values(),
    ]
    windows = [Window(offset, offset) for offset in DESIGN.window.offsets.tolist()]
    windows += [DESIGN.window, *outcome.subwindows]
    assert windows[11:] == list(DESIGN.subwindows)
    expected = [loop(study, window) for window in windows]
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-12)
