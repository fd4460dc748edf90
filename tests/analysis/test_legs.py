"""The legs of a path and the components, against the definition written out as loops."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from eventstudy.analysis.components import COMPONENTS
from eventstudy.analysis.legs import Reaction, find_legs, measure

NONE = float("nan")
LONGEST = 28

# Multiples of 1/64 add without rounding, so that ties are ties in either order of adding.
steps = st.integers(-16, 16).map(lambda n: n / 64)
lots = st.integers(0, 1000).map(float)


def reaction(
    after: list[float],
    *,
    before: list[float] | None = None,
    sigma: float = 0.02,
    expiry: int = -1,
    volumes: list[float] | None = None,
    volume_z: list[float] | None = None,
) -> Reaction:
    """Make the reaction of one event; what is not given is quiet."""
    missing = [NONE] * len(after)
    return Reaction(
        before=np.array([before or [0.0] * 10]),
        after=np.array([after]),
        sigma=np.array([sigma]),
        expiry=np.array([expiry]),
        volumes=np.array([volumes or missing]),
        volume_z=np.array([volume_z or missing]),
    )


def measured(one: Reaction) -> dict[str, float]:
    """Compute the components of one event."""
    return {name: float(values[0]) for name, values in measure(one, find_legs(one.after)).items()}


def written_out(one: Reaction) -> dict[str, float]:
    """Compute the components of one event from the definition, session by session."""
    s = float(one.sigma[0])
    returns = {u: float(value) for u, value in enumerate(one.after[0]) if not math.isnan(value)}
    returns |= {u - 10: float(value) for u, value in enumerate(one.before[0])}
    c = {-1: 0.0}
    for u in range(max(returns) + 1):
        c[u] = c[u - 1] + returns[u]
    for u in range(-2, -12, -1):
        c[u] = c[u + 1] - returns[u + 1]
    out = dict.fromkeys((component.name for component in COMPONENTS), NONE)
    out["run_up"] = sum(returns[u] for u in range(-10, 0))
    out["run_up_z"] = out["run_up"] / (s * math.sqrt(10))
    out["jump"] = returns[0] + returns[1]
    out["up_strength"] = max(c[u] / (s * math.sqrt(u + 1)) for u in range(11))
    out["peak"] = max(0.0, *(c[u] for u in range(11)))
    out["tent"] = tent_written_out(c, s)
    out["pds"] = 0.0
    out |= steady_written_out(c, s)
    expiry = int(one.expiry[0])
    if expiry >= 0:
        fall = -sum(returns[u] for u in range(expiry - 1, expiry + 4))
        out["expiry_drop"] = fall / (s * math.sqrt(5))
    return out | fall_written_out(one, c, s, out) if out["peak"] > 0 else out


def tent_written_out(c: dict[int, float], s: float, *, hold: int = 0) -> float:
    """Try every start, every peak, every pause and every end."""
    return max(
        min(
            (c[top] - c[start - 1]) / (s * math.sqrt(top - start + 1)),
            (c[top + pause] - c[end]) / (s * math.sqrt(end - top - pause)),
        )
        for start in (-5, -3, -1, 0)
        for top in range(11)
        for pause in range(hold + 1)
        for end in range(top + pause + 1, max(c) + 1)
    )


def steady_written_out(c: dict[int, float], s: float) -> dict[str, float]:
    """Average every level with its neighbours, and measure the reversal from session -1 on."""
    near = {u: [c[v] for v in (u - 1, u, u + 1) if v in c] for u in c}
    mean = {u: sum(levels) / len(levels) for u, levels in near.items()}
    c = {u: value - mean[-1] for u, value in mean.items()}
    w, peak = max(c), max(0.0, *(c[u] for u in range(11)))
    out = {"steady_tent": tent_written_out(c, s, hold=5), "reversal_score": 0.0}
    if peak <= 0:
        return out
    top = next(u for u in range(11) if c[u] == peak)
    low = min(c[v] for v in range(top, w + 1))
    out["lasting"] = min(max(1 - sum(c[v] for v in range(w - 7, w + 1)) / 8 / peak, 0.0), 1.2)
    if peak >= 2 * s:
        out["steady_give_back"] = min((peak - low) / peak, 1.2)
        out["reversal_score"] = (
            max(out["steady_tent"], 0) * math.sqrt(out["lasting"]) * out["steady_give_back"]
        )
    return out


def steady_peak_is_clear(one: Reaction) -> bool:
    """Say whether thirds, which do not add without rounding, leave no doubt of where the steady peak is."""
    w = int(np.isfinite(one.after[0]).sum())
    c = np.concatenate([[0.0], np.cumsum(np.concatenate([one.before[0], one.after[0][:w]]))])
    mean = [np.mean(c[max(k - 1, 0) : k + 2]) for k in range(len(c))]
    early = np.array(mean[11:22]) - mean[10]
    marks = np.array([0.0, 2 * one.sigma[0]])
    ordered = np.sort(early)
    return bool(ordered[-1] - ordered[-2] > 1e-9 and np.abs(early.max() - marks).min() > 1e-9)


def fall_written_out(
    one: Reaction, c: dict[int, float], s: float, known: dict[str, float]
) -> dict[str, float]:
    """Compute what is measured from the peak."""
    w, peak, out = max(c), known["peak"], {}
    top = next(u for u in range(11) if c[u] == peak)
    low = min(c[v] for v in range(top, w + 1))
    bottom = next(v for v in range(top, w + 1) if c[v] == low)
    out["time_to_peak"] = float(top)
    out["dump"] = peak - low
    out["dump_strength"] = max((peak - c[v]) / (s * math.sqrt(v - top)) for v in range(top + 1, w + 1))
    out["dump_speed"] = (peak - low) / (bottom - top) / s if bottom > top else 0.0
    out["half_life"] = next((float(k) for k in range(1, w - top + 1) if c[top + k] <= peak / 2), NONE)
    out["residual"] = c[w] / peak
    if peak >= 2 * s:
        out["give_back"] = min((peak - low) / peak, 1.2)
        weaker = min(known["up_strength"], peak / (2 * s))
        out["pds"] = math.sqrt(max(known["tent"], 0)) * math.sqrt(max(weaker, 0)) * out["give_back"]
    z, volumes = [float(n) for n in one.volume_z[0]], [float(n) for n in one.volumes[0]]
    out["av_up"] = max(z[: top + 1])
    out["av_down"] = sum(z[top + 1 : bottom + 1]) / (bottom - top) if bottom > top else NONE
    total = sum(volumes[: w + 1])
    out["dump_volume_share"] = sum(volumes[top + 1 : bottom + 1]) / total if total else NONE
    return out


@st.composite
def reactions(draw: st.DrawFn) -> Reaction:
    """Draw one event with a window of 20 to 28 sessions, volumes, and now and then an opt-out window."""
    w = draw(st.integers(20, LONGEST))
    padding = [NONE] * (LONGEST - w)
    after = draw(st.lists(steps, min_size=w + 1, max_size=w + 1))
    volumes = draw(st.lists(lots, min_size=w + 1, max_size=w + 1))
    before = draw(st.lists(steps, min_size=10, max_size=10))
    return reaction(
        after + padding,
        before=before,
        sigma=draw(st.sampled_from([1 / 64, 1 / 16, 0.5])),
        expiry=draw(st.integers(-1, w - 5)),
        volumes=volumes + padding,
        volume_z=[value / 100 - 2 for value in volumes] + padding,
    )


@given(reactions())
def test_definition(one: Reaction) -> None:
    """Every component equals its definition written out as loops over sessions."""
    assume(steady_peak_is_clear(one))
    assert measured(one) == pytest.approx(written_out(one), rel=1e-12, abs=1e-12, nan_ok=True)


@settings(max_examples=25)
@given(st.lists(reactions(), min_size=2, max_size=5))
def test_events_do_not_know_each_other(several: list[Reaction]) -> None:
    """Events measured together have the components they have alone."""
    together = Reaction(
        before=np.concatenate([one.before for one in several]),
        after=np.concatenate([one.after for one in several]),
        sigma=np.concatenate([one.sigma for one in several]),
        expiry=np.concatenate([one.expiry for one in several]),
        volumes=np.concatenate([one.volumes for one in several]),
        volume_z=np.concatenate([one.volume_z for one in several]),
    )
    components = measure(together, find_legs(together.after))
    for number, one in enumerate(several):
        alone = measured(one)
        # Sums over rows of another length may be added in another order.
        assert {name: values[number] for name, values in components.items()} == pytest.approx(
            alone, rel=1e-12, abs=1e-12, nan_ok=True
        )


@given(reactions(), st.sampled_from([0.25, 2.0, 8.0]))
def test_scale(one: Reaction, factor: float) -> None:
    """A share twice as restless that moves twice as far has the same sigmas, shares and scores."""
    larger = Reaction(
        one.before * factor, one.after * factor, one.sigma * factor, one.expiry, one.volumes, one.volume_z
    )
    before, after = measured(one), measured(larger)
    for component in COMPONENTS:
        grows = factor if component.unit == "fraction of price (log)" else 1.0
        assert after[component.name] == pytest.approx(before[component.name] * grows, nan_ok=True)


def test_worked_by_hand() -> None:
    """Up 6 % and 4 %, down 2 %, 3 % and 5 %: peak 10 % on day 1, all of it gone on day 4."""
    got = measured(reaction([0.06, 0.04, -0.02, -0.03, -0.05] + [0.0] * 16))
    assert got["peak"] == pytest.approx(0.10)
    assert got["time_to_peak"] == 1
    assert got["jump"] == pytest.approx(0.10)
    assert got["up_strength"] == pytest.approx(0.10 / (0.02 * math.sqrt(2)))
    assert got["dump"] == pytest.approx(0.10)
    assert got["give_back"] == pytest.approx(1.0)
    assert got["half_life"] == 2
    assert got["dump_speed"] == pytest.approx(0.10 / 3 / 0.02)
    assert got["dump_strength"] == pytest.approx(0.10 / (0.02 * math.sqrt(3)))
    assert got["residual"] == pytest.approx(0.0, abs=1e-15)
    assert got["tent"] == pytest.approx(0.10 / (0.02 * math.sqrt(3)))
    assert got["pds"] == pytest.approx(math.sqrt(0.10 / (0.02 * math.sqrt(3))) * math.sqrt(2.5))


def test_fall_below_the_start_is_capped() -> None:
    """A fall of twice the rise counts as 1.2 times."""
    assert measured(reaction([0.1, -0.2] + [0.0] * 19))["give_back"] == 1.2


def test_permanent_jump() -> None:
    """A jump that lasts gives nothing back and scores 0."""
    got = measured(reaction([0.3] + [0.0] * 20, volumes=[10.0] * 21, volume_z=[1.0] * 21))
    assert (got["give_back"], got["pds"], got["dump"], got["dump_speed"]) == (0, 0, 0, 0)
    assert got["residual"] == 1
    assert got["dump_volume_share"] == 0
    assert math.isnan(got["half_life"])
    assert math.isnan(got["av_down"])


def test_no_up_leg() -> None:
    """Bad news has no peak, a score of 0, and nothing that is measured from a peak."""
    one = reaction([-0.1] + [0.0] * 20, volumes=[10.0] * 21, volume_z=[1.0] * 21)
    got, legs = measured(one), find_legs(one.after)
    assert (got["peak"], got["pds"], got["reversal_score"]) == (0, 0, 0)
    assert got["up_strength"] < 0
    undefined = {name for name, value in got.items() if math.isnan(value)}
    assert undefined == {
        "time_to_peak", "dump", "give_back", "dump_strength", "dump_speed", "half_life", "residual",
        "av_up", "av_down", "dump_volume_share", "expiry_drop", "lasting",
        "steady_give_back",
    }  # fmt: skip
    assert (legs.peak_offset[0], legs.trough_offset[0]) == (-1, -1)


@pytest.mark.parametrize(("size", "defined"), [(2.0, True), (1.9375, False)])
def test_small_peak(size: float, defined: bool) -> None:  # noqa: FBT001  -- pytest passes it by name
    """A peak of exactly two sigmas has a give-back; a smaller one has none, and scores 0."""
    got = measured(reaction([size / 64, -size / 64] + [0.0] * 19, sigma=1 / 64))
    assert math.isnan(got["give_back"]) is not defined
    assert (got["pds"] > 0) is defined


def test_earliest_of_equal_extremes() -> None:
    """Of two equal peaks the first counts, and of two equal lows the first."""
    legs = find_legs(np.array([[0.25, -0.25, 0.25, -0.5, 0.25, -0.25] + [0.0] * 15]))
    assert (legs.peak_offset[0], legs.trough_offset[0]) == (0, 3)


def test_peak_after_ten_sessions_does_not_count() -> None:
    """A rise on session 10 is a peak; one on session 11 comes too late."""
    late = [0.0] * 21
    late[11] = 0.5
    assert measured(reaction(late))["peak"] == 0
    late[10] = 0.25
    assert measured(reaction(late))["time_to_peak"] == 10


def test_tent_starts_in_the_run_up() -> None:
    """A leak that rises over the five sessions before day 0 belongs to the tent's rise."""
    quiet = reaction([0.01, -0.2] + [0.0] * 19)
    leaked = reaction([0.01, -0.2] + [0.0] * 19, before=[0.0] * 5 + [0.03] * 5)
    assert measured(quiet)["tent"] == pytest.approx(0.01 / 0.02)
    assert measured(leaked)["tent"] == pytest.approx(0.16 / (0.02 * math.sqrt(6)))


