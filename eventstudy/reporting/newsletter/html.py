"""A post as HTML: to paste into an editor, and as an e-mail.

The first has no tables and carries its pictures inside, so that copying the page copies them too. The second keeps to
what mail clients agree on: one column of presentation tables, styles on the elements, PNG only, and fewer bytes than
where Gmail cuts a message off.
"""

from __future__ import annotations

import base64
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined

from eventstudy.counting import counted
from eventstudy.reporting.tables import SIMULATED_LINE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jinja2 import Template

    from eventstudy.reporting.newsletter.post import Post, Section

MOST_BYTES = 100_000
"""Of an e-mail; Gmail shows 102 KB and hides the rest."""

_TEXT = "font-family:Georgia,'Times New Roman',serif;font-size:16px;line-height:1.5;color:#1a1a1a;"
_HEADING = "font-family:Arial,Helvetica,sans-serif;line-height:1.25;color:#1a1a1a;"


def to_post_html(post: Post, pictures: Mapping[str, bytes]) -> str:
    """Write a post to paste into an editor such as Substack's.

    Parameters
    ----------
    post : Post
    pictures : mapping of str to bytes
        The PNG of every picture, by its name.
    """
    images = {
        name: f"data:image/png;base64,{base64.b64encode(png).decode()}" for name, png in pictures.items()
    }
    return _template("post.html").render(post=post, images=images, simulated=SIMULATED_LINE)


def to_email(post: Post, *, base: str = "email/") -> str:
    """Write a post as an e-mail of at most ``MOST_BYTES``.

    Where it would be larger, stories from the last one back lose their pictures, then are left out and counted.

    Parameters
    ----------
    post : Post
    base : str
        What stands before the name of a picture: a folder, or an address that ends in a slash.
    """
    for stories in _shorter_and_shorter(post.stories):
        text = _email(post, stories, len(post.stories) - len(stories), base)
        if len(text.encode()) < MOST_BYTES:
            return text
    raise ValueError(
        f"the overview and the notes alone are more than {MOST_BYTES:,} bytes; an e-mail takes fewer"
    )


def _shorter_and_shorter(stories: tuple[Section, ...]) -> Iterator[tuple[Section, ...]]:
    brief = tuple(replace(one, pictures=(), links=()) for one in stories)
    for whole in range(len(stories), -1, -1):
        yield stories[:whole] + brief[whole:]
    for kept in range(len(stories) - 1, -1, -1):
        yield brief[:kept]


def _email(post: Post, stories: tuple[Section, ...], left: int, base: str) -> str:
    return _template("email.html").render(
        post=post,
        sections=(post.overview, *stories, post.notes),
        left=f"{counted(left, 'more announcement')} in the full edition." if left else "",
        base=base,
        text=_TEXT,
        heading=_HEADING,
        simulated=SIMULATED_LINE,
    )


@cache
def _template(name: str) -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    environment.filters["web_address"] = web_address
    return environment.from_string(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def web_address(url: str) -> str:
    """Return an address of the web; anything else, such as a script, leads nowhere.

    >>> web_address("https://www.hkexnews.hk"), web_address("javascript:alert(1)")
    ('https://www.hkexnews.hk', '#')
    """
    return url if url.lower().startswith(("https://", "http://")) else "#"
