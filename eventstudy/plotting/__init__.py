"""Pictures from values: nothing here computes a statistic, and nothing touches pyplot's state."""

from eventstudy.plotting.averages import Average, AveragesPicture
from eventstudy.plotting.event import EventPicture, Fan
from eventstudy.plotting.fonts import missing_glyphs
from eventstudy.plotting.frame import Words
from eventstudy.plotting.heatmap import HeatmapPicture
from eventstudy.plotting.histogram import HistogramPicture
from eventstudy.plotting.house import House, Sheet
from eventstudy.plotting.ladder import LadderPicture, Rung
from eventstudy.plotting.multiples import MultiplesPicture, Panel
from eventstudy.plotting.picture import Picture
from eventstudy.plotting.presets import PRESETS, Preset
from eventstudy.plotting.price_line import Marked, PriceLinePicture
from eventstudy.plotting.ranking import Ranked, RankingPicture
from eventstudy.plotting.save import ImageFormat, save_figure
from eventstudy.plotting.table import TableColumn, TablePicture

PICTURES: tuple[type[Picture], ...] = (
    AveragesPicture,
    EventPicture,
    HeatmapPicture,
    HistogramPicture,
    LadderPicture,
    MultiplesPicture,
    PriceLinePicture,
    RankingPicture,
    TablePicture,
)
"""Every kind of picture."""

PARTS: tuple[type, ...] = (Average, Fan, Marked, Panel, Ranked, Rung, TableColumn)
"""What pictures are made of besides numbers and words."""

__all__ = [
    "PARTS",
    "PICTURES",
    "PRESETS",
    "AveragesPicture",
    "EventPicture",
    "Fan",
    "HeatmapPicture",
    "HistogramPicture",
    "House",
    "ImageFormat",
    "LadderPicture",
    "MultiplesPicture",
    "Picture",
    "Preset",
    "PriceLinePicture",
    "RankingPicture",
    "Sheet",
    "TablePicture",
    "Words",
    "missing_glyphs",
    "save_figure",
]
