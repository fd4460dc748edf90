"""Every test across events, by name, in the order in which they are printed."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from eventstudy.analysis.inference.parametric import PARAMETRIC
from eventstudy.analysis.inference.rank_tests import RANK
from eventstudy.analysis.inference.signs import SIGNS
from eventstudy.analysis.inference.skewness import SKEWNESS

if TYPE_CHECKING:
    from eventstudy.analysis.inference.outcome import Tests

NEEDS_CORRELATION = frozenset({"adjusted_patell", "adjusted_bmp"})
"""Tests that are NaN unless the evidence brings the average correlation."""

NEEDS_RANKS = frozenset({"corrado_rank", "corrado_zivney_rank", "grank_t", "grank_z"})
"""Tests that are NaN unless the evidence brings ranks."""

NEEDS_SIGNS = frozenset({"generalized_sign"})
"""Tests that are NaN unless the evidence brings the share of positive residuals."""

_ORDER = (
    "cross_sectional_t",
    "crude_dependence_t",
    "patell",
    "adjusted_patell",
    "bmp",
    "adjusted_bmp",
    "corrado_rank",
    "corrado_zivney_rank",
    "grank_t",
    "grank_z",
    "sign",
    "generalized_sign",
    "wilcoxon",
    "johnson_t",
    "hall_t",
)
_FOUND = {**PARAMETRIC, **RANK, **SIGNS, **SKEWNESS}

TESTS: Tests = MappingProxyType({name: _FOUND[name] for name in _ORDER})
"""The tests that a design may name."""
