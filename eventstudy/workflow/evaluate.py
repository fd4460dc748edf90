"""The trial of the signature on the prices at hand, arm by arm; what is done is kept, so that it can be resumed."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.calibration.arms import ARMS, PLAIN, Arm, Outcome, run_arm
from eventstudy.analysis.calibration.matching import MATCHED, UpLegs
from eventstudy.analysis.calibration.placebo_windows import components_of, placebo_windows
from eventstudy.analysis.calibration.reference import reference_set
from eventstudy.analysis.calibration.trial import split, summarise
from eventstudy.analysis.signature_windows import SHORTEST
from eventstudy.drafts import draft_of
from eventstudy.errors import NothingToStudyError
from eventstudy.reporting.evaluate import Evaluation
from eventstudy.workflow.reference import DAMAGE, Homes, is_share, markets_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from eventstudy.analysis.calibration.placebo_windows import PlaceboWindows
    from eventstudy.analysis.calibration.reference import ReferenceSet
    from eventstudy.announcements.announcement import Announcement
    from eventstudy.arrays import Integers
    from eventstudy.workflow.events import Choices
    from eventstudy.workflow.inputs import PriceShelf, Say
    from eventstudy.workflow.reference import Market

SEED = 20261125
"""Draws the split of the securities, the windows and the shapes, where no other is given."""

WINDOWS = 4_000
"""Windows that each shape is laid into, where no other number is given."""

_REVISION = "3"


def evaluate(
    shelf: PriceShelf,
    everything: Sequence[Announcement],
    choices: Choices,
    *,
    seed: int,
    drawn: int,
    progress: Callable[..., Iterator[Arm]],
    say: Say,
) -> Evaluation:
    """Measure the signature on the largest market of a shelf.

    Raises
    ------
    NothingToStudyError
        If half of the market's securities do not make a reference set.
    """
    market = _largest_market(shelf, everything, choices)
    panel = market.panel
    windows = placebo_windows(panel, market.occupied, last=SHORTEST, seed=seed)
    chosen = split(len(panel.securities), seed)
    known, unseen = windows.take(chosen[windows.security]), windows.take(~chosen[windows.security])
    reference = reference_set(known, panel.securities, seed=seed, simulated=panel.simulated)
    _refuse_thin(market, reference)
    bench = _Bench(unseen, reference, _plain_legs(known, reference), seed=seed, drawn=drawn)
    folder = choices.cache / "evaluate" / market.fingerprint(SHORTEST) if choices.cache else None
    done = {
        arm.key: bench.outcome(arm, folder) for arm in progress(ARMS, label="Evaluating", length=len(ARMS))
    }
    if bench.resumed:
        say(f"{bench.resumed} of {len(ARMS)} arms were finished by an earlier run")
    return Evaluation(
        trial=summarise(done, seed=seed),
        market=market.name,
        reference=int(chosen.sum()),
        tested=int((~chosen).sum()),
        reference_windows=len(known),
        up_legs=len(reference.legs),
        windows=len(unseen),
        drawn=drawn,
        seed=seed,
        resumed=bench.resumed,
        simulated=panel.simulated,
    )


def _largest_market(shelf: PriceShelf, everything: Sequence[Announcement], choices: Choices) -> Market:
    homes = Homes(everything, choices)
    shares = [one for one in shelf.symbols() if is_share(one) and one != choices.benchmark]
    counts = Counter(homes.market(symbol) for symbol in shares)
    if not counts:
        raise NothingToStudyError(
            "no prices to evaluate on; run: eventstudy prices fetch --peers, or pass --prices FILE"
        )
    largest = counts.most_common(1)[0][0]
    symbol = next(one for one in shares if homes.market(one) == largest)
    return markets_of([symbol], everything, shelf, choices, homes)[largest]


def _refuse_thin(market: Market, reference: ReferenceSet) -> None:
    if not len(reference.legs) or int(reference.gated.max()) <= MATCHED:
        raise NothingToStudyError(
            f"too few prices to evaluate on: half of the {len(market.panel.securities)} securities of {market.name} "
            f"have {len(reference.legs):,} windows with an up-leg, needs more than {MATCHED:,}; fetch more peers or "
            "longer histories: eventstudy prices fetch --peers"
        )


def _plain_legs(known: PlaceboWindows, reference: ReferenceSet) -> UpLegs:
    """Return the reference's up-legs with the score of the definition."""
    found = components_of(known.abnormal, known.sigma, ("up_strength", PLAIN))
    legs = UpLegs(
        known.security,
        reference.strata.of(known.zero_return_share),
        found["up_strength"],
        known.sigma,
        found[PLAIN],
    )
    return legs.take(legs.gated)


class _Bench:
    """What every arm is run on; counts the arms that an earlier run had finished."""

    def __init__(
        self, windows: PlaceboWindows, reference: ReferenceSet, plain: UpLegs, *, seed: int, drawn: int
    ) -> None:
        self._windows, self._reference, self._plain = windows, reference, plain
        self._seed, self._drawn = seed, drawn
        self.resumed = 0

    def outcome(self, arm: Arm, folder: Path | None) -> Outcome:
        """Run one arm, or read what an earlier run made of it."""
        path = None if folder is None else folder / self._name(arm)
        kept = None if path is None else _read(path, arm)
        if kept is not None:
            self.resumed += 1
            return kept
        made = run_arm(
            arm,
            self._windows,
            self._reference,
            plain_legs=self._plain,
            which=self._which(arm),
            seed=self._seed,
        )
        if path is not None:
            _write(path, made)
        return made

    def _which(self, arm: Arm) -> Integers:
        count = len(self._windows)
        if arm.shape is None:
            return np.arange(count)
        rng = np.random.Generator(np.random.PCG64([self._seed, ARMS.index(arm), 1]))
        return rng.integers(0, count, self._drawn)

    def _name(self, arm: Arm) -> str:
        key = arm.key.replace("%", "").replace(" ", "-")
        return f"{_REVISION}-{self._seed}-{self._drawn}-{key}.npz"


def _arrays() -> list[str]:
    return [one.name for one in fields(Outcome) if one.name != "arm"]


def _write(path: Path, made: Outcome) -> None:
    with draft_of(path) as draft, draft.open("wb") as file:
        np.savez(file, **{name: getattr(made, name) for name in _arrays()})


def _read(path: Path, arm: Arm) -> Outcome | None:
    """Read an arm that is done; None where it is not, or the file is damaged and will be written anew."""
    try:
        with path.open("rb") as file, np.load(file) as kept:
            return Outcome(arm, *(kept[name] for name in _arrays()))
    except DAMAGE:
        return None
