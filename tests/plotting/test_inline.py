"""Pictures inside a page: letters are shared, colours are the page's, and nothing of one picture reaches another."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import numpy as np
from pictures import picture

from eventstudy.plotting import HeatmapPicture, Sheet, Words
from eventstudy.plotting.house import LIGHT
from eventstudy.plotting.inline import InlinePictures

WORDS = Words("T", "s", "source", simulated=False)
BARE = Sheet(bare=True)


def drawn(alt: str = "x") -> tuple[InlinePictures, str, str]:
    """Return two pictures of one page."""
    page = InlinePictures(LIGHT)
    first, second = (page.add(picture(seed=seed, fan=True).figure(BARE), alt) for seed in (1, 2))
    return page, first, second


def test_it_is_one_image_with_a_name() -> None:
    """The element is an image to a screen reader, named by the alt text, whatever that holds."""
    _, first, _ = drawn('He said "5 < 6" & left </svg>')
    root = ET.fromstring(first)  # noqa: S314  -- just written
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == 'He said "5 < 6" & left </svg>'
    assert "viewBox" in root.attrib
    assert not {"width", "height"} & set(root.attrib)


def test_letters_are_shared() -> None:
    """Each letter is drawn once for all pictures, and every use of one finds it."""
    page, first, second = drawn()
    shapes = re.findall(r'<path id="([^"]+)"', page.sprite)
    assert len(set(shapes)) == len(shapes)
    for one in (first, second):
        uses = re.findall(r'href="#(l\d+)"', one)
        assert len(uses) > 50
        assert set(uses) <= set(shapes)
        assert "DejaVu" not in one
    assert len(first) < 40_000


def test_names_of_two_pictures_differ() -> None:
    """No id of one picture is one of another, and every reference is to the picture's own."""
    _, first, second = drawn()
    names = [set(re.findall(r' id="([^"]+)"', one)) for one in (first, second)]
    assert names[0]
    assert not names[0] & names[1]
    for one, own in zip((first, second), names, strict=True):
        assert set(re.findall(r"url\(#([^)]+)\)", one)) <= own


def test_colours_are_the_pages() -> None:
    """Colours of the house are variables, and none of them is left as a number."""
    _, first, _ = drawn()
    assert {"var(--accent)", "var(--ink)", "var(--grey)", "var(--faint)"} <= set(
        re.findall(r"var\(--\w+\)", first)
    )
    assert not [value for value in LIGHT.named.values() if value in first]


def test_mixtures_keep_their_share() -> None:
    """A colour between two of the house becomes that mixture, to the per cent; a session without a return stays empty."""
    sigmas = np.array([[4.0, 2.0, 0.0, -1.0, np.nan]])
    map_of = HeatmapPicture(WORDS, ("A",), ("1 Jan 2025",), (False,), np.arange(5), sigmas)
    svg = InlinePictures(LIGHT).add(map_of.figure(BARE), "x")
    shares = set(re.findall(r"color-mix\(in srgb,var\(--(\w+)\) (\d+)%,var\(--paper\)\)", svg))
    assert {("accent", "50"), ("warm", "25")} <= shares | {
        (name, str(int(share) + step)) for name, share in shares for step in (-1, 1)
    }


def test_what_only_describes_is_dropped() -> None:
    """Neither style sheets, which would reach the whole page, nor metadata, comments or dates are left."""
    _, first, _ = drawn()
    assert not re.search(r"<style|<metadata|<!--|<\?xml|DOCTYPE|xlink", first)
    assert "matplotlib" not in first.lower()


def test_the_same_page_is_the_same_text() -> None:
    """Two pages of the same pictures are the same to the letter."""
    assert drawn()[1:] == drawn()[1:]
    assert drawn()[0].sprite == drawn()[0].sprite


def test_a_bare_picture_has_neither_title_nor_source() -> None:
    """What the page says as text is not said twice; SIMULATED stays in the picture."""
    texts = [one.get_text() for one in picture(simulated=True).figure(BARE).texts]
    assert set(texts) == {"SIMULATED"}
