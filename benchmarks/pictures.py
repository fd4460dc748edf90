"""What pictures cost: 100 pictures of events on all processors, over 100 figures of a plain pyplot script.

Run it with ``python benchmarks/pictures.py``. Both show the same events in the same size: path, fan, band, marks,
volume, title, subtitle and source. The script is what one writes without thinking of speed: a new pyplot figure each
time, ``tight_layout``, ``savefig``. Ratios are of one run. ``--quick`` draws few pictures once.
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import tempfile
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from panels import SEED
from timing import medians

from eventstudy.plotting import EventPicture, Fan, Sheet, Words
from eventstudy.plotting.scales import in_price
from eventstudy.workflow.pictures.drawing import Order, draw_all

if TYPE_CHECKING:
    from collections.abc import Iterator

PICTURES = 100


def pictures(count: int) -> list[EventPicture]:
    """Make up pictures of events."""
    rng = np.random.default_rng(SEED)
    return [_picture(rng, number) for number in range(count)]


def _picture(rng: np.random.Generator, number: int) -> EventPicture:
    offsets = np.arange(-10, 21)
    daily = 0.03 * rng.standard_normal(31)
    path = np.cumsum(daily) - np.cumsum(daily)[9]
    peak = int(np.argmax(path[10:21]))
    trough = peak + int(np.argmin(path[10 + peak :]))
    wide = 0.05 * np.sqrt(np.abs(offsets + 1))
    words = Words(
        f"Company {number} rose {path[10 + peak]:.1%} beyond its benchmark by day {peak}, then gave back some of it",
        "A contract of 600 satellites for US$21m (1725.HK). Price beyond its benchmark ^HSI (beta 0.92) since the last "
        "close before day 0. Grey: nine in ten, and the middle half, of 412 windows of the share without an announcement.",
        "Prices: made up for a benchmark. eventstudy: a shape of prices, which does not say why they moved.",
        simulated=False,
    )
    return EventPicture(
        words=words,
        offsets=offsets,
        path=path,
        band=2 * wide,
        volume_z=2 * rng.standard_normal(31),
        day0=dt.date(2025, 2, 11),
        peak=peak,
        trough=trough,
        give_back=0.5,
        expiry=11,
        path_name="price beyond its benchmark since the close before day 0",
        fan=Fan(np.stack([-2.2 * wide, -0.7 * wide, 0.7 * wide, 2.2 * wide]), 412),
    )


def by_script(picture: EventPicture, path: Path) -> None:
    """Draw the same picture as a script does that does not think of speed."""
    fig, (top, low) = plt.subplots(2, 1, figsize=(7.28, 5.24), sharex=True, height_ratios=[4, 1])
    _script_path(picture, top)
    low.bar(picture.offsets, picture.volume_z, color="0.7")
    low.set_title("abnormal volume, in robust sigmas", loc="left", size=7.5)
    low.set_xlabel("sessions from day 0")
    fig.suptitle(textwrap.fill(picture.words.title, 60), size=12.5, weight="bold")
    fig.text(0.05, 0.84, textwrap.fill(picture.words.subtitle, 115), size=7.8)
    fig.text(0.05, 0.01, picture.words.source, size=6.6)
    fig.tight_layout(rect=(0, 0.02, 1, 0.86))
    fig.savefig(path, dpi=200)
    plt.close(fig)


def _script_path(picture: EventPicture, top: plt.Axes) -> None:
    offsets, fan = picture.offsets, picture.fan
    if fan is not None:
        top.fill_between(offsets, fan.quantiles[0], fan.quantiles[3], color="0.9")
        top.fill_between(offsets, fan.quantiles[1], fan.quantiles[2], color="0.8")
    top.plot(offsets, picture.band, "--", color="0.4")
    top.plot(offsets, -picture.band, "--", color="0.4")
    top.axhline(0, color="0.4")
    top.axvline(0, color="k", linestyle="--")
    top.axvline(11, color="0.4", linestyle=":")
    top.plot(offsets, picture.path, linewidth=2.2)
    for day, text in ((picture.peak, "peak"), (picture.trough, "given back")):
        height = picture.at(int(day or 0))
        top.plot([day], [height], "o", color="C0")
        top.annotate(
            f"{text} {in_price(height):+.1%}, day {day}",
            (day or 0, height),
            (5, 5),
            textcoords="offset points",
        )
    top.annotate("day 0, 11 Feb 2025", (0, top.get_ylim()[1]), size=7.5)
    top.annotate("opt-out ends, day 11", (11, top.get_ylim()[1]), size=7.5)
    top.annotate("95% band of the model", (15, picture.band[-5]), size=7)
    top.annotate("nine in ten of its ordinary windows", (8, -picture.band[-5]), size=7)
    top.set_title(picture.path_name, loc="left", size=7.5)
    top.yaxis.set_major_formatter(mpl.ticker.PercentFormatter(1))
    top.grid(axis="y")


def _silent(items: Iterator[str | None], **_: object) -> Iterator[str | None]:
    yield from items


def _peak_megabytes() -> float:
    """Return the most memory that this process or one that drew for it has had."""
    return (
        max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        / 1024
    )


def main() -> None:
    """Print the time of a picture both ways, their ratio, and the memory for more pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few pictures, once")
    quick = parser.parse_args().quick
    mpl.use("Agg")
    made = pictures(8 if quick else PICTURES)
    with tempfile.TemporaryDirectory() as folder:
        orders = [Order(one, Sheet(), Path(folder) / f"{k}.png") for k, one in enumerate(made)]
        draw_all(orders[:1], progress=_silent)
        memory = []
        for count in (1, 3):
            draw_all(orders * count, progress=_silent)
            memory.append(_peak_megabytes())
        took = medians(
            {
                "eventstudy": lambda: draw_all(orders, progress=_silent),
                "script": lambda: [by_script(one.picture, one.path) for one in orders],  # type: ignore[arg-type]
            },
            rounds=1 if quick else 3,
        )
    for name, seconds in took.items():
        print(f"{name}: {len(made)} pictures in {seconds:.2f} s, {1000 * seconds / len(made):.0f} ms each")
    print(f"times faster: {took['script'] / took['eventstudy']:.2f}")
    print(
        f"memory of a process for {len(made)} and {3 * len(made)} pictures: {memory[0]:.0f} and {memory[1]:.0f} MiB"
    )


if __name__ == "__main__":
    main()
