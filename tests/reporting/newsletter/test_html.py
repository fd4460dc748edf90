"""A post as HTML: what editors take, and what mail clients do not mangle."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from posts import post, story

from eventstudy.reporting.newsletter.html import MOST_BYTES, to_email, to_post_html, web_address
from eventstudy.reporting.newsletter.post import Link, Section

PNG = b"\x89PNG made up"


class Tags(HTMLParser):
    """Collects tags with their attributes, and checks that what is opened is closed."""

    _VOID = frozenset({"meta", "img", "br", "link"})

    def __init__(self, text: str) -> None:
        """Read a page."""
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.found.append((tag, dict(attrs)))
        if tag not in self._VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the tag that was opened last."""
        assert self.open.pop() == tag

    def named(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of all tags of a name."""
        return [attrs for name, attrs in self.found if name == tag]


def pasted() -> str:
    """Return the page to paste of a post with two stories."""
    return to_post_html(post(), {one.name: PNG for one in post().pictures})


def test_the_page_to_paste_has_no_table_and_no_script() -> None:
    """Editors drop tables and scripts, so the page has none."""
    names = {name for name, _ in Tags(pasted()).found}
    assert not names & {"table", "script", "svg", "iframe", "link"}


def test_the_page_to_paste_carries_its_pictures() -> None:
    """Every picture is inside the page, with its alt text and caption, and nothing is fetched."""
    images = Tags(pasted()).named("img")
    assert [one["alt"] for one in images] == [one.alt for one in post().pictures]
    assert {one["src"] for one in images} == {f"data:image/png;base64,{base64.b64encode(PNG).decode()}"}
    assert all(f"<figcaption>{one.caption}</figcaption>" in pasted() for one in post().pictures)


def test_what_a_headline_holds_stays_text() -> None:
    """Markup in a text is shown as it is, and a script's address leads nowhere."""
    hostile = Section(
        '<b>"x"</b>', ("<script>alert(1)</script>",), (), (Link("here", "javascript:alert(1)"),)
    )
    for page in (
        to_post_html(replace(post(stories=0), notes=hostile, overview=hostile), {}),
        to_email(replace(post(), notes=hostile)),
    ):
        assert "<script>" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "javascript" not in page
        Tags(page)


@pytest.mark.parametrize(
    ("url", "leads"),
    [
        ("https://a.example", "https://a.example"),
        ("HTTP://a.example", "HTTP://a.example"),
        ("data:text/html,x", "#"),
        ("file:///etc/passwd", "#"),
        ("", "#"),
    ],
)
def test_only_the_web_is_linked(url: str, leads: str) -> None:
    """An address that is not of the web leads nowhere."""
    assert web_address(url) == leads


def test_an_email_keeps_to_what_clients_agree_on() -> None:
    """No style sheet, script, class or SVG; every image a PNG with a width and an alt text; tables for layout alone."""
    tags = Tags(to_email(post()))
    assert not {name for name, _ in tags.found} & {"style", "script", "svg", "link", "div", "video", "form"}
    assert not [attrs for _, attrs in tags.found if "class" in attrs or "id" in attrs]
    assert all(attrs["role"] == "presentation" for attrs in tags.named("table"))
    for image in tags.named("img"):
        assert image["width"] == "600"
        assert image["alt"]
        assert str(image["src"]).endswith(".png")
    assert not re.search(r"(?:flex|grid|position:|var\(|rgba|@media|url\()", to_email(post()))


def test_an_email_takes_its_pictures_from_where_they_were_put() -> None:
    """A base address stands before every picture's name, which is written as addresses write it."""
    odd = replace(post(stories=1), overview=Section("x", (), (replace(post().pictures[0], name="洲际~2"),)))
    sources = [one["src"] for one in Tags(to_email(odd, base="https://cdn.example/2/")).named("img")]
    assert sources[0] == "https://cdn.example/2/%E6%B4%B2%E9%99%85~2.png"


def test_a_long_email_stays_below_the_limit() -> None:
    """Stories lose their pictures first, then are left out and counted, the last one first."""
    pictures = to_email(post(stories=40, words=120))
    assert len(pictures.encode()) < MOST_BYTES
    assert "Company 39 " in pictures
    assert 0 < pictures.count("<img") < 41
    counted = to_email(post(stories=200, words=120))
    assert len(counted.encode()) < MOST_BYTES
    told = counted.count("it announced a contract")
    assert f"{200 - told} more announcements in the full edition." in counted
    assert f"Company {told - 1} " in counted
    assert f"Company {told} " not in counted


def test_an_email_that_cannot_be_short_is_refused() -> None:
    """Where the notes alone are too long, that is said."""
    endless = story(1, words=20_000)
    with pytest.raises(ValueError, match="an e-mail takes fewer"):
        to_email(replace(post(), notes=endless))
