"""The house style: colours for paper and for a dark screen, fonts, a logo in letters, and a line of credit.

Every colour is told apart by every kind of colour vision: blue and orange are Okabe and Ito's (2008), the rest are
greys.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from eventstudy.plotting.presets import PRESETS, Preset

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one theme, as ``#rrggbb``.

    Attributes
    ----------
    paper, ink, grey, pale, faint : str
        The ground, text, lesser text, marks that recede, and areas and grids.
    accent : str
        What the picture is about.
    warm : str
        The other side of a scale that has two.
    """

    paper: str
    ink: str
    grey: str
    pale: str
    faint: str
    accent: str
    warm: str

    @property
    def named(self) -> Mapping[str, str]:
        """The colours by their names."""
        return asdict(self)


LIGHT = Colours(
    paper="#ffffff",
    ink="#1a1a1a",
    grey="#636363",
    pale="#b8b8b8",
    faint="#e6e6e6",
    accent="#0072b2",
    warm="#d55e00",
)

DARK = Colours(
    paper="#14171a",
    ink="#f2f2f2",
    grey="#a8abaf",
    pale="#666b71",
    faint="#2c3136",
    accent="#56b4e9",
    warm="#e69f00",
)


@dataclass(frozen=True, slots=True)
class House:
    """What a newsletter can make its own.

    Attributes
    ----------
    light, dark : Colours
    fonts : tuple of str
        Families to draw with before our own, the first that is installed first.
    font_files : tuple of str
        Paths of font files to draw with, before those of ``fonts``.
    logo : str
        Written at the lower right; empty for none.
    credit : str
        Written after the source line; empty for none.
    """

    light: Colours = LIGHT
    dark: Colours = DARK
    fonts: tuple[str, ...] = ()
    font_files: tuple[str, ...] = ()
    logo: str = ""
    credit: str = ""


OURS = House()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a picture is drawn on: its size, its house, and whether the ground is dark.

    A bare one carries no title, subtitle, source and logo: what it is laid into has them as text.
    """

    preset: Preset = PRESETS["substack"]
    house: House = OURS
    dark: bool = False
    bare: bool = False

    @property
    def colours(self) -> Colours:
        """The colours of the theme."""
        return self.house.dark if self.dark else self.house.light


DEFAULT_SHEET = Sheet()
