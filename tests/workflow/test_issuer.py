"""The profile of an issuer: who is meant, what is measured, and what is known without prices."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.stats import binomtest

from eventstudy.analysis.simulation import BENCHMARK
from eventstudy.announcements.announcement import Issuer
from eventstudy.announcements.bundled import bundled_files
from eventstudy.announcements.ledger import FollowUp, Outcome
from eventstudy.announcements.reader import read_announcements
from eventstudy.announcements.span import Span
from eventstudy.errors import AnnouncementUnknownError
from eventstudy.reporting.screen import Screen
from eventstudy.workflow.contract import ledgers_of
from eventstudy.workflow.events import Choices
from eventstudy.workflow.flag import SESSIONS_AFTER, Flagged, Known, flag_events
from eventstudy.workflow.inputs import FileShelf
from eventstudy.workflow.issuer import Profiled, find_issuer, profile_of
from eventstudy.workflow.market import demo_announcements, demo_market, demo_prices
from eventstudy.workflow.shelves import PeerShelf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.announcements.announcement import Announcement

AS_OF = dt.date(2026, 11, 25)

GOLDEN = Path(__file__).parent.parent / "expected" / "issuer_uspace.txt"


@pytest.fixture(scope="module")
def registry() -> tuple[Announcement, ...]:
    """Return the bundled registry."""
    return read_announcements(bundled_files()[0]).announcements


def without_prices(
    asked: str, registry: Sequence[Announcement], *recorded: FollowUp, as_of: dt.date = AS_OF
) -> Profiled:
    """Profile an issuer of the registry where no price is at hand."""
    found, shelf = find_issuer(asked, registry, ledgers_of()), PeerShelf(FileShelf({}, "none.csv"), {})
    choices, known = Choices(None, {}, SESSIONS_AFTER), Known(ledgers_of(), recorded)
    flagged = flag_events(found.announcements, registry, shelf, choices, known=known, say=print)
    return profile_of(found, flagged, registry, shelf, choices, known=known, as_of=as_of)


def test_uspace_without_any_price(registry: tuple[Announcement, ...]) -> None:
    """The bundled registry and ledger tell of 1725.HK what tests/expected/issuer_uspace.txt says."""
    text = without_prices("1725.HK", registry).text("table", screen=Screen(120), verbose=True)
    assert text == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "asked", ["1725.HK", "1725.hk", "USPACE", " uspace ", "Hong Kong Aerospace Technology Group"]
)
def test_an_issuer_has_many_names(registry: tuple[Announcement, ...], asked: str) -> None:
    """Symbol, name and former name find the same announcements and ledger, in any case."""
    found = find_issuer(asked, registry, ledgers_of())
    assert found.name == "USPACE"
    assert {one.id for one in found.announcements} == {"uspace-treefam", "uspace-mspace"}
    assert (found.symbols, len(found.ledgers)) == (("1725.HK",), 1)


def test_a_ledger_is_found_by_the_line(registry: tuple[Announcement, ...]) -> None:
    """A registry that calls the issuer by a name of its own finds the ledger of its line."""
    renamed = [
        replace(one, issuer=Issuer("U Space Co")) if one.issuer.name == "USPACE" else one for one in registry
    ]
    found = find_issuer("u space co", renamed, ledgers_of())
    assert (found.name, len(found.announcements), len(found.ledgers)) == ("USPACE", 2, 1)


def test_a_partner_has_a_ledger_of_its_own(registry: tuple[Announcement, ...]) -> None:
    """One announcement that names the line of 1725.HK beside its own does not make its issuer USPACE."""
    listed = next(one for one in registry if one.id == "zte-puzhan")
    uspace = next(one for one in registry if one.id == "uspace-treefam")
    joint = replace(listed, id="joint", securities=(*listed.securities, *uspace.securities))
    found = find_issuer(listed.issuer.name, [listed, joint], ledgers_of())
    assert (found.name, found.ledgers) == (listed.issuer.name, ())


def test_what_it_announced_unlisted_is_its_own(registry: tuple[Announcement, ...]) -> None:
    """By its symbol an issuer is found with what it announced before it was listed, not with its partner's other news."""
    one = registry[0]
    listed = next(each for each in registry if each.id == "zte-puzhan")
    symbol = listed.securities[0].symbol
    before = replace(one, id="before", issuer=listed.issuer, securities=())
    partner = replace(one, id="partner", issuer=Issuer("Partner"), securities=listed.securities)
    elsewhere = replace(one, id="elsewhere", issuer=Issuer("Partner"), securities=one.securities)
    again = replace(listed, id="again")
    found = find_issuer(symbol, [partner, listed, again, before, elsewhere], ())
    assert {each.id for each in found.announcements} == {"zte-puzhan", "again", "before", "partner"}
    assert found.name == listed.issuer.name


def test_a_ledger_without_announcements(registry: tuple[Announcement, ...]) -> None:
    """An issuer that only a ledger knows is profiled by it."""
    others = [one for one in registry if one.issuer.name != "USPACE"]
    found = without_prices("1725.HK", others).profile
    assert (found.announcements, found.name) == ((), "USPACE")
    assert len(found.deals) == 7


@pytest.mark.parametrize(
    ("asked", "meant"), [("uspac", "USPACE"), ("1752.HK", "1725.HK"), ("Aerospace Tech", "Hong Kong Aerosp")]
)
def test_a_near_name_is_suggested(registry: tuple[Announcement, ...], asked: str, meant: str) -> None:
    """A name that is none is refused with the one that holds it, or is spelt nearly so."""
    with pytest.raises(AnnouncementUnknownError, match=f"did you mean '{meant}"):
        find_issuer(asked, registry, ledgers_of())


