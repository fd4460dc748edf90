"""Samples of abnormal returns drawn by seed, and their columns as plain lists for textbook loops."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eventstudy.analysis.columns import Columns
from eventstudy.analysis.inference.evidence import Correlation, DaySums, Evidence
from eventstudy.analysis.inference.sample import Sample
from eventstudy.analysis.window import Window

if TYPE_CHECKING:
    from eventstudy.arrays import Floats

SESSIONS = 60


def drawn_sample(seed: int, *, n: int = 15, length: int = 7, missing: float = 0.0) -> Sample:
    """Draw a sample with sub-windows, of which a share of the days and estimation AARs is missing."""
    draw = np.random.default_rng(seed)
    by_day = draw.normal(0.004, 0.03, (n, length))
    by_day[draw.random(by_day.shape) < missing] = np.nan
    columns = Columns(Window(0, length - 1), (Window(1, length - 2), Window(2, 2)) if length > 3 else ())
    values = columns.sums(by_day)
    counts = np.where(draw.random(SESSIONS) < missing, 0.0, n)
    return Sample(
        columns=columns,
        values=values,
        variances=np.where(np.isfinite(values), draw.uniform(4e-4, 2e-3, values.shape), np.nan),
        degrees_of_freedom=draw.integers(58, 238, n),
        evidence=Evidence(
            positive_share=draw.uniform(0.4, 0.55, n),
            average=DaySums(counts * draw.normal(0, 0.006, SESSIONS), counts),
            correlation=Correlation(0.03, "aligned"),
        ),
    )


def sample_of(values: Floats, variances: Floats | None = None) -> Sample:
    """Take days as they are: shape (n, L); every variance one unless given, for the days and the window."""
    columns = Columns(Window(0, values.shape[1] - 1))
    summed = columns.sums(values)
    evidence = Evidence(np.full(len(values), 0.5), DaySums(np.zeros(2), np.ones(2)))
    known = np.ones_like(summed) if variances is None else columns.sums(variances)
    return Sample(columns, summed, known, np.full(len(values), 100), evidence)


class Row(NamedTuple):
    """What an event brings to a column."""

    value: float
    variance: float
    degrees: int
    positive_share: float


def rows_of(sample: Sample, column: int) -> list[Row]:
    """List the events that have the column."""
    share = sample.evidence.positive_share
    assert share is not None
    every = zip(
        sample.values[:, column].tolist(),
        sample.variances[:, column].tolist(),
        sample.degrees_of_freedom.tolist(),
        share.tolist(),
        strict=True,
    )
    return [Row(*one) for one in every if one[0] == one[0]]
