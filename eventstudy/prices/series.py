"""The daily prices of one security, as a frozen value."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from eventstudy.arrays import Floats, Integers

SIMULATED = "simulated"
"""The source of prices that a program made up; whatever rests on them says SIMULATED."""

NUMBERS = ("open", "high", "low", "close", "adj_close", "volume", "dividends", "splits")
"""The numbers of a day, in the order of ``PriceSeries.numbers``, of the files and of the store."""


def _unknown() -> Floats:
    return np.empty(0)


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
    open, high, low : ndarray of shape (n,)
        As printed (split-adjusted); NaN everywhere where they are not given.
    dividends, splits : ndarray of shape (n,)
        Paid per share on its first day without it, in the currency; new shares for an old one. Zero is
        none; NaN everywhere where nothing is known of them.
    zone : str or None
        IANA zone of the exchange's clock, by which the days are counted.
    """

    security: str
    days: Integers
    close: Floats
    adj_close: Floats
    volume: Floats
    currency: str | None = None
    source: str = "file"
    open: Floats = field(default_factory=_unknown)
    high: Floats = field(default_factory=_unknown)
    low: Floats = field(default_factory=_unknown)
    dividends: Floats = field(default_factory=_unknown)
    splits: Floats = field(default_factory=_unknown)
    zone: str | None = None

    def __post_init__(self) -> None:
        for name in ("open", "high", "low", "dividends", "splits"):
            if len(getattr(self, name)) != len(self.days):
                object.__setattr__(self, name, np.full(len(self.days), np.nan))

    @classmethod
    def of_numbers(
        cls,
        security: str,
        days: Integers,
        numbers: Floats,
        *,
        currency: str | None,
        source: str,
        zone: str | None,
    ) -> PriceSeries:
        """Return a series of given numbers, shape (8, n), each of its arrays being a view of one row."""
        made = object.__new__(cls)
        # A panel makes thousands of these, and a frozen class sets its dozen fields one slow call each.
        vars(made).update(
            zip(NUMBERS, numbers, strict=True),
            security=security, days=days, currency=currency, source=source, zone=zone,
        )  # fmt: skip
        return made

    def __len__(self) -> int:
        return len(self.days)

    @property
    def numbers(self) -> Floats:
        """All numbers, shape (8, n), in the order of ``NUMBERS``."""
        return np.stack([getattr(self, name) for name in NUMBERS])

    def with_numbers(self, days: Integers, numbers: Floats) -> PriceSeries:
        """Return the same security with other days and numbers, shape (8, n)."""
        return replace(self, days=days, **dict(zip(NUMBERS, numbers, strict=True)))

    @property
    def return_prices(self) -> Floats:
        """The prices that returns come from: the adjusted closes where there are any, else the closes."""
        # One is enough, and the latest is nearly always there: a panel of thousands asks for each.
        adjusted = self.adj_close
        if len(adjusted) and math.isfinite(adjusted[-1]):
            return adjusted
        return adjusted if np.isfinite(adjusted).any() else self.close

    @cached_property
    def half_adjusted(self) -> Integers:
        """Epoch days with a close and no adjusted one, in a series that has adjusted closes; returns miss them."""
        if not np.isfinite(self.adj_close).any():
            return np.empty(0, dtype=np.int64)
        return self.days[np.isfinite(self.close) & ~np.isfinite(self.adj_close)]

    @property
    def simulated(self) -> bool:
        """Whether the prices are made up."""
        return self.source == SIMULATED

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of all it says, in hexadecimal; equal for equal series, on every machine."""
        name = "\0".join((self.security, self.currency or "", self.source, self.zone or ""))
        numbers = self.numbers + 0.0  # a negative zero is a zero
        numbers[np.isnan(numbers)] = np.nan
        parts = (name.encode(), self.days.astype("<i8").tobytes(), numbers.astype("<f8").tobytes())
        return hashlib.sha256(b"\0\0".join(parts)).hexdigest()
