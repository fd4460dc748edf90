"""How long a study of 30 events takes from the store, beside the imports that any such tool needs.

Run ``python benchmarks/command.py``. The store is a temporary one, with made-up prices of 30 securities and their
benchmark over three years of sessions. Every round times each candidate once, so that whatever else the
machine does falls on all of them.
"""

from __future__ import annotations

import csv
import datetime as dt
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from timing import medians

from eventstudy.arrays import date_of, epoch_day
from eventstudy.prices.calendar import exchange_calendar, sessions_between

ROUNDS = 15

SECURITIES = 30

FIRST, LAST = dt.date(2022, 1, 3), dt.date(2024, 12, 31)

PLAIN = '`python -c "import numpy, pandas, sqlalchemy"`'


def fill(folder: Path, environment: dict[str, str]) -> None:
    """Import made-up prices and announcements into the store of ``environment``."""
    draw = np.random.default_rng(7)
    days = sessions_between(exchange_calendar("XHKG"), epoch_day(FIRST), epoch_day(LAST))
    dates = [date_of(day).isoformat() for day in days.tolist()]
    market = draw.normal(0, 0.01, len(days))
    names = [f"{1000 + number}.HK" for number in range(SECURITIES)]
    prices: list[tuple[str, ...]] = [("security", "date", "close", "volume", "source")]
    for name in ("^HSI", *names):
        own = market if name == "^HSI" else market + draw.normal(0, 0.02, len(days))
        closes = 100 * np.exp(np.cumsum(own))
        volumes = draw.integers(10_000, 100_000, len(days))
        prices += [
            (name, date, repr(close), str(volume), "simulated")
            for date, close, volume in zip(dates, closes.tolist(), volumes.tolist(), strict=True)
        ]
    places = draw.integers(300, len(days) - 20, SECURITIES)
    announcements = [("id", "security", "announced_at")]
    announcements += [
        (f"event-{name}", name, dates[place]) for name, place in zip(names, places.tolist(), strict=True)
    ]
    for what, rows in (("prices", prices), ("announcements", announcements)):
        path = folder / f"{what}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
        run([sys.executable, "-m", "eventstudy", what, "import", str(path)], environment)


def run(command: list[str], environment: dict[str, str]) -> None:
    """Run a command and let nothing of it be seen."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)  # noqa: S603


def main() -> None:
    """Print the median of each candidate, in milliseconds, and how many times the plain imports it takes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # A study of an installed package finds it compiled, as pip leaves it.
        environment = {
            **os.environ,
            "EVENTSTUDY_DATABASE": f"sqlite:///{folder / 'store.db'}",
            "EVENTSTUDY_CACHE": str(folder / "cache"),
            "PYTHONDONTWRITEBYTECODE": "",
        }
        fill(folder, environment)
        study = [sys.executable, "-m", "eventstudy", "study"]

        def first_study() -> None:
            shutil.rmtree(folder / "cache", ignore_errors=True)
            run(study, environment)

        found = medians(
            {
                PLAIN: lambda: run([sys.executable, "-c", "import numpy, pandas, sqlalchemy"], environment),
                "`eventstudy study`, the first on its exchange": first_study,
                "`eventstudy study`": lambda: run(study, environment),
            },
            rounds=ROUNDS,
        )
    print(f"{SECURITIES} events from the store; medians of {ROUNDS} alternating rounds.\n")
    print("| command | ms | times as long |\n|---|---:|---:|")
    for candidate, seconds in found.items():
        print(f"| {candidate} | {1000 * seconds:.0f} | {seconds / found[PLAIN]:.2f} |")


if __name__ == "__main__":
    main()
