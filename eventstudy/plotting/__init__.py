"""Pictures from values: nothing here computes a statistic, and nothing touches pyplot's state."""

from eventstudy.plotting.event import EventPicture, Fan
from eventstudy.plotting.fonts import missing_glyphs
from eventstudy.plotting.frame import Words
from eventstudy.plotting.house import House, Sheet
from eventstudy.plotting.picture import Picture
from eventstudy.plotting.presets import PRESETS, Preset
from eventstudy.plotting.save import ImageFormat, save_figure

PICTURES: tuple[type[Picture], ...] = (EventPicture,)
"""Every kind of picture."""

__all__ = [
    "PICTURES",
    "PRESETS",
    "EventPicture",
    "Fan",
    "House",
    "ImageFormat",
    "Picture",
    "Preset",
    "Sheet",
    "Words",
    "missing_glyphs",
    "save_figure",
]