def test_a_strange_name_is_refused(registry: tuple[Announcement, ...]) -> None:
    """Where nothing is near, the message names the file, and where the names stand."""
    with pytest.raises(
        AnnouncementUnknownError, match=r"issuer 'Qqq': no announcement of mine\.csv.*; give a symbol"
    ):
        find_issuer("Qqq", registry, ledgers_of(), file=Path("mine.csv"))


def test_recorded_follow_ups_count(registry: tuple[Announcement, ...]) -> None:
    """A lapse that the reader recorded makes a second evidenced deal, from its day on."""
    lapse = FollowUp("uspace-treefam", Outcome.LAPSED, Span.read("2025-04-01"), "https://example.org")
    found = without_prices("USPACE", registry, lapse).profile
    interval = binomtest(2, 7).proportion_ci(method="wilson")
    assert found.evidenced == 2
    assert found.evidenced_interval == pytest.approx((interval.low, interval.high))
    assert without_prices("USPACE", registry, lapse, as_of=dt.date(2025, 3, 31)).profile.evidenced == 1


@pytest.fixture(scope="module")
def market() -> tuple[tuple[Announcement, ...], PeerShelf, Choices]:
    """Return the demo's simulated market."""
    made = demo_market()
    series = {one.security: one for one in demo_prices(made)}
    choices = Choices(benchmark=BENCHMARK, benchmarks={}, sessions_after=SESSIONS_AFTER)
    return demo_announcements(made), PeerShelf(FileShelf(series, "demo.csv"), {}), choices


@pytest.fixture(scope="module")
def every(market: tuple[tuple[Announcement, ...], PeerShelf, Choices]) -> Flagged:
    """Measure and judge every announcement of that market."""
    announcements, shelf, choices = market
    return flag_events(announcements, announcements, shelf, choices, known=Known(), say=print)


@pytest.fixture(scope="module")
def profiled(market: tuple[tuple[Announcement, ...], PeerShelf, Choices]) -> Profiled:
    """Profile the first issuer that announced twice."""
    announcements, shelf, choices = market
    names = [one.issuer.name for one in announcements]
    asked = next(name for name in names if names.count(name) > 1)
    found = find_issuer(asked, announcements, ())
    flagged = flag_events(found.announcements, announcements, shelf, choices, known=Known(), say=print)
    return profile_of(found, flagged, announcements, shelf, choices, known=Known(), as_of=AS_OF)


def test_its_own_numbers_are_those_of_flag(profiled: Profiled, every: Flagged) -> None:
    """Path, rises and p-values of the profile are those that flag gives the same events."""
    own, found = profiled.profile, every.measured.signatures
    rows = [i for i, one in enumerate(found.events) if one.security in own.symbols]
    assert len(rows) == len(own.found) == 2
    assert own.together.path is not None
    np.testing.assert_allclose(own.together.path.mean, found.path[rows, :31].mean(axis=0))
    p_value = every.judged.verdicts.comparison.p_value
    np.testing.assert_array_equal(own.decided.comparison.p_value, p_value[rows])
    up, half = (found.components[name][rows] for name in ("up_strength", "half_life"))
    assert own.together.own.rises == (up > 2).sum()
    assert own.together.own.reversed == ((up > 2) & np.isfinite(half)).sum()


def test_the_others_are_everybody_else(profiled: Profiled, every: Flagged) -> None:
    """Rises after other issuers' announcements are those of flag, without the issuer's own."""
    found, own = every.measured.signatures, profiled.profile.symbols
    other = np.array([one.security not in own for one in found.events])
    rises = other & (found.components["up_strength"] > 2)
    others = profiled.profile.together.others
    assert others.rises == rises.sum() > 0
    assert others.reversed == (rises & np.isfinite(found.components["half_life"])).sum()


def test_comparable_rises_are_told_of(profiled: Profiled) -> None:
    """Its rises stand beside the share of a thousand comparable ones, and the chance of as many."""
    together = profiled.profile.together
    shares = profiled.profile.decided.comparison.reversal_share
    assert together.usual.rises == together.own.rises == np.isfinite(shares).sum()
    assert together.usual.share == pytest.approx(np.nanmean(shares))
    assert "Of comparable rises of other shares on ordinary days" in profiled.text("table", verbose=False)


def test_prices_at_fault_take_no_part(market: tuple[tuple[Announcement, ...], PeerShelf, Choices]) -> None:
    """A spike of one day in the window of an announcement takes it out of the path and of the rises."""
    announcements, shelf, choices = market
    one = announcements[0]
    (symbol,) = (line.symbol for line in one.securities)
    series = dict(shelf.inner.load([*shelf.inner.symbols()]))
    close = series[symbol].close.copy()
    close[int(np.searchsorted(series[symbol].days, np.datetime64(one.announced.date).astype(int))) + 4] *= 10
    series[symbol] = replace(series[symbol], close=close)
    found = find_issuer(symbol, announcements, ())
    spiked = PeerShelf(FileShelf(series, "spiked.csv"), {})
    flagged = flag_events([one], announcements, spiked, choices, known=Known(), say=print)
    got = profile_of(found, flagged, announcements, spiked, choices, known=Known()).profile
    assert got.tiers == {"untestable": 1}
    assert (got.together.path, got.together.own.rises) == (None, 0)
