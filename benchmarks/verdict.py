"""What verdicts cost: 10,000 events measured and compared, over one event after another.

Run it with ``python benchmarks/verdict.py``. The panel is simulated; every event is fitted, measured and
compared with the 1,000 nearest of the reference set's windows. Ratios are of one run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from panels import SEED, events_on, panel_of
from timing import medians

from eventstudy.analysis.calibration.placebo_windows import placebo_windows
from eventstudy.analysis.calibration.reference import ReferenceSet, reference_set
from eventstudy.analysis.signature import signatures

if TYPE_CHECKING:
    from eventstudy import Panel
    from eventstudy.analysis.event import Event

EVENTS = 10_000
ONE_BY_ONE = 100


def p_values(panel: Panel, events: list[Event], reference: ReferenceSet) -> bytes:
    """Fit, measure and compare events; return the p-values' bytes."""
    return reference.compare(signatures(panel, events)).p_value.tobytes()


def main() -> None:
    """Print seconds, the ratio to one event after another, and whether two runs agree to the bit."""
    panel = panel_of(400, 520)
    nothing = np.zeros(panel.prices.shape, dtype=np.bool_)

    def built() -> ReferenceSet:
        windows = placebo_windows(panel, nothing, last=20, seed=SEED)
        return reference_set(windows, panel.securities, seed=SEED, simulated=True)

    reference = built()
    events = list(events_on(panel, EVENTS, first=255))
    few = events[:ONE_BY_ONE]
    took = medians(
        {
            "all": lambda: p_values(panel, events, reference),
            "one by one": lambda: [p_values(panel, [event], reference) for event in few],
            "reference": built,
        },
        rounds=3,
    )
    each, alone = took["all"] / EVENTS, took["one by one"] / ONE_BY_ONE
    same = p_values(panel, events, reference) == p_values(panel, events, built())
    print(f"{EVENTS:,} events fitted, measured and compared: {took['all']:.2f} s")
    print(f"the same one event after another: {alone / each:.0f} times as long")
    print(f"a reference set of {int(reference.windows.sum()):,} windows built: {took['reference']:.2f} s")
    print(f"built again with the same seed, p-values agree to the bit: {'yes' if same else 'NO'}")


if __name__ == "__main__":
    main()
