"""Announcements as values: their moments, unit prices and opt-out windows."""

from __future__ import annotations

import datetime as dt

import pytest

from eventstudy.announcements.announcement import (
    Announcement,
    ContractTerms,
    Issuer,
    Moment,
    Precision,
    Security,
)


def moment(precision: Precision, *, fold: int = 0) -> Moment:
    """Return half past one of the night on which New York's clocks go back."""
    return Moment(
        dt.datetime.fromisoformat("2025-11-02T01:30").replace(fold=fold), "America/New_York", precision
    )


def announcement(announced: Moment, opt_out_days: int | None) -> Announcement:
    """Return an announcement with an opt-out window."""
    return Announcement(
        id="deal",
        issuer=Issuer("Maker"),
        securities=(Security("1725.HK", "XHKG"),),
        announced=announced,
        terms=ContractTerms(opt_out_days=opt_out_days),
    )


@pytest.mark.parametrize(
    ("precision", "written"),
    [
        (Precision.MONTH, "2025-11"),
        (Precision.DAY, "2025-11-02"),
        (Precision.MINUTE, "2025-11-02T01:30"),
    ],
)
def test_written_as_precise_as_known(precision: Precision, written: str) -> None:
    """A moment is written down to the unit that is known, and no further."""
    assert str(moment(precision)) == written


def test_instant_of_both_folds() -> None:
    """Half past one comes twice that night, an hour apart in UTC."""
    first, second = moment(Precision.MINUTE), moment(Precision.MINUTE, fold=1)
    assert first.instant == dt.datetime(2025, 11, 2, 5, 30, tzinfo=dt.UTC)
    assert second.instant == dt.datetime(2025, 11, 2, 6, 30, tzinfo=dt.UTC)


def test_date_is_the_sources_own() -> None:
    """An evening in New York keeps its date although UTC is a day ahead."""
    evening = Moment(dt.datetime.fromisoformat("2025-02-11T20:00"), "America/New_York", Precision.MINUTE)
    assert evening.date == dt.date(2025, 2, 11)
    assert evening.instant.date() == dt.date(2025, 2, 12)


def test_unit_price() -> None:
    """A price per unit is the value over the units, and unknown if either is."""
    assert ContractTerms(value=21e6, units=20).unit_price == 1_050_000
    assert ContractTerms(value=0.0, units=20).unit_price == 0
    assert ContractTerms(value=21e6).unit_price is None
    assert ContractTerms(units=20).unit_price is None


def test_opt_out_expires_on_a_calendar_day() -> None:
    """A window of 60 days from 11 February ends on 12 April; one of none ends the same day."""
    day = Moment(dt.datetime.fromisoformat("2025-02-11"), "Asia/Hong_Kong", Precision.DAY)
    assert announcement(day, 60).opt_out_expires == dt.date(2025, 4, 12)
    assert announcement(day, 0).opt_out_expires == dt.date(2025, 2, 11)


def test_opt_out_of_unknown_end() -> None:
    """Without an opt-out window, or with only a month known, no day is made up."""
    assert announcement(moment(Precision.DAY), None).opt_out_expires is None
    assert announcement(moment(Precision.MONTH), 60).opt_out_expires is None
