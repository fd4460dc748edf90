"""A post as Markdown, with its pictures beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eventstudy.reporting.tables import SIMULATED_LINE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventstudy.reporting.newsletter.post import Link, Post, Section, Shown

_SPECIAL = re.compile(r"([\\`*_\[\]<>])")
_BEGINS_SOMETHING = re.compile(r"^(\s*)([#+\-]|\d+[.)])(\s)")


def to_markdown(post: Post, *, folder: str = "pictures") -> str:
    """Write a post as Markdown; pictures are looked for in ``folder``."""
    lines = [f"# {plain(post.title)}", "", f"*{plain(post.subtitle)}*", ""]
    if post.simulated:
        lines += [f"**{SIMULATED_LINE}**", ""]
    for section in post.sections:
        lines += _section(section, folder)
    return "\n".join(lines)


def _section(section: Section, folder: str) -> Iterator[str]:
    yield from (f"## {plain(section.heading)}", "")
    for paragraph in section.paragraphs:
        yield from (plain(paragraph), "")
    for one in section.pictures:
        yield from _picture(one, folder)
    if section.links:
        yield from (*map(_link, section.links), "")


def _picture(shown: Shown, folder: str) -> Iterator[str]:
    yield from (f"![{plain(shown.alt)}](<{folder}/{shown.name}.png>)", "", f"*{plain(shown.caption)}*", "")


def _link(link: Link) -> str:
    address = link.url.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20")
    return f"- [{plain(link.text)}](<{address}>)"


def plain(text: str) -> str:
    r"""Write a text so that Markdown shows it as it is, on one line.

    >>> plain("600 satellites_*")
    '600 satellites\\_\\*'
    """
    one_line = " ".join(text.split())
    return _BEGINS_SOMETHING.sub(r"\1\\\2\3", _SPECIAL.sub(r"\\\1", one_line))
