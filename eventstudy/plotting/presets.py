"""The sizes that newsletters, e-mail and link previews ask for."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

DPI = 200
"""Twice what a screen shows, so that a picture stays sharp at half its size."""


@dataclass(frozen=True, slots=True)
class Preset:
    """The size of a picture, in pixels."""

    name: str
    width: int
    height: int

    @property
    def inches(self) -> tuple[float, float]:
        """Width and height at ``DPI``."""
        return self.width / DPI, self.height / DPI


PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        one.name: one
        for one in (
            Preset("substack", 1456, 1048),
            Preset("wide", 1456, 819),
            Preset("email", 1200, 800),
            Preset("og", 1200, 630),
            Preset("square", 1456, 1456),
        )
    }
)
