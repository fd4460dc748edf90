"""The reference set of a market: built from every security of a shelf, and kept until its prices change."""

from __future__ import annotations

import hashlib
import json
import zlib
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np

from eventstudy.analysis.calibration.detectable import PowerCurves
from eventstudy.analysis.calibration.matching import UpLegs
from eventstudy.analysis.calibration.placebo_windows import placebo_windows
from eventstudy.analysis.calibration.reference import ReferenceSet, Strata, reference_set
from eventstudy.analysis.event import EventTable
from eventstudy.analysis.placement import place
from eventstudy.announcements.announcement import Security
from eventstudy.arrays import epoch_day
from eventstudy.drafts import draft_of
from eventstudy.prices.peers import curated, home_of
from eventstudy.workflow.beside import findings_of, mics
from eventstudy.workflow.check import indices
from eventstudy.workflow.events import join, market_panel
from eventstudy.workflow.shelves import innermost

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from eventstudy.announcements.announcement import Announcement
    from eventstudy.arrays import Booleans
    from eventstudy.prices.panel import Panel
    from eventstudy.workflow.events import Choices
    from eventstudy.workflow.inputs import PriceShelf, Say

SEED = 20250228
"""What windows and shapes are drawn with: the day of the newsletter that started it."""

GUARD = frozenset({"unadjusted_split", "unit_error", "spike", "adjusted_close_break"})
"""Findings of a price check that fake a rise and a fall."""

_REVISION = "4"
"""Changes whenever a reference set would come out differently from the same prices."""

DAMAGE = (OSError, EOFError, ValueError, KeyError, BadZipFile, zlib.error)
"""What reading a missing, cut or overwritten file of arrays may raise."""

_KEPT = 20


@dataclass(frozen=True, eq=False)
class Market:
    """One market: the securities of a shelf that share sessions and currency, and what disturbs them.

    Attributes
    ----------
    name : str
        Its exchanges.
    panel : Panel
    occupied : ndarray of shape (S, D), bool
        Day 0 of every announcement of the registry.
    cache : Path or None
        Where reference sets are kept between runs.
    """

    name: str
    panel: Panel
    occupied: Booleans
    cache: Path | None

    def reference(self, last: int, say: Say) -> ReferenceSet:
        """Return the reference set of windows that end with session ``last``: the kept one, or a new one."""
        known = self._kept(last)
        if known is not None and (found := _read(known)) is not None:
            return found
        if self.occupied.size:
            say(
                f"building the reference set of {self.name}: every window of {len(self.panel.securities)} securities"
            )
        windows = placebo_windows(self.panel, self.occupied, last=last, seed=SEED)
        made = reference_set(windows, self.panel.securities, seed=SEED, simulated=self.panel.simulated)
        if known is not None:
            # A folder that cannot be written only costs the time of building the set again.
            with suppress(OSError):
                _write(known, made)
        return made

    def _kept(self, last: int) -> Path | None:
        if self.cache is None:
            return None
        return self.cache / "reference" / f"{self.fingerprint(last)}.npz"

    def fingerprint(self, last: int) -> str:
        """Return a hash of all that a reference set is built from."""
        panel = self.panel
        digest = hashlib.blake2b(f"{_REVISION} {SEED} {last} {panel.simulated}".encode(), digest_size=20)
        digest.update("\n".join((*panel.securities, "", *panel.benchmarks)).encode())
        for array in (panel.sessions, panel.grid, panel.prices, panel.benchmark, panel.benchmark_prices):
            digest.update(np.ascontiguousarray(array).tobytes())
        digest.update(np.packbits(self.occupied).tobytes())
        return digest.hexdigest()


class Homes:
    """Which market a security belongs to: the exchanges that share sessions and currency with its own."""

    def __init__(self, everything: Sequence[Announcement], choices: Choices) -> None:
        self._mics = mics(everything)
        self._default = self._home_of_run(choices.benchmark) if choices.benchmark else None

    def _home_of_run(self, benchmark: str) -> str | None:
        """Say where what nothing else places belongs: to the run's index, or to the only market that is named."""
        named = {curated().market(mic): mic for mic in self._mics.values()}
        return indices().get(benchmark) or (next(iter(named.values())) if len(named) == 1 else None)

    def mic(self, symbol: str) -> str | None:
        """Return the exchange of a security: by the registry, its suffix, or the list of peers."""
        return self._mics.get(symbol) or home_of(symbol)

    def market(self, symbol: str) -> tuple[str, ...]:
        """Return the exchanges of its market; none where nothing says it."""
        home = self.mic(symbol) or self._default
        return curated().market(home) if home else ()


