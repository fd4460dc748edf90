"""How much of n is the same thing twice: securities that recur, windows that overlap, days that are shared."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from eventstudy.analysis.window import Window
    from eventstudy.arrays import Integers


class Recurrence(NamedTuple):
    """Events of securities that have several.

    Attributes
    ----------
    securities : int
        Distinct securities.
    recurring_securities, events_of_recurring : int
        Securities with more than one event, and how many events they have together.
    overlapping_pairs : int
        Pairs of events of one security whose event windows share a session.
    overlapping_events : int
        Events in at least one such pair.
    """

    securities: int
    recurring_securities: int
    events_of_recurring: int
    overlapping_pairs: int
    overlapping_events: int


def recurrence(security: Integers, day0: Integers, window: Window) -> Recurrence:
    """Count securities that recur and event windows of one security that overlap.

    Two windows of L sessions overlap where their days 0 lie less than L sessions apart.

    Parameters
    ----------
    security : ndarray of shape (n,), int64
        Any number that names the security.
    day0 : ndarray of shape (n,), int64
        Position of day 0 on the security's own sessions.
    window : Window
        The event window.
    """
    if not len(security):
        return Recurrence(0, 0, 0, 0, 0)
    _, owner, events = np.unique(security, return_inverse=True, return_counts=True)
    reach = len(window) - 1
    # Securities laid end to end on one line, too far apart for windows to touch.
    position = day0 - day0.min()
    line = np.sort(owner * (position.max() + reach + 1) + position)
    later = np.searchsorted(line, line + reach, side="right") - np.arange(1, len(line) + 1)
    near = np.diff(line) <= reach
    touching = np.append(near, False) | np.insert(near, 0, False)
    return Recurrence(
        securities=len(events),
        recurring_securities=int(np.count_nonzero(events > 1)),
        events_of_recurring=int(events[events > 1].sum()),
        overlapping_pairs=int(later.sum()),
        overlapping_events=int(np.count_nonzero(touching)),
    )
