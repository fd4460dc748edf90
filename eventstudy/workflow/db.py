"""What is done to the database as a whole: upgrade, check, backup, prices and registry out to a folder and in again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from eventstudy.counting import counted
from eventstudy.database import connect
from eventstudy.errors import NothingToStudyError
from eventstudy.prices.mapped import mapped_series, snapshot_file
from eventstudy.prices.snapshot import open_snapshot
from eventstudy.prices.store import PricesSaved, PriceStore
from eventstudy.reporting.reports import Report
from eventstudy.reporting.tables import Column, Table
from eventstudy.schema import HEAD, REVISIONS, back_up, problems, revision, upgrade
from eventstudy.settings import masked

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from eventstudy.settings import Settings
    from eventstudy.workflow.inputs import Say


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """One thing looked at: whether it is sound, and what was seen."""

    subject: str
    sound: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of the database found."""

    found: tuple[Examined, ...]

    @property
    def broken(self) -> tuple[str, ...]:
        """What is not sound."""
        return tuple(one.subject for one in self.found if not one.sound)

    def report(self) -> Report:
        """Return a row for everything looked at."""
        columns = (
            Column("subject", "what"),
            Column("state", "state"),
            Column("detail", "detail", prose=True),
        )
        rows = tuple((one.subject, "ok" if one.sound else "broken", one.detail) for one in self.found)
        return Report(Table(columns, rows), "eventstudy/db-check/1")


def upgrade_database(url: str, *, backup: bool) -> Report:
    """Bring a database to the schema of this version, and fill what older versions left out."""
    engine = connect(url)
    done = upgrade(engine, backup=backup)
    filled = PriceStore(engine).fill_hashes()
    columns = (
        Column("before", "before"),
        Column("after", "after"),
        Column("backup", "backup"),
        Column("hashes_filled", "hashes filled", "d"),
    )
    row = (done.before, HEAD, None if done.backup is None else str(done.backup), filled)
    return Report(Table(columns, (row,)), "eventstudy/db-upgrade/1")


def back_up_database(url: str, target: Path | None) -> Report:
    """Copy a database; see ``eventstudy.schema.back_up``."""
    copy = back_up(_existing(url), target)
    columns = (Column("backup", "backup"), Column("bytes", "bytes", ",d"))
    return Report(Table(columns, ((str(copy), copy.stat().st_size),)), "eventstudy/db-backup/1")


def check_database(settings: Settings, *, deep: bool) -> Checked:
    """Look at the schema, the integrity and the prices of a database, and change nothing.

    Parameters
    ----------
    settings : Settings
    deep : bool
        Whether to read every price, of the tables and of the snapshot.

    Raises
    ------
    NothingToStudyError
        If there is no database yet.
    """
    engine = _existing(settings.database)
    found = revision(engine)
    if found is None:
        raise NothingToStudyError(f"database {masked(settings.database)}: holds no tables of eventstudy yet")
    schema = Examined(subject="schema", sound=found == HEAD, detail=_schema_detail(found))
    wrong = problems(engine)
    kept = "pages and references are in order" if engine.dialect.name == "sqlite" else "kept by the server"
    integrity = Examined(subject="integrity", sound=not wrong, detail="; ".join(wrong) or kept)
    if not schema.sound:
        return Checked((schema, integrity))
    return Checked(
        (schema, integrity, _hashes(engine, deep=deep), _snapshot(engine, settings.cache, deep=deep))
    )


def _existing(url: str) -> Engine:
    """Connect to a database, but make none."""
    from sqlalchemy.engine import make_url  # noqa: PLC0415  -- after connect has had its say

    engine_url = make_url(url) if "://" in url else None
    if engine_url is not None and engine_url.get_backend_name() == "sqlite":
        path = engine_url.database
        if path and path != ":memory:" and not Path(path).exists():
            raise NothingToStudyError(
                f"database {masked(url)}: does not exist yet; the first import makes it"
            )
    return connect(url)


def _schema_detail(found: str) -> str:
    if found == HEAD:
        return f"{found}, as this version needs"
    remedy = "run: eventstudy db upgrade" if found in REVISIONS else "upgrade eventstudy"
    return f"{found}, and this version needs {HEAD}; {remedy}"


def _hashes(engine: Engine, *, deep: bool) -> Examined:
    store = PriceStore(engine)
    known = store.identities()
    without = [name for name, one in known.items() if one.content_hash is None]
    if without:
        return Examined(
            subject="content hashes",
            sound=False,
            detail=f"missing of {counted(len(without), 'series', 'series')}; run: eventstudy db upgrade",
        )
    if not deep:
        return Examined(
            subject="content hashes",
            sound=True,
            detail=f"{counted(len(known), 'series', 'series')}, not compared with their prices",
        )
    other = [name for name, one in known.items() if store.load([name])[name].content_hash != one.content_hash]
    detail = (
        f"of {', '.join(other)} do not match the prices: changed from outside; fetch or import them again"
    )
    return Examined(
        subject="content hashes",
        sound=not other,
        detail=detail if other else f"all of {len(known)} match their prices",
    )


def _snapshot(engine: Engine, cache: Path, *, deep: bool) -> Examined:
    """Say how many series the snapshot has; one that is behind is no fault, for it is made as it is used."""
    path = snapshot_file(engine, cache)
    snapshot = open_snapshot(path)
    known = PriceStore(engine).identities().values()
    there = [one for one in known if one.content_hash in snapshot.places]
    detail = f"{len(there)} of {len(known)} series in {path}"
    if not deep:
        return Examined(subject="snapshot", sound=True, detail=detail)
    other = [one.symbol for one in there if mapped_series(one, snapshot).content_hash != one.content_hash]
    remedy = f"{', '.join(other)} damaged in {path}; delete that file, it is made again from the tables"
    whole = f"{detail}, as they were saved"
    return Examined(subject="snapshot", sound=not other, detail=remedy if other else whole)


def export_lake(url: str, folder: Path) -> Report:
    """Write all prices of a database to a folder of Parquet files, and its registry beside them."""
    from eventstudy.prices.lake import write_lake  # noqa: PLC0415  -- the other commands read no files
    from eventstudy.workflow.carried import write_registry  # noqa: PLC0415

    engine = _existing(url)
    written = write_lake(PriceStore(engine), folder)
    write_registry(engine, folder)
    columns = (Column("folder", "folder"), Column("series", "series", "d"))
    return Report(Table(columns, ((str(folder), written),)), "eventstudy/db-export/1")


def import_lake(folder: Path, settings: Settings, say: Say) -> Report:
    """Save the registry of a folder, then its prices, each file in one transaction, and check them."""
    from eventstudy.prices.lake import files_of, read_lake  # noqa: PLC0415  -- the other commands read no files
    from eventstudy.workflow.carried import read_registry  # noqa: PLC0415
    from eventstudy.workflow.check import check_saved  # noqa: PLC0415
    from eventstudy.workflow.inputs import open_store  # noqa: PLC0415

    files_of(folder)
    engine, now = open_store(settings.database), dt.datetime.now(dt.UTC)
    read_registry(folder, engine)
    store = PriceStore(engine)
    saved, symbols = PricesSaved(), dict[str, None]()
    for series in read_lake(folder):
        saved += store.save(series, fetched_at=now)
        symbols |= dict.fromkeys(one.security for one in series)
    check_saved(tuple(symbols), settings, say)
    columns = tuple(Column(name, name, "d") for name in ("series", "added", "changed", "unchanged"))
    row = (len(symbols), saved.added, saved.changed, saved.unchanged)
    return Report(Table(columns, (row,)), "eventstudy/db-import/1")
