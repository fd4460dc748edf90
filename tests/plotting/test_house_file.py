"""A house style is read key by key, and what is wrong with it is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from matplotlib import font_manager

from eventstudy.errors import SettingsError
from eventstudy.plotting.fonts import families
from eventstudy.plotting.house import DARK, LIGHT, OURS, Colours, House
from eventstudy.plotting.house_file import read_house


def read(tmp_path: Path, text: str) -> House:
    """Read a house style from a text."""
    (tmp_path / "house.toml").write_text(text, encoding="utf-8")
    return read_house(tmp_path / "house.toml")


def test_what_is_absent_stays_ours(tmp_path: Path) -> None:
    """An empty file is our style; a named colour replaces that one alone, in small letters."""
    assert read(tmp_path, "") == OURS
    found = read(tmp_path, 'logo = " BELT "\ncredit = "Ours."\n[dark]\naccent = "#ABCDEF"')
    assert (found.logo, found.credit, found.light) == ("BELT", "Ours.", LIGHT)
    assert found.dark.accent == "#abcdef"
    assert found.dark.ink == DARK.ink


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("logo = ", "cannot be read as TOML"),
        ('lgo = "x"', "the house style has no 'lgo'"),
        ('[light]\nacent = "#123456"', "[light] has no 'acent'; did you mean 'accent'? it takes paper, ink"),
        ('[light]\naccent = "blue"', "light.accent is 'blue'; write a colour as \"#rrggbb\""),
        ("[light]\naccent = 7", "light.accent is 7"),
        ('light = "blue"', "light must be a table"),
        ('[light]\naccent = "#1a1a1a"', "light.accent is #1a1a1a, and so is light.ink"),
        ("logo = 3", "logo is 3; write it as a text"),
        ('fonts = "DejaVu Sans"', "fonts is 'DejaVu Sans'; write a list of texts"),
        (
            'fonts = ["Deja Vu Sans"]',
            "the font 'Deja Vu Sans' is not installed; did you mean 'DejaVu Sans'? install it",
        ),
        ('font_files = ["nowhere.ttf"]', "nowhere.ttf is no font that can be read"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, said: str) -> None:
    """A message names the file, the key, what was seen and what to write."""
    with pytest.raises(SettingsError) as refused:
        read(tmp_path, text)
    assert str(tmp_path / "house.toml") in str(refused.value)
    assert said in str(refused.value)


def test_fonts_come_before_ours(tmp_path: Path) -> None:
    """Named families and files are drawn with first; relative files start at the folder of the house style."""
    source = Path(font_manager.findfont("DejaVu Serif"))
    (tmp_path / "Mine.ttf").write_bytes(source.read_bytes())
    found = read(tmp_path, 'font_files = ["Mine.ttf"]\nfonts = ["DejaVu Sans Mono"]')
    assert found.font_files == (str(tmp_path / "Mine.ttf"),)
    assert families(found)[:3] == ["DejaVu Serif", "DejaVu Sans Mono", "DejaVu Sans"]


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.1)."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["ink", "grey", "accent"])
def test_text_can_be_read_on_its_ground(theme: Colours, name: str) -> None:
    """What is written has a contrast of at least 4.5 on paper and on the grounds that labels stand on (WCAG 2.1 AA)."""
    for ground in (theme.paper, theme.faint):
        if name == "accent" and ground == theme.faint:
            continue
        high, low = sorted((luminance(theme.named[name]), luminance(ground)), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5
