"""The names of the components."""

from __future__ import annotations

import dataclasses

import pytest

from eventstudy.analysis.components import COMPONENTS, Component

NAMES = (
    "run_up, run_up_z, jump, peak, time_to_peak, up_strength, dump, give_back, dump_strength, dump_speed, "
    "half_life, residual, av_up, av_down, dump_volume_share, expiry_drop, tent, pds, "
    "steady_tent, steady_give_back, lasting, reversal_score"
)


def test_names_are_those_of_the_definition() -> None:
    """The components carry the names of the definition, in its order, each once."""
    assert ", ".join(one.name for one in COMPONENTS) == NAMES


@pytest.mark.parametrize("one", COMPONENTS, ids=[one.name for one in COMPONENTS])
def test_meaning_is_one_sentence(one: Component) -> None:
    """Every component is explained by one sentence that accuses nobody."""
    assert one.meaning.endswith(".")
    assert one.meaning.count(". ") == 0
    assert "manipul" not in one.meaning.lower()


def test_frozen() -> None:
    """A component cannot be changed."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        COMPONENTS[0].name = "other"  # type: ignore[misc]  # that is the point
