"""One ramp: its test against chance, its stamps, and its measures on planted climbs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.regression.linear_model import OLS

from eventstudy.analysis.ramp_phase import LEVELS, NEAR, PricePath, Ramp, bootstrap_paths, find_ramp
from eventstudy.analysis.supremum_adf import shortest_stretch
from eventstudy.errors import EstimationError

if TYPE_CHECKING:
    from eventstudy.arrays import Floats

SESSIONS = 271
DAY0 = 250
SIGMA = 0.03
Noise = Literal["even", "garch", "louder", "quieter", "fat"]


def changes(noise: Noise, count: int, *, sessions: int = SESSIONS, seed: int = 5) -> Floats:
    """Draw the daily changes of shares on which nothing happens; shape (sessions - 1, count)."""
    rng = np.random.Generator(np.random.PCG64(seed))
    size = sessions - 1, count
    draws: Floats = rng.standard_normal(size) if noise != "fat" else rng.standard_t(4, size) / math.sqrt(2)
    late = np.arange(sessions - 1)[:, None] >= sessions * 2 // 3
    if noise == "louder":
        draws = draws * np.where(late, 3.0, 1.0)
    if noise == "quieter":
        draws = draws * np.where(late, 1.0, 3.0)
    return SIGMA * (restless(draws) if noise == "garch" else draws)


def restless(draws: Floats) -> Floats:
    """Give the draws a variance that remembers: GARCH(1, 1) with persistence 0.95."""
    variance, out = np.ones(draws.shape[1]), np.empty_like(draws)
    for day, row in enumerate(draws):
        out[day] = np.sqrt(variance) * row
        variance = 0.05 + 0.15 * out[day] ** 2 + 0.8 * variance
    return out


def path_of(steps: Floats, planted: Floats | None = None) -> PricePath:
    """Make a path that ends 20 sessions after day 0."""
    ratio = np.concatenate([[0.0], np.cumsum(steps)])
    offsets = np.arange(len(ratio)) - len(ratio) + 21
    return PricePath(offsets, ratio if planted is None else ratio + planted)


def climb(length: int, height: float, *, bend: float = 3.0, given_back: float = 0.9) -> Floats:
    """Plant an accelerating climb that ends on day 0 and is given back over the eight sessions after it."""
    planted = np.zeros(SESSIONS)
    rise = np.expm1(bend * np.linspace(0, 1, length + 1)) / np.expm1(bend)
    planted[DAY0 - length : DAY0 + 1] = height * rise
    fall = given_back * np.minimum(np.arange(SESSIONS - DAY0) / 8, 1)
    planted[DAY0:] = height * (1 - fall)
    return planted


def ramp_of(path: PricePath, *, draws: int = 99, seed: int = 3) -> Ramp:
    """Test a path with few draws."""
    return find_ramp(path, draws=draws, seed=seed)


def share_found(noise: Noise, planted: Floats | None, *, count: int) -> float:
    """Return the share of shares whose p-value is at most 5 %."""
    steps = changes(noise, count)
    found = [ramp_of(path_of(steps[:, share], planted)).p_value <= 0.05 for share in range(count)]
    return float(np.mean(found))


def test_the_statistic_is_the_largest_rising_regression_without_a_constant() -> None:
    """It is what statsmodels finds among all rising stretches that end on session -30 or later."""
    path = path_of(changes("even", 1, sessions=121)[:, 0])
    shortest, best = shortest_stretch(121), -math.inf
    for end in range(int(np.flatnonzero(path.offsets == NEAR)[0]), 121):
        for start in range(end + 2 - shortest):
            level = path.ratio[start : end + 1] - path.ratio[start]
            if level[-1] > 0:
                best = max(best, float(OLS(np.diff(level), level[:-1]).fit().tvalues[0]))
    assert ramp_of(path).statistic == pytest.approx(best, rel=1e-8)


@pytest.mark.parametrize("noise", ["even", "garch", "louder", "quieter", "fat"])
def test_of_shares_on_which_nothing_happens_few_have_a_ramp(noise: Noise) -> None:
    """At 5 % no more than 11 % of 150 are found, and some are, whatever their volatility does: three standard errors."""
    assert 0.005 <= share_found(noise, None, count=150) <= 0.11


@pytest.mark.parametrize(("length", "height", "least"), [(60, 1.0, 0.85), (110, 1.5, 0.8), (160, 1.5, 0.55)])
def test_planted_climbs_are_found(length: int, height: float, least: float) -> None:
    """Accelerating climbs of 60 to 160 sessions are found at the rate that the module's text gives."""
    assert share_found("even", climb(length, height), count=40) >= least


