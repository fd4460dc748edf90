"""What checks found in stored series, kept with the content that was checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from sqlalchemy import delete, insert, select

from eventstudy.arrays import date_of, epoch_day
from eventstudy.database import transaction
from eventstudy.errors import StoreError
from eventstudy.prices.quality.finding import Finding
from eventstudy.prices.quality.kinds import KINDS, Kind
from eventstudy.prices.tables import PriceCheckRow, PriceFindingRow, PriceSeriesRow

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

_SYMBOLS_A_QUERY = 500
"""Well below the number of variables that a statement may have (999 in an old SQLite)."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The last check of one series.

    Attributes
    ----------
    findings : tuple of Finding
        By session and kind.
    fresh : bool
        Whether the stored series is still what was checked.
    checked_at : datetime.datetime
        In UTC.
    """

    findings: tuple[Finding, ...]
    fresh: bool
    checked_at: dt.datetime


class FindingStore:
    """Findings in a database whose tables exist."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def save(self, found: Mapping[str, tuple[str, Sequence[Finding]]], *, checked_at: dt.datetime) -> None:
        """Keep the findings of some series in place of those of earlier checks, in one transaction.

        Parameters
        ----------
        found : mapping of str to (str, sequence of Finding)
            By symbol: the content hash of what was checked, and what was found in it.
        checked_at : datetime.datetime

        Raises
        ------
        StoreError
            If one of the series is not in the store, or the database refuses. Nothing is then written.
        """
        with transaction(self._engine, writing=True) as session:
            ids = _ids(session, tuple(found))
            _refuse_unknown(ids, tuple(found))
            _forget(session, tuple(ids.values()))
            checks = [
                {"series_id": ids[symbol], "content_hash": content, "checked_at": checked_at}
                for symbol, (content, _) in found.items()
            ]
            rows = [
                {
                    "series_id": ids[symbol],
                    "day": epoch_day(one.session),
                    "kind": one.kind,
                    "size": one.size,
                    "remedy": one.remedy,
                }
                for symbol, (_, findings) in found.items()
                for one in findings
            ]
            if checks:
                session.execute(insert(PriceCheckRow), checks)
            if rows:
                session.execute(insert(PriceFindingRow), rows)

    def load(self, symbols: Sequence[str]) -> dict[str, Checked]:
        """Return the last check of each symbol; those never checked, or not stored, are absent.

        Raises
        ------
        StoreError
            If the database refuses.
        """
        loaded: dict[str, Checked] = {}
        with transaction(self._engine) as session:
            for at in range(0, len(symbols), _SYMBOLS_A_QUERY):
                loaded.update(_loaded(session, symbols[at : at + _SYMBOLS_A_QUERY]))
        return {symbol: loaded[symbol] for symbol in symbols if symbol in loaded}


def _ids(session: Session, symbols: Sequence[str]) -> dict[str, int]:
    ids: dict[str, int] = {}
    for at in range(0, len(symbols), _SYMBOLS_A_QUERY):
        part = symbols[at : at + _SYMBOLS_A_QUERY]
        query = select(PriceSeriesRow.symbol, PriceSeriesRow.id).where(PriceSeriesRow.symbol.in_(part))
        ids.update((symbol, series_id) for symbol, series_id in session.execute(query))
    return ids


def _refuse_unknown(ids: Mapping[str, int], symbols: Sequence[str]) -> None:
    unknown = [symbol for symbol in symbols if symbol not in ids]
    if unknown:
        raise StoreError(
            f"{', '.join(unknown)}: findings of a series that is not in the store; save its prices first"
        )


def _forget(session: Session, ids: Sequence[int]) -> None:
    for at in range(0, len(ids), _SYMBOLS_A_QUERY):
        part = ids[at : at + _SYMBOLS_A_QUERY]
        for table in (PriceFindingRow, PriceCheckRow):
            session.execute(delete(table).where(table.series_id.in_(part)))


def _loaded(session: Session, symbols: Sequence[str]) -> dict[str, Checked]:
    checks = (
        select(PriceSeriesRow, PriceCheckRow)
        .join(PriceCheckRow, PriceCheckRow.series_id == PriceSeriesRow.id)
        .where(PriceSeriesRow.symbol.in_(symbols))
    )
    heads = [(series, check) for series, check in session.execute(checks)]
    findings: dict[int, list[PriceFindingRow]] = {series.id: [] for series, _ in heads}
    rows = select(PriceFindingRow).where(PriceFindingRow.series_id.in_(findings))
    for row in session.scalars(rows):
        findings[row.series_id].append(row)
    return {
        series.symbol: Checked(
            tuple(_finding(series.symbol, row) for row in sorted(findings[series.id], key=_order)),
            series.content_hash == check.content_hash,
            check.checked_at,
        )
        for series, check in heads
    }


def _order(row: PriceFindingRow) -> tuple[int, int]:
    return row.day, KINDS.index(cast("Kind", row.kind))


def _finding(symbol: str, row: PriceFindingRow) -> Finding:
    return Finding(symbol, date_of(row.day), cast("Kind", row.kind), row.size, row.remedy)
