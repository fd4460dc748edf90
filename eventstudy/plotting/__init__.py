"""Pictures from values: nothing here computes a statistic, and nothing touches pyplot's state."""

from eventstudy.plotting.event import EventPicture, draw_event, draw_volume, event_figure
from eventstudy.plotting.fonts import missing_glyphs
from eventstudy.plotting.save import save_figure
from eventstudy.plotting.style import PRESETS, Preset

__all__ = [
    "PRESETS",
    "EventPicture",
    "Preset",
    "draw_event",
    "draw_volume",
    "event_figure",
    "missing_glyphs",
    "save_figure",
]
