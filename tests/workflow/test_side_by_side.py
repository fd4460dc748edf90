"""The listed lines of one announcement, side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from dual_listing import HONG_KONG_DAY0, SHENZHEN_DAY0, DictShelf, announcement, market

from eventstudy import EventStudy, Window
from eventstudy.arrays import epoch_day
from eventstudy.workflow.events import Choices
from eventstudy.workflow.shelves import CurrencyShelf
from eventstudy.workflow.side_by_side import Comparison, compared
from eventstudy.workflow.study import Study, run_study

if TYPE_CHECKING:
    import datetime as dt

    from eventstudy.announcements.announcement import Announcement
    from eventstudy.reporting.side_by_side import SideBySide

CHOICES = Choices(benchmark=None, benchmarks={}, sessions_after=10)
DESIGN = EventStudy(estimation=Window(-100, -11), window=Window(-3, 5))


def _study(shelf: DictShelf, one: Announcement, *, currency: str = "USD") -> tuple[Study, list[str]]:
    said: list[str] = []
    asked = Comparison([one], [one], shelf, CurrencyShelf(shelf, currency), currency)
    own = run_study(DESIGN, [one], [one], shelf, CHOICES)
    return compared(DESIGN, own, asked, CHOICES, say=said.append), said


def _found(shelf: DictShelf, *, currency: str = "USD") -> SideBySide:
    study, _ = _study(shelf, announcement(), currency=currency)
    assert study.report.side_by_side is not None
    return study.report.side_by_side


def _close(symbol: str, day: dt.date | None) -> float:
    series = market().series[symbol]
    assert day is not None
    return float(series.close[series.days == epoch_day(day)][0])


def test_each_line_has_its_own_day_0_and_benchmark() -> None:
    """Hong Kong opens two days before Shenzhen, and each is measured against its own index."""
    hong_kong, shenzhen = _found(market()).lines
    assert (hong_kong.security, hong_kong.exchange, hong_kong.currency) == ("0763.HK", "XHKG", "HKD")
    assert (shenzhen.security, shenzhen.exchange, shenzhen.currency) == ("000063.SZ", "XSHE", "CNY")
    assert (hong_kong.day0, shenzhen.day0) == (HONG_KONG_DAY0, SHENZHEN_DAY0)
    assert (hong_kong.benchmark, shenzhen.benchmark) == ("^HSI", "000300.SS")


def test_closes_are_those_before_day_0_and_at_the_end() -> None:
    """They are the closes of the line's own sessions, as printed, in its own currency."""
    for line in _found(market()).lines:
        sessions = market().series[line.security].days
        at = int(np.searchsorted(sessions, epoch_day(line.day0)))
        assert line.before is not None
        assert line.end is not None
        assert (epoch_day(line.before), epoch_day(line.end)) == (sessions[at - 1], sessions[at + 5])
        assert line.close_before == _close(line.security, line.before)
        assert line.close_end == _close(line.security, line.end)


def test_cars_are_those_of_studies_in_either_currency() -> None:
    """The common column is the study of converted prices, the other one that of the prices as they are."""
    found = _found(market())
    common = run_study(DESIGN, [announcement()], (), CurrencyShelf(market(), "USD"), CHOICES).result
    own = run_study(DESIGN, [announcement()], (), market(), CHOICES).result
    np.testing.assert_array_equal([line.car for line in found.lines], own.car)
    np.testing.assert_array_equal([line.t for line in found.lines], own.t)
    np.testing.assert_array_equal([line.car_common for line in found.lines], common.car)
    np.testing.assert_array_equal([line.t_common for line in found.lines], common.t)
    assert not np.allclose(own.car, common.car, rtol=1e-6)


@pytest.mark.parametrize("currency", ["HKD", "USD", "CNY"])
def test_the_premium_is_of_one_day_and_one_currency(currency: str) -> None:
    """The A share in Hong Kong dollars over the H share, less one, on the H share's days; by hand, with pandas."""
    hong_kong, shenzhen = _found(market(), currency=currency).lines
    assert hong_kong.premium_before is None
    assert hong_kong.premium_end is None
    closes = pd.DataFrame({name: pd.Series(one.close, one.days) for name, one in market().series.items()})
    ratio = closes["000063.SZ"] / closes["CNY=X"] * closes["HKD=X"] / closes["0763.HK"] - 1
    assert hong_kong.end is not None
    assert shenzhen.premium_end == pytest.approx(ratio[epoch_day(hong_kong.end)], rel=1e-12)
    # Shenzhen was closed on Hong Kong's last session before day 0, so there is no premium of that day.
    assert hong_kong.before is not None
    assert np.isnan(ratio[epoch_day(hong_kong.before)])
    assert shenzhen.premium_before is None


def test_a_line_that_cannot_be_converted_keeps_its_own_numbers() -> None:
    """Without a rate the common columns are empty, and the reason stands below."""
    found = _found(DictShelf({name: one for name, one in market().series.items() if name != "CNY=X"}))
    hong_kong, shenzhen = found.lines
    assert None not in (hong_kong.car_common, shenzhen.car)
    assert (shenzhen.car_common, shenzhen.t_common, shenzhen.premium_end) == (None, None, None)
    assert found.remarks[0] == "000063.SZ: no rate from CNY to USD: no prices of CNY=X here"


def test_a_line_without_prices_is_left_out() -> None:
    """It stands among the dropped; without the first line there is nothing to be dearer than."""
    found = _found(DictShelf({name: one for name, one in market().series.items() if name != "0763.HK"}))
    (shenzhen,) = found.lines
    assert shenzhen.security == "000063.SZ"
    assert shenzhen.premium_end is None


def test_one_line_has_nothing_beside_it() -> None:
    """An announcement of one line is studied as ever, and that is said."""
    one = announcement()
    study, said = _study(market(), replace(one, securities=one.securities[:1]))
    assert study.report.side_by_side is None
    assert said == ["nothing to set side by side: no announcement that was studied has several listed lines"]


def test_made_up_rates_mark_the_comparison() -> None:
    """A simulated rate makes the table SIMULATED, and no other part of the study."""
    series = {**market().series, "HKD=X": replace(market().series["HKD=X"], source="simulated")}
    study, _ = _study(DictShelf(series), announcement())
    assert study.report.side_by_side is not None
    assert study.report.side_by_side.simulated
    assert not study.result.simulated
