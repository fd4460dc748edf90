"""The ranks of a block of events, reduced to the sums that the rank tests need.

Two rankings of a row answer every question. R is the rank of an event observation among the estimation
sessions and all event observations together, and Q its rank among the event observations alone: then R - Q is
its placement, the number of estimation sessions below it, equal ones counting a half. So it ranks R - Q + 1
among the estimation sessions and itself. What the event observations add to the rank of an estimation session
is found by comparing all of them with all sessions: that is where the time goes, so it is done on bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eventstudy.analysis.inference.evidence import DaySums, GrankSums, RankEvidence
from eventstudy.analysis.inference.rank_counts import untied_counts
from eventstudy.analysis.inference.ranks import ranks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    from numpy.typing import NDArray

    from eventstudy.analysis.columns import Columns
    from eventstudy.analysis.inference.rank_counts import Counts
    from eventstudy.arrays import Booleans, Floats, Integers

    Codes: TypeAlias = NDArray[np.unsignedinteger]

_MOST_TERMS = 255
"""Ones that a byte can sum."""

_TILE = 1 << 19
"""Comparisons made at a time: their bytes (512 KiB) stay in the cache."""


def rank_evidence(
    residuals: Floats,
    sigma: Floats,
    values: Floats,
    variances: Floats,
    *,
    columns: Columns,
    dispersion: Floats,
) -> RankEvidence:
    """Rank the sessions of a block of events, and sum the ranks over events; blocks are added with ``+``.

    A missing session is not ranked. An event whose residuals do not vary has no ranks at all. A window of one
    day is the day.

    Parameters
    ----------
    residuals : ndarray of shape (b, M)
        Residuals of the estimation window, as fractions; NaN where missing.
    sigma : ndarray of shape (b,)
        Their standard deviations s_i, as fractions a session.
    values, variances : ndarray of shape (b, C)
        Abnormal returns of days and windows, and their forecast-error variances.
    columns : Columns
        L days and W windows; C = L + W.
    dispersion : ndarray of shape (C,)
        Standard deviation (n - 1) across all events of ``values / sqrt(variances)``. Where it is not above
        zero (one event has none), the standardised observation counts as missing.

    References
    ----------
    Corrado (1989), "A Nonparametric Test for Abnormal Security-Price Performance in Event Studies", Journal of
    Financial Economics 23, pp. 387-388. Corrado and Zivney (1992), "The Specification and Power of the Sign
    Test in Event Study Hypothesis Tests Using Daily Stock Returns", Journal of Financial and Quantitative
    Analysis 27, pp. 465-478. Kolari and Pynnönen (2011), "Nonparametric Rank Tests for Event Studies", Journal
    of Empirical Finance 18, eqs. 3 to 23.
    """
    kept = sigma > 0
    if not kept.all():
        residuals, sigma, values, variances = residuals[kept], sigma[kept], values[kept], variances[kept]
    days = len(columns.window)
    distinct, which = _distinct(columns)
    observations = _standardized(values, variances, dispersion)[:, distinct]
    # On the scale of the residuals, everything can be sorted at once.
    both = np.hstack([values[:, :days], observations * sigma[:, None]])
    counts, plain = untied_counts(residuals, both, kinds=(slice(0, days), slice(days, 2 * days)))
    found = _evidence_of_counts(counts, which, days)
    if plain.all():
        return found
    rest = ~plain
    return found + _tied_evidence(
        residuals[rest], sigma[rest], values[rest, :days], observations[rest], which
    )


def _evidence_of_counts(counts: Counts, which: Integers, days: int) -> RankEvidence:
    """Turn the sums of ranks of events without ties into sums of U, all of them having all M sessions."""
    events, sessions = counts.events, len(counts.own)
    every = np.full(sessions + days, float(events))
    own, raised = counts.own, counts.raised
    event_days = counts.placements + counts.among

    def of_days(kind: slice) -> DaySums:
        ranked = np.concatenate([own + raised[kind].sum(axis=0), event_days[kind]])
        return DaySums(ranked / (1 + sessions + days) - every / 2, every)

    standardized = slice(days, None)
    height = len(raised) - days
    share = 1 / (sessions + 2)
    number = np.full(height, float(events))
    return RankEvidence(
        corrado=of_days(slice(days)),
        corrado_zivney=of_days(slice(days, 2 * days)),
        grank=GrankSums(
            event_sums=((events + counts.placements[standardized]) * share - number / 2)[which],
            event_counts=number[which],
            event_variances=(number * (1 - 2 * share) / 12)[which],
            estimation_sums=((own + raised[standardized]) * share - events / 2)[which],
            estimation_counts=np.full((len(which), sessions), float(events)),
        ),
    )


def _tied_evidence(
    residuals: Floats, sigma: Floats, values: Floats, observations: Floats, which: Integers
) -> RankEvidence:
    """Rank events that lack sessions or have ties."""
    days = values.shape[1]
    found = _placed(residuals / sigma[:, None], observations, days)
    event_day_ranks = found.placements[:, :days] + ranks(observations[:, :days])
    return RankEvidence(
        corrado=_day_sums(ranks(np.hstack([residuals, values]))),
        corrado_zivney=_day_sums(np.hstack([found.own_ranks + found.days_below, event_day_ranks])),
        grank=_grank_sums(found, which),
    )


def _distinct(columns: Columns) -> tuple[Integers, Integers]:
    """Find the columns that differ, and which of them each column is: a window of one day is that day."""
    itself = np.arange(len(columns))
    day = columns.membership.argmax(axis=0)
    distinct, which = np.unique(np.where(columns.lengths == 1, day, itself), return_inverse=True)
    return distinct, which


def _standardized(values: Floats, variances: Floats, dispersion: Floats) -> Floats:
    spread = np.where(dispersion > 0, dispersion, np.nan)
    standardized: Floats = values / (np.sqrt(np.where(variances > 0, variances, np.nan)) * spread)
    return standardized


def _day_sums(ranked: Floats) -> DaySums:
    """Sum ``U = K / (1 + T_i) - 1/2`` over the events that have each session; (b, T) to (T,)."""
    there = np.isfinite(ranked)
    if there.all():
        counts = np.full(ranked.shape[1], float(len(ranked)))
        return DaySums(ranked.sum(axis=0) / (1 + ranked.shape[1]) - counts / 2, counts)
    counts = there.sum(axis=0).astype(np.float64)
    shares = 1 / (1 + there.sum(axis=1))
    return DaySums(shares @ np.where(there, ranked, 0) - counts / 2, counts)


class _Placed(NamedTuple):
    """How K observations of the event window lie among the M estimation sessions of b events.

    Attributes
    ----------
    own_ranks : ndarray of shape (b, M)
        Ranks of the sessions among each other; NaN where missing.
    shares : ndarray of shape (b,)
        ``1 / (T_i + 1)`` with ``T_i = M_i + 1``: one observation and the sessions that exist.
    placements : ndarray of shape (b, K)
        Sessions below each observation, and half of those equal to it; NaN where missing.
    days_below : ndarray of shape (b, M)
        Event days below each session, and half of those equal to it.
    raised : ndarray of shape (K, M)
        Sum over events of ``shares`` where the session lies above the observation, half where it is equal.
    """

    own_ranks: Floats
    shares: Floats
    placements: Floats
    days_below: Floats
    raised: Floats


def _placed(sessions: Floats, observations: Floats, days: int) -> _Placed:
    width = sessions.shape[1]
    ranked = ranks(np.hstack([sessions, observations]))
    there = np.isfinite(ranked)
    shares = 1 / (there[:, :width].sum(axis=1) + 2)
    known = ranked if there.all() else np.where(there, ranked, 0)
    low, high = _codes(known, width)
    groups = list(_groups(shares, _has_ties(known, there)))
    by_day, days_below = _compare(low, high[:, :days], groups)
    by_window, windows_below = _compare(low, high[:, days:], groups)
    own_ranks = ranked[:, :width] - days_below
    own_ranks -= windows_below
    return _Placed(
        own_ranks=own_ranks,
        shares=shares,
        placements=ranked[:, width:] - ranks(observations),
        days_below=days_below,
        raised=np.vstack([by_day, by_window]),
    )


def _has_ties(known: Floats, there: Booleans) -> Booleans:
    """Tell rows whose ranks are not 1, 2, ..., n: ties lower the sum of their squares. Shape (b,)."""
    n = there.sum(axis=1)
    untied: Booleans = 6 * np.einsum("ij,ij->i", known, known) == n * (n + 1) * (2 * n + 1)
    return ~untied


def _codes(known: Floats, width: int) -> tuple[Codes, Codes]:
    """Turn ranks into whole numbers; a missing session lies below, and a missing observation above, all else."""
    highest = 2 * known.shape[1] + 1
    codes: Codes = (2 * known).astype(np.min_scalar_type(highest))
    low, high = codes[:, :width], codes[:, width:]
    high[high == 0] = highest
    return low, high


class _Group(NamedTuple):
    """Events with as many estimation sessions as each other, and all with or all without ties."""

    rows: Integers | slice
    share: float
    tied: bool


def _groups(shares: Floats, tied: Booleans) -> Iterator[_Group]:
    for share in np.unique(shares).tolist():
        for ties in (False, True):
            chosen = (shares == share) & (tied == ties)
            if chosen.any():
                yield _Group(slice(None) if chosen.all() else np.flatnonzero(chosen), share, ties)


def _compare(sessions: Codes, observations: Codes, groups: list[_Group]) -> tuple[Floats, Floats]:
    """Count sessions above observations, equal ones as a half.

    Parameters
    ----------
    sessions, observations : ndarray of shape (b, M) and (b, K)

    Returns
    -------
    ndarray of shape (K, M)
        Summed over events, each weighted by its share.
    ndarray of shape (b, M)
        Summed over observations.
    """
    over_events = np.zeros((observations.shape[1], sessions.shape[1]))
    over_observations = np.zeros(sessions.shape)
    for group in groups:
        # Half of those above, and half of those above or equal.
        comparisons = (np.less, np.less_equal) if group.tied else (np.less,)
        for some in _parts(observations.shape[1], _MOST_TERMS):
            for compare in comparisons:
                low, high = sessions[group.rows], observations[group.rows, some]
                by_session, by_event = _count(compare, low, high)
                over_events[some] += group.share / len(comparisons) * by_session
                over_observations[group.rows] += by_event / np.float64(len(comparisons))
    return over_events, over_observations


def _count(compare: np.ufunc, low: Codes, high: Codes) -> tuple[Floats, NDArray[np.uint8]]:
    """Count where ``compare(high, low)`` holds, over events and over observations: (K, M) and (b, M)."""
    (b, width), k = low.shape, high.shape[1]
    step = min(max(_TILE // max(k * width, 1), 1), _MOST_TERMS)
    tile = np.empty((min(step, b), k, width), np.bool_)
    by_session, by_event = np.zeros((k, width)), np.empty((b, width), np.uint8)
    for part in _parts(b, step):
        holds = compare(high[part, :, None], low[part, None, :], out=tile[: len(high[part])]).view(np.uint8)
        by_session += holds.sum(axis=0, dtype=np.uint8)
        holds.sum(axis=1, dtype=np.uint8, out=by_event[part])
    return by_session, by_event


def _parts(length: int, step: int) -> Iterator[slice]:
    return (slice(start, start + step) for start in range(0, length, step))


def _grank_sums(found: _Placed, which: Integers) -> GrankSums:
    """Sum U of the observations and of the sessions that they rank among, for every column."""
    there, exist = np.isfinite(found.placements), np.isfinite(found.own_ranks)
    once, shares = np.ones(len(there)), found.shares
    event = np.where(there, (1 + found.placements) * shares[:, None] - 0.5, 0)
    own = found.own_ranks if exist.all() else np.where(exist, found.own_ranks, 0)
    counts = _sums_where(there, once, exist.astype(np.float64))
    return GrankSums(
        event_sums=event.sum(axis=0)[which],
        event_counts=there.sum(axis=0, dtype=np.float64)[which],
        # (T - 1) / (T + 1) is 1 - 2 / (T + 1).
        event_variances=(there.T @ ((1 - 2 * shares) / 12))[which],
        estimation_sums=(_sums_where(there, shares, own) + found.raised - counts / 2)[which],
        estimation_counts=counts[which],
    )


def _sums_where(there: Booleans, weights: Floats, numbers: Floats) -> Floats:
    """Sum weighted rows of numbers over the events that have each column; (b, K) and (b, M) to (K, M)."""
    gaps = np.flatnonzero(~there.all(axis=1))
    absent = ~there[gaps] * weights[gaps, None]
    return weights @ numbers - absent.T @ numbers[gaps]
