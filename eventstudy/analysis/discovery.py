"""False discoveries: q-values of an edition's events, and of a stream of events that never ends.

A q-value is the smallest false discovery rate at which an event is still flagged. A missing p-value, NaN, is
no test: it stays NaN and does not count.

References
----------
Benjamini, Y. and Hochberg, Y. (1995), Journal of the Royal Statistical Society B 57, 289-300, section 3.1.
Benjamini, Y. and Yekutieli, D. (2001), Annals of Statistics 29, 1165-1188, theorem 1.3. Fischer, L., Xu, Z. and
Ramdas, A. (2024), "An online generalization of the (e-)Benjamini-Hochberg procedure", arXiv 2407.20683,
section 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from eventstudy.arrays import Booleans, Floats, Integers

Procedure: TypeAlias = Literal["BH", "BY"]

_TOTAL_WEIGHT = 2.109742801236891
"""The sum of 1 / (n log(n)^2) over n = 2, 3, ..."""


class EditionQValues(NamedTuple):
    """q-values of the events of an edition, shape (n,), and the procedure that gave them."""

    q_value: Floats
    procedure: Procedure


def benjamini_hochberg(p_value: Floats) -> Floats:
    """Return q-values: q_(i) = min over j >= i of m p_(j) / j; right for independent or positively dependent tests.

    Parameters
    ----------
    p_value : ndarray of shape (n,)
    """
    return _step_up(p_value, 1.0)


def benjamini_yekutieli(p_value: Floats) -> Floats:
    """Return q-values that hold under any dependence: those of BH times 1 + 1/2 + ... + 1/m.

    Parameters
    ----------
    p_value : ndarray of shape (n,)
    """
    tests = int(np.isfinite(p_value).sum())
    return _step_up(p_value, float((1 / np.arange(1, tests + 1)).sum()))


def edition_q_values(p_value: Floats, day: Integers) -> EditionQValues:
    """Return q-values of the events of one edition: BH, or BY where two tested events share a day 0.

    Parameters
    ----------
    p_value : ndarray of shape (n,)
    day : ndarray of shape (n,)
        Day 0 of each event.
    """
    tested = day[np.isfinite(p_value)]
    if len(np.unique(tested)) < len(tested):
        return EditionQValues(benjamini_yekutieli(p_value), "BY")
    return EditionQValues(benjamini_hochberg(p_value), "BH")


def expected_false(q_value: Floats, level: float) -> float:
    """Return how many of the events with a q-value of at most ``level`` are false, at most, in expectation."""
    flagged = _flagged(q_value, level)
    return float(level * flagged.sum()) if flagged.any() else 0.0


def stream_weights(count: int) -> Floats:
    """Return the first weights gamma_i of a stream; all of them sum to one; shape (count,).

    They fall as 1 / ((i + 1) log(i + 1)^2): slowly, so that later events keep a chance.
    """
    n = np.arange(2, count + 2, dtype=np.float64)
    weights: Floats = 1 / (n * np.log(n) ** 2 * _TOTAL_WEIGHT)
    return weights


def online_q_values(p_value: Floats) -> Floats:
    """Return q-values of a stream so far, by online Benjamini-Hochberg.

    At level alpha the events with ``p_i <= k alpha gamma_i`` are flagged, where k is the largest number with
    at least k such events. An event that was not flagged when it came may be flagged later; one that was
    flagged stays so. The value of an event is the least alpha that flags it, given all events so far.

    Parameters
    ----------
    p_value : ndarray of shape (n,)
        In the order in which the events came; each keeps its place for good. NaN takes no place.
    """
    tested = np.flatnonzero(np.isfinite(p_value))
    weighted = p_value[tested] / stream_weights(len(tested))
    out = np.full(len(p_value), np.nan)
    # p_i <= k alpha gamma_i is BH on p_i / gamma_i, a step-up in which m is one.
    out[tested] = _step_up(weighted, 1.0, tests=1)
    return out


def _flagged(q_value: Floats, level: float) -> Booleans:
    return np.nan_to_num(q_value, nan=np.inf) <= level


def _step_up(p_value: Floats, factor: float, tests: int | None = None) -> Floats:
    out = np.full(len(p_value), np.nan)
    tested = np.flatnonzero(np.isfinite(p_value))
    order = tested[np.argsort(p_value[tested], kind="stable")]
    rank = np.arange(1, len(order) + 1)
    scaled = factor * (len(order) if tests is None else tests) * p_value[order] / rank
    out[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return out
