"""Event studies of space-company announcements.

    from eventstudy import Event, EventStudy, Panel, Window
    result = EventStudy(window=Window(-10, 10)).fit(panel, events)

Names are resolved on first use, so that ``eventstudy --help`` never waits for numpy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eventstudy.analysis.event import Dropped, Event, EventTable
    from eventstudy.analysis.placebo import placebo_cars
    from eventstudy.analysis.regression import adjusted_p_values, diagnose, explain
    from eventstudy.analysis.result import StudyResult
    from eventstudy.analysis.study import EventStudy
    from eventstudy.analysis.supplements import calendar_time, resampled, single_events
    from eventstudy.analysis.window import Window
    from eventstudy.errors import EventStudyError
    from eventstudy.prices.factors import FactorTable, read_factors
    from eventstudy.prices.panel import Panel

__all__ = [
    "Dropped",
    "Event",
    "EventStudy",
    "EventStudyError",
    "EventTable",
    "FactorTable",
    "Panel",
    "StudyResult",
    "Window",
    "__version__",
    "adjusted_p_values",
    "calendar_time",
    "diagnose",
    "explain",
    "placebo_cars",
    "read_factors",
    "resampled",
    "single_events",
]

__version__ = "0.1.0"

_HOME = {
    "Dropped": "eventstudy.analysis.event",
    "Event": "eventstudy.analysis.event",
    "EventStudy": "eventstudy.analysis.study",
    "EventStudyError": "eventstudy.errors",
    "EventTable": "eventstudy.analysis.event",
    "FactorTable": "eventstudy.prices.factors",
    "Panel": "eventstudy.prices.panel",
    "StudyResult": "eventstudy.analysis.result",
    "Window": "eventstudy.analysis.window",
    "adjusted_p_values": "eventstudy.analysis.regression",
    "calendar_time": "eventstudy.analysis.supplements",
    "diagnose": "eventstudy.analysis.regression",
    "explain": "eventstudy.analysis.regression",
    "placebo_cars": "eventstudy.analysis.placebo",
    "read_factors": "eventstudy.prices.factors",
    "resampled": "eventstudy.analysis.supplements",
    "single_events": "eventstudy.analysis.supplements",
}


def __getattr__(name: str) -> object:
    """Import the module that holds a public name, the first time it is asked for (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module 'eventstudy' has no attribute '{name}'")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted(__all__)
