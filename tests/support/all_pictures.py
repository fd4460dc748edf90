"""One made-up picture of each kind, and hard ones: a single row, many rows, long and Chinese names, holes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pictures import picture

from eventstudy.plotting import (
    AveragesPicture,
    HeatmapPicture,
    HistogramPicture,
    LadderPicture,
    MultiplesPicture,
    PriceLinePicture,
    RankingPicture,
    TablePicture,
    Words,
)
from eventstudy.plotting.averages import Average
from eventstudy.plotting.ladder import Rung
from eventstudy.plotting.multiples import Panel
from eventstudy.plotting.price_line import Marked
from eventstudy.plotting.ranking import Ranked
from eventstudy.plotting.table import TableColumn

if TYPE_CHECKING:
    from eventstudy.plotting import Picture

LONG = "A company with a name that is much longer than any table, axis or heading has room for, limited"
CHINESE = "洲际航天科技集团有限公司"
NAMES = ("USPACE", LONG, CHINESE)


def words(*, simulated: bool = False) -> Words:
    """Return the words around a picture."""
    return Words(
        f"{CHINESE} rose 10.5% beyond its benchmark by day 1, then gave back 80% of it",
        "What is drawn, in so many words that they take two lines and a half of the picture, which is about as many as "
        "any subtitle of ours takes, and a little more than that to be on the safe side.",
        "Prices: Yahoo Finance. eventstudy: a shape of prices, which does not say why they moved.",
        simulated,
    )


def averages(*, panels: int = 4, simulated: bool = False) -> AveragesPicture:
    """Return average paths."""
    offsets = np.arange(-10, 21)
    made = []
    for number in range(panels):
        mean = 0.03 * (number - 1) * np.clip(offsets + 1, 0, 8) / 8
        half = 0.02 + 0.005 * np.sqrt(np.abs(offsets + 1))
        made.append(
            Average(
                f"{NAMES[number % 3]} ({number + 5})", offsets, mean, mean - half, mean + half, number == 3
            )
        )
    return AveragesPicture(words(simulated=simulated), tuple(made), 10)


def heatmap(*, rows: int = 12, simulated: bool = False) -> HeatmapPicture:
    """Return a heat map with a hole."""
    sigmas = np.random.default_rng(1).normal(0, 2, (rows, 31))
    sigmas[0, 3] = np.nan
    return HeatmapPicture(
        words(simulated=simulated),
        tuple(NAMES[number % 3] for number in range(rows)),
        ("11 Feb 2025",) * rows,
        tuple(number < 2 for number in range(rows)),
        np.arange(-10, 21),
        sigmas,
    )


def histogram(*, score: float = 2.5, simulated: bool = False) -> HistogramPicture:
    """Return a histogram of a thousand scores."""
    scores = np.random.default_rng(2).exponential(1.0, 1_000)
    return HistogramPicture(words(simulated=simulated), scores, score, f"{CHINESE}, p 0.0849", "84 reach it")


def ladder(*, low: float = 35_000.0, simulated: bool = False) -> LadderPicture:
    """Return a ladder of five rungs."""
    rungs = (
        Rung("Starlink v2 mini", 800_000, 800_000, below=False, kit=False),
        Rung("Jilin-1", 550_000, 550_000, below=True, kit=False),
        Rung(LONG, 500_000, 1_000_000, below=False, kit=False),
        Rung("Starlink v1", 200_000, 200_000, below=False, kit=False),
        Rung("CubeSat hardware", 100_000, 999_999, below=False, kit=True),
    )
    return LadderPicture(words(simulated=simulated), rungs, low, 1.02 * low, f"this deal, US${low:,.0f}")


def multiples(*, panels: int = 7, simulated: bool = False) -> MultiplesPicture:
    """Return small multiples."""
    made = []
    for number in range(panels):
        one = picture(seed=number, size=0.05 + 0.04 * (number % 5))
        made.append(
            Panel(NAMES[number % 3], "11 Feb 2025: +10.5%", one.offsets, one.path, one.band, number == 0)
        )
    return MultiplesPicture(words(simulated=simulated), tuple(made))


def price_line(*, marks: int = 4, simulated: bool = False) -> PriceLinePicture:
    """Return the price of a share with announcements, three of them on neighbouring sessions, and a hole."""
    days = 20_000 + np.arange(400)
    prices = 5 * np.exp(0.02 * np.random.default_rng(3).standard_normal(400).cumsum())
    prices[100:110] = np.nan
    places = [60, 61, 62, *range(130, 400, 20)][:marks]
    made = tuple(
        Marked(
            int(days[place]),
            float(prices[place - 1]),
            f"11 Feb 2025  {NAMES[place % 3]} announces a contract",
            place == 61,
        )
        for place in places
    )
    return PriceLinePicture(words(simulated=simulated), days, prices, made, "closing price")


def ranking(*, rows: int = 6, simulated: bool = False) -> RankingPicture:
    """Return a ranked dot plot."""
    made = tuple(
        Ranked(
            NAMES[number % 3],
            "11 Feb 2025",
            f"p 0.{number:03d}  q 0.{number:02d}",
            5.0 / (number + 1),
            0.0,
            0.4,
            3.0,
            number < 2,
        )
        for number in range(rows)
    )
    return RankingPicture(
        words(simulated=simulated), made, "grey: nine in ten comparable windows, with their middle"
    )


def table(*, rows: int = 5, simulated: bool = False) -> TablePicture:
    """Return a table."""
    columns = (
        TableColumn("issuer", tuple(NAMES[number % 3] for number in range(rows))),
        TableColumn("rise", tuple(f"{number}.5%" for number in range(rows)), right=True),
        TableColumn("verdict", ("reversal, ordinary for such shares",) * rows),
    )
    return TablePicture(words(simulated=simulated), columns, tuple(number == 0 for number in range(rows)))


def usual(*, simulated: bool = False) -> tuple[Picture, ...]:
    """Return one picture of each kind."""
    return (
        averages(simulated=simulated),
        picture(fan=True, simulated=simulated),
        heatmap(simulated=simulated),
        histogram(simulated=simulated),
        ladder(simulated=simulated),
        multiples(simulated=simulated),
        price_line(simulated=simulated),
        ranking(simulated=simulated),
        table(simulated=simulated),
    )


def hard() -> tuple[Picture, ...]:
    """Return pictures with as little and as much as can be."""
    return (
        averages(panels=1),
        averages(panels=6),
        heatmap(rows=1),
        heatmap(rows=32),
        histogram(score=-1.0),
        histogram(score=40.0),
        ladder(low=80_000_000.0),
        ladder(low=12.0),
        multiples(panels=1),
        multiples(panels=20),
        price_line(marks=1),
        price_line(marks=14),
        ranking(rows=1),
        ranking(rows=24),
        table(rows=1),
        table(rows=16),
    )
