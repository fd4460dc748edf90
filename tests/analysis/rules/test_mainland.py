"""Shanghai's and Shenzhen's rules, against their worked example and the count written out as a loop."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_windows import QUIET, finding, window

from eventstudy.analysis.rules.judging import judge
from eventstudy.analysis.rules.mainland import alerts, deviations

# Multiples of 1/64 add without rounding.
moves = st.lists(st.integers(-8, 8).map(lambda n: n / 64), min_size=1, max_size=25)


def counted_out(daily: list[float], limit: float) -> list[int]:
    """Count from session to session, as the rule tells it."""
    signs, since = [], 0
    for t in range(len(daily)):
        sign = 0
        for length in (1, 2, 3):
            if t - length + 1 >= since and abs(total := sum(daily[t - length + 1 : t + 1])) >= limit:
                sign = 1 if total > 0 else -1
                since = t + 1
                break
        signs.append(sign)
    return signs


def test_the_worked_example_trips() -> None:
    """+8, +7 and +10 % against -1, +2 and +3 % deviate by 9, 5 and 7 points: 21 in all (lwstw.com)."""
    one = window([0.08, 0.07, 0.10], [-0.01, 0.02, 0.03])
    assert deviations(one)[QUIET:] == pytest.approx([0.09, 0.05, 0.07])
    found = finding(one, "cn_main_abnormal")
    assert (found.tripped, found.session) == (True, dt.date(2024, 1, 1) + dt.timedelta(QUIET + 2))
    assert found.value == pytest.approx(0.21)
    assert (found.threshold, found.unit) == (0.20, "fraction")


def test_a_fall_against_a_rising_index_adds() -> None:
    """-10 % against +1 % deviates by -11 points (lwstw.com)."""
    assert deviations(window([-0.10], [0.01]))[-1] == pytest.approx(-0.11)


def test_chinext_s_example_deviates_as_printed() -> None:
    """Yimikang's +20 % against +2.68 % of the ChiNext Composite deviates by 17.32 points (plnmw.com)."""
    one = window([0.20], [0.0268], symbol="300249.SZ")
    assert deviations(one)[-1] == pytest.approx(0.1732)
    assert finding(one, "cn_star_chinext_abnormal", "XSHE").value == pytest.approx(0.1732)


def test_deviations_are_summed_and_not_compounded() -> None:
    """Two rises of 9.6 % compound to 20.1 %, and sum to 19.2 %, which is not 20."""
    found = finding(window([0.096, 0.096]), "cn_main_abnormal")
    assert found.tripped is False
    assert found.value == pytest.approx(0.192)


def test_two_sessions_are_within_three() -> None:
    """Two sessions that sum to 20 % trip on the second, as issuers announce it."""
    found = finding(window([0.10, 0.10, 0.0]), "cn_main_abnormal")
    assert found.session == dt.date(2024, 1, 1) + dt.timedelta(QUIET + 1)


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(
    ("symbol", "mic", "rule", "limit", "st"),
    [
        ("600000.SS", "XSHG", "cn_main_abnormal", 0.20, None),
        ("000001.SZ", "XSHE", "cn_main_abnormal", 0.20, False),
        ("688001.SS", "XSHG", "cn_star_chinext_abnormal", 0.30, None),
        ("300001.SZ", "XSHE", "cn_star_chinext_abnormal", 0.30, None),
        ("600000.SS", "XSHG", "cn_st_abnormal", 0.12, True),
    ],
)
def test_each_sum_trips_when_reached_and_not_before(
    symbol: str, mic: str, rule: str, limit: float, *, st: bool | None, sign: int
) -> None:
    """A sum that reaches the limit trips, one of a ten-thousandth less does not, up as down."""
    for total, tripped in ((limit, True), (limit - 0.0001, False)):
        one = replace(window([sign * total / 3] * 3, symbol=symbol), special_treatment=st)
        found = finding(one, rule, mic)
        assert found.tripped is tripped
        assert found.value == pytest.approx(sign * total)


def test_the_version_in_force_judges() -> None:
    """13 % in three sessions is an alert for a Shanghai ST share in 2024, and was none in 2022."""
    rise = [0.05, 0.05, 0.03]
    now = replace(window(rise), special_treatment=True)
    then = replace(window(rise, first=dt.date(2022, 1, 1)), special_treatment=True)
    assert (finding(now, "cn_st_abnormal").tripped, finding(now, "cn_st_abnormal").version) == (
        True,
        dt.date(2023, 4, 10),
    )
    assert (finding(then, "cn_st_abnormal").tripped, finding(then, "cn_st_abnormal").threshold) == (
        False,
        0.15,
    )


