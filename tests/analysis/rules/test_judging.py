"""Which rules hold where and when."""

from __future__ import annotations

import datetime as dt

import pytest
from rule_windows import finding, window

from eventstudy.analysis.rules.boards import board_of
from eventstudy.analysis.rules.catalogue import RULES
from eventstudy.analysis.rules.judging import judge, rules_of


def test_rules_follow_the_day() -> None:
    """Shanghai knew no serious fluctuation on its main board before the reform of 2023."""
    before, after = (
        [(rule.id, rule.boards) for rule in rules_of("XSHG", day)]
        for day in (dt.date(2023, 4, 9), dt.date(2023, 4, 10))
    )
    assert ("cn_serious", ("main",)) not in before
    assert ("cn_serious", ("main",)) in after
    assert rules_of("XLON", dt.date(2024, 1, 2)) == ()


def test_versions_of_a_rule_never_overlap() -> None:
    """On one exchange and board at most one version of a rule is in force on a day."""
    versions = [
        (rule.id, mic, board, rule.since or dt.date.min, rule.until or dt.date.max)
        for rule in RULES
        for mic in rule.exchanges
        for board in rule.boards or ("",)
    ]
    for one in versions:
        for other in versions:
            same = one is not other and one[:3] == other[:3]
            assert not same or one[4] < other[3] or other[4] < one[3]


@pytest.mark.parametrize(
    ("mic", "rule"), [("XHKG", "hk_13_10"), ("XASX", "asx_query"), ("XHKG", "hk_high_concentration")]
)
def test_a_label_finds_nothing(mic: str, rule: str) -> None:
    """A rule without a public threshold is named, and never answered."""
    found = finding(window([0.5], symbol="1725.HK"), rule, mic)
    assert (found.tripped, found.reason) == (None, "no public threshold")


def test_the_board_decides() -> None:
    """A STAR share is judged by STAR's rules only, and a B share by none."""
    star = {one.rule for one in judge(window([0.0], symbol="688001.SS"), mic="XSHG")}
    assert star == {"cn_star_chinext_abnormal", "cn_serious"}
    assert judge(window([0.0], symbol="900901.SS"), mic="XSHG") == ()


@pytest.mark.parametrize(
    ("symbol", "mic", "board"),
    [
        ("600519.SS", "XSHG", "main"),
        ("689009.SS", "XSHG", "star"),
        ("002594.SZ", "XSHE", "main"),
        ("301269.SZ", "XSHE", "chinext"),
        ("830799.BJ", "BJSE", "beijing"),
        ("1725.HK", "XHKG", None),
        ("300058.SZ", "XSHG", None),
    ],
)
def test_a_number_names_its_board(symbol: str, mic: str, board: str | None) -> None:
    """Numbers mean something on their own exchange only."""
    assert board_of(symbol, mic) == board


def test_every_rule_is_cited() -> None:
    """Each version has its source, its address and its condition; at least ten have numbers."""
    assert all(rule.source and rule.url.startswith("http") and rule.condition for rule in RULES)
    assert len({rule.id for rule in RULES if rule.numeric}) >= 10
