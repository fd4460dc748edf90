"""Writes a dossier as one page of HTML: style, script and pictures are inside, and nothing is fetched."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from eventstudy.reporting.tables import SIMULATED_LINE, Cell, Column, shown
from eventstudy.reporting.verdict import NOTE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Template

    from eventstudy.reporting.dossier.dossier import Dossier


_ADDRESS = re.compile(
    r"https?://(?:(?!&(?:quot|#34|#39|lt|gt);)[^\s<>])*(?!&(?:quot|#34|#39|lt|gt);)[^\s<>.,;:)]"
)
"""A web address in escaped text, without the punctuation that follows it."""

_BRIEF = 12
"""Letters of a text that stays on one line."""


def render(dossier: Dossier) -> str:
    """Write the page; the same dossier gives the same bytes."""
    return _template().render(
        dossier=dossier,
        style=_colours(dossier.light, dossier.dark) + _text("style.css"),
        script=_text("script.js"),
        simulated=SIMULATED_LINE,
        note=f"{NOTE[0].upper()}{NOTE[1:]}.",
    )


def _colours(light: Mapping[str, str], dark: Mapping[str, str]) -> str:
    """Declare the colours: by the reader's system, unless the page's switch says otherwise; light on paper."""
    day, night = ("".join(f"--{name}: {value}; " for name, value in theme.items()) for theme in (light, dark))
    return (
        f":root {{ color-scheme: light; {day}}}\n"
        f'@media screen and (prefers-color-scheme: dark) {{ :root:not([data-theme="light"]) {{ color-scheme: dark; {night}}} }}\n'
        f'@media screen {{ :root[data-theme="dark"] {{ color-scheme: dark; {night}}} }}\n'
    )


@cache
def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    # Style, script and pictures are ours: no text of an announcement comes through here.
    environment.filters["drawn"] = Markup
    environment.filters["heading"] = _heading
    environment.filters["is_brief"] = _is_brief
    environment.filters["is_web"] = _is_web
    environment.filters["linked"] = _linked
    environment.filters["raw"] = _raw
    environment.filters["shown"] = _shown
    return environment.from_string(_text("page.html"))


def _heading(title: str) -> str:
    """Return a table's title without the line on made-up prices, which the page gives once."""
    return title.removeprefix(SIMULATED_LINE).strip() or "Table"


def _is_brief(value: Cell) -> bool:
    """Say whether a text is a date or another single word that a narrow column should not break."""
    return isinstance(value, str) and len(value) <= _BRIEF and " " not in value


def _is_web(value: Cell) -> bool:
    return isinstance(value, str) and value.startswith(("https://", "http://")) and " " not in value


def _linked(text: str) -> Markup:
    """Make links of the web addresses in a text; all else stays text."""
    return Markup(_ADDRESS.sub(r'<a href="\g<0>" rel="noreferrer">\g<0></a>', str(escape(text))))  # noqa: S704  -- escaped


def _raw(value: Cell) -> str:
    """Return the number by which a cell is sorted; nothing where there is none."""
    return "" if value is None or isinstance(value, str) else repr(float(value))


def _shown(value: Cell, column: Column) -> str:
    return shown(value, column)
