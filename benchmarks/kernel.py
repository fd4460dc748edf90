"""How fast studies are, beside the tutorial's loop: ``python benchmarks/kernel.py`` (about three minutes).

Every table comes from one run in which the candidates alternate. Returns are at hand for all of them: the
tutorial gets a frame of returns, a study a panel that has computed its own.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tracemalloc
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import statsmodels.api as sm
from panels import events_on, panel_of
from timing import medians

from eventstudy import EventStudy, Window
from eventstudy.analysis.inference.correlation import aligned_correlation
from eventstudy.analysis.placebo import placebo_cars

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventstudy import EventTable, Panel

MOMENTS = ("cross_sectional_t", "crude_dependence_t", "patell", "bmp", "johnson_t", "hall_t")
ESTIMATION = Window(-260, -11)
MOMENT, CORRELATED, ALL = "moment tests", "moment tests and cross-correlation", "all fifteen tests"
DESIGNS = {
    MOMENT: EventStudy(estimation=ESTIMATION, tests=MOMENTS),
    CORRELATED: EventStudy(estimation=ESTIMATION, tests=(*MOMENTS, "adjusted_patell", "adjusted_bmp")),
    ALL: EventStudy(estimation=ESTIMATION),
}
TUTORIAL = 200
"""Events that the tutorial's loop is timed on."""


def tutorial(panel: Panel, events: EventTable) -> Callable[[], None]:
    """Return the loop that tutorials show: OLS on slices of a frame, one event at a time.

    It ends with what a study ends with: abnormal returns, CAR, and both standardised by the corrected forecast
    variances (Campbell, Lo and MacKinlay 1997, section 4.4).
    """
    returns = panel.returns("log")
    frame = pd.DataFrame(returns.securities.T, columns=list(panel.securities))
    frame["MARKET"] = returns.benchmarks[0]

    def run() -> None:
        for security, day in zip(events.security.tolist(), events.day0.tolist(), strict=True):
            name = panel.securities[security]
            estimation = frame.iloc[day - 260 : day - 10][[name, "MARKET"]]
            window = frame.iloc[day - 10 : day + 11][[name, "MARKET"]]
            fit = sm.OLS(estimation[name], sm.add_constant(estimation["MARKET"])).fit()
            abnormal = window[name] - fit.predict(sm.add_constant(window["MARKET"]))
            past, now = estimation["MARKET"], window["MARKET"]
            count, days, spread = len(past), len(now), ((past - past.mean()) ** 2).sum()
            by_day = 1 + 1 / count + (now - past.mean()) ** 2 / spread
            whole = days + days**2 / count + (now.sum() - days * past.mean()) ** 2 / spread
            abnormal.cumsum() / np.sqrt(fit.mse_resid * whole)
            abnormal / np.sqrt(fit.mse_resid * by_day)

    return run


def study(design: EventStudy, panel: Panel, events: EventTable) -> Callable[[], None]:
    """Return a study with all the tests of its design."""

    def run() -> None:
        assert len(design.fit(panel, events).tests) == len(design.tests)  # noqa: S101  -- computes them

    return run


def against_the_tutorial(panel: Panel, counts: tuple[int, ...], rounds: int) -> None:
    """Print how many times faster than the tutorial an event is studied."""
    print("| events | what is computed | µs an event | times faster |\n|---:|---|---:|---:|")
    for count in counts:
        events = events_on(panel, count)
        runs = {name: study(design, panel, events) for name, design in DESIGNS.items()}
        loop = tutorial(panel, events.take(np.arange(TUTORIAL)))
        found = medians({"tutorial": loop, **runs}, rounds=rounds)
        base = found.pop("tutorial") / TUTORIAL
        print(f"| {count:,} | the tutorial's loop: AR, CAR and their errors | {base * 1e6:,.0f} | 1 |")
        for name, seconds in found.items():
            each = seconds / count
            print(f"| {count:,} | a study with {name} | {each * 1e6:.2f} | {base / each:,.0f} |")