def test_a_climb_is_stamped_and_measured() -> None:
    """Onset, peak, size and what is given back are those planted, as far as the noise lets them be."""
    steps = changes("even", 20)
    found = [ramp_of(path_of(0.3 * steps[:, share], climb(60, 1.0))) for share in range(20)]
    stamped = [one for one in found if one.start is not None and one.onset is not None]
    assert len(stamped) >= 18
    for one in stamped:
        assert one.onset is not None
        assert one.start is not None
        assert one.end is not None
        assert one.peak is not None
        assert one.onset < one.start <= one.end
        assert one.days == one.peak - one.onset
        assert -2 <= one.peak <= 2
    assert -110 <= np.median([one.onset for one in stamped if one.onset is not None]) <= -45
    assert np.median([one.size for one in stamped]) == pytest.approx(1.0, abs=0.15)
    assert np.median([one.give_back for one in stamped]) == pytest.approx(0.9, abs=0.1)


def test_a_climb_that_stays_is_given_back_little() -> None:
    """The same climb without a fall is a ramp as well: only the give-back tells them apart."""
    found = ramp_of(path_of(0.3 * changes("even", 1)[:, 0], climb(60, 1.0, given_back=0.0)))
    assert found.p_value <= 0.05
    assert found.give_back < 0.3


def test_a_collapse_is_no_ramp() -> None:
    """An accelerating fall is explosive too, but it does not rise."""
    steps = changes("even", 20)
    fallen = [ramp_of(path_of(0.3 * steps[:, share], -climb(60, 1.0))) for share in range(20)]
    assert np.mean([one.p_value <= 0.05 for one in fallen]) <= 0.2


def test_a_climb_that_ended_long_before_is_not_the_events() -> None:
    """A climb that was over on session -100 is not stamped, however steep it was."""
    planted = np.roll(climb(60, 1.5, given_back=1.0), -100)
    planted[SESSIONS - 100 :] = 0.0
    assert ramp_of(path_of(changes("even", 1)[:, 0], planted)).start is None


def test_a_path_without_a_phase_says_so() -> None:
    """What was not found has no stamps and no measures, and a reason."""
    found = ramp_of(path_of(changes("even", 1)[:, 0]))
    assert found.reason == "not told from chance at 5%"
    assert (found.onset, found.start, found.end, found.peak, found.days) == (None,) * 5
    assert math.isnan(found.size)
    assert math.isnan(found.give_back)


@settings(max_examples=15, deadline=None)
@given(st.floats(-20, 20), st.integers(0, 30))
def test_the_price_level_does_not_matter(level: float, seed: int) -> None:
    """A share at a hundred times the price has the same ramp."""
    path = path_of(changes("even", 1, seed=seed)[:, 0], climb(60, 0.8))
    here, there = ramp_of(path), ramp_of(path._replace(ratio=path.ratio + level))
    assert there.statistic == pytest.approx(here.statistic, rel=1e-8)
    assert (there.p_value, there.start, there.end) == (here.p_value, here.start, here.end)


def test_the_critical_values_are_where_the_p_value_crosses_its_level() -> None:
    """A statistic above the critical value has a p-value at or below the level, and no other has."""
    for share in range(10):
        found = ramp_of(path_of(changes("even", 10)[:, share], climb(60, 0.2 * share)))
        passed = [found.statistic > value for value in found.critical]
        assert passed == [found.p_value <= level for level in LEVELS]
        assert list(found.critical) == sorted(found.critical)


def test_the_seed_decides_everything() -> None:
    """The same seed gives the same result to the last bit, another one another p-value."""
    path = path_of(changes("even", 1)[:, 0], climb(60, 0.4))
    assert ramp_of(path) == ramp_of(path)
    assert len({ramp_of(path, seed=seed).p_value for seed in range(5)}) > 1


def test_a_draw_keeps_the_restlessness_of_every_session() -> None:
    """Changes of a draw are those of the path times a standard normal number: the root mean square stays."""
    ratio = np.concatenate([[0.0], np.cumsum(changes("louder", 1)[:, 0])])
    drawn = np.diff(bootstrap_paths(ratio, draws=4000, seed=1), axis=0)
    np.testing.assert_allclose(np.sqrt((drawn**2).mean(axis=1)), np.abs(np.diff(ratio)), rtol=0.06)
    np.testing.assert_allclose(drawn.mean(axis=1) / np.abs(np.diff(ratio)), 0.0, atol=0.08)


def test_left_out_sessions_are_counted_and_not_filled() -> None:
    """A hole shortens the path, and offsets stay those of the calendar."""
    whole = path_of(0.3 * changes("even", 1)[:, 0], climb(60, 1.0))
    there = np.ones(SESSIONS, dtype=np.bool_)
    there[100:110] = False
    found = ramp_of(PricePath(whole.offsets[there], whole.ratio[there]))
    assert (found.sessions, found.missing) == (SESSIONS - 10, 10)
    assert found.peak == ramp_of(whole).peak


def test_too_few_draws_are_refused() -> None:
    """Without 99 draws there is no critical value at 1 %."""
    with pytest.raises(EstimationError, match="99"):
        ramp_of(path_of(changes("even", 1)[:, 0]), draws=98)
