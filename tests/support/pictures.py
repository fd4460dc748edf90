"""Made-up event pictures of many shapes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.plotting import EventPicture, Fan, Words

if TYPE_CHECKING:
    from eventstudy.arrays import Integers


def picture(
    *,
    seed: int = 1,
    size: float = 0.1,
    peak: int = 1,
    trough: int = 8,
    expiry: int | None = 11,
    last: int = 20,
    simulated: bool = False,
    volume: bool = True,
    fan: bool = False,
) -> EventPicture:
    """Return a picture whose path rises to ``size`` at the peak and falls back by the trough."""
    rng = np.random.default_rng(seed)
    offsets = np.arange(-10, last + 1)
    knots = ([-10, -1, peak, trough, last], [0.0, 0.0, size, 0.2 * size, 0.1 * size])
    path = np.interp(offsets, *knots) + rng.normal(0, 0.04 * abs(size), len(offsets)).cumsum() * (
        offsets < -1
    )
    return EventPicture(
        words=Words(
            title=f"Company {seed} rose {size:.1%} beyond its benchmark by day {peak}, then gave back 80% of it",
            subtitle="A contract for US$21m and $x$ satellites. " * 3,
            source="Prices: Yahoo Finance. eventstudy: a shape of prices, which does not say why they moved.",
            simulated=simulated,
        ),
        offsets=offsets,
        path=path,
        band=1.2 * abs(size) * np.sqrt(np.abs(offsets + 1) / 20),
        volume_z=rng.normal(0, 2, len(offsets)) if volume else np.full(len(offsets), np.nan),
        day0=dt.date(2025, 2, 11),
        peak=peak,
        trough=trough,
        give_back=0.8,
        expiry=expiry,
        path_name="cumulative abnormal return",
        fan=ordinary(offsets, size) if fan else None,
    )


def ordinary(offsets: Integers, size: float) -> Fan:
    """Return a fan that widens on both sides of session -1."""
    wide = abs(size) * np.sqrt(np.abs(offsets + 1) / 20)
    return Fan(np.stack([-1.4 * wide, -0.5 * wide, 0.5 * wide, 1.6 * wide]), 250)