@pytest.mark.parametrize(("total", "tripped"), [(0.1199, False), (0.12, None), (0.1999, None), (0.20, True)])
def test_between_two_limits_nothing_is_known(total: float, *, tripped: bool | None) -> None:
    """Since the proposal of June 2025 an ST share is unknown from the old limit up to the new one."""
    one = replace(window([total / 3] * 3, first=dt.date(2025, 8, 1)), special_treatment=True)
    found = finding(one, "cn_st_abnormal")
    assert found.tripped is tripped
    assert found.value == pytest.approx(total)
    assert ("proposed on 2025-06-27" in (found.reason or "")) is (tripped is None)


def test_an_announced_alert_is_one() -> None:
    """*ST Xifa announced 12.93 % over the three sessions to 14 Nov 2023 as abnormal (the split is ours)."""
    first = dt.date(2023, 11, 14) - dt.timedelta(QUIET + 2)
    one = replace(window([0.05, 0.0493, 0.03], symbol="000752.SZ", first=first), special_treatment=True)
    found = finding(one, "cn_st_abnormal", "XSHE")
    assert (found.session, found.threshold) == (dt.date(2023, 11, 14), 0.12)
    assert found.value == pytest.approx(0.1293)


@pytest.mark.parametrize(("total", "tripped"), [(0.1199, False), (0.12, None), (0.15, True)])
def test_shenzhen_s_old_limit_is_open_to_doubt(total: float, *, tripped: bool | None) -> None:
    """Before 2023 a Shenzhen ST share is unknown from 12 to 15 %, which sources and memory give."""
    one = window([total / 3] * 3, symbol="000752.SZ", first=dt.date(2022, 1, 1))
    assert finding(replace(one, special_treatment=True), "cn_st_abnormal", "XSHE").tripped is tripped


def test_a_window_across_a_change_has_two_findings() -> None:
    """A window that begins on the last day of 15 % and goes on under 12 % is judged by both, each on its own."""
    one = replace(window([0.05, 0.05, 0.03], first=dt.date(2023, 4, 9 - 4)), special_treatment=True)
    across = replace(one, judged=(0, 33), sessions=one.sessions)
    found = [each for each in judge(across, mic="XSHG") if each.rule == "cn_st_abnormal"]
    assert [(each.version, each.tripped) for each in found] == [
        (dt.date(2006, 7, 1), None),
        (dt.date(2023, 4, 10), True),
    ]


def test_nobody_says_more_than_is_known_of_special_treatment() -> None:
    """Unknown status, an ordinary share, and a rule that is not for ST shares: each gives its reason."""
    quiet = window([0.0])
    reasons = [
        finding(quiet, "cn_st_abnormal").reason,
        finding(replace(quiet, special_treatment=False), "cn_st_abnormal").reason,
        finding(replace(quiet, special_treatment=True), "cn_main_abnormal").reason,
        finding(replace(quiet, special_treatment=True), "cn_serious").reason,
    ]
    assert reasons == [
        "whether the share is under special treatment is not given",
        "the share is not under special treatment",
        "the share is under special treatment: cn_st_abnormal judges it",
        "the alerts of a share under special treatment have other limits, and are not counted here",
    ]


@given(moves)
def test_alerts_are_those_counted_out(daily: list[float]) -> None:
    """The arrays find the alerts of a count that goes from session to session and restarts."""
    assert alerts(np.array(daily), 0.1875).tolist() == counted_out(daily, 0.1875)


def serious_counted_out(daily: list[float], at: int) -> float:
    """Find the multiple of the nearest limit of STAR on one session, from the rule told as loops."""
    signs = counted_out(daily, 0.30)[max(at - 9, 0) : at + 1]
    found = [signs.count(1) / 3, signs.count(-1) / 3]
    for most, up, down in ((10, 1.0, -0.5), (30, 2.0, -0.7)):
        for length in range(1, most + 1):
            total = round(sum(daily[at - length + 1 : at + 1]), 10)
            found += [total / up, total / down]
    return max(found)


@given(moves)
def test_serious_fluctuation_is_as_counted_out(changes: list[float]) -> None:
    """On the last session the five limits are reached as the rule tells it, and no other way."""
    last = QUIET + len(changes) - 1
    one = replace(window(changes, symbol="688001.SS"), judged=(last, last))
    daily = [0.0, *deviations(one)[1:].round(10).tolist()]
    found = finding(one, "cn_serious")
    assert found.value == pytest.approx(serious_counted_out(daily, last))
    assert found.tripped is bool(found.value is not None and found.value >= 1)


@given(moves)
def test_a_move_of_the_index_alone_never_trips(index: list[float]) -> None:
    """A share that moves with its index deviates by nothing."""
    found = finding(window(index, index), "cn_main_abnormal")
    assert (found.tripped, found.value) == (False, 0.0)


@given(moves, st.sampled_from([0.01, 1.0, 5000.0]))
def test_the_level_of_the_price_does_not_matter(changes: list[float], start: float) -> None:
    """A share of a fen and one of 5,000 yuan are judged alike."""
    for rule in ("cn_main_abnormal", "cn_serious"):
        here, there = (finding(window(changes, start=level), rule) for level in (start, 10.0))
        assert (here.tripped, here.session) == (there.tripped, there.session)


