"""Signatures from a panel: windows, reasons for leaving events out, and the numbers that come with them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from eventstudy.analysis.components import COMPONENTS
from eventstudy.analysis.event import Event
from eventstudy.analysis.signature import Signatures, signatures
from eventstudy.arrays import date_of, epoch_day
from eventstudy.prices.panel import NO_SESSION, Panel

if TYPE_CHECKING:
    from pathlib import Path

    from eventstudy.arrays import Floats

DAYS = pd.bdate_range("2023-01-02", periods=400)
ZERO = 300
SHARES = 3
BETA = 0.8


def day(offset: int) -> dt.date:
    """Return the date of a session counted from the event's."""
    date: dt.date = DAYS[ZERO + offset].date()
    return date


def event(name: str = "a", security: str = "S0", offset: int = 0, expiry: dt.date | None = None) -> Event:
    """Make an event of one of the shares."""
    return Event(name, security, day(offset), expiry)


def prices(seed: int = 1) -> tuple[Floats, Floats]:
    """Draw the market's log prices, and those of three shares that follow it with beta 0.8."""
    rng = np.random.default_rng(seed)
    market = np.cumsum(0.01 * rng.standard_normal(len(DAYS)))
    return BETA * market + np.cumsum(0.02 * rng.standard_normal((SHARES, len(DAYS))), axis=1), market


def panel_of(shares: Floats, market: Floats, volumes: Floats | None = None) -> Panel:
    """Make a panel from log prices."""
    names = [f"S{number}" for number in range(len(shares))]
    closes = pd.DataFrame(np.exp(shares).T, index=DAYS, columns=names).assign(M=np.exp(market))
    frame = None if volumes is None else pd.DataFrame(volumes.T, index=DAYS, columns=names)
    return Panel.from_frame(closes, benchmark="M", volumes=frame)


@pytest.fixture
def panel() -> Panel:
    """Three restless shares on which nothing happens, with volumes."""
    volumes = np.random.default_rng(2).lognormal(13, 0.5, (SHARES, len(DAYS)))
    return panel_of(*prices(), volumes)


def holed(panel: Panel, offset: int, *, row: int = 0, market: bool = False) -> Panel:
    """Take one close away."""
    values = (panel.benchmark_prices if market else panel.prices).copy()
    values[0 if market else row, ZERO + offset] = np.nan
    return replace(panel, benchmark_prices=values) if market else replace(panel, prices=values)


def only_reason(result: Signatures) -> str:
    """Return the reason of the one event left out."""
    (one,) = result.dropped
    assert len(result) == 0
    return one.reason


def test_shapes(panel: Panel) -> None:
    """One event has 31 offsets, and arrays that agree with each other."""
    result = signatures(panel, [event()])
    assert result.offsets.tolist() == list(range(-10, 21))
    assert date_of(result.sessions[0, 10]) == day(0)
    assert (len(result), result.last[0], result.expiry[0], result.lumped[0]) == (1, 20, -1, 0)
    assert set(result.components) == {one.name for one in COMPONENTS}
    assert result.observations[0] == 220
    assert not result.simulated


def test_beta_and_returns(panel: Panel) -> None:
    """Abnormal returns are log returns less beta times the market's, with no intercept."""
    result = signatures(panel, [event()])
    assert result.beta[0] == pytest.approx(BETA, abs=0.3)
    assert result.sigma[0] == pytest.approx(0.02, rel=0.15)
    moves = np.diff(np.log(panel.prices[0])), np.diff(np.log(panel.benchmark_prices[0]))
    at = slice(ZERO - 11, ZERO + 20)
    assert result.abnormal_returns[0] == pytest.approx(moves[0][at] - result.beta[0] * moves[1][at])
    assert result.components["jump"][0] == pytest.approx(result.path[0, 11])


