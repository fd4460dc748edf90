"""Words of the price of one share, and of the ladder of unit prices."""

from __future__ import annotations

import datetime as dt

import pytest

from eventstudy.announcements.announcement import Announcement, Issuer, Moment, Precision
from eventstudy.announcements.benchmarks import Benchmark
from eventstudy.announcements.flags.flag import ContractFlag
from eventstudy.announcements.flags.unit_price import UnitPrice
from eventstudy.reporting.captions import ladder, price_line

FIRST, LAST = dt.date(2024, 1, 15), dt.date(2025, 2, 11)

CHEAP = Benchmark(
    "Cheap",
    "mini",
    200_000,
    200_000,
    below=False,
    mass_low=1,
    mass_high=1,
    operational=True,
    source="a paper",
)
DEAR = Benchmark(
    "Dear", "large", 1_200_000, 1_500_000, below=True, mass_low=1, mass_high=1, operational=True, source="b"
)
KIT = Benchmark(
    "Kit", "nano", 50_000, 50_000, below=False, mass_low=1, mass_high=1, operational=False, source="c"
)

SAID = Announcement(
    id="deal",
    issuer=Issuer("Acme"),
    securities=(),
    announced=Moment(dt.datetime(2025, 2, 11), "UTC", Precision.DAY),  # noqa: DTZ001  -- a wall clock
    headline="600 satellites.",
)


def priced(*dollars: float, mass_class: str | None = None) -> UnitPrice:
    """Return a price held against two satellites and a kit."""
    return UnitPrice(dollars, (CHEAP, DEAR, KIT), mass_class, "terms" if mass_class else "")


@pytest.mark.parametrize(
    ("days", "change", "said"),
    [
        ([FIRST], -0.12, "Acme: the share stands 12% below the close before its announcement"),
        ([FIRST], 0.0, "Acme: the share stands within 0.5% of the close before its announcement"),
        (
            [FIRST, LAST],
            -0.004,
            "Acme: 2 announcements in 13 months; the share stands within 0.5% of the close before the first",
        ),
        (
            [FIRST, LAST],
            0.5,
            "Acme: 2 announcements in 13 months; the share stands 50% above the close before the first",
        ),
        (
            [FIRST, FIRST],
            0.5,
            "Acme: 2 announcements in 1 month; the share stands 50% above the close before the first",
        ),
    ],
)
def test_the_price_is_told_since_the_first_announcement(
    days: list[dt.date], change: float, said: str
) -> None:
    """The title counts announcements and months, and says where the share stands since."""
    assert price_line.title("Acme", days, change) == said


def test_gaps_are_said() -> None:
    """Sessions without a price are counted, and made-up prices are called so."""
    assert "3 sessions without a price: gaps." in price_line.subtitle("1.HK", FIRST, LAST, 3)
    assert "gaps" not in price_line.subtitle("1.HK", FIRST, LAST, 0)
    assert price_line.price_name(simulated=True) == "made-up price"
    told = price_line.alt("Acme", "1.HK", (1.5, 2.25), [(FIRST, "A contract")], simulated=False)
    assert told == (
        "Line chart of the price of Acme (1.HK), from 1.5 to 2.25, with numbered announcements: 1, 15 Jan 2024: A contract."
    )
    assert price_line.caption("Acme", "1.HK", 2, simulated=True).startswith("SIMULATED DATA")


def flag(*, tripped: bool | None) -> ContractFlag:
    """Return the flag of a unit price."""
    return ContractFlag(
        "unit_price_gap", tripped=tripped, value=0.175, unit="", threshold="", sentence="It is cheap."
    )


@pytest.mark.parametrize(
    ("tripped", "price", "said"),
    [
        (True, priced(35_000.0), "18% of what the cheapest operational satellite with a cited cost takes"),
        (True, priced(9e6), "7.5 times what the dearest operational satellite with a cited cost takes"),
        (True, priced(90e6), "75 times what the dearest operational satellite with a cited cost takes"),
        (
            True,
            priced(900_000.0, mass_class="nano"),
            "18 times what the cheapest nano satellite with a cited cost takes",
        ),
        (False, priced(1_100_000.0), "near what operational satellites are cited to cost, nearest to Dear"),
        (False, priced(90_000.0), "near what operational satellites are cited to cost, nearest to Cheap"),
        (None, priced(60_000.0, 70_000.0), "set beside what operational satellites are cited to cost"),
    ],
)
def test_the_title_says_what_the_flag_found(tripped: bool | None, price: UnitPrice, said: str) -> None:  # noqa: FBT001  -- a parameter
    """Below the cheapest, above the dearest, near them, or neither known: the title never says more than the flag."""
    told = ladder.title(flag(tripped=tripped), price)
    assert told == f"US${price.nearest[1]:,.0f} a satellite is {said}"


def test_the_ladder_is_told_rung_by_rung() -> None:
    """Subtitle, label, caption and alt text give the class, the price or its span, the flag's finding and every cost."""
    assert "their class is not disclosed" in ladder.subtitle(SAID, priced(35_000.0))
    assert "their class is stated: nano" in ladder.subtitle(SAID, priced(35_000.0, mass_class="nano"))
    assert ladder.label(priced(35_000.0)) == "this deal, US$35,000"
    assert ladder.label(priced(35_000.0, 36_000.0)) == "this deal, US$35,000 to 36,000"
    told = ladder.caption(flag(tripped=True), priced(35_000.0), simulated=False)
    assert told == "It is cheap. The cheapest compared is Cheap: a paper."
    assert "Dear less than 1,200,000 to 1,500,000, Cheap 200,000, Kit 50,000" in ladder.alt(
        SAID, priced(35_000.0), simulated=False
    )
    assert ladder.alt(SAID, priced(35_000.0), simulated=True).startswith("SIMULATED DATA")
