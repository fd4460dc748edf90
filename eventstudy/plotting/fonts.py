"""Which fonts draw which letters: matplotlib's own, then an installed one for Chinese, Japanese and Korean."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from matplotlib import font_manager

from eventstudy.plotting.house import OURS

if TYPE_CHECKING:
    from eventstudy.plotting.house import House

_OWN = "DejaVu Sans"

_CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans CJK JP",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "SimHei",
)


def families(house: House = OURS) -> list[str]:
    """Return the font families to draw with: letters that the first lacks come from the next."""
    return list(_families(house))


@cache
def _families(house: House) -> tuple[str, ...]:
    of_files = [_added(path) for path in house.font_files]
    installed = set(font_manager.get_font_names())
    if not installed & set(_CHINESE):
        installed = _installed_since()
    wanted = [name for name in house.fonts if name in installed]
    chinese = [name for name in _CHINESE if name in installed][:1]
    return tuple(dict.fromkeys((*of_files, *wanted, _OWN, *chinese)))


def _installed_since() -> set[str]:
    """Look for fonts that were installed after matplotlib took stock of them, which it does once; return all names."""
    known = {entry.fname for entry in font_manager.fontManager.ttflist}
    for path in sorted(set(font_manager.findSystemFonts()) - known):
        # A font that cannot be read draws nothing for anybody.
        with suppress(OSError, RuntimeError):
            font_manager.fontManager.addfont(path)
    return set(font_manager.get_font_names())


def _added(path: str) -> str:
    font_manager.fontManager.addfont(path)
    return str(font_manager.get_font(path).family_name)


def missing_glyphs(text: str, house: House = OURS) -> str | None:
    """Say which letters of a text no installed font draws, and what to install; None if all are there."""
    known = _letters(_families(house))
    lacking = "".join(
        dict.fromkeys(letter for letter in text if ord(letter) not in known and letter.isprintable())
    )
    if not lacking:
        return None
    packages = "fonts-noto-cjk" if any(map(_east_asian, lacking)) else "fonts-noto fonts-symbola"
    return (
        f"no installed font draws '{lacking}'; install one, e.g. on Debian: apt install {packages}, or name a font file "
        "in your house style (font_files)"
    )


def _east_asian(letter: str) -> bool:
    name = unicodedata.name(letter, "")
    return name.startswith(("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC", "FULLWIDTH"))


@cache
def _letters(names: tuple[str, ...]) -> frozenset[int]:
    paths = [font_manager.findfont(name) for name in names]
    return frozenset(code for path in paths for code in font_manager.get_font(path).get_charmap())
