"""How often every test rejects, as Markdown: ``python benchmarks/size.py`` (about five minutes).

Studies of simulated returns go through the code that real studies go through. The same seed and replications
print the same page on every machine with the same numpy.
"""

from __future__ import annotations

import argparse
import math
import textwrap
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from eventstudy import Window
from eventstudy.analysis.evaluation import (
    ALL_TESTS,
    LEVEL,
    SizeDesign,
    expected_rates,
    power,
    rejection_rates,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SEED = 20250210
REPLICATIONS = 5_000

TOLERANCE = 0.02
"""How far from five per cent the size of a test is called right."""

SLACK = 0.01
"""How far from its formula, beyond chance, a size may lie: the formulas leave terms out."""

CORRELATIONS = (0.0, 0.02, 0.05, 0.10, 0.20)
WINDOW = Window(-5, 5)
EFFECTS = (0.005, 0.010, 0.015, 0.020)
KNOWN_VARIANCE = ("crude_dependence_t", "patell")
"""Tests that the analytic power is the power of."""


@dataclass(frozen=True)
class Table:
    """Designs that stand beside each other, under what sets them apart."""

    title: str
    text: str
    designs: Mapping[str, SizeDesign]


def size_tables() -> Iterator[Table]:
    """Describe the tables of studies in which nothing happened."""
    for n in (30, 50, 100):
        yield Table(
            f"Events that share days: n = {n}",
            "Residuals of all events correlate by rho on every day.",
            {f"rho = {rho:.2f}": SizeDesign(events=n, correlation=rho) for rho in CORRELATIONS},
        )
    yield Table(
        "A variance that rises with the event: n = 50",
        "The residual variance is multiplied by lambda on the event day.",
        {f"lambda = {times:g}": SizeDesign(event_variance=times) for times in (1.0, 1.5, 2.0, 3.0)},
    )
    yield Table(
        "Both at once: n = 50",
        "What adjusted_bmp and grank_t are for.",
        {
            f"rho = {rho:.2f}, lambda = {times:g}": SizeDesign(correlation=rho, event_variance=times)
            for rho, times in ((0.05, 1.5), (0.05, 2.0), (0.10, 2.0), (0.10, 3.0))
        },
    )
    yield Table(
        f"Windows of {len(WINDOW)} days: n = 50",
        "The older rank tests have no formula here.",
        {
            "independent": SizeDesign(window=WINDOW),
            "rho = 0.10": SizeDesign(window=WINDOW, correlation=0.10),
            "lambda = 2": SizeDesign(window=WINDOW, event_variance=2.0),
            "rho = 0.10, lambda = 2": SizeDesign(window=WINDOW, correlation=0.10, event_variance=2.0),
        },
    )
    fat = SizeDesign(tails=5)
    yield Table(
        "Fat tails and unequal variances: n = 50",
        "Residuals follow Student's t with five degrees of freedom, except where their standard deviations, "
        "1 to 4 % instead of 2 %, are all that differs. No formulas.",
        {
            "sigma 1 to 4 %": SizeDesign(sigma=(0.01, 0.04)),
            "t(5)": fat,
            "t(5), rho = 0.10": replace(fat, correlation=0.10),
            "t(5), lambda = 2": replace(fat, event_variance=2.0),
            "t(5), rho = 0.10, lambda = 2": replace(fat, correlation=0.10, event_variance=2.0),
        },
    )
    yield Table(
        "Thin trading: n = 50",
        "A security does not trade on that share of sessions: its return is zero, and the next trade's return "
        "brings what was missed. Where events share days, all that did not trade miss the same market return: thin "
        "trading alone makes their abnormal returns correlate. No formulas.",
        {
            "10 %, days of their own": SizeDesign(idle=0.1, shared_days=False),
            "30 %, days of their own": SizeDesign(idle=0.3, shared_days=False),
            "10 %, shared days": SizeDesign(idle=0.1),
            "30 %, shared days": SizeDesign(idle=0.3),
        },
    )


def power_table() -> Table:
    """Describe the table of studies in which something happened."""
    design = SizeDesign(events=20, effect=0.01)
    return Table(
        "Power of every test: n = 20, an effect of 1 %",
        "Independent events; sigma is 2 %, and the analytic power .61 where all is normal.",
        {
            "normal": design,
            "t(5)": replace(design, tails=5),
            "sigma 1 to 4 %": replace(design, sigma=(0.01, 0.04)),
            "lambda = 2": replace(design, event_variance=2.0),
            f"{len(WINDOW)} days, 2 %": replace(design, window=WINDOW, effect=0.02),
        },
    )


@dataclass
class Page:
    """What is printed, and how many rates have a formula and lie where it says."""

    seed: int
    replications: int
    designs: int = 0
    expected: int = 0
    kept: int = 0

    def numbered(self, design: SizeDesign) -> SizeDesign:
        """Give a design its seed: every one on the page has its own."""
        self.designs += 1
        return replace(design, replications=self.replications, seed=self.seed + self.designs)

    def size(self, table: Table) -> None:
        """Print simulated rates, and expected ones in brackets; bold where the size is not right."""
        heading(table)
        columns = []
        for design in map(self.numbered, table.designs.values()):
            expected = expected_rates(design, LEVEL)
            columns.append([self.cell(rate, expected.get(name)) for name, rate in rates(design)])
        rows(["test", *table.designs], ([f"`{name}`", *cells] for name, *cells in transposed(columns)))

    def cell(self, rate: float, expected: float | None) -> str:
        """Write one rate."""
        text = f"{100 * rate:.1f}"
        if abs(rate - LEVEL) > TOLERANCE:
            text = f"**{text}**"
        return text if expected is None else f"{text} ({100 * self.counted(rate, expected):.1f})"

    def counted(self, rate: float, expected: float, slack: float = SLACK) -> float:
        """Count whether a rate lies within four Monte Carlo standard errors, and slack, of its formula."""
        self.expected += 1
        error = math.sqrt(expected * (1 - expected) / self.replications)
        self.kept += abs(rate - expected) <= 4 * error + slack
        return expected

    def power(self, table: Table) -> None:
        """Print the share in which each test finds what happened."""
        heading(table)
        columns = [
            [f"{100 * rate:.0f}" for _, rate in rates(self.numbered(design))]
            for design in table.designs.values()
        ]
        rows(["test", *table.designs], ([f"`{name}`", *cells] for name, *cells in transposed(columns)))

    def analytic_power(self) -> None:
        """Print the analytic power, and what two tests make of it."""
        heading(
            Table(
                "Analytic power",
                "`power(alpha, delta, n, sigma)`, and in brackets the simulated rates of "
                f"`{KNOWN_VARIANCE[0]}` and `{KNOWN_VARIANCE[1]}`; in per cent, for normal returns and effects delta.",
                {},
            )
        )
        designs = [(sigma, effect) for sigma in (0.02, 0.04) for effect in EFFECTS]
        names = [f"sigma {100 * sigma:.0f} %, delta {100 * effect:.1f} %" for sigma, effect in designs]
        rows(
            ["n", *names],
            (
                [str(n), *(self.power_cell(n, *one) for one in designs)]
                for n in (1, 5, 10, 20, 30, 50, 100, 200)
            ),
        )

    def power_cell(self, n: int, sigma: float, effect: float) -> str:
        """Write one analytic power beside simulated ones."""
        expected = power(LEVEL, effect, n, sigma)
        design = self.numbered(SizeDesign(events=n, effect=effect, sigma=(sigma, sigma)))
        found = rejection_rates(design, tests=KNOWN_VARIANCE)
        for rate in found.values():
            self.counted(rate, expected, slack=0)
        return f"{100 * expected:.0f} ({', '.join(f'{100 * rate:.0f}' for rate in found.values())})"


def rates(design: SizeDesign) -> Iterable[tuple[str, float]]:
    """Simulate a design with every test."""
    return rejection_rates(design).items()


def transposed(columns: list[list[str]]) -> Iterator[tuple[str, ...]]:
    """Return a row for each test."""
    return zip(ALL_TESTS, *columns, strict=True)


def heading(table: Table) -> None:
    """Print what a table is about."""
    print(f"\n### {table.title}\n")
    paragraph(table.text)
    print()


def paragraph(text: str) -> None:
    """Print text in lines as long as those of the other pages."""
    print(textwrap.fill(text, 140, break_long_words=False, break_on_hyphens=False))


def rows(names: list[str], cells: Iterable[list[str]]) -> None:
    """Print a table."""
    print(f"| {' | '.join(names)} |\n|---|{'---:|' * (len(names) - 1)}")
    for row in cells:
        print(f"| {' | '.join(row)} |", flush=True)


def preamble(seed: int, replications: int) -> None:
    """Print what the page is and how to read it."""
    error = 100 * math.sqrt(LEVEL * (1 - LEVEL) / replications)
    print("## Size and power\n")
    paragraph(
        f"This section is what `python benchmarks/size.py` prints: {replications:,} simulated studies of every design, "
        f"seeds from {seed + 1} upwards."
    )
    print()
    paragraph(
        "Every study fits the market model on 239 sessions and tests one event day, or the window that is named. "
        "Returns are `r = a + b m + e` with normal `m` and `e`, b between 0.5 and 1.5, and residuals of 2 % a day; "
        "what differs stands above each table. All events of a study share their days, unless it says otherwise."
    )
    print()
    paragraph(
        "Rates are rejections at five per cent, in per cent of studies; in brackets what a formula expects "
        "(`eventstudy/analysis/evaluation_laws.py`). Sizes outside 3 to 7 are **bold**. A rate of 5 has a Monte "
        f"Carlo standard error of {error:.1f}."
    )


def main() -> None:
    """Print the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=REPLICATIONS, help="studies of every design")
    parser.add_argument("--seed", type=int, default=SEED, help="the first design has the seed after this one")
    given = parser.parse_args()
    page = Page(given.seed, given.replications)
    preamble(given.seed, given.replications)
    for table in size_tables():
        page.size(table)
    page.power(power_table())
    page.analytic_power()
    print()
    paragraph(
        f"{page.kept:,} of the {page.expected:,} rates that have a formula lie within four Monte Carlo standard errors "
        "of it, sizes within one point besides."
    )


if __name__ == "__main__":
    main()