def test_market_does_not_matter() -> None:
    """A share that takes on more of the market has the same path and the same components."""
    shares, market = prices()
    plain = signatures(panel_of(shares, market), [event()])
    more = signatures(panel_of(shares + 1.5 * market, market), [event()])
    assert more.beta[0] == pytest.approx(plain.beta[0] + 1.5)
    assert more.path == pytest.approx(plain.path, abs=1e-7)
    for name, values in plain.components.items():
        assert more.components[name] == pytest.approx(values, rel=1e-5, nan_ok=True), name


def test_currency_does_not_matter(panel: Panel) -> None:
    """Quoting the share in cents leaves every component as it is."""
    cents = replace(panel, prices=panel.prices * 100)
    ours, theirs = signatures(cents, [event()]), signatures(panel, [event()])
    for name, values in theirs.components.items():
        assert ours.components[name] == pytest.approx(values, rel=1e-7, nan_ok=True), name


@pytest.mark.parametrize(
    ("given_back", "pumped"), [(1.0, True), (1.5, True), (0.0, False)], ids=["all", "more", "nothing"]
)
def test_planted_shape(given_back: float, pumped: bool) -> None:  # noqa: FBT001  -- pytest passes it by name
    """A planted rise of 40 % that is given back scores; one that lasts does not."""
    shares, market = prices()
    shares[0, ZERO:] = shares[0, ZERO - 1] + 0.8 * (market[ZERO:] - market[ZERO - 1])
    shares[0, ZERO:] += 0.4
    shares[0, ZERO + 3 :] -= 0.4 * given_back
    result = signatures(panel_of(shares, market), [event()])
    got = {name: values[0] for name, values in result.components.items()}
    # What stays of the market is the error of beta times its moves.
    assert got["peak"] == pytest.approx(0.4, abs=0.02)
    assert got["give_back"] == pytest.approx(min(given_back, 1.2), abs=0.05)
    assert bool(got["pds"] > 5) is pumped
    assert not pumped or result.peak_offset[0] <= 2 < result.trough_offset[0]


def test_band_by_definition(panel: Panel) -> None:
    """The band of session u is 1.96 s sqrt(h + M^2 / Sxx), h sessions and the market's move M since -1."""
    result = signatures(panel, [event()])
    market = np.log(panel.benchmark_prices[0])
    usual = np.diff(market)[ZERO - 251 : ZERO - 31]
    spread = ((usual - usual.mean()) ** 2).sum()
    moved = market[ZERO + 4] - market[ZERO - 1]
    assert result.band[0, 14] == pytest.approx(1.96 * result.sigma[0] * np.sqrt(5 + moved**2 / spread))
    assert result.band[0, 9] == 0


def test_expiry_on_a_weekend(panel: Panel) -> None:
    """An opt-out window that ends on a Saturday ends on the Monday session; one on Friday on Friday."""
    friday = next(offset for offset in range(8, 13) if day(offset).weekday() == 4)
    events = [
        event("friday", expiry=day(friday)),
        event("saturday", expiry=day(friday) + dt.timedelta(days=1)),
        event("monday", expiry=day(friday + 1)),
        event("day 0", expiry=day(0)),
        event("before", expiry=day(-1)),
    ]
    result = signatures(panel, events)
    assert result.expiry.tolist() == [friday, friday + 1, friday + 1, 0, -1]
    assert np.isfinite(result.components["expiry_drop"]).tolist() == [True, True, True, True, False]
    assert set(result.last.tolist()) == {20}


def test_long_opt_out_extends_the_window(panel: Panel) -> None:
    """An opt-out window of E = 15 leaves W at 20; one of 16 moves it to 21, and the other stays NaN there."""
    result = signatures(panel, [event("a", expiry=day(15)), event("b", "S1", expiry=day(16))])
    assert result.last.tolist() == [20, 21]
    assert result.offsets[-1] == 21
    assert np.isnan(result.path[:, -1]).tolist() == [True, False]
    assert result.sessions[0, -1] == NO_SESSION
    for array in (result.abnormal_returns, result.band, result.volume_z):
        assert np.isnan(array[:, -1]).tolist() == [True, False]


