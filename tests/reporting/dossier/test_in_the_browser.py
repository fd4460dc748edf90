"""The dossier in a real browser: layout, sorting, themes, keyboard, paper, and what a screen reader meets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from dossiers import CHAPTERS, dossier

from eventstudy.reporting.dossier.render import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from browser import Watched
    from playwright.sync_api import Page

OVERVIEW = "#brief table"
WIDTHS = [360, 768, 1280]

A4 = 718
"""Pixels of a sheet between its margins, 190 mm."""


def column(page: Page, place: int) -> list[str]:
    """Return the texts of a column of the overview."""
    texts: list[str] = page.locator(f"{OVERVIEW} tbody tr > :nth-child({place})").all_inner_texts()
    return texts


def ground(page: Page) -> str:
    """Return the colour of the page's ground."""
    colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return colour


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_screen(opened: Callable[..., Watched], width: int) -> None:
    """The page never scrolls sideways; wide tables scroll inside their own region, which the keyboard reaches."""
    page = opened(width).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wide: list[str] = page.evaluate(
        """[...document.querySelectorAll("main *")].filter(one => !one.closest(".scroll, svg") &&
        one.getBoundingClientRect().right > innerWidth + 1).map(one => one.outerHTML.slice(0, 80))"""
    )
    assert wide == []
    assert page.locator(".scroll:not([tabindex='0'])").count() == 0


@pytest.mark.parametrize("width", WIDTHS)
def test_text_can_be_read(opened: Callable[..., Watched], width: int) -> None:
    """Paragraphs are wide enough to read and no wider than the eye follows; contents are beside or folded away."""
    page = opened(width).page
    lead = page.locator(".lead").first.bounding_box()
    assert lead is not None
    assert 280 <= lead["width"] <= 760
    folded = page.locator("nav details").get_attribute("open") is None
    assert folded == (width < 1024)


def test_it_asks_for_nothing_and_complains_of_nothing(opened: Callable[..., Watched], address: str) -> None:
    """The file itself is all that is asked for, and the console stays empty, whatever a headline holds."""
    watched = opened()
    watched.page.locator(f"{OVERVIEW} thead button").first.click()
    assert watched.asked == [address]
    assert watched.complaints == []
    assert watched.page.title() == "A dossier of made-up announcements"


def test_a_click_sorts_and_another_turns_it_round(opened: Callable[..., Watched]) -> None:
    """Numbers are sorted by their values, what is missing comes last both ways, and the heading says which way it is."""
    page = opened().page
    heading = page.locator(f"{OVERVIEW} th", has_text="rise")
    heading.locator("button").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    up = column(page, 3)
    known = [float(text.rstrip("%")) for text in up if text != "-"]
    assert known == sorted(known)
    assert known[0] < 0
    missing = up.count("-")
    assert up[-missing:] == ["-"] * missing
    assert missing > 1
    heading.locator("button").click()
    assert heading.get_attribute("aria-sort") == "descending"
    down = column(page, 3)
    assert [float(text.rstrip("%")) for text in down if text != "-"] == known[::-1]
    assert down[-missing:] == ["-"] * missing
    assert page.locator("#said").inner_text() == "All announcements: sorted by rise, largest first"


def test_the_keyboard_sorts_too(opened: Callable[..., Watched]) -> None:
    """A heading is reached with the tab key and sorts with Enter; only one column at a time says that it is sorted."""
    page = opened().page
    page.locator(f"{OVERVIEW} th", has_text="rise").locator("button").click()
    page.locator(f"{OVERVIEW} th", has_text="issuer").locator("button").focus()
    page.keyboard.press("Enter")
    names = column(page, 1)
    # Numbers inside names count as numbers: 2 comes before 10.
    assert [name for name in names if name.startswith("Company")][:3] == [
        "Company 1",
        "Company 2",
        "Company 3",
    ]
    assert page.locator(f"{OVERVIEW} [aria-sort]").count() == 1


def test_every_link_of_the_page_leads_somewhere(opened: Callable[..., Watched]) -> None:
    """Each link to a place on the page has its target, ids are unique, and a click goes there."""
    page = opened().page
    lost: list[str] = page.evaluate(
        """[...document.querySelectorAll('a[href^="#"]')].map(one => one.getAttribute("href").slice(1))
        .filter(name => !document.getElementById(name))"""
    )
    assert lost == []
    assert (
        page.evaluate(
            "(ids => ids.length - new Set(ids).size)([...document.querySelectorAll('[id]')].map(one => one.id))"
        )
        == 0
    )
    page.locator("nav a", has_text="Company 17 ").click()
    assert page.url.endswith("#a17")
    box = page.locator("#a17").bounding_box()
    assert box is not None
    assert -5 <= box["y"] <= 60


