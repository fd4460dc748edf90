"""Which tests to read, given what the data look like: short lines with their reasons in numbers.

The rates of false rejection are those of the laws of the statistics: where the variance of a normal
statistic is v instead of one, a two-sided test at five per cent rejects in 2 Phi(-1.96 / sqrt(v)) of studies
without effect. Simulations agree (Kolari and Pynnönen 2010; Boehmer, Musumeci and Poulsen 1991).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import special

from eventstudy.analysis.inference.evidence import AS_ONE

FEW = 10
"""Events below which the laws of tests across events are not to be relied on."""

THIN = 0.10
"""Share of returns of exactly zero above which a security trades thinly."""

CROWDED = 0.25
"""Share of events that overlap on one day above which correlation matters although none was found."""

FEWEST_SIGNS = 6
"""Independent signs below which no pattern of them is rare: 2^(1 - n) is above five per cent."""

_INFLATED = 1.2
"""Variance that makes a test at five per cent reject seven per cent."""

_SKEWED = 1.0

_CRITICAL = 1.959963984540054


@dataclass(frozen=True)
class Situation:
    """What the recommendation rests on; NaN where a number is not known.

    Attributes
    ----------
    events : int
        Events in the sample.
    distinct_days : int
        Different calendar days among their day 0s.
    largest_cluster : int
        The most events whose event windows cover one calendar day.
    correlation : float
        Average cross-correlation of the estimation residuals.
    overlap : float
        Mean share of its event window that an event has in common with another.
    securities : int
        Securities that have an event.
    zero_return_share : float
        Mean share of estimation returns that are exactly zero.
    recurring : int
        Securities with more than one event.
    overlapping : int
        Events whose event window overlaps that of another event of the same security.
    variance_ratio : float
        Variance of the standardised CARs across events: that of the event window in units of what the
        estimation windows forecast.
    skewness : float
        Skewness of the CARs across events.
    """

    events: int
    distinct_days: int
    largest_cluster: int
    correlation: float = math.nan
    overlap: float = 1.0
    zero_return_share: float = 0.0
    securities: int = 0
    recurring: int = 0
    overlapping: int = 0
    variance_ratio: float = math.nan
    skewness: float = math.nan


def recommend(situation: Situation) -> tuple[str, ...]:
    """Name the tests to read, one line for each feature of the data that decides between them.

    No events have no lines; data without such a feature have one, that any of the usual tests will do. Of
    events that move as one nothing is said that takes several.
    """
    if situation.events == 0:
        return ()
    found = tuple(line for line in _lines(situation) if line)
    return found or (_plain(situation),)


def _lines(situation: Situation) -> tuple[str, ...]:
    """Write a line for each feature, empty where the data do not have it."""
    if _is_one(situation):
        return _as_one(situation), _thin(situation), _repeated(situation)
    return (
        _few(situation),
        _clustered(situation),
        _unmeasured(situation),
        _variance(situation),
        _thin(situation),
        _repeated(situation),
        _skewed(situation),
    )


def is_clustered(situation: Situation) -> bool:
    """Whether events repeat each other's evidence so much that a test must allow for it.

    Where the variance of a mean is inflated, 1 + (n - 1) r o > 1.2, with o the mean overlap of two event
    windows, or a quarter of the events or more share a day: on event days events may correlate more than
    before. Events whose windows do not meet are independent, however their histories correlate.
    """
    if min(situation.events, situation.largest_cluster) <= 1:
        return False
    crowded = max(2.0, CROWDED * situation.events) <= situation.largest_cluster
    return crowded or _inflation(situation) > _INFLATED


def _inflation(situation: Situation) -> float:
    return 1 + (situation.events - 1) * situation.correlation * situation.overlap


def _few(situation: Situation) -> str:
    n = situation.events
    if n == 1:
        return "one event: read its CAR t and its SQ test; a test across events takes two events or more"
    if n >= FEW:
        return ""
    own = f"few events ({n}): read the CAR t and the SQ test of each event"
    laws = f"the laws of the tests across events take {FEW} events or more"
    if n < FEWEST_SIGNS:
        return f"{own}; {laws}, and the permutation test {FEWEST_SIGNS} to reject at 5 %"
    if is_clustered(situation) or situation.overlapping:
        return f"{own}; {laws}, and the permutation test takes independent ones"
    return f"{own}, and the permutation test (--resample), which is exact; {laws}"


def _is_one(situation: Situation) -> bool:
    return situation.correlation >= AS_ONE and is_clustered(situation)


def _as_one(situation: Situation) -> str:
    return (
        f"events move as one ({_shared(situation)}): on the days that they share they are one event; read the CAR t "
        "and the SQ test of one of them"
    )


def _clustered(situation: Situation) -> str:
    if not is_clustered(situation):
        return ""
    inflation = _inflation(situation)
    line = f"events share days ({_shared(situation)}): {_read(situation)} adjusted_bmp or grank_t"
    if inflation > _INFLATED:
        return f"{line}; patell and bmp reject about {_rate(inflation)} of studies without effect, not 5 %"
    return f"{line}, which allow for it; patell, bmp and the sign tests do not"


def _shared(situation: Situation) -> str:
    seen = f"up to {situation.largest_cluster} of {situation.events} event windows on one day"
    r = situation.correlation
    return seen if math.isnan(r) else f"{seen}, average correlation {r:.3f}"


def _read(situation: Situation) -> str:
    """Say read, but of few events only to those who read a test across events at all."""
    return "read" if situation.events >= FEW else "if any test across events, read"


def _unmeasured(situation: Situation) -> str:
    known = not math.isnan(situation.correlation)
    if known or situation.largest_cluster <= 1 or is_clustered(situation) or situation.events < FEW:
        return ""
    return (
        f"{situation.events} events on {situation.distinct_days} days, whose correlation is not measured: add "
        "adjusted_bmp to the tests, and read it rather than bmp if the two differ"
    )


def _variance(situation: Situation) -> str:
    n, ratio = situation.events, situation.variance_ratio
    if n <= 1 or not ratio > max(_INFLATED, 1 + 2 * math.sqrt(2 / (n - 1))):
        return ""
    tests = "adjusted_bmp or grank_t" if is_clustered(situation) else "bmp or grank_t"
    if situation.correlation >= AS_ONE:
        tests = "bmp"
    return (
        f"the event raises the variance ({ratio:.1f} times the forecast): {_read(situation)} {tests}; patell rejects "
        f"about {_rate(ratio)} of studies without effect, not 5 %"
    )


def _thin(situation: Situation) -> str:
    if not situation.zero_return_share > THIN:
        return ""
    seen = f"thin trading ({situation.zero_return_share:.0%} of returns are zero)".replace("%", " %")
    if situation.events == 1 or _is_one(situation):
        tests = "read the SQ test"
    elif situation.correlation >= AS_ONE:
        tests = f"{_read(situation)} the rank test corrado_rank"
    else:
        tests = f"{_read(situation)} the rank tests corrado_rank and grank_t"
    return f"{seen}: {tests}, and run the study again with trade-to-trade returns"


def _repeated(situation: Situation) -> str:
    enough = situation.securities >= FEWEST_SIGNS and not _is_one(situation)
    boot = "the wild bootstrap with one sign a security (--resample)"
    if situation.overlapping:
        seen = (
            f"{situation.overlapping} of {situation.events} events overlap with another of the same security"
        )
        read = f"read {boot}, or keep one event of each" if enough else "keep one event of each"
        return f"{seen}: n counts the same returns more than once; {read}"
    if situation.recurring:
        securities = "security has" if situation.recurring == 1 else "securities have"
        seen = f"{situation.recurring} {securities} more than one event"
        read = (
            f"read {boot} beside the other tests" if enough else "keep one event of each to see what changes"
        )
        return f"{seen}: {situation.events} events are fewer independent ones; {read}"
    return ""


def _skewed(situation: Situation) -> str:
    n, skewness = situation.events, situation.skewness
    if n < FEW or not abs(skewness) > max(_SKEWED, 2 * math.sqrt(6 / n)):
        return ""
    seen = f"abnormal returns are skewed ({skewness:+.1f})"
    if is_clustered(situation):
        return (
            f"{seen}: read grank_t before adjusted_bmp; johnson_t, hall_t and generalized_sign correct for skewness, "
            "but not for shared days"
        )
    return (
        f"{seen}: read johnson_t or hall_t rather than cross_sectional_t, and generalized_sign rather than sign or "
        "wilcoxon"
    )


def _plain(situation: Situation) -> str:
    return (
        f"{situation.events} events on {situation.distinct_days} days, and neither shared days nor a raised variance "
        "nor skewness stands out: read bmp; the other tests should agree"
    )


def _rate(variance: float) -> str:
    """Say how often a test at five per cent rejects whose statistic has this variance instead of one."""
    return f"{200 * special.ndtr(-_CRITICAL / math.sqrt(variance)):.0f} %"