def test_the_count_restarts_after_an_alert() -> None:
    """After an alert on the third session, its rises count no more: 2 points are 2 points."""
    one = window([0.07, 0.07, 0.07, 0.02])
    found = finding(replace(one, judged=(QUIET + 3, QUIET + 3)), "cn_main_abnormal")
    assert found.tripped is False
    assert found.value == pytest.approx(0.02)


def test_a_suspension_is_unknown_and_restarts_the_count() -> None:
    """A missing close is no zero: no sum crosses it, and without a trip the answer is unknown."""
    one = window([0.09, 0.0, 0.09, 0.09])
    one.closes[QUIET + 1] = np.nan
    found = finding(one, "cn_main_abnormal")
    assert found.tripped is None
    assert found.value == pytest.approx(0.09)
    assert found.reason == (
        "2 of 9 sessions cannot be judged: a close or an index close is missing, or the prices begin too late"
    )


def test_prices_that_begin_too_late_are_not_clean() -> None:
    """The thirty-session rule knows nothing of a share with twenty sessions of prices, unless it trips."""
    one = window([0.0])
    short = replace(
        one,
        sessions=one.sessions[12:],
        closes=one.closes[12:],
        index=one.index[12:],
        volumes=one.volumes[12:],
        day0=QUIET - 12,
    )
    assert finding(short, "cn_serious").tripped is None
    assert finding(one, "cn_serious").tripped is None
    assert finding(replace(one, judged=(QUIET, QUIET)), "cn_serious").tripped is False


def test_turnover_needs_both_numbers() -> None:
    """Thirty times the five sessions before and a fifth of the shares trip; less of either does not."""
    one = window([0.0, 0.0, 0.0])
    one.volumes[QUIET:] = 30_000.0
    last = replace(one, judged=(QUIET + 2, QUIET + 2))
    found = finding(replace(last, shares=450_000.0), "cn_turnover_abnormal")
    assert found.tripped is True
    assert found.value == pytest.approx(30.0)
    assert finding(replace(last, shares=451_000.0), "cn_turnover_abnormal").tripped is False
    one.volumes[QUIET:] = 29_990.0
    assert finding(replace(last, shares=400_000.0), "cn_turnover_abnormal").tripped is False
    assert finding(last, "cn_turnover_abnormal").reason == "shares outstanding are not given"
    one.volumes[:QUIET] = 0.0
    assert finding(replace(last, shares=400_000.0), "cn_turnover_abnormal").tripped is None


@pytest.mark.parametrize(
    ("changes", "nearest"),
    [
        ([0.10] * 10, 1.0),
        ([0.0999] * 4 + [0.0] + [0.0999] * 5, 0.8991),
        ([-0.05] * 10, 1.0),
        ([-0.0499] * 10, 0.998),
    ],
)
def test_ten_sessions_are_serious_at_their_limits(changes: list[float], nearest: float) -> None:
    """+100 % and -50 % within ten sessions are serious, a little less is not; alerts apart."""
    one = replace(window(changes, symbol="688001.SS"), judged=(QUIET + 9, QUIET + 9))
    daily = deviations(one)
    share = max(daily[-10:].sum(), daily[-10:].sum() / -0.5)
    assert share == pytest.approx(nearest)
    found = finding(one, "cn_serious")
    count = max((alerts(daily, 0.3)[-10:] == sign).sum() for sign in (1, -1)) / 3
    assert found.value == pytest.approx(max(share, count))
    assert found.tripped is bool(max(share, count) > 0.9999)


@pytest.mark.parametrize(
    ("change", "tripped"), [(0.2 / 3, True), (0.0666, False), (-0.0234, True), (-0.0233, False)]
)
def test_thirty_sessions_are_serious_at_their_limits(change: float, *, tripped: bool) -> None:
    """+200 % and -70 % within thirty sessions are serious, on STAR, where these moves alert too seldom."""
    one = replace(window([change] * 30, symbol="688001.SS"), judged=(QUIET + 29, QUIET + 29))
    assert finding(one, "cn_serious").tripped is tripped


def test_four_alerts_one_way_in_ten_sessions_are_serious() -> None:
    """Four alerts upwards trip on the main board on the eighth session; three and one downwards do not."""
    up = [0.10, 0.10]
    found = finding(window(up * 4, [0.0] * 8), "cn_serious")
    assert (found.session, found.value) == (dt.date(2024, 1, 1) + dt.timedelta(QUIET + 7), 1.0)
    mixed = replace(window([*up * 3, -0.10, -0.10]), judged=(QUIET, QUIET + 7))
    assert finding(mixed, "cn_serious").value == pytest.approx(0.75)
