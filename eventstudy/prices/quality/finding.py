"""What a check finds in a series, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import datetime as dt

    from eventstudy.arrays import Integers
    from eventstudy.prices.quality.kinds import Kind
    from eventstudy.prices.series import PriceSeries


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in the prices of one security.

    Attributes
    ----------
    security : str
    session : datetime.date
        The day it concerns; the first one where it concerns a run of days.
    kind : str
        One of ``KINDS``.
    size : float or None
        How large it is; the kind says in which unit.
    remedy : str
        What to do, in plain English.
    """

    security: str
    session: dt.date
    kind: Kind
    size: float | None
    remedy: str


def _no_days() -> Integers:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What is known around a series, by which it is checked.

    Attributes
    ----------
    mic : str or None
        The exchange; None where nothing says it, and what depends on it is then not checked.
    sessions : ndarray of shape (n,), int64, or None
        Epoch days of the exchange's sessions, as far as they are published; None where they are unknown.
    index : bool
        Whether the series is an index rather than a security.
    benchmark : PriceSeries or None
        The market's index, which tells a market's move from a security's, and which days it traded.
    """

    mic: str | None = None
    sessions: Integers | None = field(default=None)
    index: bool = False
    benchmark: PriceSeries | None = None

    @property
    def market_days(self) -> Integers:
        """Epoch days on which the benchmark has a close; none without a benchmark."""
        if self.benchmark is None:
            return _no_days()
        return self.benchmark.days[np.isfinite(self.benchmark.close)]
