"""Pictures gather the numbers of the results, in the order of the verdicts, and only where there is something to draw."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from materials import thick_material

from eventstudy.announcements.announcement import Issuer
from eventstudy.arrays import epoch_day
from eventstudy.plotting import (
    AveragesPicture,
    EventPicture,
    HeatmapPicture,
    HistogramPicture,
    MultiplesPicture,
    PriceLinePicture,
    RankingPicture,
)
from eventstudy.workflow.pictures.album import album
from eventstudy.workflow.pictures.averages import averages
from eventstudy.workflow.pictures.event import event_illustrations, slug
from eventstudy.workflow.pictures.gallery import KINDS, gallery
from eventstudy.workflow.pictures.heatmap import heatmap
from eventstudy.workflow.pictures.histogram import histograms
from eventstudy.workflow.pictures.ladder import ladders
from eventstudy.workflow.pictures.multiples import multiples
from eventstudy.workflow.pictures.price_line import AFTER, BEFORE, price_lines
from eventstudy.workflow.pictures.ranking import ranking
from eventstudy.workflow.pictures.table import tables

if TYPE_CHECKING:
    from eventstudy.workflow.pictures.material import Material

MATERIAL = thick_material()
FOUND = MATERIAL.found
IDS = [event.id for event in FOUND.events]
PUMP = IDS.index("pump")


def nothing() -> Material:
    """Return results in which nothing was measured."""
    empty = np.array([], dtype=np.int64)
    measured = replace(MATERIAL.flagged.measured, signatures=FOUND.take(empty))
    judged = replace(MATERIAL.flagged.judged, verdicts=MATERIAL.decided.take(empty), compared_with=())
    return replace(MATERIAL, flagged=replace(MATERIAL.flagged, measured=measured, judged=judged))


def test_the_order_is_that_of_the_verdicts() -> None:
    """The strongest comes first; equals by date."""
    assert [IDS[i] for i in MATERIAL.by_strength()] == ["pump", "spiked", "news", "nothing", "twice"]


def test_an_event_is_drawn_with_the_signatures_numbers() -> None:
    """Path, band, marks and fan are the signature's and the share's own; the fan rests on as many windows as are said."""
    illustration = event_illustrations(MATERIAL)[PUMP]
    picture = illustration.picture
    assert isinstance(picture, EventPicture)
    np.testing.assert_array_equal(picture.path, FOUND.path[PUMP])
    assert (picture.peak, picture.trough) == (FOUND.peak_offset[PUMP], FOUND.trough_offset[PUMP])
    assert picture.expiry is None
    assert picture.fan is not None
    assert f"middle half, of {picture.fan.windows} windows of the share" in picture.words.subtitle
    assert picture.fan.quantiles.shape == (4, len(picture.path))
    assert (np.diff(picture.fan.quantiles, axis=0) >= 0).all()
    assert illustration.name == "pump"


def test_tested_events_alone_have_a_place_among_others() -> None:
    """A histogram and a row of the ranking are of what was tested: neither of calm shares nor of prices at fault."""
    found = histograms(MATERIAL)
    assert {IDS[i] for i in found} == {"pump", "news"}
    picture = found[PUMP].picture
    assert isinstance(picture, HistogramPicture)
    assert picture.score == FOUND.components["reversal_score"][PUMP]
    np.testing.assert_array_equal(picture.scores, MATERIAL.comparable_scores[PUMP])
    (ranked,) = ranking(MATERIAL)
    assert isinstance(ranked.picture, RankingPicture)
    assert [one.name for one in ranked.picture.rows] == ["Issuer of 9001.HK", "Issuer of 9002.HK"]
    assert [one.marked for one in ranked.picture.rows] == [True, False]
    low, middle, high = np.quantile(MATERIAL.comparable_scores[PUMP], (0.05, 0.5, 0.95))
    first = ranked.picture.rows[0]
    assert (first.low, first.middle, first.high) == pytest.approx((low, middle, high))


def test_panels_and_rows_are_the_events() -> None:
    """Small multiples and heat map show every event in the same order, flagged ones marked, in daily sigmas."""
    (sheet,), (mapped,) = multiples(MATERIAL), heatmap(MATERIAL)
    assert isinstance(sheet.picture, MultiplesPicture)
    assert isinstance(mapped.picture, HeatmapPicture)
    order = list(MATERIAL.by_strength())
    assert (
        [one.marked for one in sheet.picture.panels]
        == list(mapped.picture.marked)
        == [True, False, False, False, False]
    )
    np.testing.assert_allclose(
        mapped.picture.sigmas, FOUND.abnormal_returns[order] / FOUND.sigma[order, None]
    )


def test_a_share_is_drawn_around_its_announcements() -> None:
    """The line begins sixty sessions before the first and ends twenty-five after the last; marks stand on the close before."""
    picture = price_lines(MATERIAL)["9001.HK"].picture
    assert isinstance(picture, PriceLinePicture)
    days = [epoch_day(FOUND.events[IDS.index(name)].day0) for name in ("pump", "twice")]
    assert [one.day for one in picture.marks] == days
    assert int((picture.days < days[0]).sum()) == BEFORE
    assert int((picture.days >= days[1]).sum()) == AFTER + 1
    for mark in picture.marks:
        assert mark.price == picture.prices[picture.days < mark.day][-1]
    assert [one.accent for one in picture.marks] == [True, False]


def test_a_missing_close_is_a_gap() -> None:
    """A session without a price stays one, and is counted in the words."""
    panel = MATERIAL.flagged.measured.joined.panel
    prices = panel.prices.copy()
    row = panel.rows["9002.HK"]
    place = int(
        np.searchsorted(panel.sessions[panel.grid[row]], epoch_day(FOUND.events[IDS.index("news")].day0))
    )
    prices[row, place - 30 : place - 27] = np.nan
    joined = replace(MATERIAL.flagged.measured.joined, panel=replace(panel, prices=prices))
    measured = replace(MATERIAL.flagged.measured, joined=joined)
    holed = replace(MATERIAL, flagged=replace(MATERIAL.flagged, measured=measured))
    picture = price_lines(holed)["9002.HK"].picture
    assert isinstance(picture, PriceLinePicture)
    assert int(np.isnan(picture.prices).sum()) == 3
    assert "3 sessions without a price: gaps." in picture.words.subtitle


def test_where_nothing_was_measured_nothing_is_drawn() -> None:
    """Every kind has no picture then, and an album is empty."""
    assert gallery(nothing(), KINDS) == ()
    assert album(nothing(), ["pump"]).everything == ()
    assert averages(MATERIAL) == ()
    assert ladders(MATERIAL) == {}
    assert tables(nothing()) == ()


def test_an_album_has_every_picture_once() -> None:
    """What belongs together comes first; each story has its own; the price of a share comes with its first story."""
    found = album(MATERIAL, ["twice", "pump", "news"])
    assert [one.name for one in found.together] == ["multiples", "table", "ranking", "heatmap"]
    assert [one.name for one in found.stories["twice"]] == ["twice", "9001-hk-prices"]
    assert [one.name for one in found.stories["pump"]] == ["pump", "pump-placebo"]
    assert [one.name for one in found.stories["news"]] == ["news", "news-placebo"]


@pytest.mark.parametrize(("name", "file"), [("A.b_c 1", "a-b-c-1"), ("洲际/x", "洲际-x"), ("--a--", "a")])
def test_names_are_fit_for_files(name: str, file: str) -> None:
    """A name keeps letters of any script, in small ones, and nothing that a file system or a newsletter service minds."""
    assert slug(name) == file


def test_five_announcements_of_a_kind_have_an_average() -> None:
    """Events of five issuers are averaged by kind and all together; one of another kind is named as too few."""
    rows = np.array([PUMP] * 6)
    events = tuple(replace(FOUND.events[PUMP], id=f"e{k}") for k in range(6))
    signatures = replace(FOUND.take(rows), events=events)
    said = MATERIAL.announcements["pump"]
    known = {
        f"e{k}": replace(said, id=f"e{k}", issuer=Issuer(f"Issuer {k}"), kind="mou" if k == 5 else "contract")
        for k in range(6)
    }
    measured = replace(MATERIAL.flagged.measured, signatures=signatures)
    six = replace(MATERIAL, flagged=replace(MATERIAL.flagged, measured=measured), announcements=known)
    (illustration,) = averages(six)
    picture = illustration.picture
    assert isinstance(picture, AveragesPicture)
    assert [one.kind for one in picture.averages] == ["all announcements (6)", "contract (5)"]
    np.testing.assert_allclose(picture.averages[1].mean, FOUND.path[PUMP][: len(picture.averages[1].mean)])
    assert "Too few for an average of their own: mou (1)." in illustration.caption
