"""The models of normal returns, by name."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from eventstudy.analysis.models.fit import Model
from eventstudy.analysis.models.market_model import market_model

if TYPE_CHECKING:
    from collections.abc import Mapping

MODELS: Mapping[str, Model] = MappingProxyType({"market_model": Model(market_model, ("alpha", "beta"))})
"""Every model that a design may name."""
