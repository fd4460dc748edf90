"""The README's case on prices from Yahoo, typed as it stands there, against a server that speaks Yahoo's format."""

from __future__ import annotations

import datetime as dt
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from yahoo_server import Reply, YahooServer, chart, serve

from eventstudy.arrays import date_of, epoch_day
from eventstudy.prices.calendar import exchange_calendar

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CASE = README.split("## The same on real prices")[1].split("\n## ")[0]
COMMANDS = [line for line in CASE.splitlines() if line.startswith("eventstudy ")]


def replies(seed: int, *, pop: float = 0.0) -> list[Reply]:
    """Return the closes of a share for the sessions around February 2025, with a pop on the README's day."""
    days = exchange_calendar("XHKG").days
    days = days[(days >= epoch_day(dt.date(2023, 12, 1))) & (days <= epoch_day(dt.date(2025, 4, 2)))]
    returns = np.random.default_rng(seed).normal(0, 0.02, len(days))
    returns[np.searchsorted(days, epoch_day(dt.date(2025, 2, 11)))] += pop
    closes = (0.5 * np.exp(returns.cumsum())).tolist()
    return [
        chart([date_of(day) for day in days.tolist()], closes, volumes=[1000 + i for i in range(len(days))])
    ]


@pytest.fixture(scope="module")
def server() -> Iterator[YahooServer]:
    """Serve 1725.HK and its index."""
    with serve({"1725.HK": replies(1, pop=0.3), "^HSI": replies(2)}) as running:
        yield running


def test_every_line_of_the_case_runs(server: YahooServer, tmp_path: Path) -> None:
    """Import, show, fetch, study, flag and chart run one after the other, and end in a picture."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "EVENTSTUDY_YAHOO_URL": server.base_url,
        "EVENTSTUDY_REQUESTS_PER_SECOND": "1000",
        "EVENTSTUDY_CACHE": str(tmp_path / "cache"),
        "EVENTSTUDY_DATABASE": f"sqlite:///{tmp_path / 'store.db'}",
    }
    printed = {}
    for line in COMMANDS:
        words = shlex.split(line)[1:]
        result = subprocess.run(
            [sys.executable, "-m", "eventstudy", *words],
            capture_output=True, text=True, check=False, cwd=tmp_path, env=environment,
        )  # fmt: skip
        assert result.returncode == 0, f"{line}\n{result.stdout}{result.stderr}"
        printed[words[0]] = result.stdout
    assert re.search(r"1725\.HK +fetched .* 3\d\d ", printed["prices"])
    assert re.search(r"\^HSI +fetched .* 3\d\d ", printed["prices"])
    assert re.search(r"uspace-treefam +1725\.HK +2025-02-11 +\^HSI +240", printed["study"])
    assert "the reference set of XHKG is too thin for p-values" in printed["flag"]
    assert "unit_price_gap" in printed["flag"]
    assert (tmp_path / "uspace.png").stat().st_size > 10_000
