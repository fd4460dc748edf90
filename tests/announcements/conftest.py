"""Announcements of every shape that the reader makes, and one to vary by hand."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st

from eventstudy.announcements.announcement import (
    Announcement,
    ContractTerms,
    Issuer,
    Moment,
    Precision,
    Security,
)
from eventstudy.announcements.words import clean
from eventstudy.exchanges import EXCHANGES, mic_of

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

ZONES = ("UTC", "Asia/Hong_Kong", "America/New_York", "Australia/Lord_Howe", "Europe/London")

texts = st.text(max_size=40).map(clean)
names = texts.filter(bool)
formulas = st.from_regex(r"'{0,2}[=+\-@]?[a-z0-9]{1,5}", fullmatch=True)
ids = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,12}", fullmatch=True)


@st.composite
def moments(draw: st.DrawFn) -> Moment:
    """Draw an instant as some clock shows it, so that both of two equal times occur."""
    zone = draw(st.sampled_from(ZONES))
    usual = st.datetimes(dt.datetime.fromisoformat("1950-01-01"), dt.datetime.fromisoformat("2099-01-01"))
    repeated = st.sampled_from(
        ["2025-11-02T05:30", "2025-11-02T06:30", "2025-04-05T14:45", "2025-04-05T15:15"]
    )
    instant = draw(usual | repeated.map(dt.datetime.fromisoformat)).replace(tzinfo=dt.UTC)
    precision = draw(st.sampled_from(Precision))
    local = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, second=0, microsecond=0)
    if precision is not Precision.MINUTE:
        local = local.replace(hour=0, minute=0, fold=0)
    return Moment(local.replace(day=1) if precision is Precision.MONTH else local, zone, precision)


@st.composite
def securities(draw: st.DrawFn) -> Security:
    """Draw a symbol, with an exchange where its suffix does not say one."""
    symbol = draw(st.from_regex(r"[A-Z0-9^][A-Z0-9-]{0,5}(\.(HK|SZ|T|XX))?", fullmatch=True))
    mic = mic_of(symbol)
    return Security(symbol, draw(st.sampled_from([mic, *EXCHANGES])))


terms = st.builds(
    ContractTerms,
    counterparty=st.none() | names | formulas,
    counterparty_country=st.none() | names,
    value=st.none() | st.floats(0, allow_nan=False, allow_infinity=False).map(abs),
    currency=st.none() | st.sampled_from(["USD", "HKD"]),
    units=st.none() | st.integers(1, 10**9),
    opt_out_days=st.none() | st.integers(0, 36_500),
    binding=st.none() | st.booleans(),
)

announcements = st.builds(
    Announcement,
    id=ids,
    issuer=st.builds(Issuer, names | formulas, st.none() | names),
    securities=st.lists(securities(), max_size=3, unique_by=lambda one: one.symbol).map(tuple),
    announced=moments(),
    headline=texts | formulas,
    kind=st.just("other") | names,
    terms=terms,
    url=st.none() | st.from_regex(r"https://example\.org/[a-z0-9/?=%#&;,'-]{0,12}", fullmatch=True),
)


@pytest.fixture(scope="session")
def registries() -> SearchStrategy[tuple[Announcement, ...]]:
    """Return the strategy that draws a few announcements with ids of their own that do not contradict each other."""
    drawn = st.lists(announcements, max_size=4, unique_by=lambda one: one.id)
    return drawn.filter(_agree).map(tuple)


def _agree(drawn: list[Announcement]) -> bool:
    """Tell whether a symbol has one exchange, and an issuer one country, wherever they stand."""
    exchanges = {line for one in drawn for line in one.securities}
    issuers = {one.issuer for one in drawn}
    return len({line.symbol for line in exchanges}) == len(exchanges) and (
        len({issuer.name for issuer in issuers}) == len(issuers)
    )


@pytest.fixture(scope="session")
def deal() -> Announcement:
    """Return an announcement of a dual-listed issuer with all its terms."""
    return Announcement(
        id="deal",
        issuer=Issuer("Maker", "CN"),
        securities=(Security("0763.HK", "XHKG"), Security("000063.SZ", "XSHE")),
        announced=Moment(dt.datetime.fromisoformat("2025-02-11T08:30"), "Asia/Hong_Kong", Precision.MINUTE),
        headline="Maker sells twenty satellites",
        kind="contract",
        terms=ContractTerms("Buyer", "AE", 21e6, "USD", 20, 60, binding=False),
        url="https://example.org/deal",
    )
