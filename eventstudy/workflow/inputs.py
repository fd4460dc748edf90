"""Where announcements and prices come from: the store, or plain files that need no database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Protocol, TypeAlias

from eventstudy.counting import counted
from eventstudy.errors import AnnouncementUnknownError, NothingToStudyError
from eventstudy.suggest import nearest, suggestion

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Engine

    from eventstudy.announcements.announcement import Announcement
    from eventstudy.prices.files import PriceFile
    from eventstudy.prices.series import PriceSeries
    from eventstudy.settings import Settings

Say: TypeAlias = Callable[[str], None]
"""How a message reaches the person at the terminal."""


class PriceShelf(Protocol):
    """Anything that hands out price series by symbol."""

    def missing(self, *symbols: str) -> str:
        """Say of symbols that are not there why, with the remedy."""

    def remarks(self, symbol: str) -> tuple[str, ...]:
        """Say of a series that was handed out what a reader must know of how it was made."""

    def load(self, symbols: Sequence[str]) -> Mapping[str, PriceSeries]:
        """Return the series that are there; a symbol without one is absent."""

    def symbols(self) -> tuple[str, ...]:
        """Name every series that is there; of a folder of files those that were read."""


@dataclass(frozen=True)
class StoreShelf:
    """The prices of a database, read through the snapshot in ``cache`` where a folder is given."""

    engine: Engine
    cache: Path | None = None

    def missing(self, *symbols: str) -> str:
        """Name the command that fetches."""
        return f"no prices in the store; run: eventstudy prices fetch {' '.join(symbols)}"

    def remarks(self, symbol: str) -> tuple[str, ...]:  # noqa: ARG002  -- of the protocol
        """Return none: stored series stand as they are."""
        return ()

    def load(self, symbols: Sequence[str]) -> Mapping[str, PriceSeries]:
        """Read the series of the symbols in one go."""
        from eventstudy.prices.mapped import MappedStore  # noqa: PLC0415  -- plain files need no SQLAlchemy
        from eventstudy.prices.store import PriceStore  # noqa: PLC0415

        store = PriceStore(self.engine) if self.cache is None else MappedStore(self.engine, self.cache)
        return store.load(symbols)

    def symbols(self) -> tuple[str, ...]:
        """Name every stored series."""
        from eventstudy.prices.store import PriceStore  # noqa: PLC0415  -- plain files need no SQLAlchemy

        return PriceStore(self.engine).symbols()


@dataclass(frozen=True)
class FileShelf:
    """The prices of plain files, and of folders of Parquet files.

    Attributes
    ----------
    series : dict of str to PriceSeries
        What has been read: all of the files, and of the folders what was asked for.
    names : str
        The files and folders, for messages.
    read_more : callable, optional
        Reads some securities of the folders into ``series``; None where there is no folder.
    """

    series: dict[str, PriceSeries]
    names: str
    read_more: Callable[[Collection[str]], None] | None = None
    _asked: set[str] = field(default_factory=set, init=False)

    def missing(self, *symbols: str) -> str:
        """Name the files that were looked through."""
        wanted = ", ".join(symbols)
        return f"no prices of {wanted} in {self.names}; add them to the file, or pass one more --prices FILE"

    def remarks(self, symbol: str) -> tuple[str, ...]:  # noqa: ARG002  -- of the protocol
        """Return none: series of files stand as they are."""
        return ()

    def load(self, symbols: Sequence[str]) -> Mapping[str, PriceSeries]:
        """Pick the series of the symbols; those of a folder are read when they are first asked for."""
        new = set(symbols) - self._asked
        if self.read_more is not None and new:
            self.read_more(new)
            self._asked.update(new)
        return {symbol: self.series[symbol] for symbol in symbols if symbol in self.series}

    def symbols(self) -> tuple[str, ...]:
        """Name every series that was read."""
        return tuple(sorted(self.series))


def open_store(url: str) -> Engine:
    """Connect to the store and bring its tables to the schema this version needs."""
    from eventstudy.database import connect  # noqa: PLC0415  -- plain files need no SQLAlchemy
    from eventstudy.schema import prepare  # noqa: PLC0415

    engine = connect(url)
    if prepare(engine).upgraded:
        from eventstudy.prices.store import PriceStore  # noqa: PLC0415  -- only a database that was behind

        PriceStore(engine).fill_hashes()
    return engine


def price_shelf(
    files: Sequence[Path], *, settings: Settings, say: Say, today: dt.date | None = None
) -> PriceShelf:
    """Return the prices of the files, or of the store where no file is given."""
    if not files:
        return StoreShelf(open_store(settings.database), settings.cache)
    series: dict[str, PriceSeries] = {}
    folders = [path for path in files if path.is_dir()]
    _read_into(series, [path for path in files if path not in folders], say, today=today)

    # A file of a folder may be read more than once, and is not to say so.
    say_once = cache(say)

    def read_more(securities: Collection[str]) -> None:
        _read_into(series, folders, say_once, today=today, only=securities)

    return FileShelf(series, ", ".join(path.name for path in files), read_more if folders else None)


def read_series(
    files: Sequence[Path],
    say: Say,
    *,
    today: dt.date | None = None,
    security: str | None = None,
    repair: bool = False,
    every_column: bool = False,
    only: Collection[str] | None = None,
) -> list[PriceSeries]:
    """Read price files, and folders of Parquet files; a security in several of them is joined day by day.

    What the reader had to decide is said, and with ``every_column`` also what needed no decision; ``only``
    names the securities that are wanted, if not all.

    Raises
    ------
    PriceInvalidError
        If a file cannot be read, or two of them contradict each other.
    """
    series: dict[str, PriceSeries] = {}
    _read_into(
        series, files, say, today=today, security=security, repair=repair, every_column=every_column, only=only
    )  # fmt: skip
    return list(series.values())


def _read_into(
    series: dict[str, PriceSeries],
    files: Sequence[Path],
    say: Say,
    *,
    today: dt.date | None,
    security: str | None = None,
    repair: bool = False,
    every_column: bool = False,
    only: Collection[str] | None = None,
) -> None:
    """Add what files hold to series that are known; see ``read_series``."""
    from eventstudy.prices.files import read_prices  # noqa: PLC0415  -- a store needs no files
    from eventstudy.prices.joined import joined  # noqa: PLC0415

    for path in _single_files(files):
        content = read_prices(path, security=security, today=today, repair=repair, only=only)
        if content.series or only is None:
            _tell_reading(path, content, say, every_column=every_column)
        for one in content.series:
            known = series.get(one.security)
            series[one.security] = one if known is None else joined(known, one, path)


def _single_files(paths: Sequence[Path]) -> Iterator[Path]:
    """Put the Parquet files of a folder in its place."""
    from eventstudy.prices.lake import files_of  # noqa: PLC0415  -- a store needs no files

    for path in paths:
        yield from files_of(path) if path.is_dir() else (path,)


def _tell_reading(path: Path, content: PriceFile, say: Say, *, every_column: bool) -> None:
    """Say how a price file was understood, and what was repaired in it."""
    if every_column:
        say(f"{path.name}: {content.shape}")
        tell_columns(path, content.columns, content.ignored_columns, say)
    else:
        tell_columns(path, content.renamed_columns, (), say)
    for note in content.notes:
        say(f"{path.name}: {note}")
    for repair in content.repairs:
        say(repair)
    if content.repairs:
        say(f"{path.name}: {counted(len(content.repairs), 'repair')}")


def dated(
    announcements: Sequence[Announcement], dates: Mapping[str, dt.date], *, file: Path | None = None
) -> tuple[Announcement, ...]:
    """Give announcements the dates that were given by hand; their time of day is then not known.

    Raises
    ------
    AnnouncementUnknownError
        If a date is given for an id that is not among them.
    """
    choose(announcements, tuple(dates), file=file)
    return tuple(_with_date(one, dates[one.id]) if one.id in dates else one for one in announcements)


def _with_date(announcement: Announcement, date: dt.date) -> Announcement:
    from eventstudy.announcements.announcement import Moment, Precision  # noqa: PLC0415  -- a light module

    local = dt.datetime(date.year, date.month, date.day)  # noqa: DTZ001  -- a Moment's clock is naive
    return replace(announcement, announced=Moment(local, announcement.announced.timezone, Precision.DAY))


def all_announcements(file: Path | None, *, database: str, say: Say) -> tuple[Announcement, ...]:
    """Return every announcement of the file, or of the registry where no file is given.

    Raises
    ------
    NothingToStudyError
        If there is none.
    """
    if file is None:
        from eventstudy.announcements.store import AnnouncementStore  # noqa: PLC0415

        found = AnnouncementStore(open_store(database)).select()
        remedy = "run: eventstudy announcements import FILE (or --bundled), or pass --announcements FILE"
    else:
        from eventstudy.announcements.reader import read_announcements  # noqa: PLC0415

        content = read_announcements(file)
        tell_columns(file, content.renamed_columns, content.ignored_columns, say)
        found, remedy = content.announcements, "add rows to the file"
    if not found:
        raise NothingToStudyError(f"{file or 'the registry'}: holds no announcement; {remedy}")
    return found


def tell_columns(path: Path, renamed: Sequence[tuple[str, str]], ignored: Sequence[str], say: Say) -> None:
    """Say how the columns of a file were understood, where that is not plain."""
    if renamed:
        pairs = (old if old == new else f"{old} = {new}" for old, new in renamed)
        say(f"{path.name}: columns read as {', '.join(pairs)}")
    if ignored:
        say(f"{path.name}: columns not used: {', '.join(ignored)}")


def choose(
    announcements: Sequence[Announcement],
    ids: Sequence[str],
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    security: str | None = None,
    file: Path | None = None,
) -> tuple[Announcement, ...]:
    """Pick announcements by id (all where none is named), by the date of their announcement, by security.

    Raises
    ------
    AnnouncementUnknownError
        If an id is not among them; the message names the nearest, and ``file``, or the registry without one.
    """
    known = {one.id: one for one in announcements}
    for name in ids:
        if name not in known:
            hint = suggestion(nearest(name, known))
            remedy = "give an id of that file" if file else "see: eventstudy announcements list"
            raise AnnouncementUnknownError(
                f"announcement '{name}': not in {file or 'the registry'}; {hint}{remedy}"
            )
    chosen = [known[name] for name in dict.fromkeys(ids)] if ids else list(announcements)
    return tuple(
        one
        for one in chosen
        if (since is None or one.announced.date >= since)
        and (until is None or one.announced.date <= until)
        and (security is None or security.upper() in {line.symbol for line in one.securities})
    )
