"""Two laws of counts: the upper tail of a Poisson count, and the interval of a share.

They are a line or two each, and SciPy takes a second to import.
"""

from __future__ import annotations

import math

Z_95 = 1.959963984540054
"""The 97.5 % point of the normal law: both tails of a 95 % interval."""


def poisson_tail(count: int, mean: float) -> float:
    """Return the chance of at least so many events where ``mean`` are expected.

    P(N >= n) = 1 - sum over k < n of exp(-m) m^k / k! (Poisson 1837).

    Parameters
    ----------
    count : int
        n, zero or more.
    mean : float
        m, zero or more.

    >>> round(poisson_tail(2, 1.0), 4)
    0.2642
    """
    if count <= 0:
        return 1.0
    if mean == 0:
        return 0.0
    logs = (each * math.log(mean) - mean - math.lgamma(each + 1) for each in range(count))
    return max(0.0, 1.0 - math.fsum(map(math.exp, logs)))


def wilson_interval(successes: int, trials: int, *, z: float = Z_95) -> tuple[float, float]:
    """Return the interval of a share by the score method (Wilson 1927, p. 209).

    Parameters
    ----------
    successes, trials : int
        A share of ``successes / trials``; at least one trial.
    z : float
        Point of the normal law; 95 % by default.

    >>> [round(bound, 4) for bound in wilson_interval(1, 6)]
    [0.0301, 0.5635]
    """
    share, square = successes / trials, z * z
    middle = share + square / (2 * trials)
    half = z * math.sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    whole = 1 + square / trials
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)