def test_missing_run_up_leaves_the_rest() -> None:
    """A missing session before day 0 takes the run-up away and nothing else."""
    got = measured(reaction([0.1, -0.1] + [0.0] * 19, before=[0.0] * 9 + [NONE]))
    assert math.isnan(got["run_up"])
    assert math.isnan(got["run_up_z"])
    assert got["tent"] == pytest.approx(0.1 / 0.02)
    assert got["pds"] > 0


def test_missing_volume_takes_its_leg_away() -> None:
    """A missing volume on the down-leg leaves the up-leg's volume, and no share of a sum nobody knows."""
    volumes = [10.0] * 21
    volumes[1] = NONE
    got = measured(reaction([0.1, -0.1] + [0.0] * 19, volumes=volumes, volume_z=volumes))
    assert got["av_up"] == 10
    assert math.isnan(got["av_down"])
    assert math.isnan(got["dump_volume_share"])


def test_opt_out_that_ends_on_day_0() -> None:
    """With E = 0 the five sessions begin on session -1."""
    before = [0.0] * 9 + [-0.1]
    got = measured(reaction([0.0] * 21, before=before, expiry=0))
    assert got["expiry_drop"] == pytest.approx(0.1 / (0.02 * math.sqrt(5)))


def test_a_suspension_counts_among_the_sessions_of_a_rise() -> None:
    """A rise whose day 0 spans three suspended sessions is held against one of as many sessions more."""
    after = [0.08, 0.02] + [-0.01] * 19
    plain, halted = reaction(after), replace(reaction(after), lumped=np.array([3]))
    assert measured(plain)["up_strength"] == pytest.approx(0.08 / 0.02)
    assert measured(halted)["up_strength"] == pytest.approx(0.10 / (0.02 * math.sqrt(5)))
    assert measured(halted)["tent"] <= measured(plain)["tent"]
    assert measured(halted)["peak"] == measured(plain)["peak"]
