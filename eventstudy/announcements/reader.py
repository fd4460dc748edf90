"""Reads announcement files: CSV, JSON or TOML, the same columns everywhere, all rows or none."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from eventstudy.announcements.announced_at import read_moment
from eventstudy.announcements.announcement import Announcement, ContractTerms, Issuer
from eventstudy.announcements.cells import (
    read_binding,
    read_currency,
    read_id,
    read_opt_out_days,
    read_securities,
    read_units,
    read_url,
    read_value,
)
from eventstudy.announcements.columns import REQUIRED, Row, resolve
from eventstudy.announcements.formats import load
from eventstudy.announcements.words import clean
from eventstudy.errors import AnnouncementInvalidError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.announcements.announcement import Security
    from eventstudy.announcements.formats import Entry


@dataclass(frozen=True, slots=True)
class AnnouncementFile:
    """What a file holds, and what was made of its columns.

    Attributes
    ----------
    announcements : tuple of Announcement
        In the order of the file.
    skipped : tuple of AnnouncementInvalidError
        The rows left out; empty unless bad rows were to be skipped.
    ignored_columns : tuple of str
        Columns that stand for nothing we know.
    renamed_columns : tuple of (str, str)
        The file's name of a column and ours, where they differ.
    """

    announcements: tuple[Announcement, ...]
    skipped: tuple[AnnouncementInvalidError, ...] = ()
    ignored_columns: tuple[str, ...] = ()
    renamed_columns: tuple[tuple[str, str], ...] = ()


def read_announcements(path: Path, *, skip_bad: bool = False) -> AnnouncementFile:
    """Read the announcements of a ``.csv``, ``.csv.gz``, ``.json`` or ``.toml`` file.

    Parameters
    ----------
    path : Path
    skip_bad : bool
        Collect the rows that cannot be read instead of refusing the file for the first of them.

    Raises
    ------
    AnnouncementInvalidError
        If a row cannot be read and ``skip_bad`` is false, or the file as a whole cannot be.
    """
    entries = load(path)
    rows: dict[str, int] = {}
    facts: _Facts = {}
    found: list[Announcement] = []
    skipped: list[AnnouncementInvalidError] = []
    for entry in entries:
        try:
            found.append(_accepted(entry, rows, facts))
        except AnnouncementInvalidError as error:
            if not skip_bad:
                raise
            skipped.append(error)
    columns = [entry.columns for entry in entries if not isinstance(entry, AnnouncementInvalidError)]
    return AnnouncementFile(
        announcements=tuple(found),
        skipped=tuple(skipped),
        ignored_columns=tuple(dict.fromkeys(name for one in columns for name in one.ignored)),
        renamed_columns=tuple(dict.fromkeys(pair for one in columns for pair in one.renamed)),
    )


def announcement_of(cells: Mapping[str, str]) -> Announcement:
    """Read one announcement given column by column, as on the command line.

    Raises
    ------
    AnnouncementInvalidError
        If a cell cannot be used; the file it names is ``command line``.
    """
    path, names = Path("command line"), tuple(dict.fromkeys((*REQUIRED, *cells)))
    return _announcement(Row(path, 1, resolve(path, 1, names), cells))


_Facts: TypeAlias = dict[tuple[str, str], tuple[str, int]]
"""A column and whom it speaks of, to what it said first and in which row."""


def _accepted(entry: Entry, rows: dict[str, int], facts: _Facts) -> Announcement:
    """Return the announcement of an entry and note its row, unless its id is taken or it contradicts one."""
    if isinstance(entry, AnnouncementInvalidError):
        raise entry
    announcement = _announcement(entry)
    if announcement.id in rows:
        first = rows[announcement.id]
        raise entry.error("id", f"'{announcement.id}' stands in row {first} already; give each its own")
    said = _said(announcement)
    for (column, whom), value in said.items():
        known, number = facts.get((column, whom), (value, entry.number))
        if known != value:
            problem = f"'{value}' for {whom} contradicts '{known}' in row {number}; say the same in both"
            raise entry.error(column, problem)
    rows[announcement.id] = entry.number
    for key, value in said.items():
        facts.setdefault(key, (value, entry.number))
    return announcement


def _said(announcement: Announcement) -> dict[tuple[str, str], str]:
    """Return what an announcement says of its securities and its issuer, by column and whom it speaks of."""
    said = {("exchange", one.symbol): one.mic for one in announcement.securities}
    said["issuer_country", announcement.issuer.name] = announcement.issuer.country
    return {key: value for key, value in said.items() if value is not None}


def _announcement(row: Row) -> Announcement:
    securities = read_securities(row)
    return Announcement(
        id=read_id(row),
        issuer=_issuer(row, securities),
        securities=securities,
        announced=read_moment(row, securities),
        headline=clean(row.text("headline")),
        kind=clean(row.text("kind")) or "other",
        terms=_terms(row),
        url=read_url(row),
    )


def _issuer(row: Row, securities: tuple[Security, ...]) -> Issuer:
    name = clean(row.text("issuer"))
    if not name and not securities:
        raise row.error("issuer", "is empty, and so is security; name the issuer, or its symbol")
    return Issuer(name or securities[0].symbol, clean(row.text("issuer_country")) or None)


def _terms(row: Row) -> ContractTerms:
    return ContractTerms(
        counterparty=clean(row.text("counterparty")) or None,
        counterparty_country=clean(row.text("counterparty_country")) or None,
        value=read_value(row),
        currency=read_currency(row),
        units=read_units(row),
        opt_out_days=read_opt_out_days(row),
        binding=read_binding(row),
    )
