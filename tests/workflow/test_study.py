"""A study from announcements and prices to a report."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from dual_listing import DictShelf
from small_study import scattered

from eventstudy import EventStudy, Window
from eventstudy.announcements.announcement import (
    Announcement,
    ContractTerms,
    Issuer,
    Moment,
    Precision,
    Security,
)
from eventstudy.arrays import date_of, epoch_day
from eventstudy.errors import EstimationError, NothingToStudyError
from eventstudy.prices.calendar import exchange_calendar
from eventstudy.prices.series import PriceSeries
from eventstudy.workflow.events import Choices
from eventstudy.workflow.study import Wishes, refuse_nothing, run_study

CHOICES = Choices(benchmark=None, benchmarks={}, sessions_after=10)

DAYS = exchange_calendar("XHKG").days
DAYS = DAYS[(epoch_day(dt.date(2023, 6, 1)) <= DAYS) & (epoch_day(dt.date(2025, 3, 31)) >= DAYS)]

SYMBOLS = ("^HSI", "0001.HK", "0002.HK")


def shelf() -> DictShelf:
    """Return prices that look like noise."""
    closes = np.exp(0.02 * np.cumsum(scattered(len(SYMBOLS), len(DAYS)), axis=1))
    blank = np.full(len(DAYS), np.nan)
    return DictShelf(
        {
            name: PriceSeries(name, DAYS, close, blank, np.ones(len(DAYS)))
            for name, close in zip(SYMBOLS, closes, strict=True)
        }
    )


def announced(name: str, security: str, place: int, terms: ContractTerms | None = None) -> Announcement:
    """Return an announcement before the open of a session."""
    local = dt.datetime.combine(date_of(int(DAYS[place])), dt.time(8, 30))
    return Announcement(
        id=name,
        issuer=Issuer(security),
        securities=(Security(security, "XHKG"),),
        announced=Moment(local, "Asia/Hong_Kong", Precision.MINUTE),
        terms=terms or ContractTerms(),
    )


FIRST = announced("first", "0001.HK", 300)
AGAIN = announced("again", "0001.HK", 320)
OTHER = announced("other", "0002.HK", 330)
LATE = announced("late", "0002.HK", len(DAYS) - 3)
UNKNOWN = announced("unknown", "0003.HK", 300)


def test_what_cannot_be_joined_stands_first_among_the_dropped() -> None:
    """An event without prices and one that is pending are dropped, each with its reason."""
    everything = [FIRST, LATE, UNKNOWN]
    found = run_study(EventStudy(), everything, everything, shelf(), CHOICES).result
    assert [event.id for event in found.events] == ["first"]
    assert [(one.id, one.reason[:10]) for one in found.dropped] == [
        ("unknown", "no prices "),
        ("late", "pending un"),
    ]


def test_neighbours_leave_the_estimation_window_and_are_not_studied() -> None:
    """With exclude_other_events the other announcements of the security count, those of others do not."""
    design = EventStudy(estimation=Window(-250, -11), exclude_other_events=True)
    found = run_study(design, [AGAIN], [FIRST, AGAIN, OTHER], shelf(), CHOICES).result
    assert [event.id for event in found.events] == ["again"]
    assert found.dropped == ()
    # FIRST, 20 sessions earlier, has its window on the sessions -30 to -10 of AGAIN: 20 of them are estimated on.
    assert found.observations.tolist() == [240 - 20]
    alone = run_study(design, [AGAIN], [AGAIN, OTHER], shelf(), CHOICES).result
    assert alone.observations.tolist() == [240]


def test_single_events_and_the_calendar_always_come() -> None:
    """Without wishes a report has what each event says by itself and the calendar-time portfolio."""
    report = run_study(EventStudy(), [FIRST], [FIRST], shelf(), CHOICES).report
    assert report.single is not None
    assert report.calendar_time is not None
    assert report.volume_model == "mean"
    given = (report.explained, report.unexplained, report.resampled, report.adjusted, report.diagnostics)
    assert given == (None,) * 5


def test_shares_of_what_is_not_studied_are_refused() -> None:
    """Shares are of a security among the announcements chosen, not of its neighbours."""
    with pytest.raises(EstimationError, match=r"did you mean '0001\.HK'"):
        run_study(
            EventStudy(), [FIRST], [FIRST, OTHER], shelf(), CHOICES, wishes=Wishes(shares={"0002.HK": 1e6})
        )


def test_nothing_is_supplemented_where_nothing_is_left() -> None:
    """Without an event there is nothing to add to, whatever was wished for."""
    wishes = Wishes(explain=("binding",), adjust="bh", draws=99, diagnostics=True)
    report = run_study(EventStudy(), [UNKNOWN], [UNKNOWN], shelf(), CHOICES, wishes=wishes).report
    assert report.single is None
    assert report.unexplained is None
    assert report.adjusted is None


def test_wishes_come_true() -> None:
    """Every wish has its supplement; the attributes are those of the events that are left."""
    events = [
        announced(f"event-{place}", "0001.HK", 280 + 5 * place, ContractTerms(binding=place % 2 == 0))
        for place in range(6)
    ]
    chosen = [UNKNOWN, *events]
    wishes = Wishes(("binding",), "holm", 99, 7, "market", diagnostics=True)
    report = run_study(EventStudy(), chosen, chosen, shelf(), CHOICES, wishes=wishes).report
    assert report.explained is not None
    assert report.explained.names == ("constant", "binding")
    assert report.explained.observations == 6
    binding = report.result.car[::2].mean() - report.result.car[1::2].mean()
    assert report.explained.coefficients[1] == pytest.approx(binding, rel=1e-10)
    assert report.resampled is not None
    assert {(one.draws, one.seed) for one in report.resampled} == {(99, 7)}
    assert report.adjust == "holm"
    assert report.adjusted is not None
    assert report.diagnostics is not None
    assert report.volume_model == "market"


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ([ContractTerms()] * 6, "events with all numbers: 0, needed: "),
        ([ContractTerms(binding=True)] * 6, "attribute 'binding': is 1 in all 6 events"),
    ],
)
def test_a_regression_that_fails_says_why_and_stops_nothing(terms: list[ContractTerms], message: str) -> None:
    """The report has all the rest, and the reason in the regression's place."""
    events = [announced(f"event-{place}", "0001.HK", 280 + 5 * place, one) for place, one in enumerate(terms)]
    report = run_study(
        EventStudy(), events, events, shelf(), CHOICES, wishes=Wishes(("binding",), draws=99)
    ).report
    assert report.explained is None
    assert message in str(report.unexplained)
    assert report.resampled is not None


def test_values_in_two_currencies_cannot_explain() -> None:
    """Values that do not compare are a reason as well."""
    terms = [ContractTerms(value=1.0 + place, currency=("HKD", "USD")[place % 2]) for place in range(6)]
    events = [announced(f"event-{place}", "0001.HK", 280 + 5 * place, one) for place, one in enumerate(terms)]
    report = run_study(EventStudy(), events, events, shelf(), CHOICES, wishes=Wishes(("value",))).report
    assert "deals are in HKD, USD" in str(report.unexplained)


def test_unknown_attributes_are_refused_at_once() -> None:
    """A wish for something that is no attribute cannot be made."""
    with pytest.raises(EstimationError, match="did you mean 'binding'"):
        Wishes(explain=("bindng",))


def test_nothing_to_study_has_its_own_words() -> None:
    """No announcement in the period and no event left are told apart; with an event nothing is refused."""
    with pytest.raises(NothingToStudyError, match="no announcement lies between"):
        refuse_nothing(0, 0)
    with pytest.raises(NothingToStudyError, match="2 left out, none kept"):
        refuse_nothing(0, 2)
    refuse_nothing(1, 2)
