"""The cited costs of satellites."""

from __future__ import annotations

import pytest

from eventstudy.announcements.benchmarks import benchmarks, mass_classes


def test_every_figure_has_a_source_and_a_class() -> None:
    """Each figure is cited, in order, and of a mass within its class."""
    for one in benchmarks().items:
        low, high = benchmarks().classes[one.mass_class]
        assert one.source
        assert 0 < one.cost_low <= one.cost_high
        assert low <= one.mass_low <= one.mass_high <= high


def test_the_classes_follow_on_one_another() -> None:
    """Where a class ends the next begins, from a tenth of a kilogram up."""
    bounds = [benchmarks().classes[name] for name in mass_classes()]
    assert mass_classes() == ("pico", "nano", "micro", "mini", "medium", "large")
    assert [high for _, high in bounds[:-1]] == [low for low, _ in bounds[1:]]


@pytest.mark.parametrize(
    ("mass", "name"),
    [
        (0.05, None),
        (1, "nano"),
        (9.99, "nano"),
        (10, "micro"),
        (260, "mini"),
        (1500, "large"),
        (10_000, None),
    ],
)
def test_the_class_of_a_mass(mass: float, name: str | None) -> None:
    """A mass on a border belongs to the heavier class, and one outside of all to none."""
    assert benchmarks().class_of(mass) == name


@pytest.mark.parametrize(
    ("name", "per_kg"),
    [("Starlink v1", 770), ("Starlink v2 mini", 1100), ("Starlink v3 (projected)", 800)],
)
def test_cost_per_kilogram(name: str, per_kg: float) -> None:
    """The cost of a kilogram is the one that the design cites, to its two digits."""
    found = next(one for one in benchmarks().items if one.name == name)
    assert found.cost_per_kg == pytest.approx(per_kg, rel=0.01)


def test_what_the_price_of_uspace_buys() -> None:
    """At Starlink's cost of a kilogram US$35,000 buy about 45 kg, and at OneWeb's about 10."""
    cost = {one.name: one.cost_per_kg for one in benchmarks().items}
    assert 35_000 / cost["Starlink v1"] == pytest.approx(45.5)
    assert 35_000 / cost["OneWeb, first generation"] == pytest.approx(10.5)
