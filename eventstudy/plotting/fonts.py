"""Which fonts draw which letters: matplotlib's own, then an installed one for Chinese, Japanese and Korean."""

from __future__ import annotations

from functools import cache

from matplotlib import font_manager

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


@cache
def families() -> list[str]:
    """Return the font families to draw with: letters that the first lacks come from the second."""
    installed = set(font_manager.get_font_names())
    return [_OWN, *[name for name in _CHINESE if name in installed][:1]]


def missing_glyphs(text: str) -> str | None:
    """Say which letters of a text no installed font draws, and what to install; None if all are there."""
    known = _letters(tuple(families()))
    lacking = "".join(
        dict.fromkeys(letter for letter in text if ord(letter) not in known and letter.isprintable())
    )
    if not lacking:
        return None
    return f"no installed font draws '{lacking}'; install one, e.g. on Debian: apt install fonts-noto-cjk"


@cache
def _letters(names: tuple[str, ...]) -> frozenset[int]:
    paths = [font_manager.findfont(name) for name in names]
    return frozenset(code for path in paths for code in font_manager.get_font(path).get_charmap())
