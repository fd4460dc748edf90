"""What satellites of each mass class cost, by cited figures."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The cost of one satellite of a kind.

    Attributes
    ----------
    name : str
    mass_class : str
    cost_low, cost_high : float
        US dollars.
    below : bool
        Whether the source says "less than": the cost may be lower.
    mass_low, mass_high : float
        Kilograms.
    operational : bool
        False for hardware sold as a kit.
    source : str
    """

    name: str
    mass_class: str
    cost_low: float
    cost_high: float
    below: bool
    mass_low: float
    mass_high: float
    operational: bool
    source: str

    @property
    def cost_per_kg(self) -> float:
        """US dollars for a kilogram: the low cost over the heaviest."""
        return self.cost_low / self.mass_high


@dataclass(frozen=True, slots=True)
class Benchmarks:
    """The bundled figures.

    Attributes
    ----------
    classes : mapping of str to (float, float)
        Kilograms of each class: from, and below.
    classes_source : str
    items : tuple of Benchmark
    """

    classes: Mapping[str, tuple[float, float]]
    classes_source: str
    items: tuple[Benchmark, ...]

    def class_of(self, mass: float) -> str | None:
        """Return the class of a mass in kilograms; None outside of all."""
        return next((name for name, (low, high) in self.classes.items() if low <= mass < high), None)

    def of(self, mass_class: str) -> tuple[Benchmark, ...]:
        """Return the figures of one class."""
        return tuple(one for one in self.items if one.mass_class == mass_class)


@cache
def benchmarks() -> Benchmarks:
    """Return the figures that come with the package."""
    text = (
        files("eventstudy.announcements")
        .joinpath("data/satellite_benchmarks.toml")
        .read_text(encoding="utf-8")
    )
    content = tomllib.loads(text)
    items = tuple(_benchmark(entry) for entry in content["benchmark"])
    classes = {name: (float(low), float(high)) for name, (low, high) in content["classes"].items()}
    return Benchmarks(classes, content["classes_source"], items)


def _benchmark(entry: Mapping[str, Any]) -> Benchmark:
    renamed = {"mass_class": entry["class"], "below": entry.get("bound") == "below"}
    kept = {key: value for key, value in entry.items() if key not in {"class", "bound"}}
    return Benchmark(**kept, **renamed)


def mass_classes() -> tuple[str, ...]:
    """Return the names of the classes, lightest first."""
    return tuple(benchmarks().classes)