def test_shorter_window_is_not_touched_by_a_longer_one(panel: Panel) -> None:
    """An event has the same components alone and beside one with a longer window."""
    alone = signatures(panel, [event()])
    beside = signatures(panel, [event(), event("b", "S1", expiry=day(40))])
    for name, values in alone.components.items():
        assert beside.components[name][0] == pytest.approx(values[0], rel=1e-12, nan_ok=True), name


def test_window_is_cut_to_what_is_left(panel: Panel) -> None:
    """When the event with the longest window is left out, the offsets end with the next."""
    broken = holed(panel, 3, row=1)
    result = signatures(broken, [event(), event("b", "S1", expiry=day(40))])
    assert result.offsets[-1] == 20


def test_many_blocks(panel: Panel) -> None:
    """Events enough for two blocks have what each has alone, in the order given."""
    events = [event(f"e{n}", f"S{n % 3}", n % 2) for n in range(600)]
    result = signatures(panel, events)
    assert [one.id for one in result.events] == [one.id for one in events]
    # All events of a share lie within two days, none in the others' estimation window.
    assert result.components["pds"][:6].tolist() == result.components["pds"][594:].tolist()


def test_other_events_leave_the_estimation_window(panel: Panel) -> None:
    """Sessions -1 to 1 of another event of the same share are left out, and of another share are not."""
    other, neighbour = event("other", offset=-100), event("neighbour", "S1", -100)
    assert signatures(panel, [event(), neighbour]).observations[0] == 220
    assert signatures(panel, [event(), other]).observations[0] == 217
    assert signatures(panel, [event(), event("edge", offset=-31)]).observations[0] == 218
    jumped = panel.prices.copy()
    jumped[0, ZERO - 100 :] *= 2
    with_jump = signatures(replace(panel, prices=jumped), [event(), other])
    assert with_jump.sigma[0] == pytest.approx(signatures(panel, [event(), other]).sigma[0], rel=1e-9)


def test_unknown_security_and_day(panel: Panel) -> None:
    """An event of a share without prices, or on no session, is left out and says so."""
    assert only_reason(signatures(panel, [Event("a", "X", day(0))])) == (
        "the panel holds no prices of this security"
    )
    sunday = day(0) + dt.timedelta(days=6 - day(0).weekday())
    assert only_reason(signatures(panel, [Event("a", "S0", sunday)])) == (
        f"day 0, {sunday}, is not one of its sessions"
    )
    after = date_of(epoch_day(DAYS[-1].date()) + 1)
    assert "is not one of its sessions" in only_reason(signatures(panel, [Event("a", "S0", after)]))


def test_dropped_in_the_order_given(panel: Panel) -> None:
    """Events left out stand in the order in which they were given, whatever the reason."""
    broken = holed(panel, 3, row=1)
    events = [event("c", "S1"), event("b", offset=90), Event("a", "X", day(0))]
    assert [one.id for one in signatures(broken, events).dropped] == ["c", "b", "a"]


def test_pending(panel: Panel) -> None:
    """An event whose window ends after the prices waits; the last that does not has all its sessions."""
    last = len(DAYS) - 1 - ZERO
    assert len(signatures(panel, [event(offset=last - 20)])) == 1
    reason = only_reason(signatures(panel, [event(offset=last - 19)]))
    due = np.busday_offset(np.datetime64(day(last)), 1)
    assert reason == f"pending until about {due}: prices end on {day(last)}"


def test_pending_on_published_sessions(panel: Panel) -> None:
    """Where the grid goes on after the prices the date is that of the session."""
    short = panel.prices.copy()
    short[0, ZERO + 15 :] = np.nan
    reason = only_reason(signatures(replace(panel, prices=short), [event()]))
    assert reason == f"pending until {day(20)}: prices end on {day(14)}"


