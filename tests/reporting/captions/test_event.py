"""Captions say what the numbers say, and no more."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from eventstudy.analysis.components import COMPONENTS
from eventstudy.analysis.event import Event
from eventstudy.analysis.signature import Signatures
from eventstudy.prices.suspensions import Suspension
from eventstudy.reporting.captions import Subject, source_line, subtitle, title

SUBJECT = Subject("Acme", "A contract.", "^HSI", "Prices: file")


def measured(*, peak: float, give_back: float, end: float = 0.0) -> Signatures:
    """Return the signatures of one event with a peak, a give-back and an end."""
    offsets = np.arange(-10, 21)
    path = np.where(offsets == 20, end, 0.0)[None, :]
    components = {one.name: np.array([np.nan]) for one in COMPONENTS}
    components |= {"peak": np.array([peak]), "give_back": np.array([give_back])}
    one = np.array([1.0])
    return Signatures(
        events=(Event("a", "1.HK", dt.date(2025, 2, 11)),),
        offsets=offsets,
        sessions=np.zeros((1, 31), dtype=np.int64),
        abnormal_returns=path,
        path=path,
        band=path,
        volume_z=path,
        beta=one,
        sigma=one * 0.031,
        observations=np.array([200]),
        zero_return_share=one * 0,
        last=np.array([20]),
        expiry=np.array([-1]),
        lumped=np.array([0]),
        peak_offset=np.array([1 if peak else -1]),
        trough_offset=np.array([8 if peak else -1]),
        components=components,
        dropped=(),
        simulated=False,
    )


@pytest.mark.parametrize(
    ("peak", "give_back", "end", "said"),
    [
        (0.102, 0.87, 0.0, "Acme rose 10.2% beyond its benchmark by day 1, then gave back 87% of it"),
        (0.102, 1.2, 0.0, "Acme rose 10.2% beyond its benchmark by day 1, then gave back all of it"),
        (0.102, 0.03, 0.0, "Acme rose 10.2% beyond its benchmark by day 1, then gave back hardly any of it"),
        (0.02, np.nan, 0.0, "Acme rose 2.0% at most beyond its benchmark: less than twice its daily noise"),
        (
            0.0,
            np.nan,
            -0.2,
            "Acme did not rise beyond its benchmark by day 10; by day 20 it stood 20.0% below it",
        ),
        (
            0.0,
            np.nan,
            0.03,
            "Acme did not rise beyond its benchmark by day 10; by day 20 it stood 3.0% above it",
        ),
    ],
)
def test_the_title_states_the_finding(peak: float, give_back: float, end: float, said: str) -> None:
    """Each sort of path has its own plain sentence."""
    assert title(measured(peak=peak, give_back=give_back, end=end), 0, "Acme") == said


def test_the_subtitle_tells_log_from_price() -> None:
    """A large log return is also given as the change in price that it is."""
    said = subtitle(measured(peak=0.409, give_back=0.5), 0, SUBJECT)
    assert "+40.9% is +50.5% in price" in said
    assert said.startswith("A contract (1.HK). Cumulative abnormal log return")
    assert "in price" not in subtitle(measured(peak=0.01, give_back=0.5), 0, SUBJECT)


def test_the_subtitle_names_the_suspension_that_day_0_spans() -> None:
    """One sentence between what is drawn and the benchmark; none where day 0 is one day."""
    plain = measured(peak=0.01, give_back=0.5)
    halt = Suspension(dt.date(2025, 2, 6), dt.date(2025, 2, 10), 3, "no_price")
    said = subtitle(replace(plain, suspensions=(halt,)), 0, SUBJECT)
    assert said == (
        "A contract (1.HK). Cumulative abnormal log return from the last close before day 0. Day 0 spans: no price "
        "from 2025-02-06 to 2025-02-10 (suspended, or the prices have a hole), 3 sessions. Benchmark ^HSI, beta 1.00, "
        "daily noise 3.1%"
    )
    assert "spans" not in subtitle(replace(plain, suspensions=(None,)), 0, SUBJECT)


def test_the_source_line_gives_no_verdict() -> None:
    """The source line says where prices come from, and that a shape tells no cause."""
    assert (
        source_line(SUBJECT)
        == "Prices: file. eventstudy: a shape of prices, which does not say why they moved."
    )
