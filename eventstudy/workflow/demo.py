"""The demo: a simulated market walks through every room, and the truth is printed beside what was found."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eventstudy.analysis.simulation import BENCHMARK
from eventstudy.analysis.study import EventStudy
from eventstudy.announcements.store import AnnouncementStore
from eventstudy.announcements.writer import write_announcements
from eventstudy.drafts import write_whole
from eventstudy.plotting import Sheet
from eventstudy.plotting.house import OURS
from eventstudy.prices.store import PriceStore
from eventstudy.prices.writers import write_prices
from eventstudy.reporting.screen import PLAIN, Screen
from eventstudy.reporting.study_events import event_table
from eventstudy.reporting.study_tables import window_tables
from eventstudy.reporting.tables import (
    Cell,
    Column,
    Format,
    Table,
    marked,
    number,
    records,
    stamped,
    to_csv,
    to_json,
    to_people,
)
from eventstudy.reporting.verdict import NOTE, tier_style
from eventstudy.settings import Settings
from eventstudy.workflow.chart import draw, drawn_report
from eventstudy.workflow.check import check_saved
from eventstudy.workflow.edition.bundle import write_bundle
from eventstudy.workflow.edition.make import make_edition
from eventstudy.workflow.events import Choices
from eventstudy.workflow.flag import SESSIONS_AFTER, Flagged, Known, flag_events
from eventstudy.workflow.inputs import StoreShelf, open_store
from eventstudy.workflow.market import demo_announcements, demo_market, demo_prices
from eventstudy.workflow.pictures.gallery import gallery
from eventstudy.workflow.pictures.material import Material
from eventstudy.workflow.report import write_report
from eventstudy.workflow.shelves import PeerShelf
from eventstudy.workflow.study import Study, run_study

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from eventstudy.analysis.simulation import SimulatedMarket
    from eventstudy.announcements.announcement import Announcement


_KNOWN = Known(as_of=dt.date(2024, 12, 31))
"""Nothing is known of fictional issuers; the day is the last of the market, so that the demo is the same every day."""

_TRUTH = (
    Column("id", "event"),
    Column("security", "security"),
    Column("truth", "planted truth"),
    Column("planted_rise", "planted rise", "+.0%"),
    Column("planted_give_back", "given back", ".0%"),
    Column("peak", "measured peak", "+.1%"),
    Column("up_strength", "up s", ".1f"),
    Column("give_back", "give-back", ".0%"),
    Column("reversal_score", "score", ".2f"),
    Column("q_value", "q", ".3f"),
    Column("tier", "verdict", prose=True, style=tier_style),
)


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demo made: the study, the signatures, the truth, and where the files are."""

    out: Path
    study: Study
    flagged: Flagged
    truth: Table

    def text(self, form: Format, *, screen: Screen = PLAIN) -> str:
        """Write the truth beside what was measured, after the tests of the study."""
        if form == "json":
            rows = records(self.truth)
            return to_json({"schema": "eventstudy/demo/1", "simulated": True, "events": rows})
        if form == "csv":
            return to_csv(self.truth)
        tables = (event_table(self.study.report), *window_tables(self.study.result), self.truth)
        return to_people(tables, form, screen=screen)

    def next_steps(self) -> str:
        """Say what the folder holds, and what to type next."""
        files = f"--announcements {self.out}/announcements.csv --prices {self.out}/prices.csv.gz"
        return (
            f"Everything is in {self.out}/: registry, prices, a store (demo.db), study, components, truth, pictures, the "
            "dossier (report.html: open it in a browser), and a newsletter edition (edition/).\n"
            f"Try:  eventstudy flag sim-01 --verbose {files} --benchmark {BENCHMARK}\n"
            f"or, from the store:  eventstudy study --database sqlite:///{self.out}/demo.db --benchmark {BENCHMARK}"
        )


def run_demo(out: Path, *, progress: Callable[..., Iterator[Any]]) -> Demo:
    """Make the market, keep it as files and in a store, study it, measure it, draw it."""
    market = demo_market()
    announcements = demo_announcements(market)
    shelf = _stocked(out, market, announcements)
    study = run_study(EventStudy(), announcements, announcements, shelf, _choices(10))
    peers = PeerShelf(shelf, {})
    flagged = flag_events(
        announcements, announcements, peers, _choices(SESSIONS_AFTER), known=_KNOWN, say=lambda _: None
    )
    found = Demo(out, study, flagged, _truth_table(market, flagged))
    _write_results(found)
    named = {one.id: one for one in announcements}
    shelf.engine.dispose()
    material = Material(flagged, named, _KNOWN)
    drawn = draw(
        gallery(material, ["event"]),
        lambda name: out / "pictures" / f"{name}.png",
        sheet=Sheet(),
        image="png",
        progress=progress,
    )
    _write_pages(out, material, progress)
    write_whole(out / "pictures.csv", drawn_report(drawn, simulated=True).text("csv"))
    return found


def _choices(sessions_after: int) -> Choices:
    return Choices(benchmark=BENCHMARK, benchmarks={}, sessions_after=sessions_after)


def _stocked(out: Path, market: SimulatedMarket, announcements: Sequence[Announcement]) -> StoreShelf:
    """Write registry and prices as files, and fill a store with them, as a user would."""
    prices = demo_prices(market)
    write_announcements(announcements, out / "announcements.csv")
    write_prices(prices, out / "prices.csv.gz")
    settings = Settings(database=f"sqlite:///{out / 'demo.db'}")
    engine = open_store(settings.database)
    AnnouncementStore(engine).save(announcements)
    PriceStore(engine).save(prices, fetched_at=announcements[-1].announced.instant)
    check_saved([one.security for one in prices], settings, lambda _: None)  # the studies show what is found
    return StoreShelf(engine)


def _write_pages(out: Path, material: Material, progress: Callable[..., Iterator[Any]]) -> None:
    """Write the dossier and the newsletter edition of the simulated announcements."""
    title = "Simulated space announcements"
    page = write_report(material, period=(None, None), title=title, house=OURS, progress=progress)
    write_whole(out / "report.html", page)
    edition = make_edition(material, period=(None, None), title=title, sheet=Sheet(), images_url="")
    write_bundle(edition, out / "edition", progress=progress)


def _truth_table(market: SimulatedMarket, flagged: Flagged) -> Table:
    found, decided = flagged.measured.signatures, flagged.judged.verdicts
    shown = ("peak", "up_strength", "give_back", "reversal_score")
    place = {event.id: i for i, event in enumerate(found.events)}
    rows = []
    for number_of, plant in enumerate(market.plants, start=1):
        name = f"sim-{number_of:02d}"
        measured: tuple[Cell, ...] = (None,) * (len(shown) + 2)
        if name in place:
            i = place[name]
            values = (number(found.components[key][i]) for key in shown)
            measured = (*values, number(decided.q_value[i]), decided.tier[i].value)
        symbol = market.issuers[plant.issuer].symbol
        rows.append((name, symbol, plant.truth, plant.size, plant.give_back, *measured))
    title = marked("Planted truth beside the verdict", simulated=True)
    return Table(_TRUTH, tuple(rows), title, (NOTE,))


def _write_results(found: Demo) -> None:
    for form in ("json", "csv", "md"):
        write_whole(found.out / f"study.{form}", found.study.text(form, verbose=False))
        write_whole(found.out / f"flag.{form}", found.flagged.text(form, verbose=False))
    write_whole(found.out / "truth.csv", to_csv(stamped(found.truth, simulated=True)))