def test_pending_benchmark(panel: Panel) -> None:
    """An event whose benchmark ends early waits for the benchmark."""
    short = panel.benchmark_prices.copy()
    short[0, ZERO + 15 :] = np.nan
    reason = only_reason(signatures(replace(panel, benchmark_prices=short), [event()]))
    assert reason == f"pending until {day(20)}: benchmark prices end on {day(14)}"


def test_no_price_at_all(panel: Panel) -> None:
    """A share whose closes are all missing says so."""
    empty = replace(panel, prices=np.full_like(panel.prices, np.nan))
    assert only_reason(signatures(empty, [event()])).endswith("prices are all missing")


def test_opt_out_beyond_the_grid(panel: Panel) -> None:
    """An opt-out window that ends after the last session is counted in weekdays, and the event waits."""
    last = DAYS[-1].date()
    reason = only_reason(signatures(panel, [event(expiry=last + dt.timedelta(days=7))]))
    due = np.busday_offset(np.datetime64(last + dt.timedelta(days=7)), 5)
    assert reason == f"pending until about {due}: prices end on {last}"


@pytest.mark.parametrize(("count", "kept"), [(60, 1), (59, 0)])
def test_too_few_returns(panel: Panel, count: int, kept: int) -> None:
    """Sixty estimation returns are enough, and 59 are not."""
    short = panel.prices.copy()
    short[0, : ZERO - 31 - count] = np.nan
    result = signatures(replace(panel, prices=short), [event()])
    assert len(result) == kept
    assert kept or only_reason(result) == "59 estimation returns in -250:-31, needs 60"


def test_fewer_returns_on_request(panel: Panel) -> None:
    """The fewest estimation returns can be chosen; volumes obey the same number."""
    short = panel.prices.copy()
    short[0, : ZERO - 70] = np.nan
    result = signatures(replace(panel, prices=short), [event()], min_observations=30)
    assert result.observations[0] == 39


def test_listed_within_the_estimation_window() -> None:
    """A share whose prices begin after the grid's first session of the window has fewer observations."""
    shares, market = prices()
    result = signatures(panel_of(shares, market), [event(offset=-100)])
    assert result.observations[0] == 200 - 31
    assert result.sessions[0, 0] == epoch_day(day(-110))


@pytest.mark.parametrize(("still", "kept"), [(110, 1), (111, 0)])
def test_zero_returns(panel: Panel, still: int, kept: int) -> None:
    """Half the estimation returns may be zero; more make the share untestable."""
    flat = panel.prices.copy()
    flat[0, ZERO - 251 : ZERO - 250 + still] = flat[0, ZERO - 251]
    result = signatures(replace(panel, prices=flat), [event()])
    assert len(result) == kept
    assert kept or only_reason(result) == "untestable: 50 % of estimation returns are zero"
    assert not kept or result.zero_return_share[0] == 0.5


def test_share_of_zero_returns_in_words(panel: Panel) -> None:
    """The reason gives the share of zero returns in per cent."""
    flat = panel.prices.copy()
    flat[0, ZERO - 251 : ZERO - 250 + 139] = 1.0
    assert only_reason(signatures(replace(panel, prices=flat), [event()])) == (
        "untestable: 63 % of estimation returns are zero"
    )


def test_shares_that_never_vary(panel: Panel) -> None:
    """A share that is its benchmark, and one whose benchmark stands still, cannot be tested."""
    reason = "untestable: the estimation returns of the share or of its benchmark never vary"
    same = replace(panel, prices=np.repeat(panel.benchmark_prices, SHARES, axis=0))
    assert only_reason(signatures(same, [event()])) == reason
    still = replace(panel, benchmark_prices=np.ones_like(panel.benchmark_prices))
    assert only_reason(signatures(still, [event()])) == reason


@pytest.mark.parametrize("offset", [1, 19])
def test_missing_return(panel: Panel, offset: int) -> None:
    """A missing close inside the window leaves the event out and names the first session without a return."""
    assert only_reason(signatures(holed(panel, offset), [event()])) == f"no return on {day(offset)}"


