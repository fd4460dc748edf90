"""What the estimation windows of all events say together, reduced to sums while they stream by.

The estimation residuals of a million events do not fit into memory; these sums do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from dataclasses import Field
    from typing import Self

    from eventstudy.arrays import Floats

AS_ONE = 1 - 1e-9
"""Correlation above which events move as one, and tests that allow for it are undefined."""

CorrelationMethod: TypeAlias = Literal["aligned", "pairwise", "overlap_weighted"]


class Summed:
    """Sums over events that are added part by part; of dataclasses whose fields can be added."""

    __dataclass_fields__: ClassVar[dict[str, Field[object]]]

    def __add__(self, other: Self) -> Self:
        return type(self)(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


@dataclass(frozen=True, eq=False)
class DaySums(Summed):
    """Sums over events on the same session counted from day 0.

    Attributes
    ----------
    sums, counts : ndarray of shape (T,)
        Sum over the events that have the session, and how many have it.
    """

    sums: Floats
    counts: Floats

    @cached_property
    def means(self) -> Floats:
        """Mean over the events that have the session; NaN where none has."""
        undefined = np.full_like(self.sums, np.nan)
        return np.divide(self.sums, self.counts, out=undefined, where=self.counts > 0)


@dataclass(frozen=True)
class Correlation:
    """The average cross-correlation of estimation residuals.

    Attributes
    ----------
    value : float
        Mean over all pairs of events of the correlation of their residuals on common calendar days; a pair
        without common days counts as zero. NaN for fewer than two events.
    method : {"aligned", "pairwise", "overlap_weighted"}
        ``aligned`` and ``pairwise`` are exact; ``overlap_weighted`` shrinks the correlation of a pair by the
        share of its days that are common.
    """

    value: float
    method: CorrelationMethod


@dataclass(frozen=True, eq=False)
class GrankSums(Summed):
    """Generalised ranks (Kolari and Pynnönen 2011), summed over events for every column.

    The event's observation of column c ranks among the M estimation residuals of the event, so T = M + 1.
    ``U = rank / (T_i + 1) - 1/2`` with T_i the observations that the event has, including the event's own.

    Attributes
    ----------
    event_sums, event_counts : ndarray of shape (C,)
        Sum of U of the event's observation, and the number of events that have the column.
    event_variances : ndarray of shape (C,)
        Sum over the same events of the variance (T_i - 1) / (12 (T_i + 1)) that U has if all ranks are as
        likely.
    estimation_sums, estimation_counts : ndarray of shape (C, M)
        Sum of U of each estimation session, over the events that have the column.
    """

    event_sums: Floats
    event_counts: Floats
    event_variances: Floats
    estimation_sums: Floats
    estimation_counts: Floats


@dataclass(frozen=True, eq=False)
class RankEvidence(Summed):
    """Sums of the ranks that the rank tests need.

    Attributes
    ----------
    corrado, corrado_zivney : DaySums over T = M + L sessions
        Sums of ``U = K / (1 + T_i) - 1/2`` with K the rank of a session's (standardised) abnormal return among
        all T_i that the event has; the M estimation sessions first, then the L of the event window. For
        ``corrado_zivney`` event-window values are first divided by their cross-sectional spread.
    grank : GrankSums
    """

    corrado: DaySums
    corrado_zivney: DaySums
    grank: GrankSums


@dataclass(frozen=True, eq=False)
class Evidence:
    """All that the tests take from the estimation windows of n events.

    Attributes
    ----------
    positive_share : ndarray of shape (n,), or None
        Share of each event's estimation residuals that are positive; None where no test asked for it.
    average : DaySums over the M estimation sessions
        Residuals summed over events: their means are the AAR of the estimation window.
    correlation : Correlation or None
        None where no test asked for it.
    ranks : RankEvidence or None
        None where no test asked for it.
    """

    positive_share: Floats | None
    average: DaySums
    correlation: Correlation | None = None
    ranks: RankEvidence | None = None
