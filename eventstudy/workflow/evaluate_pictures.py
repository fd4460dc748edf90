"""The three pictures of a trial, with words computed from its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.plotting import save_figure
from eventstudy.plotting.frame import Words
from eventstudy.plotting.trial import Line, false_share_figure, power_figure, roc_figure

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure

    from eventstudy.reporting.evaluate import Evaluation


def draw_evaluation(found: Evaluation, folder: Path) -> tuple[Path, ...]:
    """Write ``roc.png``, ``power.png`` and ``false_share.png`` into a folder."""
    made = {"roc": _roc(found), "power": _power(found), "false_share": _false_share(found)}
    paths = []
    for name, figure in made.items():
        paths.append(folder / f"{name}.png")
        save_figure(figure, paths[-1], "png")
    return tuple(paths)


def _words(found: Evaluation, title: str, subtitle: str) -> Words:
    source = (
        f"{found.market}: reference set of {found.reference} securities, tested on {found.tested} others, seed "
        f"{found.seed}. Shapes laid into real returns: no rate of success on real manipulations. eventstudy."
    )
    return Words(title, subtitle, source, found.simulated)


def _roc(found: Evaluation) -> Figure:
    trial = found.trial
    areas = trial.areas["reversal score"]
    lines = [
        Line(f"{name} ({areas[name]:.2f})", one.false_positive, one.true_positive)
        for name, one in trial.curves.items()
    ]
    hardest = min(areas, key=lambda name: areas[name])
    title = f"Pumps are hardest to tell from {_PHRASES[hardest]}"
    return roc_figure(
        lines,
        _words(found, title, "Pumps of 20 to 50 % against each control; area under the curve in brackets"),
    )


_PHRASES = {
    "permanent news": "news that lasts",
    "partial reversal": "news that partly reverts",
    "natural jumps": "jumps that such shares make anyway",
    "nothing": "ordinary days",
}


def _power(found: Evaluation) -> Figure:
    rates = {name: one for name, one in found.trial.power_by_sigmas.items() if one.total}
    half = next((name for name, one in rates.items() if one.value >= 0.5), None)  # noqa: PLR2004
    title = (
        f"Half of the pumps are found from {half.partition('-')[0]} daily sigmas on"
        if half
        else "Not even half of the largest pumps are found"
    )
    low, value, high = (
        np.array([getattr(one, name) for one in rates.values()]) for name in ("low", "value", "high")
    )
    line = Line("", np.arange(len(rates), dtype=np.float64), value, low, high)
    subtitle = (
        "Share flagged at 5 %, gate included; bars: 95 % interval from securities drawn with replacement"
    )
    return power_figure(
        line, [name.replace("-", "\N{EN DASH}") for name in rates], _words(found, title, subtitle)
    )


def _false_share(found: Evaluation) -> Figure:
    own, plain = found.trial.registry, found.trial.plain_registry
    k = int(np.argmin(np.abs(own.levels - 0.10)))
    title = (
        f"At q = 0.10, {own.false_share[k]:.0%} of flags are false and {own.power[k]:.0%} of pumps are found"
    )
    lines = [
        Line("verdict", own.levels, own.false_share),
        Line("definition", plain.levels, plain.false_share),
        Line("+10 % then \N{MINUS SIGN}10 %", own.levels, np.full_like(own.levels, own.rule_false_share)),
    ]
    subtitle = "Simulated registries of 200 announcements, 20 of them pumps of 10 to 80 %"
    return false_share_figure(lines, _words(found, title, subtitle))
