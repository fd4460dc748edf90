"""The paragraph on an issuer: what it says, and what it leaves unsaid."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from eventstudy.analysis.calibration.reference import Comparison
from eventstudy.analysis.event import Dropped, Event
from eventstudy.analysis.issuer import AveragePath, Reversals, Together, Usual
from eventstudy.analysis.signature import signatures
from eventstudy.analysis.verdict import verdicts
from eventstudy.announcements.announcement import Announcement, Issuer, Moment, Precision
from eventstudy.announcements.ledger import FollowUp, Outcome
from eventstudy.announcements.past_deals import PastDeal
from eventstudy.announcements.span import Span
from eventstudy.prices.panel import Panel
from eventstudy.reporting.issuer import announcement_table, issuer_json, path_table, reversal_table
from eventstudy.reporting.issuer_profile import Profile
from eventstudy.reporting.issuer_words import paragraph

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[..., Profile]

NONE = Reversals(0, 0, np.nan, np.nan)
UNKNOWN = Usual(0, 0, np.nan, np.nan, np.nan)
OFFSETS = np.array([-1, 0, 1, 2])


def path(number: int, *, spread: float = np.nan) -> AveragePath:
    """Return an average that rises by ln 1.2 and ends at ln 1.05."""
    mean = np.log([1.0, 1.1, 1.2, 1.05])
    return AveragePath(OFFSETS, np.full(4, number), mean, mean - spread, mean + spread, np.full(4, 0.1))


def announced(day: str) -> Announcement:
    """Return an announcement of the issuer."""
    moment = Moment(dt.datetime.fromisoformat(day), "Asia/Hong_Kong", Precision.DAY)
    return Announcement(f"of-{day}", Issuer("Maker"), (), moment)


def deal(*outcomes: Outcome) -> PastDeal:
    """Return a deal of which some outcomes are told."""
    told = tuple(FollowUp("deal", one, Span.read("2024"), "later") for one in outcomes)
    return PastDeal("deal", Span.read("2023-05"), "mou", "A deal.", "source", told)


@pytest.fixture(scope="module")
def make() -> Make:
    """Return a function that makes a profile of which only some numbers matter."""
    days = pd.bdate_range("2023-01-02", periods=300)
    rng = np.random.default_rng(1)
    closes = pd.DataFrame(np.exp(np.cumsum(0.01 * rng.standard_normal((300, 2)), axis=0)), index=days)
    panel = Panel.from_frame(closes.set_axis(["S", "M"], axis=1), benchmark="M")
    waiting = signatures(panel, [Event("of-2024-01-02", "S", days[295].date())])
    decided = verdicts(waiting, Comparison.gathered(0, []), issuers=[], faults=[], sector_agrees=[])

    def made(
        average: AveragePath | None = None,
        *,
        own: Reversals = NONE,
        usual: Usual = UNKNOWN,
        others: Reversals = NONE,
        deals: tuple[PastDeal, ...] = (),
        days: tuple[str, ...] = ("2024-01-02", "2025-03-04"),
    ) -> Profile:
        return Profile(
            name="Maker",
            symbols=("S",),
            announcements=tuple(map(announced, days)),
            found=waiting,
            decided=decided,
            together=Together(average, own, usual, others),
            contracts={},
            deals=deals,
            as_of=dt.date(2026, 1, 1),
        )

    return made


def test_the_whole_paragraph(make: Make) -> None:
    """Path, rises, comparable rises, other issuers, verdicts and deals come in this order, in changes of price."""
    profile = make(
        path(8, spread=np.log(1.04)),
        own=Reversals(3, 2, 0.2, 0.9),
        usual=Usual(3, 2, 0.4, 0.352, 0.936),
        others=Reversals(10, 5, 0.24, 0.76),
        deals=(deal(Outcome.DELIVERED), deal(), deal(Outcome.NOT_EVIDENCED)),
    )
    assert paragraph(profile) == (
        "Maker (S): 2 announcements from 2024-01-02 to 2025-03-04. On average over 8 announcements (windows that overlap "
        "count once) the share stood highest beyond its benchmark on session 1, at +20.0%, and at +5.0% on session 2 (95 % interval "
        "+1.0% to +9.2%); if nothing happens, 95 % of such averages end between -9.5% and +10.5%. Of 3 rises out of the "
        "ordinary 2 were given back by half or more (67%, 95 % interval 20% to 90%). Of comparable rises of other shares on "
        "ordinary days 40% were; at that rate 2 or more of 3 would be in 35% of cases. Of 10 rises after announcements of "
        "other issuers, whatever their size, 5 were (50%, 95 % interval 24% to 76%). Verdicts: 1 pending until day W. Of 3 "
        "deals in registry and ledger 1 is evidenced later (33%, 95 % interval 6% to 79%); of the other 2 no evidence was "
        "found, which does not prove that there is none."
    )


def test_fewer_than_usual_is_told_from_below(make: Make) -> None:
    """Where fewer reversed than comparable rises do, the chance is that of as few."""
    text = paragraph(make(path(3), own=Reversals(3, 1, 0.1, 0.8), usual=Usual(3, 1, 0.7, 0.97, 0.22)))
    assert "at that rate 1 or fewer of 3 would be in 22% of cases" in text
    assert "interval +" not in text


def test_the_highest_is_after_the_announcement(make: Make) -> None:
    """A run-up above every later session is not where the share stood highest."""
    early = path(2)._replace(offsets=OFFSETS - 1)
    assert "on session 0, at +20.0%" in paragraph(make(early))
    assert "on session 1, at +5.0%" in paragraph(make(early._replace(mean=np.log([1.1, 1.3, 1.0, 1.05]))))


def test_one_of_each(make: Make) -> None:
    """A single announcement, rise and deal stand in the singular."""
    profile = make(
        path(1), own=Reversals(1, 1, 0.21, 1.0), deals=(deal(Outcome.LAPSED),), days=("2024-01-02",)
    )
    text = paragraph(profile)
    assert "Maker (S): 1 announcement of 2024-01-02." in text
    assert "On average over 1 announcement (windows that overlap count once)" in text
    assert "Of 1 rise out of the ordinary 1 was given back" in text
    assert "too few comparable rises" in text
    assert text.endswith(
        "Of 1 deal in registry and ledger 1 is evidenced later (100%, 95 % interval 21% to 100%)."
    )


def test_no_rise_is_compared_with_nothing(make: Make) -> None:
    """Without a rise neither comparable ones nor other issuers' are spoken of."""
    profile = make(path(2))
    assert "It did not rise out of the ordinary after any of them. Verdicts:" in paragraph(profile)
    assert reversal_table(profile).rows == ()