def test_missing_benchmark_return(panel: Panel) -> None:
    """A missing close of the benchmark is told apart from one of the share."""
    reason = only_reason(signatures(holed(panel, 4, market=True), [event()]))
    assert reason == f"no benchmark return on {day(4)}"


def test_price_of_zero_is_none(panel: Panel) -> None:
    """A price of zero counts as missing."""
    broken = panel.prices.copy()
    broken[0, ZERO + 5] = 0.0
    assert only_reason(signatures(replace(panel, prices=broken), [event()])) == f"no return on {day(5)}"


def test_missing_run_up(panel: Panel) -> None:
    """A missing close in the run-up takes the run-up away and keeps the event."""
    result = signatures(holed(panel, -5), [event()])
    missing = {name for name, values in result.components.items() if np.isnan(values[0])}
    assert missing >= {"run_up", "run_up_z"}
    assert np.isfinite(result.path[0, 6:]).all()
    assert np.isnan(result.path[0, :5]).all()


def test_halt_before_day_0(panel: Panel) -> None:
    """Day 0's return spans a halt before it, for the share and the market, and the result says how long."""
    halted = holed(holed(panel, -1), -2)
    result = signatures(halted, [event()])
    assert result.lumped[0] == 2
    share = np.log(panel.prices[0, ZERO] / panel.prices[0, ZERO - 3])
    market = np.log(panel.benchmark_prices[0, ZERO] / panel.benchmark_prices[0, ZERO - 3])
    assert result.abnormal_returns[0, 10] == pytest.approx(share - result.beta[0] * market)
    assert np.isnan(result.components["run_up"][0])
    spread = np.diff(np.log(panel.benchmark_prices[0]))[ZERO - 251 : ZERO - 31]
    expected = 3 + market**2 / ((spread - spread.mean()) ** 2).sum()
    assert result.band[0, 10] == pytest.approx(1.96 * result.sigma[0] * np.sqrt(expected))


@pytest.mark.parametrize("sessions", [10, 11, 40])
def test_long_halt(panel: Panel, sessions: int) -> None:
    """However long a halt is, day 0's return spans it; above twenty sessions the words warn."""
    halted = panel.prices.copy()
    halted[0, ZERO - sessions : ZERO] = np.nan
    result = signatures(replace(panel, prices=halted), [event()])
    share = np.log(panel.prices[0, ZERO] / panel.prices[0, ZERO - sessions - 1])
    market = np.log(panel.benchmark_prices[0, ZERO] / panel.benchmark_prices[0, ZERO - sessions - 1])
    assert result.abnormal_returns[0, 10] == pytest.approx(share - result.beta[0] * market)
    assert result.suspensions[0] is not None
    assert ("WARNING" in result.suspensions[0].words) == (sessions > 20)


def test_without_volumes(panel: Panel) -> None:
    """Without volumes the volume components are missing and the rest stands."""
    silent = replace(panel, volumes=np.full_like(panel.volumes, np.nan))
    ours, full = signatures(silent, [event()]), signatures(panel, [event()])
    assert np.isnan(ours.volume_z).all()
    for name, values in full.components.items():
        if name in {"av_up", "av_down", "dump_volume_share"}:
            assert np.isnan(ours.components[name]).all()
        else:
            assert ours.components[name] == pytest.approx(values, nan_ok=True)


def test_no_events(panel: Panel) -> None:
    """No events have no signatures, in arrays of the usual width."""
    result = signatures(panel, [])
    assert (len(result), result.path.shape, result.dropped) == (0, (0, 31), ())


def test_simulated_prices_say_so(panel: Panel) -> None:
    """Signatures of made-up prices are marked as such."""
    assert signatures(replace(panel, simulated=True), [event()]).simulated


