"""The stories of an edition: which, in which order, and what each says."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from materials import thick_material

from eventstudy.announcements.announcement import Announcement, Issuer, Moment, Precision
from eventstudy.plotting import Sheet
from eventstudy.workflow.edition.make import make_edition, other_versions, period_text
from eventstudy.workflow.edition.stories import heading, paragraph, stories
from eventstudy.workflow.pictures.material import Material


def test_the_strongest_verdict_comes_first() -> None:
    """Flagged, then what could not be told, then lasting news, then what did not rise, each by date."""
    assert [story.id for story in stories(thick_material())] == ["pump", "spiked", "news", "nothing", "twice"]


def test_an_announcement_without_prices_is_told_last() -> None:
    """An issuer that is not listed has a story of its terms, after all others, dated no finer than it is known."""
    material = thick_material()
    unlisted = Announcement(
        id="unlisted",
        issuer=Issuer("SpaceSail"),
        securities=(),
        announced=Moment(dt.datetime(2024, 2, 1), "Asia/Shanghai", Precision.MONTH),  # noqa: DTZ001  -- a wall clock
        headline="A round of financing",
    )
    flagged = replace(material.flagged, contracts={**material.flagged.contracts, "unlisted": ()})
    more = Material(flagged, {**material.announcements, "unlisted": unlisted})
    (*_, last) = stories(more)
    assert (last.id, last.events, heading(more, last)) == ("unlisted", (), "SpaceSail, February 2024")
    assert paragraph(more, last).startswith(
        "In February 2024 SpaceSail (not listed) announced: A round of financing."
    )


def test_a_paragraph_has_the_tiers_sentence_and_the_terms() -> None:
    """One paragraph says what was announced, what prices say, and what is known of the terms."""
    material = thick_material()
    told = paragraph(material, stories(material)[0])
    assert told.startswith("On ")
    assert "announced: A contract. 9001.HK rose 51.2% beyond its benchmark by day 2 and gave back" in told
    assert "the shape is strongly pump-and-dump-like, which does not say why prices moved." in told
    assert "contract flags" in told


def test_an_edition_shows_every_picture_that_it_tells_of() -> None:
    """Drawings and pictures of the post are the same names, in the same order, each once."""
    whole = make_edition(thick_material(), period=(None, None), title="T", sheet=Sheet(), images_url="")
    names = [one.name for one in whole.post.pictures]
    assert [one.name for one in whole.drawings] == names
    assert len(set(names)) == len(names)
    assert {"multiples", "table", "ranking", "heatmap", "pump", "pump-placebo", "9001-hk-prices"} <= set(
        names
    )
    assert whole.post.sections[0].heading == "In brief"
    assert len(whole.numbers.rows) == 5


@pytest.mark.parametrize(
    ("since", "until", "text"),
    [
        (None, None, ""),
        (dt.date(2025, 2, 1), None, " since 1 February 2025"),
        (None, dt.date(2025, 2, 28), " up to 28 February 2025"),
        (dt.date(2025, 2, 1), dt.date(2025, 2, 28), ", 1 February 2025 to 28 February 2025"),
    ],
)
def test_the_title_names_the_period(since: dt.date | None, until: dt.date | None, text: str) -> None:
    """A title ends as the dates that were asked for say."""
    assert period_text(since, until) == text


def test_another_version_is_said() -> None:
    """An edition that another version drew may come out differently, and that is told with both versions."""
    whole = make_edition(thick_material(), period=(None, None), title=None, sheet=Sheet(), images_url="")
    assert other_versions(whole) == ()
    older = replace(whole, versions=(("eventstudy", "0.0.1"), *whole.versions[1:]))
    (remark,) = other_versions(older)
    assert remark.startswith("eventstudy is ")
    assert "was 0.0.1" in remark
