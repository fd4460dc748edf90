"""Time candidates side by side: every round runs each once, and medians are compared."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def medians(candidates: Mapping[str, Callable[[], object]], *, rounds: int) -> dict[str, float]:
    """Return the median seconds of each candidate; a first round warms up and does not count."""
    times: dict[str, list[float]] = {name: [] for name in candidates}
    for counted in [False, *[True] * rounds]:
        for name, run in candidates.items():
            start = time.perf_counter()
            run()
            if counted:
                times[name].append(time.perf_counter() - start)
    return {name: statistics.median(each) for name, each in times.items()}
