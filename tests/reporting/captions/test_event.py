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
from eventstudy.reporting.captions.event import Subject, alt, source_line, subtitle, title

SUBJECT = Subject("Acme", "A contract.", "^HSI", "Prices: file")


def measured(*, peak: float, give_back: float, end: float = 0.0) -> Signatures:
    """Return the signatures of one event with a peak, a give-back and an end."""
    offsets = np.arange(-10, 21)
    path = np.where(offsets == 20, end, 0.0)[None, :]
    components = {one.name: np.array([np.nan]) for one in COMPONENTS}
    components |= {
        "peak": np.array([peak]),
        "give_back": np.array([give_back]),
        "dump": np.array([give_back * peak]),
    }
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
        (0.102, 0.87, 0.0, "Acme rose 10.7% beyond its benchmark by day 1, then gave back 88% of it"),
        (0.102, 1.2, 0.0, "Acme rose 10.7% beyond its benchmark by day 1, then gave back all of it"),
        (0.102, 0.03, 0.0, "Acme rose 10.7% beyond its benchmark by day 1, then gave back hardly any of it"),
        (0.02, np.nan, 0.0, "Acme rose 2.0% at most beyond its benchmark: less than twice its daily noise"),
        (
            0.0,
            np.nan,
            -0.2,
            "Acme did not rise beyond its benchmark by day 10; by day 20 it stood 18.1% below it",
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
    """Each sort of path has its own plain sentence, in changes of price: exp(0.102) - 1 is 10.7 %."""
    assert title(measured(peak=peak, give_back=give_back, end=end), 0, "Acme") == said


def test_the_subtitle_says_what_the_grey_is() -> None:
    """Ordinary windows are counted in the subtitle where they are drawn, and not named where they are not."""
    found = measured(peak=0.409, give_back=0.5)
    assert "middle half, of 412 windows of the share" in subtitle(found, 0, replace(SUBJECT, ordinary=412))
    assert "Grey" not in subtitle(found, 0, SUBJECT)


def test_the_alt_text_gives_the_course_in_numbers() -> None:
    """Peak, lowest point after it and end are told as changes in price, with their days, and so is what is usual."""
    found = measured(peak=0.1, give_back=0.5)
    path = np.where(found.offsets == 1, 0.1, np.where(found.offsets == 8, 0.05, 0.0))[None, :]
    said = alt(replace(found, path=path, band=path * 0 + 0.2), 0, SUBJECT)
    assert said == (
        "Line chart of Acme (1.HK) beyond its benchmark, from session -10 to session 20 around day 0, 11 February 2025. "
        "The line peaks at +10.5% on day 1, falls to +5.1% by day 8 and stands at 0.0% on day 20. The 95% band at the "
        "end reaches from \N{MINUS SIGN}18.1% to +22.1%. Volume is never more than two robust sigmas above its usual level."
    )


def test_the_alt_text_names_the_ordinary_windows_and_the_days_of_unusual_volume() -> None:
    """Where a fan is drawn its edges at the end are told, and days of unusual volume are named or counted."""
    found = measured(peak=0.1, give_back=0.5)
    fan = np.tile(np.array([[-0.3], [-0.1], [0.1], [0.4]]), 31)
    volume = np.where(np.isin(found.offsets, (0, 1, 4)), 3.0, 0.0)[None, :]
    sessions = np.ones_like(found.sessions)
    said = alt(replace(found, volume_z=volume, sessions=sessions), 0, SUBJECT, fan)
    assert "Nine in ten ordinary windows of the share end between \N{MINUS SIGN}25.9% and +49.2%." in said
    assert said.endswith("usual level on day 0, day 1 and day 4.")
    often = alt(replace(found, volume_z=volume * 0 + 3, sessions=sessions), 0, SUBJECT, fan)
    assert often.endswith("usual level on 31 sessions.")
    none = alt(replace(found, volume_z=volume * np.nan, sessions=sessions), 0, SUBJECT, fan)
    assert none.endswith("There is no volume.")


def test_the_alt_text_of_made_up_prices_says_so_first() -> None:
    """SIMULATED is the first word that a screen reader speaks."""
    found = replace(measured(peak=0.0, give_back=np.nan), simulated=True)
    assert alt(found, 0, SUBJECT).startswith("SIMULATED DATA")
    assert "does not rise above its start" in alt(found, 0, SUBJECT)


def test_the_subtitle_names_the_suspension_that_day_0_spans() -> None:
    """One sentence between what is drawn and the benchmark; none where day 0 is one day."""
    plain = measured(peak=0.01, give_back=0.5)
    halt = Suspension(dt.date(2025, 2, 6), dt.date(2025, 2, 10), 3, "no_price")
    said = subtitle(replace(plain, suspensions=(halt,)), 0, SUBJECT)
    assert said == (
        "A contract (1.HK). Price beyond its benchmark ^HSI (beta 1.00) since the last close before day 0. Day 0 "
        "spans: no price from 2025-02-06 to 2025-02-10 (suspended, or the prices have a hole), 3 sessions. Daily noise "
        "3.1%."
    )
    assert "spans" not in subtitle(replace(plain, suspensions=(None,)), 0, SUBJECT)


def test_the_source_line_gives_no_verdict() -> None:
    """The source line says where prices come from, and that a shape tells no cause."""
    assert (
        source_line(SUBJECT)
        == "Prices: file. eventstudy: a shape of prices, which does not say why they moved."
    )
