"""False-discovery control: how many of the flags of an edition, or of a stream of editions, are expected false.

p and q are fractions in [0, 1]; NaN is "no p-value": it stays NaN and does not count as a test. Flagging
every event with ``q <= level`` keeps the expected share of false flags among all flags at or below the level,
under the conditions that each function states.

Every rule here is the same step up: of values ``w`` sorted upwards, ``q_(k) = min over j >= k of w_(j) / j``.
Benjamini-Hochberg takes ``w = n p``, Benjamini-Yekutieli ``w = n p (1 + 1/2 + ... + 1/n)`` and the online rule
``w = p / gamma``, where gamma is the weight of the test's place in the stream.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

import numpy as np

from eventstudy.errors import EstimationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.arrays import Booleans, Floats, Integers

Method: TypeAlias = Literal["Benjamini-Hochberg", "Benjamini-Yekutieli"]

NOT_FLAGGED = 0
"""What stands for the time of a flag that was never raised; times count from 1."""

_GAMMA_SCALE = 0.079
"""Makes the weights of ``gamma`` sum to just below one: without it the sum is 12.645."""


class EditionQ(NamedTuple):
    """The q-values of one edition, shape (n,), and the rule they come from."""

    q: Floats
    method: Method


def benjamini_hochberg(p: Floats) -> Floats:
    """Return the q-values of tests that are independent or positively dependent.

    Parameters
    ----------
    p : ndarray of shape (n,)

    Returns
    -------
    ndarray of shape (n,)

    Raises
    ------
    EstimationError
        If a p-value lies outside [0, 1].

    References
    ----------
    Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300, procedure (1).
    """
    tests = np.count_nonzero(_known(p))
    return _step_up(p * tests)


def benjamini_yekutieli(p: Floats) -> Floats:
    """Return the q-values of tests that may depend on one another in any way; arguments as above.

    References
    ----------
    Benjamini and Yekutieli (2001), Annals of Statistics 29, 1165-1188, theorem 1.3.
    """
    tests = np.count_nonzero(_known(p))
    return _step_up(p * tests * np.sum(1 / np.arange(1, tests + 1)))


def edition_q_values(p: Floats, days: Integers) -> EditionQ:
    """Return the q-values of an edition, by the cautious rule if two of its tests share a day.

    Events of one day share that day's market, and nothing says that their p-values depend positively.

    Parameters
    ----------
    p : ndarray of shape (n,)
    days : ndarray of shape (n,)
        Day 0 of each event, as an epoch day. Days of events without a p-value do not count.

    Raises
    ------
    EstimationError
        If a p-value lies outside [0, 1].
    """
    tested = days[_known(p)]
    if len(np.unique(tested)) < len(tested):
        return EditionQ(benjamini_yekutieli(p), "Benjamini-Yekutieli")
    return EditionQ(benjamini_hochberg(p), "Benjamini-Hochberg")


def expected_false(q: Floats, level: float) -> float:
    """Return how many of the events with ``q <= level`` are expected to be false flags, at most.

    It is the number flagged times the largest q among them, which is at most ``level`` times the number.
    For Benjamini-Hochberg that is n p_(k): how many of n untouched events would reach the weakest flag.
    """
    flagged = q[q <= level]
    return float(len(flagged) * flagged.max(initial=0.0))


def gamma(count: int) -> Floats:
    """Return the weights of the first tests of a stream; shape (count,); they fall, and sum to less than one.

    References
    ----------
    Javanmard and Montanari (2018), Annals of Statistics 46, 526-554: proportional to
    log(max(j, 2)) / (j exp(sqrt(log j))). They fall slowly, so that late events keep a chance.
    """
    j = np.arange(1, count + 1)
    weights: Floats = _GAMMA_SCALE * np.log(np.maximum(j, 2)) / (j * np.exp(np.sqrt(np.log(j))))
    return weights


def online_bh(p: Floats) -> Floats:
    """Return the q-values of a stream as they stand after its last test, by online Benjamini-Hochberg.

    At a level alpha the rule rejects every test i with ``p_i <= k* alpha gamma_i``, k* being the largest k
    that at least k of the tests satisfy: that is ``q_i <= alpha`` here. A later test can only lower the q of
    an earlier one, so that an old event may be flagged late and no flag is ever withdrawn. With
    ``gamma_i = 1/n`` the rule is Benjamini-Hochberg.

    At any fixed time the false-discovery rate is at most alpha if p-values of untouched events depend
    positively on the others; looking as often as one likes, at most alpha (1 + log(1/alpha)). Order matters:
    it is the order of arrival, not of the p-values.

    Parameters
    ----------
    p : ndarray of shape (n,)
        p-values in the order in which they arrived. One that is missing takes no place.

    Raises
    ------
    EstimationError
        If a p-value lies outside [0, 1].

    References
    ----------
    Fischer, Xu and Ramdas (2024), "An online generalization of the (e-)Benjamini-Hochberg procedure",
    arXiv 2407.20683, section 3; agrees with ``online_bh`` of the authors' published R code.
    """
    known = _known(p)
    weighted = np.full(len(p), np.nan)
    weighted[known] = p[known] / gamma(int(np.count_nonzero(known)))
    return _step_up(weighted)


@dataclass(frozen=True)
class Stream:
    """All tests ever made, in the order in which they arrived, and when each was first flagged.

    A plain value to be stored and read back. How the tests were cut into editions leaves no trace.

    Attributes
    ----------
    level : float
        The level that flags are raised at.
    ids : tuple of str, length n
        The tests, oldest first.
    p_values : tuple of float, length n
    flagged_at : tuple of int, length n
        How many tests the stream held when the flag was raised; ``NOT_FLAGGED`` without one.
    """

    level: float
    ids: tuple[str, ...] = ()
    p_values: tuple[float, ...] = ()
    flagged_at: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not 0 < self.level < 1:
            raise EstimationError(f"level {self.level}: a false-discovery level lies between 0 and 1")

    @property
    def flagged(self) -> frozenset[str]:
        """The tests that are flagged by now."""
        return frozenset(one for one, at in zip(self.ids, self.flagged_at, strict=True) if at != NOT_FLAGGED)

    @property
    def q(self) -> Floats:
        """The q-values as they stand by now; shape (n,)."""
        return online_bh(np.array(self.p_values))

    def extended(self, ids: Sequence[str], p: Floats) -> Stream:
        """Return the stream with more tests behind it.

        A test is made once: an id that the stream holds already keeps the p-value and the place it has. An id
        whose p-value is NaN was not tested, takes no place, and may come again.

        Parameters
        ----------
        ids : sequence of str, length n
        p : ndarray of shape (n,)

        Raises
        ------
        EstimationError
            If a p-value lies outside [0, 1].
        """
        fresh: dict[str, float] = {}
        for one, value, tested in zip(ids, p.tolist(), _known(p), strict=True):
            if tested and one not in self.ids:
                fresh.setdefault(one, value)
        return replace(
            self,
            ids=(*self.ids, *fresh),
            p_values=(*self.p_values, *fresh.values()),
            flagged_at=self._flagged_after(list(fresh.values())),
        )

    def _flagged_after(self, fresh: list[float]) -> tuple[int, ...]:
        """Say when each test is first flagged, looking after every new one as if it had come alone."""
        p = np.array([*self.p_values, *fresh])
        weighted = p / gamma(len(p))
        at = np.zeros(len(p), dtype=np.int64)
        at[: len(self.flagged_at)] = self.flagged_at
        for seen in range(len(self.ids) + 1, len(p) + 1):
            raised = _step_up(weighted[:seen]) <= self.level
            at[:seen][raised & (at[:seen] == NOT_FLAGGED)] = seen
        return tuple(at.tolist())


def _known(p: Floats) -> Booleans:
    """Mark the tests with a p-value, after a look at what it is."""
    there = ~np.isnan(p)
    outside = p[there & ~((p >= 0) & (p <= 1))]
    if len(outside):
        raise EstimationError(f"p-value {outside[0]:g}: a p-value lies in [0, 1]")
    return there


def _step_up(w: Floats) -> Floats:
    """q_(k) = min over j >= k of w_(j) / j, at most 1; NaN stays NaN and is not counted."""
    order = np.argsort(w, kind="stable")[: np.count_nonzero(~np.isnan(w))]
    ratios = w[order] / np.arange(1, len(order) + 1)
    q = np.full(len(w), np.nan)
    q[order] = np.minimum(np.minimum.accumulate(ratios[::-1])[::-1], 1.0)
    return q