def growth(panel: Panel, counts: tuple[int, ...], rounds: int) -> None:
    """Print the time of an event as events grow, and how much memory a study needs beyond its result."""
    print("\n| events | a study with | µs an event | growth | MiB beyond prices and result |")
    print("|---:|---|---:|---:|---:|")
    for name in (CORRELATED, ALL):
        runs = {f"{count}": study(DESIGNS[name], panel, events_on(panel, count)) for count in counts}
        found = medians(runs, rounds=rounds)
        base = found[f"{counts[0]}"] / counts[0]
        for count in counts:
            each = found[f"{count}"] / count
            peak = peak_memory(name, (*panel.prices.shape, count))
            print(f"| {count:,} | {name} | {each * 1e6:.2f} | {each / base:.2f} | {peak} |")


def peak_memory(name: str, shape: tuple[int, ...]) -> str:
    """Measure a study of so many securities, sessions and events in a process of its own."""
    command = [sys.executable, __file__, "--memory", name, *map(str, shape)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  -- our own script
    return run.stdout.strip()


def memory(name: str, securities: int, sessions: int, count: int) -> None:
    """Print the peak memory of one study beyond its panel's prices and its result, in MiB."""
    panel = panel_of(securities, sessions)
    events = events_on(panel, count)
    tracemalloc.start()
    result = DESIGNS[name].fit(panel, events)
    assert len(result.tests)  # noqa: S101  -- computes them
    _, peak = tracemalloc.get_traced_memory()
    sample = result.sample
    kept = sum(one.nbytes for one in (sample.values, sample.variances, result.parameters))  # noqa: PD011
    print(f"{(peak - kept) / 2**20:.0f}")


def bandwidth(panel: Panel, rounds: int, count: int) -> None:
    """Print placebo CARs of the whole panel against one triad, and what share of its bandwidth a study uses.

    A small share says that a study is bound by arithmetic in the cache, not by memory.
    """
    returns = panel.returns("log")
    own, market = returns.securities, returns.benchmarks[0]
    out, other = np.empty_like(own), own.copy()

    def triad() -> None:
        np.multiply(other, 3.0, out=out)
        np.add(out, own, out=out)

    events = events_on(panel, count)
    windows = {"estimation": Window(-260, -11), "window": Window(-1, 1)}
    found = medians(
        {
            "triad": triad,
            "placebo": lambda: placebo_cars(own, market, **windows),
            "study": study(DESIGNS[MOMENT], panel, events),
        },
        rounds=rounds,
    )
    ratio = found["placebo"] / found["triad"]
    print("\n| what | measured |\n|---|---|")
    print(
        f"| placebo CARs of every day of the panel, over one numpy triad on it | {ratio:.1f} times its time |"
    )
    # A study reads the panel once at least, and writes what it keeps; a triad moves five numbers a cell.
    touched = own.nbytes + count * 8 * (2 * 22 + 8)
    share = touched / found["study"] / (5 * own.nbytes / found["triad"])
    print(f"| the bytes that {count:,} events must touch, over the triad's bandwidth | {share:.1%} |")


def correlation(rounds: int, events: int = 5_000) -> None:
    """Print the average cross-correlation against the mean of the pairwise matrix."""
    residuals = np.random.default_rng(1).normal(size=(events, 240))

    def pairs() -> float:
        matrix = np.corrcoef(residuals)
        return float((matrix.sum() - events) / (events * (events - 1)))

    found = medians({"pairs": pairs, "ours": lambda: aligned_correlation(residuals)}, rounds=rounds)
    ratio = found["pairs"] / found["ours"]
    print(
        f"| average cross-correlation of {events:,} aligned events, over the pairwise matrix | {ratio:.0f} times faster |"
    )


def main() -> None:
    """Print every table; ``--quick`` does the same on a small panel."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small panel, to see that it runs")
    parser.add_argument("--memory", nargs=4, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.memory:
        memory(given.memory[0], *map(int, given.memory[1:]))
        return
    size, counts, rounds = (
        ((400, 700), (200, 1_000), 1) if given.quick else ((5_000, 5_000), (1_000, 5_000, 100_000), 5)
    )
    panel = panel_of(*size)
    panel.returns("log")
    print(
        f"Panel of {size[0]:,} securities x {size[1]:,} sessions, estimation window of 250, event window of 21; "
        f"medians of {rounds} rounds.\n"
    )
    against_the_tutorial(panel, counts, rounds)
    growth(panel, (200, 1_000) if given.quick else (10_000, 100_000, 1_000_000), min(rounds, 5))
    bandwidth(panel, rounds, counts[-1])
    correlation(rounds, 500 if given.quick else 5_000)


if __name__ == "__main__":
    main()
