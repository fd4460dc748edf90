"""What stands beside the numbers of a study."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from small_study import day0, small_panel

from eventstudy import Event, EventStudy, Panel, Window
from eventstudy.arrays import date_of
from eventstudy.reporting.remarks import other_suspension_lines, suspension_cells

if TYPE_CHECKING:
    from eventstudy.analysis.trades import Gaps

ZERO = day0(4)
DESIGN = EventStudy(tests=(), window=Window(-5, 10), allow_partial=True)
KEPT = "; the returns of these sessions are kept as the prices say: zero"


def halted(*, flat: bool) -> Panel:
    """Suspend the first security on two sessions of the window, with flat rows or with none."""
    panel = small_panel()
    prices, volumes = panel.prices.copy(), panel.volumes.copy()
    prices[0, ZERO + 4 : ZERO + 6] = prices[0, ZERO + 3] if flat else np.nan
    volumes[0, ZERO + 4 : ZERO + 6] = 0
    return replace(panel, prices=prices, volumes=volumes)


@pytest.mark.parametrize(
    ("flat", "gaps", "end"),
    [
        (True, "missing", f"(suspended, or nobody traded), 2 sessions{KEPT}"),
        (True, "lumped", f"(suspended, or nobody traded), 2 sessions{KEPT}"),
        (True, "trade_to_trade", "(suspended, or nobody traded), 2 sessions"),
        (False, "missing", "(suspended, or the prices have a hole), 2 sessions"),
    ],
)
def test_flat_rows_are_said_to_count(*, flat: bool, gaps: Gaps, end: str) -> None:
    """The zeros of flat rows are in the CAR, and the line says so; from trade to trade there are none."""
    panel = halted(flat=flat)
    event = Event("halt", panel.securities[0], date_of(panel.sessions[0, ZERO]))
    result = replace(DESIGN, gaps=gaps).fit(panel, [event])
    (line,) = other_suspension_lines(result)
    assert line.startswith("halt, in the event window: no ")
    assert line.endswith(end)
    own = result.residuals.estimator.cutter.own(result.placed, DESIGN.window)[0, 9:11]
    assert bool((own == 0).all()) == line.endswith(KEPT)


def test_csv_says_what_shows_a_suspension() -> None:
    """The kind stands beside the dates, so that holes and flat rows are told apart; without one all is empty."""
    panel = small_panel()
    prices = panel.prices.copy()
    prices[0, ZERO - 1] = np.nan
    event = Event("halt", panel.securities[0], date_of(panel.sessions[0, ZERO]))
    (found,) = DESIGN.fit(replace(panel, prices=prices), [event]).suspensions
    day = date_of(panel.sessions[0, ZERO - 1]).isoformat()
    assert suspension_cells(event, found) == (None, day, day, 1, "no_price")
    assert suspension_cells(event, None) == (None,) * 5