def markets_of(
    symbols: Sequence[str],
    everything: Sequence[Announcement],
    shelf: PriceShelf,
    choices: Choices,
    homes: Homes,
) -> dict[tuple[str, ...], Market]:
    """Return the markets of some securities, by their exchanges."""
    return {
        exchanges: _market(exchanges, everything, shelf, choices, homes)
        for exchanges in dict.fromkeys(map(homes.market, symbols))
    }


def _market(
    exchanges: tuple[str, ...],
    everything: Sequence[Announcement],
    shelf: PriceShelf,
    choices: Choices,
    homes: Homes,
) -> Market:
    members = [
        Security(symbol, homes.mic(symbol))
        for symbol in shelf.symbols()
        if homes.market(symbol) == exchanges and is_share(symbol) and symbol != choices.benchmark
    ]
    panel = market_panel(members, shelf, choices)
    _blank_faults(panel, shelf, choices, {one.symbol: one.mic for one in members if one.mic})
    return Market(
        name="/".join(exchanges) or "these prices",
        panel=panel,
        occupied=_occupied(panel, everything, shelf, choices),
        cache=choices.cache,
    )


def is_share(symbol: str) -> bool:
    """Say whether a symbol is neither an index nor an exchange rate."""
    return not symbol.startswith("^") and not symbol.endswith("=X")


def _blank_faults(panel: Panel, shelf: PriceShelf, choices: Choices, exchanges: Mapping[str, str]) -> None:
    """Take out the prices that a check found at fault, so that no window spans them."""
    found, _ = findings_of(panel.securities, innermost(shelf), choices, exchanges)
    for symbol, findings in found.items():
        row = panel.rows[symbol]
        days = [epoch_day(one.session) for one in findings if one.kind in GUARD]
        panel.prices[row, np.isin(panel.sessions[panel.grid[row]], days)] = np.nan


def _occupied(
    panel: Panel, everything: Sequence[Announcement], shelf: PriceShelf, choices: Choices
) -> Booleans:
    """Mark day 0 of every announcement of a security of the panel."""
    marks = np.zeros(panel.prices.shape, dtype=np.bool_)
    theirs = [one for one in everything if any(line.symbol in panel.rows for line in one.securities)]
    if theirs:
        events = [one for one in join(theirs, shelf, choices).events if one.security in panel.rows]
        spots = place(panel, EventTable.of(events))
        marks[spots.row[spots.found], spots.position[spots.found]] = True
    return marks


def _write(path: Path, made: ReferenceSet) -> None:
    """Keep a reference set, and no more than a score of them."""
    legs, text = made.legs, {"last": made.last, "seed": made.seed, "securities": made.securities}
    text |= {"simulated": made.simulated, "slope": made.slope}
    with draft_of(path) as draft, draft.open("wb") as file:
        np.savez(
            file,
            about=np.frombuffer(json.dumps(text).encode(), dtype=np.uint8),
            security=legs.security,
            stratum=legs.stratum,
            stretch=np.arange(len(legs)) if legs.stretch is None else legs.stretch,
            legs=np.stack([legs.up_strength, legs.sigma, legs.score]),
            reversed=made.reversed,
            edges=made.strata.edges,
            counts=np.stack([made.windows, made.gated]),
            sizes=made.curves.sizes,
            rates=made.curves.rates,
        )
    others = sorted(path.parent.glob("*.npz"), key=lambda one: one.stat().st_mtime)
    for old in others[:-_KEPT]:
        old.unlink(missing_ok=True)


def _legs(held: Mapping[str, NDArray[Any]]) -> UpLegs:
    up_strength, sigma, score = held["legs"]
    return UpLegs(held["security"], held["stratum"], up_strength, sigma, score, held["stretch"])


def _read(path: Path) -> ReferenceSet | None:
    """Read a kept reference set; None where there is none, or what is there is damaged and will be replaced."""
    try:
        # numpy leaves a file that it cannot read open, if it opened it.
        with path.open("rb") as file, np.load(file) as kept:
            held = {name: kept[name] for name in kept.files}
        about = json.loads(held["about"].tobytes())
        return ReferenceSet(
            last=about["last"],
            seed=about["seed"],
            securities=tuple(about["securities"]),
            legs=_legs(held),
            reversed=held["reversed"],
            strata=Strata(held["edges"]),
            windows=held["counts"][0],
            gated=held["counts"][1],
            slope=about["slope"],
            curves=PowerCurves(held["sizes"], held["rates"]),
            simulated=about["simulated"],
        )
    except (*DAMAGE, TypeError):
        return None
