"""A post as Markdown shows what it says, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from posts import post, shown

from eventstudy.reporting.newsletter.markdown import plain, to_markdown
from eventstudy.reporting.newsletter.post import Link, Section


def test_sections_follow_each_other() -> None:
    """Title, overview, stories and notes stand in order, each under its heading."""
    lines = to_markdown(post()).splitlines()
    assert [line for line in lines if line.startswith("#")] == [
        "# Space announcements, February 2025",
        "## In brief",
        "## Company 0 (1000.HK), 11 February 2025",
        "## Company 1 (1001.HK), 11 February 2025",
        "## How sure is this?",
    ]


def test_a_picture_stands_with_its_alt_text_and_caption() -> None:
    """The alt text is the picture's text, and the caption the line below."""
    said = to_markdown(replace(post(), overview=Section("In brief", (), (shown("a b"),))))
    assert "![Line chart of a b, from 1 to 2.](<pictures/a b.png>)\n\n*Caption of a b.*" in said


def test_a_link_keeps_its_address() -> None:
    """An address goes on as it is; what would end it early is written as a code."""
    odd = Section("x", (), (), (Link("The filing", "https://example.com/a b>(c)?d=1&e"),))
    assert "- [The filing](<https://example.com/a%20b%3E(c)?d=1&e>)" in to_markdown(
        replace(post(), notes=odd)
    )


def test_made_up_prices_are_said_at_the_top() -> None:
    """SIMULATED DATA stands below the title of a post on made-up prices, and on no other."""
    assert to_markdown(post(simulated=True)).splitlines()[4].startswith("**SIMULATED DATA")
    assert "SIMULATED" not in to_markdown(post())


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a*b_c`d", r"a\*b\_c\`d"),
        ("<script>", r"\<script\>"),
        ("# no heading", r"\# no heading"),
        ("1. no list", r"\1. no list"),
        ("- no list", r"\- no list"),
        ("two\n\nparagraphs", "two paragraphs"),
        ("US$21m for 600", "US$21m for 600"),
        ("洲际航天 (1725.HK)", "洲际航天 (1725.HK)"),
    ],
)
def test_a_text_stays_a_text(text: str, written: str) -> None:
    """Nothing that a headline holds turns into a heading, a list, a link or HTML."""
    assert plain(text) == written
