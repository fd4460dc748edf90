"""Simulated registries: how many flags of a whole edition are false, and how many pumps are found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eventstudy.analysis.discovery import benjamini_hochberg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.arrays import Booleans, Floats, Integers

ANNOUNCEMENTS = {"pump": 20, "permanent": 60, "partial": 40, "untouched": 80}
"""What the 200 announcements of a registry are."""

REPLICATIONS = 400
TOP = 20


class Candidates(NamedTuple):
    """Windows that an arm offers: p-values (NaN untested), scores, and what naive rules say; shape (n,)."""

    p_value: Floats
    score: Floats
    rule: Booleans

    def take(self, which: Integers) -> Candidates:
        """Return some of the windows."""
        return Candidates(self.p_value[which], self.score[which], self.rule[which])


@dataclass(frozen=True, slots=True)
class RegistryRates:
    """Means over simulated registries.

    Attributes
    ----------
    levels : ndarray of shape (L,)
        q.
    false_share, power : ndarray of shape (L,)
        Share of flags that are false (none flagged counts as none false), and of pumps that are flagged.
    precision : float
        Share of pumps among the 20 smallest p-values, ties by score.
    rule_false_share, rule_power : float
        The same of the naive rule "+10 % then -10 %".
    """

    levels: Floats
    false_share: Floats
    power: Floats
    precision: float
    rule_false_share: float
    rule_power: float


def registry_rates(offered: Mapping[str, Candidates], levels: Floats, *, seed: int) -> RegistryRates:
    """Draw registries of 200 announcements, 20 of them pumps, and flag each by Benjamini-Hochberg.

    Parameters
    ----------
    offered : mapping of str to Candidates
        By the names of ``ANNOUNCEMENTS``.
    levels : ndarray of shape (L,)
    seed : int
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    truth = np.repeat([name == "pump" for name in ANNOUNCEMENTS], list(ANNOUNCEMENTS.values()))
    rows = []
    for _ in range(REPLICATIONS):
        drawn = _drawn(offered, rng)
        q_value = np.nan_to_num(benjamini_hochberg(drawn.p_value), nan=np.inf)
        flagged = q_value <= levels[:, None]
        rows.append(
            np.concatenate(
                [
                    _false_share(flagged, truth),
                    flagged[:, truth].mean(axis=1),
                    [_precision(drawn, truth)],
                    _false_share(drawn.rule[None], truth),
                    [drawn.rule[truth].mean()],
                ]
            )
        )
    mean, count = np.mean(rows, axis=0), len(levels)
    return RegistryRates(levels, mean[:count], mean[count : 2 * count], *map(float, mean[2 * count :]))


def _drawn(offered: Mapping[str, Candidates], rng: np.random.Generator) -> Candidates:
    parts = []
    for name, count in ANNOUNCEMENTS.items():
        which = rng.integers(0, len(offered[name].score), count)
        parts.append(offered[name].take(which))
    return Candidates(
        np.concatenate([one.p_value for one in parts]),
        np.concatenate([one.score for one in parts]),
        np.concatenate([one.rule for one in parts]),
    )


def _false_share(flagged: Booleans, truth: Booleans) -> Floats:
    """Return the share of flags that are false, a row a level."""
    share: Floats = flagged[:, ~truth].sum(axis=1) / np.maximum(flagged.sum(axis=1), 1)
    return share


def _precision(drawn: Candidates, truth: Booleans) -> float:
    order = np.lexsort((-drawn.score, np.nan_to_num(drawn.p_value, nan=np.inf)))
    return float(truth[order[:TOP]].mean())
