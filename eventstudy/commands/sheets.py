"""The options of every command that draws: the look of its pictures."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventstudy.commands.face import Options
    from eventstudy.plotting import House, Sheet

PRESET_NAMES = ("substack", "wide", "email", "og", "square")


@dataclass(frozen=True)
class Look:
    """What the options say of the look: the file of a house style, and the theme."""

    house_file: Path | None
    dark: bool

    def house(self, options: Options) -> House:
        """Read the house style of the option, else of the settings; without either it is ours."""
        from eventstudy.plotting.house import OURS  # noqa: PLC0415  -- help must not wait
        from eventstudy.plotting.house_file import read_house  # noqa: PLC0415

        path = self.house_file or options.settings().house
        return OURS if path is None else read_house(path)

    def sheet(self, options: Options, preset: str) -> Sheet:
        """Return the sheet to draw on."""
        from eventstudy.plotting import PRESETS, Sheet  # noqa: PLC0415  -- help must not wait

        return Sheet(PRESETS[preset], self.house(options), self.dark)


def look_options(body: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that a ``Look`` is made from; it arrives as ``look``."""

    @functools.wraps(body)
    def gathered(*given: object, house_file: Path | None, theme: str, **own: object) -> None:
        body(*given, look=Look(house_file, theme == "dark"), **own)

    for decorate in reversed(_DECORATORS):
        gathered = decorate(gathered)
    return gathered


house_option = click.option(
    "--house",
    "house_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Your house style, a TOML file: colours, fonts, logo, credit (docs/data.md); default: 'house' of the settings.",
)

_DECORATORS = (
    click.option(
        "--theme",
        type=click.Choice(["light", "dark"]),
        default="light",
        show_default=True,
        help="Ground of the pictures.",
    ),
    house_option,
)
