"""Draws many pictures on all processors: each is a value, drawn and written by whichever process is free.

Figures live one at a time in each process, so that memory does not grow with the number of pictures, and what is
written does not depend on who draws.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import platform
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventstudy.plotting import missing_glyphs, save_figure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from eventstudy.plotting import ImageFormat, Picture, Sheet

WORTH_A_POOL = 8
"""Pictures from which on a second process has made up for its start."""


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """One picture to draw, on which sheet, and where it goes; the file carries ``alt`` as its description."""

    picture: Picture
    sheet: Sheet
    path: Path
    image: ImageFormat = "png"
    alt: str = ""


def draw_all(orders: Sequence[Order], *, progress: Callable[..., Iterator[str | None]]) -> list[str | None]:
    """Draw pictures and write them; return what is wrong with the letters of each, see ``missing_glyphs``.

    Parameters
    ----------
    orders : sequence of Order
    progress : callable
        Goes through items with a bar: ``progress(items, label=..., length=...)``.
    """
    with _workers(len(orders)) as each:
        return list(progress(each(_drawn, orders), label="Drawing", length=len(orders)))


@contextmanager
def _workers(count: int) -> Iterator[Callable[..., Iterable[str | None]]]:
    """Give a ``map`` over processes, or the plain one where they are not worth it or cannot be forked."""
    processes = min(os.cpu_count() or 1, count)
    if count < WORTH_A_POOL or processes == 1 or platform.system() != "Linux":
        yield map
        return
    # A fork has matplotlib and the fonts at hand; a new process would read them again for a second. Elsewhere than on
    # Linux a fork is missing, or not safe beside the system's own libraries.
    context = multiprocessing.get_context("fork")
    # What is there before the first picture stays: the collector need not look at it again and again.
    with ProcessPoolExecutor(processes, mp_context=context, initializer=gc.freeze) as pool:
        yield pool.map


def _drawn(order: Order) -> str | None:
    save_figure(order.picture.figure(order.sheet), order.path, order.image, alt=order.alt)
    words = order.picture.words
    return missing_glyphs(words.title + words.subtitle + words.source, order.sheet.house)
