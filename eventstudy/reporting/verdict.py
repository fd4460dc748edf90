"""Verdicts in words and tables: a tier, its numbers, and one sentence that a newsletter can print.

A sentence never says more than its tier, nor why a price moved. Sizes in sentences are changes in price;
tables give log returns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.calibration.detectable import SIZES
from eventstudy.analysis.calibration.matching import GATE, MATCHED
from eventstudy.analysis.verdict import FLAGGED, LIKE, STRONG, Tier
from eventstudy.counting import counted
from eventstudy.reporting.sparkline import drawing
from eventstudy.reporting.tables import Column, Drawing, Json, Table, marked, number, p_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventstudy.analysis.calibration.reference import ReferenceSet
    from eventstudy.analysis.event import Dropped
    from eventstudy.analysis.signature import Signatures
    from eventstudy.analysis.verdict import Verdicts
    from eventstudy.reporting.screen import Style

NOTE = (
    "a verdict describes the shape of prices around an announcement: never why they moved, nor by whose hand"
)

STRENGTH = (
    Tier.STRONG,
    Tier.LIKE,
    Tier.ORDINARY,
    Tier.UNTESTABLE,
    Tier.NO_REVERSAL,
    Tier.NO_UP_LEG,
    Tier.PENDING,
)
"""Tiers in the order in which readers want to see their events."""


def tier_style(tier: str) -> Style | None:
    """Show the flagged tiers in the one accent colour."""
    return "accent" if tier in FLAGGED else None


_COLUMNS = (
    Column("id", "event", wide=True),
    Column("security", "security"),
    Column("day0", "day 0"),
    Column("peak", "peak", "+.1%"),
    Column("up_strength", "up s", ".1f"),
    Column("give_back", "give-back", ".0%"),
    Column("reversal_score", "score", ".2f"),
    Column("p_value", "p", ".4f"),
    Column("q_value", "q", ".3f"),
    Column("detectable_half", "found 50 %", ".0%"),
    Column("detectable_most", "found 80 %", ".0%"),
    Column("tier", "verdict", prose=True, style=tier_style),
)

_LIQUIDITY = {1: ("all",), 2: ("more liquid", "less liquid"), 3: ("most liquid", "middling", "least liquid")}


def verdict_table(found: Signatures, decided: Verdicts, stream: Sequence[float | None] = ()) -> Table:
    """Return a row for every event: the numbers that decide, and the tier.

    ``stream`` are q-values among all events that were ever tested; without any there is no such column.
    """
    known = any(q is not None for q in stream)
    columns = (*_COLUMNS[:-1], Column("stream", "q of all", ".3f"), _COLUMNS[-1]) if known else _COLUMNS
    shown = ("peak", "up_strength", "give_back", "reversal_score")
    rows = tuple(
        (
            event.id,
            event.security,
            event.day0.isoformat(),
            *(number(found.components[name][i]) for name in shown),
            number(decided.comparison.p_value[i]),
            number(decided.q_value[i]),
            number(decided.comparison.detectable_half[i]),
            number(decided.comparison.detectable_most[i]),
            *((stream[i],) if known else ()),
            decided.tier[i].value,
        )
        for i, event in enumerate(found.events)
    )
    blank = (None,) * (len(columns) - 3)
    waiting = tuple((one.id, one.security, *blank, left_out_tier(one)) for one in _with_tier(found))
    title = marked(f"Verdicts: {_counts(found, decided)}", simulated=found.simulated)
    return Table(columns, rows + waiting, title, (_edition_line(decided), NOTE))


def sentence_table(found: Signatures, decided: Verdicts) -> Table:
    """Return one sentence for every event, and how large a pump would have been found, beside its path."""
    columns = (Column("id", "event"), Column("sentence", "in one sentence", prose=True))
    rows = tuple(
        (event.id, f"{sentence(found, decided, i)} {detectable(decided, i)}".strip())
        for i, event in enumerate(found.events)
    )
    waiting = tuple((one.id, left_out_sentence(one) or "") for one in _with_tier(found))
    title = marked("In words", simulated=found.simulated)
    return Table(columns, rows + waiting, title, drawing=_drawing(found, len(waiting)))


def _drawing(found: Signatures, waiting: int) -> Drawing | None:
    """Draw the path of every signature; events that wait for one have none."""
    what = "the cumulative abnormal return, in logs, from the close of session -1"
    return drawing([*found.path, *[None] * waiting], first=int(found.offsets[0]), what=what)


def reference_table(references: Mapping[str, ReferenceSet], *, simulated: bool) -> Table:
    """Return a row for every liquidity stratum of the reference sets."""
    columns = (
        Column("market", "reference set"),
        Column("stratum", "liquidity"),
        Column("securities", "securities", "d"),
        Column("windows", "windows", ",d"),
        Column("gated", "with an up-leg", ",d"),
        Column("slope", "slope", ".2f"),
    )
    rows = tuple(
        (
            name,
            _LIQUIDITY[one.strata.number][k],
            len(one.securities),
            int(one.windows[k]),
            int(one.gated[k]),
            number(one.slope),
        )
        for name, one in references.items()
        for k in range(one.strata.number)
    )
    return Table(columns, rows, marked("What events were compared with", simulated=simulated))


def verdict_json(found: Signatures, decided: Verdicts, i: int) -> Json:
    """Return the verdict of one event; a missing number is None, and so is an infinite one."""
    compared = decided.comparison
    return {
        "tier": decided.tier[i].value,
        "reason": decided.reason[i],
        "sentence": sentence(found, decided, i),
        "score": number(found.components["reversal_score"][i]),
        "gate": GATE,
        "up_strength": number(found.components["up_strength"][i]),
        "p_value": number(compared.p_value[i]),
        "q_value": number(decided.q_value[i]),
        "tested": bool(decided.tested[i]),
        "matched": int(compared.matched[i]),
        "matched_needed": MATCHED,
        "separate_rises": int(compared.stretches[i]),
        "other_securities": int(compared.securities[i]),
        "available": int(compared.available[i]),
        "stratum": int(compared.stratum[i]) + 1,
        "strata": int(compared.strata[i]),
        "sector_agrees": decided.sector_agrees[i],
        "same_window_as": decided.same_window_as[i],
        "minimum_detectable_pump": {
            "power_50": number(compared.detectable_half[i]),
            "power_80": number(compared.detectable_most[i]),
        },
    }


def edition_json(decided: Verdicts, references: Mapping[str, ReferenceSet]) -> Mapping[str, Json]:
    """Return what holds for all events together."""
    return {
        "calibrated": bool(np.isfinite(decided.comparison.p_value).any()),
        "edition": {
            "tested": len(decided.edition),
            "method": decided.method,
            "flagged": int(decided.flagged.sum()),
            "expected_false": {f"q{level:.2f}": decided.expected_false(level) for level in (STRONG, LIKE)},
        },
        "references": [
            {
                "market": name,
                "securities": len(one.securities),
                "last_session": one.last,
                "seed": one.seed,
                "windows": [int(count) for count in one.windows],
                "with_up_leg": [int(count) for count in one.gated],
                "zero_return_edges": [float(edge) for edge in one.strata.edges],
                "slope": number(one.slope),
                "simulated": one.simulated,
            }
            for name, one in references.items()
        ],
    }


def left_out_tier(one: Dropped) -> str | None:
    """Return the tier of an event without a signature; None where it is no matter of prices."""
    if one.state == "pending":
        return Tier.PENDING.value
    return Tier.UNTESTABLE.value if one.state == "untestable" else None


def left_out_sentence(one: Dropped) -> str | None:
    """Say in one sentence what is to be said of an event without a signature; None where it has no tier."""
    said = one.reason.removeprefix("untestable: ")
    if one.state == "pending":
        return f"No verdict yet on {one.security}: {said}."
    return f"Untestable: {said}." if one.state == "untestable" else None


def _with_tier(found: Signatures) -> list[Dropped]:
    return [one for one in found.dropped if left_out_tier(one) is not None]


def sentence(found: Signatures, decided: Verdicts, i: int) -> str:
    """Say in one plain sentence what the verdict says."""
    match decided.tier[i]:
        case Tier.UNTESTABLE:
            return _untestable(found, decided, i)
        case Tier.NO_UP_LEG:
            return _no_up_leg(found, i)
        case Tier.NO_REVERSAL:
            last = int(found.last[i])
            return f"{_rose(found, i)} and had not given back half of that, in logs, by session {last}."
        case Tier.ORDINARY:
            return _ordinary(found, decided, i)
        case _:
            return _flagged(found, decided, i)


def strength(decided: Verdicts, i: int) -> tuple[int, float]:
    """Return by what an event stands among others: its tier, then its q-value; the smaller the stronger."""
    q_value = float(decided.q_value[i])
    return STRENGTH.index(decided.tier[i]), q_value if np.isfinite(q_value) else 2.0


def verdict_text(decided: Verdicts, i: int) -> str:
    """Give the tier with its p-value and q-value, where there are any."""
    numbers = [
        f"{name} {p_text(float(value))}"
        for name, value in (("p", decided.comparison.p_value[i]), ("q", decided.q_value[i]))
        if np.isfinite(value)
    ]
    return ", ".join((decided.tier[i].value, *numbers))


def detectable(decided: Verdicts, i: int) -> str:
    """Say how large a pump must be on this share to be found."""
    half, most = (
        float(values[i])
        for values in (decided.comparison.detectable_half, decided.comparison.detectable_most)
    )
    told = decided.tier[i] is Tier.UNTESTABLE and decided.tested[i]
    if np.isnan(half) or told:
        return ""
    if np.isinf(half):
        return f"On this share no pump that was tried, up to {SIZES[-1]:.0f} daily sigmas, would reach p 0.05 half of the time."
    often = f"from {most:.0%} on four times in five" if np.isfinite(most) else "at no size four times in five"
    return f"On this share a pump from {half:.0%} on would reach p 0.05 half of the time, {often}."


def _untestable(found: Signatures, decided: Verdicts, i: int) -> str:
    if not decided.tested[i]:
        return f"Untestable: {decided.reason[i]}."
    return f"{_reversed(found, i)}; {_share(decided, i)} did as much. Untestable: {decided.reason[i]}."


def _no_up_leg(found: Signatures, i: int) -> str:
    strength = float(found.components["up_strength"][i])
    if strength <= 0:
        return f"{_name(found, i)} did not rise beyond its benchmark in the ten sessions from day 0 on."
    return (
        f"{_name(found, i)} did not rise out of the ordinary: its largest rise beyond its benchmark was "
        f"{strength:.1f} times what it usually moves, and {GATE:.0f} times is where testing begins."
    )


def _ordinary(found: Signatures, decided: Verdicts, i: int) -> str:
    if decided.reason[i] is not None:
        return f"{_reversed(found, i)}, and {decided.reason[i]}."
    return f"{_reversed(found, i)}; {_share(decided, i)} did as much: ordinary for such shares."


def _flagged(found: Signatures, decided: Verdicts, i: int) -> str:
    strongly = "strongly " if decided.tier[i] is Tier.STRONG else ""
    return (
        f"{_reversed(found, i)}; {_share(decided, i)} did as much (q {p_text(float(decided.q_value[i]))}): "
        f"the shape is {strongly}pump-and-dump-like, which does not say why prices moved."
    )


def _name(found: Signatures, i: int) -> str:
    halted = int(found.lumped[i])
    said = f", suspended for {counted(halted, 'session')} before day 0," if halted else ""
    return f"{found.events[i].security}{said}"


def rise(found: Signatures, i: int) -> float:
    """Return how far up the path went from the close before day 0, as a change in price."""
    return float(np.expm1(found.components["peak"][i]))


def given_back(found: Signatures, i: int) -> float:
    """Return the share of the rise that was given back, in price; all of it at most."""
    peak, dump = (float(found.components[name][i]) for name in ("peak", "dump"))
    return min(1 - float(np.expm1(peak - dump) / np.expm1(peak)), 1.0)


def _rose(found: Signatures, i: int) -> str:
    return (
        f"{_name(found, i)} rose {rise(found, i):.1%} beyond its benchmark by day {int(found.peak_offset[i])}"
    )


def _reversed(found: Signatures, i: int) -> str:
    gone, day = given_back(found, i), int(found.trough_offset[i])
    return f"{_rose(found, i)} and gave back {gone:.0%} of that by day {day}"


def _share(decided: Verdicts, i: int) -> str:
    """Say how many of the windows it was compared with scored as much, and how many moves these are of."""
    compared = decided.comparison
    above, matched = share_above(decided, i)
    p_value = float(compared.p_value[i])
    return (
        f"at most {above:,} of {matched:,} comparable windows without an announcement, which see "
        f"{int(compared.stretches[i]):,} separate rises of {int(compared.securities[i])} other shares (p {p_text(p_value)}),"
    )


def share_above(decided: Verdicts, i: int) -> tuple[int, int]:
    """Return how many windows, at most, scored as an event did, and of how many: what its p-value says."""
    matched, p_value = int(decided.comparison.matched[i]), float(decided.comparison.p_value[i])
    return round(p_value * (1 + matched)) - 1, matched


def _counts(found: Signatures, decided: Verdicts) -> str:
    tiers = [*decided.tier, *map(left_out_tier, _with_tier(found))]
    said = [f"{count} {tier.value}" for tier in Tier if (count := tiers.count(tier))]
    return " · ".join(said) if said else "no event"


def _edition_line(decided: Verdicts) -> str:
    tested = len(decided.edition)
    if not tested:
        return "no event was tested, so there are no q-values"
    return (
        f"{counted(tested, 'event')} tested together ({decided.method}): of those with q <= {LIKE:.2f} at most "
        f"{decided.expected_false(LIKE):.1f} are expected to be false, of those with q <= {STRONG:.2f} at most "
        f"{decided.expected_false(STRONG):.1f}"
    )