def test_every_share_follows_its_own_grid(panel: Panel) -> None:
    """A share on a shorter grid has the sessions, the benchmark and the numbers of that grid."""
    width = len(DAYS)
    short = np.full((1, width), NO_SESSION)
    short[0, : width - 40] = panel.sessions[0, 40:]
    second = np.full((1, width), np.nan)
    second[0, : width - 40] = panel.prices[0, 40:]
    both = Panel(
        securities=("S0", "T0"),
        sessions=np.concatenate([panel.sessions, short]),
        grid=np.array([0, 1]),
        prices=np.concatenate([panel.prices[:1], second]),
        volumes=np.full((2, width), np.nan),
        benchmarks=("M", "M"),
        benchmark_prices=np.concatenate(
            [panel.benchmark_prices, np.roll(panel.benchmark_prices, -40, axis=1)]
        ),
        benchmark=np.array([0, 1]),
    )
    result = signatures(both, [event("a"), event("b", "T0")])
    assert result.path[1].tolist() == result.path[0].tolist()
    assert result.sessions[1].tolist() == result.sessions[0].tolist()
    late = len(DAYS) - 1 - ZERO
    assert "pending" in only_reason(signatures(both, [event("b", "T0", late - 5)]))


@pytest.mark.shared
def test_real_announcements(shared: Path) -> None:
    """Every real announcement has finite core components, or a reason for having none."""
    rows = pd.read_csv(shared / "us_space" / "daily_ohlcv_2015_20240308.csv.gz", parse_dates=["date"])
    index = pd.read_csv(shared / "indices" / "daily_ohlcv.csv.gz", parse_dates=["date"])
    closes = rows.pivot_table(index="date", columns="ticker", values="adj_close")
    benchmark = index[index["index"] == "^GSPC"].set_index("date")["close"]
    panel = Panel.from_frame(
        closes.assign(**{"^GSPC": benchmark.reindex(closes.index)}),
        benchmark="^GSPC",
        volumes=rows.pivot_table(index="date", columns="ticker", values="volume"),
    )
    told = pd.read_csv(shared / "us_space" / "announcements.csv")
    events = [
        Event(f"e{number}", str(row.ticker), dt.date.fromisoformat(str(row.reaction_date)))
        for number, row in enumerate(told.itertuples())
    ]
    result = signatures(panel, events)
    assert len(result) + len(result.dropped) == len(events)
    assert {one.reason.split(" until")[0] for one in result.dropped} == {"pending"}
    always = ("run_up", "jump", "peak", "up_strength", "tent", "pds")
    for name in always:
        assert np.isfinite(result.components[name]).all(), name
    rose = result.components["peak"] > 0
    for name in ("time_to_peak", "dump", "dump_strength", "dump_speed", "residual", "av_up"):
        assert np.isfinite(result.components[name][rose]).all(), name
    # The signature's jump and the reaction seen by hand in the raw prices go the same way.
    by_hand = told["ret_reaction_day"].to_numpy()[[events.index(one) for one in result.events]]
    large = np.abs(by_hand) > 0.1
    assert (np.sign(result.abnormal_returns[large, 10]) == np.sign(by_hand[large])).all()


@pytest.mark.shared
def test_up_legs_of_untouched_windows(shared: Path) -> None:
    """On real thin shares about 13 % of arbitrary windows rise by more than two sigmas, as published."""
    rows = pd.read_csv(shared / "thin_us" / "daily.csv.gz", parse_dates=["date"])
    closes = rows.pivot_table(index="date", columns="security", values="adj_close")
    panel = Panel.from_frame(closes, benchmark="MARKET")
    rng = np.random.default_rng(1)
    days = rng.integers(255, len(closes) - 21, len(panel.securities))
    events = [
        Event(security, security, closes.index[number].date())
        for security, number in zip(panel.securities, days, strict=True)
    ]
    result = signatures(panel, events)
    assert len(result) > 380
    # Two standard errors of a share of 13 % among 400 are 3.4 points.
    assert np.mean(result.components["up_strength"] > 2) == pytest.approx(0.13, abs=0.034)
