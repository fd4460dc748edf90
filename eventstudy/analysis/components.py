"""The components of a signature: their names, their units and what each means, in the order of tables.

A component describes the shape of a price path around an announcement. None of them says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Unit: TypeAlias = Literal[
    "fraction of price (log)", "sigmas", "sigmas per session", "sessions", "share", "score"
]


@dataclass(frozen=True, slots=True)
class Component:
    """One named number of a signature.

    Attributes
    ----------
    name : str
        Key in ``Signatures.components``.
    unit : str
        ``fraction of price (log)`` is a sum of abnormal log returns: 0.10 is a rise of about 10.5 %.
        ``sigmas`` are robust daily sigmas of the share itself, for the number of sessions spanned.
    meaning : str
        What it is, in one sentence.
    """

    name: str
    unit: Unit
    meaning: str


COMPONENTS: tuple[Component, ...] = (
    Component(
        "run_up", "fraction of price (log)", "Abnormal return of the ten sessions before day 0, summed."
    ),
    Component("run_up_z", "sigmas", "The run-up against what ten sessions of this share usually bring."),
    Component("jump", "fraction of price (log)", "Abnormal return of day 0 and day 1, summed."),
    Component(
        "peak",
        "fraction of price (log)",
        "Highest cumulative abnormal return from day 0 to day 10; 0 if it never rose.",
    ),
    Component("time_to_peak", "sessions", "Sessions from day 0 to the peak."),
    Component(
        "up_strength",
        "sigmas",
        "Largest cumulative abnormal return up to day 10 against what as many sessions usually bring.",
    ),
    Component(
        "dump",
        "fraction of price (log)",
        "How far the path fell from its peak to its lowest point within the window.",
    ),
    Component(
        "give_back",
        "share",
        "The fall as a share of the peak, at most 1.2; undefined below a peak of two sigmas.",
    ),
    Component(
        "dump_strength",
        "sigmas",
        "Largest fall from the peak against what as many sessions usually bring.",
    ),
    Component("dump_speed", "sigmas per session", "The fall a session, from the peak to the lowest point."),
    Component(
        "half_life",
        "sessions",
        "Sessions from the peak until half of it was gone; undefined if it never was.",
    ),
    Component("residual", "share", "What was left of the peak at the end of the window."),
    Component("av_up", "sigmas", "Highest abnormal log volume from day 0 to the peak."),
    Component("av_down", "sigmas", "Mean abnormal log volume after the peak, down to the lowest point."),
    Component(
        "dump_volume_share",
        "share",
        "Shares traded after the peak, down to the lowest point, out of all traded from day 0 on.",
    ),
    Component(
        "expiry_drop",
        "sigmas",
        "Fall of the five sessions around the end of the contract's opt-out window.",
    ),
    Component(
        "tent",
        "sigmas",
        "The weaker leg of the most pronounced rise and fall: both must be large for it to be large.",
    ),
    Component(
        "pds",
        "score",
        "Score of a rise that is given back: root of tent times root of the up-leg times the share given back.",
    ),
    Component(
        "steady_tent",
        "sigmas",
        "The tent on the path of three-session means, its fall starting up to five sessions after the peak.",
    ),
    Component("steady_give_back", "share", "The give-back on the path of three-session means."),
    Component(
        "lasting",
        "share",
        "Share of the peak of that path that was gone, on average over the last eight sessions of the window.",
    ),
    Component(
        "reversal_score",
        "score",
        "What the verdict tests: steady tent times steady give-back times the root of the lasting share.",
    ),
)
"""Every component, in the order of tables."""
