"""Turns figures into SVG that stands inside an HTML page, in the colours of the page.

Letters are shapes, so that labels stand where they were placed whatever fonts the reader has; all pictures of a page
share one set of shapes. Colours of the house become variables of the page's style sheet, and colours between two of
them become mixtures, so that one drawing serves a light and a dark page.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import numpy as np

from eventstudy.plotting.house import DEFAULT_SHEET
from eventstudy.plotting.style import house_style

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.figure import Figure

    from eventstudy.plotting.house import Colours

_GLYPH = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z]+)*-[0-9a-f]+")
_HEX = re.compile(r"#[0-9a-f]{6}")
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_SHIFT = re.compile(r"translate\((\S+) 0\)")

_XLINK = "{http://www.w3.org/1999/xlink}href"
_NEAR = 3.0
"""How far, of 255, a colour may lie off the way between two others to count as their mixture."""


@dataclass
class InlinePictures:
    """Makes the pictures of one page; ``sprite`` holds the letters that they share.

    Attributes
    ----------
    colours : Colours
        Those that the figures are drawn in.
    """

    colours: Colours
    _shapes: dict[str, str] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)
    _count: int = 0

    def add(self, figure: Figure, alt: str) -> str:
        """Return a figure as an ``svg`` element that tells ``alt`` to who cannot see it."""
        self._count += 1
        with house_style(DEFAULT_SHEET):
            buffer = io.StringIO()
            figure.savefig(buffer, format="svg", metadata={"Date": None})
        root = ET.fromstring(buffer.getvalue())  # noqa: S314  -- matplotlib has just written it
        inner = "".join(self._written(child) for child in root)
        box = root.attrib["viewBox"]
        return (
            f'<svg viewBox="{box}" role="img" aria-label="{escape(alt)}" '
            f'style="stroke-linejoin:round;stroke-linecap:butt">{inner}</svg>'
        )

    @property
    def sprite(self) -> str:
        """The letters of all pictures: to stand once on the page, where nothing is seen of it."""
        shapes = "".join(
            f'<path id="{self._names[key]}" transform="scale(.015625)" d="{shape}"/>'
            for key, shape in self._shapes.items()
        )
        return f'<svg width="0" height="0" aria-hidden="true" style="position:absolute"><defs>{shapes}</defs></svg>'

    def _written(self, element: ET.Element) -> str:
        """Write an element and what is in it; letters go to the sprite, and what only describes is dropped."""
        name = element.tag.rpartition("}")[2]
        if name in {"metadata", "style"}:
            return ""
        mark = element.attrib.get("id", "")
        if name == "path" and _GLYPH.fullmatch(mark):
            self._keep(mark, element)
            return ""
        inner = "".join(self._written(child) for child in element)
        if name in {"g", "defs"} and not inner:
            return ""
        letter = element.attrib.get(_XLINK, "").removeprefix("#")
        if _GLYPH.fullmatch(letter) and letter not in self._names:
            return ""
        kept = "".join(f' {key}="{value}"' for key, value in self._attributes(name, element))
        if name == "g" and not kept:
            return inner
        return f"<{name}{kept}/>" if not inner else f"<{name}{kept}>{inner}</{name}>"

    def _keep(self, mark: str, element: ET.Element) -> None:
        # A blank has no shape, and where it is used nothing is drawn.
        if mark not in self._names and "d" in element.attrib:
            self._names[mark] = f"l{len(self._names)}"
            self._shapes[mark] = " ".join(element.attrib["d"].split())

    def _attributes(self, name: str, element: ET.Element) -> Iterator[tuple[str, str]]:
        for key, value in element.attrib.items():
            if key == "id":
                if name != "g":
                    yield "id", self._own(value)
            elif key == _XLINK:
                yield from self._use(value, element)
            elif not (name == "use" and key == "transform"):
                yield key, self._value(value)

    def _use(self, value: str, element: ET.Element) -> Iterator[tuple[str, str]]:
        """Refer to a letter of the sprite, or to a mark of this picture."""
        mark = value.removeprefix("#")
        letter = bool(_GLYPH.fullmatch(mark))
        yield (
            "href",
            f"#{self._names.get(mark, mark) if letter else self._own(mark)}"
            if value.startswith("#")
            else value,
        )
        shift = element.attrib.get("transform", "")
        moved = _SHIFT.fullmatch(shift)
        if moved:
            yield "x", _short(moved[1])
        elif shift:
            yield "transform", self._value(shift)

    def _own(self, mark: str) -> str:
        """Return a name that no other picture of the page has."""
        return f"p{self._count}{mark}"

    def _value(self, text: str) -> str:
        text = _REFERENCE.sub(lambda found: f"url(#{self._own(found[1])})", " ".join(text.split()))
        text = _LONG_NUMBER.sub(lambda found: _short(found[0]), text)
        text = _HEX.sub(lambda found: self._colour(found[0]), text)
        return escape(text.replace("; ", ";").replace(": ", ":"))

    def _colour(self, colour: str) -> str:
        """Return the variable of a colour, or the mixture of two that it is; any other stays itself."""
        for name, value in self.colours.named.items():
            if value == colour:
                return f"var(--{name})"
        for name in ("accent", "warm"):
            share = _share(colour, self.colours.named[name], self.colours.paper)
            if share is not None:
                return f"color-mix(in srgb,var(--{name}) {share:.0%},var(--paper))"
        return colour


def _share(colour: str, end: str, paper: str) -> float | None:
    """Return how much of ``end`` there is in a mixture with the paper; None where it is none."""
    mixed, other, ground = (
        np.array([int(one[k : k + 2], 16) for k in (1, 3, 5)], dtype=float) for one in (colour, end, paper)
    )
    way = other - ground
    share = float(np.clip((mixed - ground) @ way / (way @ way), 0, 1))
    return share if float(np.abs(ground + share * way - mixed).max()) <= _NEAR else None


def _short(number: str) -> str:
    """Write a number with five digits that count: a hundredth of a point is seen by nobody."""
    return f"{float(number):.5g}"
