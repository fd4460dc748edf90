"""Prices from files into the store, and from the store into files."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from eventstudy.counting import counted
from eventstudy.errors import NothingToStudyError
from eventstudy.prices.store import PriceStore
from eventstudy.prices.writers import Form, names_itself, write_prices
from eventstudy.reporting.reports import Report
from eventstudy.reporting.tables import Column, Table
from eventstudy.workflow.check import check_saved
from eventstudy.workflow.inputs import open_store, read_series

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from eventstudy.prices.series import PriceSeries
    from eventstudy.settings import Settings
    from eventstudy.workflow.inputs import Say

_AT_A_TIME = 100
"""Series read from the store at a time, so that an export of any size fits in memory."""


def import_prices(
    files: Sequence[Path],
    *,
    settings: Settings,
    say: Say,
    today: dt.date,
    security: str | None = None,
    repair: bool = False,
) -> Report:
    """Read every file first, then save all of it in one transaction, and check it."""
    series = read_series(files, say, today=today, security=security, repair=repair, every_column=True)
    saved = PriceStore(open_store(settings.database)).save(series, fetched_at=dt.datetime.now(dt.UTC))
    check_saved([one.security for one in series], settings, say)
    columns = tuple(Column(name, name, "d") for name in ("series", "added", "changed", "unchanged"))
    row = (len(series), saved.added, saved.changed, saved.unchanged)
    return Report(Table(columns, (row,)), "eventstudy/prices-import/1")


def export_prices(
    symbols: Sequence[str], target: Path, *, database: str, say: Say, form: Form = Form.ROWS
) -> int:
    """Write the stored series of the symbols (all where none is named), by symbol; return how many.

    Raises
    ------
    NothingToStudyError
        If one of them is not in the store.
    """
    store = PriceStore(open_store(database))
    heads = {head.symbol: head for head in store.heads()}
    chosen = sorted(set(symbols) or heads)
    missing = [symbol for symbol in chosen if symbol not in heads]
    if missing or not chosen:
        command = " ".join(["eventstudy prices fetch", *missing])
        raise NothingToStudyError(
            f"no prices of {', '.join(missing) or 'anything'} in the store; run: {command}, or prices import FILE"
        )
    lost = write_prices(_loaded(store, chosen), target, form=form)
    if lost:
        say(f"{target.name}: the layout '{form}' does not hold {', '.join(lost)}; --layout rows does")
    if not names_itself(target, form, chosen[0]):
        say(f"{target.name}: names no security; read it with --security {chosen[0]}")
    fetched = sum(heads[symbol].source == "yahoo" for symbol in chosen)
    if fetched:
        say(
            f"{counted(fetched, 'series', 'series')} from Yahoo, whose prices are for personal use: do not pass them on"
        )
    return len(chosen)


def _loaded(store: PriceStore, symbols: Sequence[str]) -> Iterator[PriceSeries]:
    for first in range(0, len(symbols), _AT_A_TIME):
        yield from store.load(symbols[first : first + _AT_A_TIME]).values()
