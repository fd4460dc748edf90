"""A trial of the signature as tables and JSON, the prototype's test and naive rules beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.calibration.arms import SIZES
from eventstudy.analysis.calibration.registries import ANNOUNCEMENTS
from eventstudy.analysis.calibration.trial import NATURAL_JUMP
from eventstudy.drafts import write_whole
from eventstudy.reporting.screen import PLAIN, Screen
from eventstudy.reporting.tables import (
    Cell,
    Column,
    Json,
    Table,
    marked,
    number,
    stamped,
    to_csv,
    to_json,
    to_people,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from eventstudy.analysis.calibration.measures import Rate
    from eventstudy.analysis.calibration.registries import RegistryRates
    from eventstudy.analysis.calibration.trial import Trial
    from eventstudy.reporting.tables import Format

SCHEMA = "eventstudy/evaluate/1"

NOTE = (
    "shapes were laid into real returns: these are rates on such shapes in such shares, no rate of success on real "
    "manipulations"
)
PLAIN_NOTE = (
    "definition: pds against the 1,000 nearest windows as they are, which calls large rises unusual whatever came "
    "after; verdict: the test behind the verdicts"
)
_NAIVE = "+10 % then -10 %"
_ANNOUNCED = {
    "pump": "pumps of 10 to 80%",
    "permanent": "of lasting news",
    "partial": "of partly reverting news",
    "untouched": "of nothing",
}
REGISTRY_LEVELS = (0.10, 0.20)
_ARMS = ("pump", "expiry", "limited", "permanent", "partial")
_SAID = {
    "pump": "pump-and-dump",
    "expiry": "pump that falls when an opt-out window ends",
    "limited": "pump under a daily limit of 10 %",
    "permanent": "news that lasts",
    "partial": "news that partly reverts",
}
_RATE = (
    Column("verdict", "verdict", ".1%"),
    Column("low", "from", ".1%"),
    Column("high", "to", ".1%"),
    Column("definition", "definition", ".1%"),
    Column("windows", "windows", ",d"),
)


@dataclass(frozen=True, eq=False)
class Evaluation:
    """A trial and what it was made on.

    Attributes
    ----------
    trial : Trial
    market : str
    reference, tested : int
        Securities of the one half and of the other.
    reference_windows, up_legs, windows : int
        Windows of the reference half, those with an up-leg, and windows of the tested half.
    drawn : int
        Windows that each shape was laid into.
    seed : int
    resumed : int
        Arms that an earlier run had finished.
    simulated : bool
    """

    trial: Trial
    market: str
    reference: int
    tested: int
    reference_windows: int
    up_legs: int
    windows: int
    drawn: int
    seed: int
    resumed: int
    simulated: bool

    def text(self, form: Format, *, screen: Screen = PLAIN) -> str:
        """Write the trial in one of the formats of ``--format``; CSV has every rate in one table."""
        if form == "json":
            return to_json(evaluation_json(self))
        if form == "csv":
            return to_csv(stamped(_rates_table(self), simulated=self.simulated))
        return to_people(
            (
                _size_table(self),
                _arm_table(self),
                _area_table(self),
                _power_table(self),
                _registry_table(self),
            ),
            form,
            screen=screen,
        )

    def write(self, folder: Path) -> tuple[Path, ...]:
        """Write the trial as JSON, CSV and Markdown into a folder, and return where."""
        formats: tuple[Format, ...] = ("json", "csv", "md")
        paths = tuple(folder / f"evaluation.{form}" for form in formats)
        for form, path in zip(formats, paths, strict=True):
            write_whole(path, self.text(form))
        return paths


def evaluation_json(found: Evaluation) -> Mapping[str, Json]:
    """Return the object that ``evaluate --format json`` prints; rates with their 95 % interval."""
    trial = found.trial
    return {
        "schema": SCHEMA,
        "simulated": found.simulated,
        "note": NOTE,
        "market": found.market,
        "seed": found.seed,
        "securities": {"reference": found.reference, "tested": found.tested},
        "windows": {
            "reference": found.reference_windows,
            "reference_up_legs": found.up_legs,
            "tested": found.windows,
            "each_shape": found.drawn,
        },
        "size": [
            {
                "stratum": name,
                "level": level,
                "verdict": _rate(one),
                "definition": _rate(trial.plain_size[name, level]),
            }
            for (name, level), one in trial.size.items()
        ],
        "size_by_up_strength": _pairs(trial.by_up_strength, trial.plain_by_up_strength),
        "natural_jumps": {
            "verdict": _rate(trial.natural_jump),
            "definition": _rate(trial.plain_natural_jump),
        },
        "flagged_at_5_percent": _pairs(trial.flagged, trial.plain_flagged),
        "naive_rules": {name: dict(shares) for name, shares in trial.rules.items()},
        "auc": {name: dict(areas) for name, areas in trial.areas.items()},
        "auc_interval": {name: list(ends) for name, ends in trial.area_intervals.items()},
        "power_by_size_in_sigmas": {name: _rate(one) for name, one in trial.power_by_sigmas.items()},
        "registry": {"verdict": _registry(trial.registry), "definition": _registry(trial.plain_registry)},
    }


def _rate(one: Rate) -> Json:
    return {
        "rate": number(one.value),
        "low": number(one.low),
        "high": number(one.high),
        "windows": one.total,
    }


def _pairs(verdict: Mapping[str, Rate], plain: Mapping[str, Rate]) -> Json:
    return {name: {"verdict": _rate(one), "definition": _rate(plain[name])} for name, one in verdict.items()}


def _registry(rates: RegistryRates) -> Json:
    return {
        "announcements": dict(ANNOUNCEMENTS),
        "q": [float(level) for level in rates.levels],
        "false_share": [float(share) for share in rates.false_share],
        "power": [float(share) for share in rates.power],
        "precision_of_top_20": rates.precision,
        "plus_10_minus_10": {"false_share": rates.rule_false_share, "power": rates.rule_power},
    }


def _cells(verdict: Rate, plain: Rate) -> tuple[Cell, ...]:
    return (
        number(verdict.value),
        number(verdict.low),
        number(verdict.high),
        number(plain.value),
        verdict.total,
    )


def _size_rows(trial: Trial) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = [
        (f"untouched, {_liquidity(name)}, at {level:.0%}", *_cells(one, trial.plain_size[name, level]))
        for (name, level), one in trial.size.items()
    ]
    rows += [
        (f"untouched, up-leg of {name} sigmas, at 5%", *_cells(one, trial.plain_by_up_strength[name]))
        for name, one in trial.by_up_strength.items()
    ]
    jump = f"untouched, jump of {np.expm1(NATURAL_JUMP):.0%} or more, at 5%"
    return [*rows, (jump, *_cells(trial.natural_jump, trial.plain_natural_jump))]


def _liquidity(stratum: str) -> str:
    return "all" if stratum == "all" else f"liquidity stratum {stratum}"


def _size_table(found: Evaluation) -> Table:
    title = (
        f"Size: up-legs that nothing was laid into, and that the test flags. {found.market}: reference set of "
        f"{found.reference} securities, tested on {found.tested} others; seed {found.seed}"
    )
    columns = (Column("what", "flagged of", prose=True), *_RATE)
    return Table(
        columns, tuple(_size_rows(found.trial)), marked(title, simulated=found.simulated), (PLAIN_NOTE,)
    )


def _arm_rows(trial: Trial) -> list[tuple[Cell, ...]]:
    keys = [f"{name} {size:.0%}" for name in _ARMS for size in SIZES]
    return [
        (_said(key), *_cells(trial.flagged[key], trial.plain_flagged[key]), trial.rules[_NAIVE][key])
        for key in (*keys, "untouched", "louder")
    ]


def _said(key: str) -> str:
    name, _, size = key.partition(" ")
    if not size:
        return "nothing" if name == "untouched" else "nothing, but returns twice as large"
    return f"{_SAID[name]}, {size}"


def _arm_table(found: Evaluation) -> Table:
    title = "Power and false alarms: share of all windows flagged at 5%, gate included"
    columns = (Column("what", "laid in", prose=True), *_RATE, Column("rule", _NAIVE, ".1%"))
    return Table(columns, tuple(_arm_rows(found.trial)), marked(title, simulated=found.simulated), (NOTE,))


def _area_table(found: Evaluation) -> Table:
    areas = found.trial.areas
    controls = list(next(iter(areas.values())))
    columns = (Column("score", "score"), *(Column(name, f"against {name}", ".3f") for name in controls))
    rows: list[tuple[Cell, ...]] = [
        (name, *(one[control] for control in controls)) for name, one in areas.items()
    ]
    title = "Area under the ROC curve: pumps of 20 to 50% against each control"
    ends = ", ".join(
        f"{name} {low:.3f} to {high:.3f}" for name, (low, high) in found.trial.area_intervals.items()
    )
    note = f"reversal score, 95 % intervals from securities drawn with replacement: {ends}"
    return Table(columns, tuple(rows), marked(title, simulated=found.simulated), (note,))


def _power_table(found: Evaluation) -> Table:
    columns = (
        Column("sigmas", "pump, in daily sigmas"),
        Column("power", "found at 5%", ".1%"),
        Column("low", "from", ".1%"),
        Column("high", "to", ".1%"),
        Column("windows", "windows", ",d"),
    )
    rows = tuple(
        (name, number(one.value), number(one.low), number(one.high), one.total)
        for name, one in found.trial.power_by_sigmas.items()
    )
    title = "Power by the size of the pump against the share's own noise"
    return Table(columns, rows, marked(title, simulated=found.simulated))


def _registry_table(found: Evaluation) -> Table:
    trial = found.trial
    made_of = ", ".join(f"{count} {_ANNOUNCED[name]}" for name, count in ANNOUNCEMENTS.items())
    rows: list[tuple[Cell, ...]] = []
    for name, rates in (("verdict", trial.registry), ("definition", trial.plain_registry)):
        for level in REGISTRY_LEVELS:
            k = int(np.argmin(np.abs(rates.levels - level)))
            rows.append(
                (
                    f"{name}, q <= {level:.2f}",
                    float(rates.false_share[k]),
                    float(rates.power[k]),
                    rates.precision,
                )
            )
    rows.append((_NAIVE, trial.registry.rule_false_share, trial.registry.rule_power, None))
    columns = (
        Column("test", "test"),
        Column("false_share", "flags that are false", ".1%"),
        Column("power", "pumps found", ".1%"),
        Column("precision", "pumps in the top 20", ".1%"),
    )
    title = f"Simulated registries of 200 announcements: {made_of}"
    return Table(columns, tuple(rows), marked(title, simulated=found.simulated))


def _rates_table(found: Evaluation) -> Table:
    columns = (Column("what", "what"), *_RATE)
    rows = (*_size_rows(found.trial), *(row[:-1] for row in _arm_rows(found.trial)))
    return Table(columns, rows, notes=(NOTE, PLAIN_NOTE))
