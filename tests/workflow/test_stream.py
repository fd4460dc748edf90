"""The stream of tests is remembered in the store, in the order of the first test."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from calm_panel import calm_panel

from eventstudy.analysis.calibration.placebo_windows import placebo_windows
from eventstudy.analysis.calibration.reference import reference_set
from eventstudy.analysis.discovery import online_bh
from eventstudy.analysis.event import Event
from eventstudy.analysis.signature import Signatures, signatures
from eventstudy.analysis.verdict import Verdicts, verdicts
from eventstudy.announcements.stream import StreamEntry, StreamStore
from eventstudy.arrays import date_of
from eventstudy.workflow.stream import FORGOTTEN, event_name, remember

if TYPE_CHECKING:
    from sqlalchemy import Engine

NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def edition() -> tuple[Signatures, Verdicts]:
    """Judge events of a calm panel as if its prices were real."""
    panel = replace(calm_panel(30, 620), simulated=False)
    windows = placebo_windows(panel, np.zeros(panel.prices.shape, dtype=np.bool_), last=20, seed=1)
    reference = reference_set(windows, panel.securities, seed=1, simulated=False)
    days = panel.sessions[0]
    events = [Event(f"e{k}", f"S{k % 30:02d}", date_of(days[265 + 3 * k])) for k in range(110)]
    found = signatures(panel, events)
    count = len(found)
    decided = verdicts(
        found,
        reference.compare(found),
        issuers=[event.security for event in found.events],
        faults=[None] * count,
        sector_agrees=[None] * count,
    )
    assert decided.tested.sum() >= 3
    return found, decided


def test_q_values_are_those_of_the_stream(engine: Engine, edition: tuple[Signatures, Verdicts]) -> None:
    """The first edition's q-values are online Benjamini-Hochberg over its tested events, in order."""
    found, decided = edition
    q_values = remember(engine, found, decided).q_values
    tested = np.flatnonzero(decided.tested)
    assert list(q_values) == [event_name(found, i) for i in tested.tolist()]
    assert list(q_values.values()) == pytest.approx(online_bh(decided.comparison.p_value[tested]))


def test_a_second_look_changes_nothing(engine: Engine, edition: tuple[Signatures, Verdicts]) -> None:
    """An event that was tested keeps its place and its p-value, however often it is looked at."""
    found, decided = edition
    remember(engine, found, decided)
    before = StreamStore(engine).load()
    remember(engine, found, decided)
    assert StreamStore(engine).load() == before


def test_events_are_counted_after_those_of_earlier_editions(
    engine: Engine, edition: tuple[Signatures, Verdicts]
) -> None:
    """What was tested before makes later events harder to flag."""
    found, decided = edition
    alone = remember(engine, found, decided).q_values
    store = StreamStore(engine)
    early = [StreamEntry(f"early {k}", 0.9, 0) for k in range(5)]
    with_past = list(online_bh(np.array([0.9] * 5 + [one.p_value for one in store.load()])))[5:]
    assert all(later >= first for later, first in zip(with_past, alone.values(), strict=True))
    store.extend(lambda so_far: [*so_far, *early], tested_at=NOW)
    assert [one.event for one in store.load()][-5:] == [one.event for one in early]


def test_a_refused_extension_leaves_nothing(engine: Engine) -> None:
    """An error while the stream grows leaves it as it was."""

    def broken(so_far: object) -> list[StreamEntry]:
        raise ValueError(so_far)

    with pytest.raises(ValueError, match=r"\[\]"):
        StreamStore(engine).extend(broken, tested_at=NOW)
    assert StreamStore(engine).load() == ()


def test_simulated_prices_leave_no_trace(engine: Engine, edition: tuple[Signatures, Verdicts]) -> None:
    """What was tested on made-up prices is not remembered."""
    found, decided = edition
    assert remember(engine, replace(found, simulated=True), decided) == FORGOTTEN
    assert StreamStore(engine).load() == ()


def test_an_earlier_event_can_be_flagged_later(engine: Engine, edition: tuple[Signatures, Verdicts]) -> None:
    """Where the stream comes to flag an event of an earlier edition, it is named once."""
    found, decided = edition
    numbers = np.flatnonzero(decided.tested)
    clear = np.where(decided.tested, 1e-6, decided.comparison.p_value)
    rare = replace(decided, comparison=replace(decided.comparison, p_value=clear))
    StreamStore(engine).extend(lambda _: [StreamEntry("early", 0.04, 0)], tested_at=NOW)
    first = remember(engine, found, rare)
    assert len(first.q_values) == len(numbers)
    assert first.late == ("early",)
    assert remember(engine, found, rare).late == ()
