"""The models of normal returns, by name."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from eventstudy.analysis.market_model import market_model

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.analysis.fit import Model

MODELS: Mapping[str, Model] = MappingProxyType({"market_model": market_model})
"""Every model that a design may name."""
