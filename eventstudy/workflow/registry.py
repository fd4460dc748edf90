"""What is done to the registry from outside: import, add, list, show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.announcements.bundled import bundled_files
from eventstudy.announcements.reader import announcement_of, read_announcements
from eventstudy.announcements.store import AnnouncementStore
from eventstudy.announcements.writer import announcements_as
from eventstudy.reporting.reports import Report
from eventstudy.reporting.screen import PLAIN, Screen
from eventstudy.reporting.tables import Cell, Column, Format, Table
from eventstudy.workflow.check import check_saved
from eventstudy.workflow.inputs import open_store, tell_columns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from eventstudy.announcements.announcement import Announcement
    from eventstudy.announcements.ledger import FollowUp
    from eventstudy.announcements.store import Saved
    from eventstudy.settings import Settings
    from eventstudy.workflow.deals import DealValues
    from eventstudy.workflow.inputs import Say


def import_files(
    files: Sequence[Path], *, bundled: bool, skip_bad: bool, settings: Settings, say: Say
) -> Report:
    """Read every file first, then save all of it in one transaction.

    Stored prices of the securities are checked anew, for announcements may say on which exchange they are.

    Raises
    ------
    AnnouncementInvalidError
        If a row cannot be read and ``skip_bad`` is not set; nothing has then been saved.
    """
    contents = [
        (path, read_announcements(path, skip_bad=skip_bad))
        for path in (*files, *(bundled_files() if bundled else ()))
    ]
    skipped: list[str] = []
    for path, content in contents:
        tell_columns(path, content.renamed_columns, content.ignored_columns, say)
        skipped += [str(problem) for problem in content.skipped]
    found = [one for _, content in contents for one in content.announcements]
    saved = AnnouncementStore(open_store(settings.database)).save(found)
    if saved.added or saved.updated:
        check_saved(tuple({line.symbol: None for one in found for line in one.securities}), settings, say)
    return _saved_report(saved, skipped)


def add_row(row: Mapping[str, str], *, database: str) -> Report:
    """Save one announcement given as text, column by column."""
    return _saved_report(AnnouncementStore(open_store(database)).save([announcement_of(row)]), [])


def _saved_report(saved: Saved, skipped: Sequence[str]) -> Report:
    columns = tuple(Column(name, name, "d") for name in ("added", "updated", "unchanged", "skipped"))
    row = (saved.added, saved.updated, saved.unchanged, len(skipped))
    return Report(
        Table(columns, (row,), notes=tuple(f"skipped: {line}" for line in skipped)),
        "eventstudy/announcements-import/1",
    )


_LIST = (
    Column("id", "id"),
    Column("announced_at", "announced"),
    Column("securities", "securities"),
    Column("issuer", "issuer", wide=True),
    Column("kind", "kind"),
    Column("value", "value", "s"),
    Column("headline", "headline", wide=True),
)


def listing(
    announcements: Sequence[Announcement], values: DealValues, form: Format, *, screen: Screen = PLAIN
) -> str:
    """Write a row for every announcement; JSON and CSV carry everything, as ``import`` reads it."""
    if form in ("json", "csv"):
        return announcements_as(form, announcements)
    rows = tuple(
        (
            one.id,
            str(one.announced),
            " ".join(security.symbol for security in one.securities) or None,
            one.issuer.name,
            one.kind,
            values.text(one),
            one.headline,
        )
        for one in announcements
    )
    table = Table(_LIST, rows, notes=(f"{len(rows)} announcements", values.note))
    return Report(table, "eventstudy/announcements/1").text(form, screen=screen)


def card(
    one: Announcement,
    values: DealValues,
    form: Format,
    *,
    screen: Screen = PLAIN,
    recorded: Sequence[FollowUp] = (),
) -> str:
    """Write everything known about one announcement; what is unknown says so."""
    if form in ("json", "csv"):
        return announcements_as(form, [one])
    terms = one.terms
    facts: list[tuple[str, Cell]] = [
        ("id", one.id),
        ("headline", one.headline or None),
        ("kind", one.kind),
        ("issuer", one.issuer.name),
        ("issuer country", one.issuer.country),
        ("securities", _lines(one)),
        ("announced", f"{one.announced} {one.announced.timezone} (known to the {one.announced.precision})"),
        ("counterparty", terms.counterparty),
        ("counterparty country", terms.counterparty_country),
        ("value", None if terms.value is None else f"{terms.value:,.2f} {terms.currency or ''}".strip()),
        (f"value in {values.currency}", values.text(one)),
        ("units", terms.units),
        (
            "unit price",
            None if terms.unit_price is None else f"{terms.unit_price:,.2f} {terms.currency or ''}",
        ),
        ("opt-out", None if terms.opt_out_days is None else f"{terms.opt_out_days} days"),
        ("opt-out expires", None if one.opt_out_expires is None else one.opt_out_expires.isoformat()),
        ("binding", terms.binding),
        ("source", one.url),
        *(("follow-up", f"{each.outcome} on {each.on}, {each.source}") for each in recorded),
    ]
    rows = tuple((name, "unknown" if value is None or value == "" else value) for name, value in facts)
    table = Table((Column("fact", "fact"), Column("value", "value", prose=True)), rows)
    return Report(table, "eventstudy/announcement/1").text(form, screen=screen)


def _lines(one: Announcement) -> str:
    named = [f"{each.symbol} ({each.mic or 'exchange unknown'})" for each in one.securities]
    return ", ".join(named) or "not listed"