def test_only_the_web_is_linked(opened: Callable[..., Watched]) -> None:
    """Sources of the web are links; a script's address is none."""
    page = opened().page
    assert page.locator('a[href^="javascript"]').count() == 0
    assert page.locator('#provenance a[href="https://example.com/a?b=1&c=2"]').count() == 1


def test_the_theme_follows_the_reader_and_the_switch(opened: Callable[..., Watched]) -> None:
    """A dark system gets a dark page; the switch overrules it both ways, pictures included, and says what is chosen."""
    assert ground(opened(theme="dark").page) == "rgb(20, 23, 26)"
    page = opened().page
    assert ground(page) == "rgb(255, 255, 255)"
    line = "getComputedStyle(document.querySelector('figure svg [style*=\"stroke:var(--accent)\"]')).stroke"
    light = page.evaluate(line)
    page.get_by_role("button", name="Dark").click()
    assert ground(page) == "rgb(20, 23, 26)"
    assert page.evaluate(line) != light
    assert page.get_by_role("button", name="Dark").get_attribute("aria-pressed") == "true"
    assert page.get_by_role("button", name="Auto").get_attribute("aria-pressed") == "false"
    page.get_by_role("button", name="Light").click()
    assert ground(page) == "rgb(255, 255, 255)"


def test_the_first_stop_of_the_keyboard_skips_to_the_content(opened: Callable[..., Watched]) -> None:
    """The skip link comes first, can be seen once it has the focus, and leads past the contents."""
    page = opened().page
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    assert link.inner_text() == "Skip to the content"
    box = link.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_serious(opened: Callable[..., Watched], theme: str, width: int) -> None:
    """axe-core finds nothing serious or critical in either theme, on the phone or the desktop, folds open or not."""
    page = opened(width, theme=theme).page
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    found = Axe().run(page)
    grave = [one for one in found.response["violations"] if one["impact"] in {"serious", "critical"}]
    assert grave == [], [(one["id"], one["nodes"][0]["html"][:200]) for one in grave]


def test_paper_is_light_and_unfolded(opened: Callable[..., Watched]) -> None:
    """Printed from a dark screen the page is light, without switch and contents, and shows what was folded."""
    page = opened(theme="dark").page
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print", color_scheme="dark")
    assert ground(page) == "rgb(255, 255, 255)"
    assert not page.locator(".themes").is_visible()
    assert not page.locator("nav").is_visible()
    assert page.locator("#a3 details table").is_visible()
    assert page.pdf().startswith(b"%PDF-")


def test_paper_cuts_nothing_off(opened: Callable[..., Watched]) -> None:
    """On a sheet of A4 every table ends before the margin does: what scrolls on a screen is broken into lines."""
    page = opened(A4).page
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    wide: list[str] = page.evaluate(
        """[...document.querySelectorAll("main table, main svg")].filter(one =>
        one.getBoundingClientRect().right > innerWidth + 1).map(one => one.outerHTML.slice(0, 80))"""
    )
    assert wide == []


def test_made_up_prices_are_said_on_paper(opened: Callable[..., Watched]) -> None:
    """SIMULATED DATA is printed in ink: browsers print no ground that white letters would stand out from."""
    page = opened().page
    page.set_content(render(dossier(simulated=True)))
    page.emulate_media(media="print")
    banner = page.locator(".simulated").first
    ink = page.evaluate("getComputedStyle(document.body).color")
    assert banner.evaluate("one => getComputedStyle(one).color") == ink
    assert banner.evaluate("one => getComputedStyle(one).backgroundColor") == "rgba(0, 0, 0, 0)"


def test_every_landmark_has_a_name_of_its_own(opened: Callable[..., Watched]) -> None:
    """A list of the page's regions tells them apart: tables of one name also say whose they are."""
    page = opened().page
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    found = Axe().run(page, options={"runOnly": ["landmark-unique"]})
    same = [node["html"][:120] for one in found.response["violations"] for node in one["nodes"]]
    assert same == []


def test_it_reads_without_script(opened: Callable[..., Watched]) -> None:
    """Where scripts are off every section, table and picture is there, and no button that does nothing."""
    page = opened(script=False).page
    assert page.locator("section.chapter").count() == CHAPTERS
    assert page.locator("figure svg").first.is_visible()
    assert page.locator("button:visible").count() == 0


def test_pictures_speak(opened: Callable[..., Watched]) -> None:
    """Each picture is one image with a name of words; on a phone it keeps a size that can be read, and scrolls."""
    page = opened(360).page
    images = page.get_by_role("img")
    assert images.count() == 2 * CHAPTERS + 1
    assert str(images.first.get_attribute("aria-label")).startswith("Line chart of ")
    box = images.first.bounding_box()
    assert box is not None
    assert 520 <= box["width"] <= 600
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
