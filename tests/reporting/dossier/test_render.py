"""The page as text: complete, self-contained, and the same each time."""

from __future__ import annotations

import re
from dataclasses import replace

from dossiers import CHAPTERS, HOSTILE, dossier

from eventstudy.reporting.dossier.render import render
from eventstudy.reporting.tables import Column, Table


def test_thirty_chapters_stay_below_three_megabytes() -> None:
    """A dossier of thirty announcements, each with two pictures and its tables, weighs less than 3 MB."""
    assert len(render(dossier()).encode()) < 3_000_000


def test_the_same_dossier_is_the_same_page() -> None:
    """Nothing of the page depends on when or where it is written."""
    assert render(dossier()) == render(dossier())


def test_a_headline_stays_a_text() -> None:
    """Markup in a text is shown, in paragraphs, captions and names of pictures alike; the only script is ours."""
    page = render(dossier())
    assert page.count("<script>") == 1
    assert page.count("&lt;script&gt;document.title=") > 4 * CHAPTERS
    assert HOSTILE not in page


def test_what_has_no_row_is_left_out() -> None:
    """A table without rows has neither heading nor place in the contents."""
    page = render(dossier())
    assert "Nothing here" not in page
    assert 'href="#left-out"' in page
    nobody = replace(dossier(), left_out=Table((Column("id", "event"),), ()))
    assert "left-out" not in render(nobody)


def test_made_up_prices_are_said_above_everything() -> None:
    """SIMULATED DATA stands before the title of a page on made-up prices, and on no other."""
    page = render(dossier(simulated=True))
    assert page.index("SIMULATED DATA") < page.index("<h1>")
    assert "SIMULATED DATA" not in render(dossier())


def test_numbers_carry_their_values() -> None:
    """A number is written as its column says, and sorted by what it is; a missing one has no value."""
    page = render(dossier())
    cells = re.findall(r'<td class="number" data-value="([^"]*)">([^<]*)</td>', page)
    assert ("0.02", "2.0%") in cells
    assert ("", "-") in cells


def test_hashes_and_notes_stand_below_their_table() -> None:
    """The hash of the prices is printed whole, and a table's note stands below it."""
    page = render(dossier())
    assert "0f" * 32 in page
    assert '<p class="note">a note</p>' in page


def test_addresses_in_a_text_are_links() -> None:
    """A web address inside a cell is a link without the punctuation after it; markup around it stays text."""
    columns = (Column("a", "a"), Column("b", "b", prose=True))
    told = "SpaceNews (see https://example.com/a?b=1&c=2). <b> javascript:alert(1)"
    page = render(replace(dossier(), left_out=Table(columns, (("x", told),), "Left out")))
    assert (
        '(see <a href="https://example.com/a?b=1&amp;c=2" rel="noreferrer">https://example.com/a?b=1&amp;c=2</a>). &lt;b&gt;'
        in page
    )
    assert 'href="javascript' not in page
