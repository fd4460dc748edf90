"""A trial goes on where it was stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from calm_panel import calm_panel

from eventstudy.analysis.calibration.arms import ARMS, Arm
from eventstudy.prices.series import SIMULATED, PriceSeries
from eventstudy.workflow.evaluate import evaluate
from eventstudy.workflow.events import Choices
from eventstudy.workflow.inputs import FileShelf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from eventstudy.reporting.evaluate import Evaluation

STOPPED_AFTER = 3


@pytest.fixture(scope="module")
def shelf() -> FileShelf:
    """Hold simulated prices of 60 securities and their market."""
    panel = calm_panel(60, 640)
    closes = np.concatenate([panel.prices, panel.benchmark_prices])
    blank = np.full(closes.shape[1], np.nan)
    series = {
        name: PriceSeries(name, panel.sessions[0], row, blank, blank, source=SIMULATED)
        for name, row in zip((*panel.securities, "MARKET"), closes, strict=True)
    }
    return FileShelf(series, "made up")


def whole(items: tuple[Arm, ...], *, label: str, length: int) -> Iterator[Arm]:
    """Go through every arm."""
    assert (label, length) == ("Evaluating", len(ARMS))
    yield from items


def stopped(items: tuple[Arm, ...], *, label: str, length: int) -> Iterator[Arm]:
    """Go through some arms, and be interrupted as by Ctrl-C."""
    del label, length
    yield from items[:STOPPED_AFTER]
    raise KeyboardInterrupt


def run(shelf: FileShelf, cache: Path | None, said: list[str]) -> Evaluation:
    """Evaluate."""
    return evaluate(
        shelf, (), Choices("MARKET", {}, 0, cache=cache), seed=1, drawn=150, progress=whole, say=said.append
    )


def test_an_interrupted_trial_goes_on(shelf: FileShelf, tmp_path: Path) -> None:
    """What was finished is not done again, a damaged file is, and the numbers are those of an undisturbed run."""
    said: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        evaluate(
            shelf,
            (),
            Choices("MARKET", {}, 0, cache=tmp_path),
            seed=1,
            drawn=150,
            progress=stopped,
            say=said.append,
        )
    kept = list(tmp_path.rglob("evaluate/*/*.npz"))
    assert len(kept) == STOPPED_AFTER
    kept[0].write_bytes(b"no arm")
    resumed = run(shelf, tmp_path, said)
    assert said == [f"{STOPPED_AFTER - 1} of {len(ARMS)} arms were finished by an earlier run"]
    undisturbed = run(shelf, None, said)
    assert resumed.trial.flagged == undisturbed.trial.flagged
    assert resumed.trial.registry.power.tobytes() == undisturbed.trial.registry.power.tobytes()
    assert (resumed.resumed, undisturbed.resumed) == (STOPPED_AFTER - 1, 0)


def test_halves_and_marks(shelf: FileShelf) -> None:
    """The halves are of securities, and simulated prices say so."""
    found = run(shelf, None, [])
    assert (found.reference, found.tested, found.market) == (30, 30, "these prices")
    assert found.simulated
    assert found.drawn == 150
