"""Every test across events, by name, in the order in which they are printed."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from eventstudy.analysis.inference.parametric import PARAMETRIC

if TYPE_CHECKING:
    from eventstudy.analysis.inference.outcome import Tests

TESTS: Tests = MappingProxyType({**PARAMETRIC})
"""The tests that a design may name."""
