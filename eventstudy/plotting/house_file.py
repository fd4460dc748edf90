"""Reads the file of a house style: colours, fonts, logo and credit of a newsletter, in TOML."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields, replace
from typing import TYPE_CHECKING, TypeAlias

from matplotlib import font_manager

from eventstudy.errors import SettingsError
from eventstudy.plotting.house import DARK, LIGHT, Colours, House
from eventstudy.suggest import nearest, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_THEMES = ("light", "dark")
_TEXTS = ("logo", "credit")
_LISTS = ("fonts", "font_files")

_Value: TypeAlias = object


def read_house(path: Path) -> House:
    """Read a house style; what the file does not name stays ours.

    Raises
    ------
    SettingsError
        If the file cannot be read, names something unknown, a colour that is none or that another has too, or a font
        that is not installed.
    """
    table = _toml(path)
    _refuse_unknown(path, "the house style", table, (*_THEMES, *_TEXTS, *_LISTS))
    light, dark = (
        _colours(path, name, table.get(name, {}), ours)
        for name, ours in zip(_THEMES, (LIGHT, DARK), strict=True)
    )
    return House(
        light=light,
        dark=dark,
        fonts=_installed(path, _texts(path, "fonts", table.get("fonts", []))),
        font_files=_font_files(path, _texts(path, "font_files", table.get("font_files", []))),
        logo=_text(path, "logo", table.get("logo", "")),
        credit=_text(path, "credit", table.get("credit", "")),
    )


def _toml(path: Path) -> Mapping[str, _Value]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read as TOML: {error}; correct it") from error


def _refuse_unknown(path: Path, where: str, table: Iterable[str], known: tuple[str, ...]) -> None:
    for key in table:
        if key not in known:
            hint = suggestion(nearest(key, known))
            raise SettingsError(f"{path}: {where} has no '{key}'; {hint}it takes {', '.join(known)}")


def _colours(path: Path, theme: str, table: _Value, ours: Colours) -> Colours:
    names = tuple(field.name for field in fields(Colours))
    if not isinstance(table, dict):
        raise SettingsError(
            f'{path}: {theme} must be a table; write [{theme}] and below it accent = "#0072b2"'
        )
    _refuse_unknown(path, f"[{theme}]", table, names)
    for name, value in table.items():
        if not isinstance(value, str) or not _HEX.fullmatch(value):
            raise SettingsError(f'{path}: {theme}.{name} is {value!r}; write a colour as "#rrggbb"')
    found = replace(ours, **{name: value.lower() for name, value in table.items()})
    _refuse_alike(path, theme, found)
    return found


def _refuse_alike(path: Path, theme: str, colours: Colours) -> None:
    """Refuse two names for one colour: what is drawn in them could not be told apart."""
    seen: dict[str, str] = {}
    for name, value in colours.named.items():
        if value in seen:
            raise SettingsError(
                f"{path}: {theme}.{name} is {value}, and so is {theme}.{seen[value]}; choose another"
            )
        seen[value] = name


def _text(path: Path, name: str, value: _Value) -> str:
    if not isinstance(value, str):
        raise SettingsError(f'{path}: {name} is {value!r}; write it as a text: {name} = "..."')
    return value.strip()


def _texts(path: Path, name: str, value: _Value) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise SettingsError(f'{path}: {name} is {value!r}; write a list of texts: {name} = ["..."]')
    return tuple(value)


def _installed(path: Path, names: tuple[str, ...]) -> tuple[str, ...]:
    there = font_manager.get_font_names()
    for name in names:
        if name not in there:
            hint = suggestion(nearest(name, there))
            raise SettingsError(
                f"{path}: the font '{name}' is not installed; {hint}install it, or name its file in font_files"
            )
    return names


def _font_files(path: Path, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the paths of font files; relative ones start at the folder of the house style."""
    found = tuple(str(path.parent / name) for name in names)
    for file in found:
        try:
            font_manager.get_font(file)
        except (OSError, RuntimeError) as error:
            raise SettingsError(f"{path}: font_files: {file} is no font that can be read: {error}") from error
    return found
