"""The daily prices of one security, as a frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from eventstudy.arrays import Floats, Integers

SIMULATED = "simulated"
"""The source of prices that a program made up; whatever rests on them says SIMULATED."""


@dataclass(frozen=True, eq=False)
class PriceSeries:
    """Daily prices of one security, oldest first, a missing number being NaN.

    Attributes
    ----------
    security : str
        Yahoo-style symbol.
    days : ndarray of shape (n,), int64
        Epoch days, strictly ascending.
    close, adj_close, volume : ndarray of shape (n,)
        Close as printed (split-adjusted), close adjusted for dividends and splits, shares traded.
    currency : str or None
        ISO 4217 code of the closes.
    source : str
        Where they come from; ``simulated`` if nowhere.
    """

    security: str
    days: Integers
    close: Floats
    adj_close: Floats
    volume: Floats
    currency: str | None = None
    source: str = "file"

    def __len__(self) -> int:
        return len(self.days)

    @property
    def return_prices(self) -> Floats:
        """The prices that returns come from: the adjusted closes where there are any, else the closes."""
        return self.adj_close if np.isfinite(self.adj_close).any() else self.close

    @property
    def simulated(self) -> bool:
        """Whether the prices are made up."""
        return self.source == SIMULATED