def test_nothing_at_hand(make: Make) -> None:
    """Without announcements, prices and deals the paragraph says just that."""
    assert paragraph(make(days=())) == (
        "Maker (S): no announcement is at hand. Nothing is said of its share price, as none of them could be measured. "
        "No deal of it is in registry or ledger."
    )


def test_a_pending_event_has_its_tier(make: Make) -> None:
    """An announcement whose window is open is counted as pending, one without prices as not measured."""
    profile = make()
    unlisted = replace(
        profile,
        found=replace(
            profile.found, dropped=(*profile.found.dropped, Dropped("of-2025-03-04", "", "not listed"))
        ),
    )
    assert unlisted.tiers == {"pending until day W": 1, "not measured": 1}
    rows = announcement_table(unlisted).rows
    assert [(row[1], row[3], row[-2]) for row in rows] == [
        ("of-2024-01-02", "S", "pending until day W"),
        ("of-2025-03-04", None, "not measured"),
    ]


def test_json_has_every_session_and_no_nan(make: Make) -> None:
    """JSON holds the whole path, with null where there is no interval, and people see some sessions of it."""
    profile = make(path(2), own=Reversals(1, 0, 0.0, 0.79))
    found = issuer_json(profile)
    assert found["average_path"] == {
        "sessions": [-1, 0, 1, 2],
        "announcements": [2, 2, 2, 2],
        "mean": pytest.approx(np.log([1.0, 1.1, 1.2, 1.05]).tolist()),
        "low": [None] * 4,
        "high": [None] * 4,
        "ordinary": [0.1] * 4,
    }
    assert found["reversals"] == {
        "issuer": {"rises": 1, "reversed": 0, "share": 0.0, "wilson_95": [0.0, 0.79]},
        "comparable": {
            "rises": 0,
            "reversed": 0,
            "share": None,
            "p_as_many_or_more": None,
            "p_as_many_or_fewer": None,
        },
        "other_issuers": {"rises": 0, "reversed": 0, "share": None, "wilson_95": None},
    }
    assert [row[0] for row in path_table(profile).rows] == [0, 1, 2]
