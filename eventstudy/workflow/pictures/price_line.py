"""The price of each share with its numbered announcements."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eventstudy.arrays import date_of, epoch_day
from eventstudy.plotting import PriceLinePicture, Words
from eventstudy.plotting.price_line import Marked
from eventstudy.reporting.captions.price_line import alt, caption, price_name, subtitle, title
from eventstudy.reporting.captions.words import SHAPE, brief_day
from eventstudy.workflow.pictures.event import slug
from eventstudy.workflow.pictures.illustration import Illustration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.arrays import Floats, Integers
    from eventstudy.workflow.pictures.material import Material

BEFORE, AFTER = 60, 25
"""Sessions before the first and after the last announcement."""


class _Stretch(NamedTuple):
    """The sessions that are shown of a share."""

    days: Integers
    prices: Floats


def price_lines(material: Material) -> dict[str, Illustration]:
    """Return the picture of every share with a measured announcement, by its security."""
    events: dict[str, list[int]] = {}
    for i, event in enumerate(material.found.events):
        events.setdefault(event.security, []).append(i)
    return {security: _illustration(material, security, numbers) for security, numbers in events.items()}


def _illustration(material: Material, security: str, numbers: Sequence[int]) -> Illustration:
    found = material.found
    numbers = sorted(numbers, key=lambda i: found.events[i].day0)
    days = [found.events[i].day0 for i in numbers]
    stretch = _stretch(material, security, epoch_day(days[0]), epoch_day(days[-1]))
    marks = tuple(_mark(material, i, stretch) for i in numbers)
    issuer, last = material.issuer(numbers[0]), float(stretch.prices[np.isfinite(stretch.prices)][-1])
    words = Words(
        title(issuer, days, last / marks[0].price - 1),
        subtitle(
            security, date_of(stretch.days[0]), date_of(stretch.days[-1]), int(np.isnan(stretch.prices).sum())
        ),
        f"{material.source(security)}. {SHAPE}",
        found.simulated,
    )
    picture = PriceLinePicture(words, stretch.days, stretch.prices, marks, price_name(found.simulated))
    told = [(found.events[i].day0, material.announcement(i).headline) for i in numbers]
    ends = float(stretch.prices[np.isfinite(stretch.prices)][0]), last
    return Illustration(
        f"{slug(security)}-prices",
        picture,
        caption(issuer, security, len(numbers), simulated=found.simulated),
        alt(issuer, security, ends, told, simulated=found.simulated),
    )


def _stretch(material: Material, security: str, first: int, last: int) -> _Stretch:
    """Cut the sessions from before the first to after the last announcement, as far as there are prices."""
    panel = material.flagged.measured.joined.panel
    row = panel.rows[security]
    days, prices = panel.sessions[panel.grid[row]], panel.prices[row]
    there = np.flatnonzero(np.isfinite(prices))
    begin = max(int(np.searchsorted(days, first)) - BEFORE, int(there[0]))
    end = min(int(np.searchsorted(days, last)) + AFTER, int(there[-1])) + 1
    return _Stretch(days[begin:end], prices[begin:end])


def _mark(material: Material, i: int, stretch: _Stretch) -> Marked:
    """Mark an announcement at its day 0 and at the last close before it."""
    event = material.found.events[i]
    before = stretch.prices[stretch.days < epoch_day(event.day0)]
    close = float(before[np.isfinite(before)][-1])
    text = f"{brief_day(event.day0)}  {material.announcement(i).headline or event.id}"
    return Marked(epoch_day(event.day0), close, text, bool(material.decided.flagged[i]))
