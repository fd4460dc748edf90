"""The panel: prices of many securities, each on the sessions of its own exchange.

Exchanges close on different days, so a panel holds one or more *grids* of sessions, and every security
follows one of them. A benchmark is laid on the grid of the security that it serves. This is also the
seam to pandas: ``Panel.from_frame`` takes a frame, and nothing further inside knows one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eventstudy.errors import EstimationError
from eventstudy.prices.returns import returns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from eventstudy.arrays import Floats, Integers
    from eventstudy.prices.returns import ReturnKind
    from eventstudy.prices.series import PriceSeries

NO_SESSION = np.iinfo(np.int64).max
"""What a grid shorter than the longest is padded with; later than every day."""


@dataclass(frozen=True, slots=True)
class PanelRow:
    """What becomes one row of a panel: a security, its benchmark, and the sessions both are laid on."""

    series: PriceSeries
    benchmark: PriceSeries
    sessions: Integers


class PanelReturns(NamedTuple):
    """Returns of a panel's securities, shape (S, D), and of its benchmarks, shape (B, D)."""

    securities: Floats
    benchmarks: Floats


@dataclass(frozen=True, eq=False)
class Panel:
    """Prices of S securities on G grids of at most D sessions.

    Attributes
    ----------
    securities : tuple of str, length S
    sessions : ndarray of shape (G, D), int64
        Epoch days, ascending, padded with ``NO_SESSION``.
    grid : ndarray of shape (S,), int64
        Which row of ``sessions`` each security follows.
    prices, volumes : ndarray of shape (S, D)
        NaN where a session has none.
    benchmarks : tuple of str, length B
    benchmark_prices : ndarray of shape (B, D)
        Benchmark prices, each on the grid of the securities that it serves.
    benchmark : ndarray of shape (S,), int64
        Which row of ``benchmark_prices`` serves each security.
    strays : tuple of (str, int)
        Securities and epoch days of prices that fall between two sessions and are therefore left out.
        Prices before the first session or after the last are left out too, and are no strays.
    simulated : bool
        Whether any of the prices are made up.
    """

    securities: tuple[str, ...]
    sessions: Integers
    grid: Integers
    prices: Floats
    volumes: Floats
    benchmarks: tuple[str, ...]
    benchmark_prices: Floats
    benchmark: Integers
    strays: tuple[tuple[str, int], ...] = ()
    simulated: bool = False

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """The row of each security."""
        return {name: row for row, name in enumerate(self.securities)}

    def returns(self, kind: ReturnKind) -> PanelReturns:
        """Return the returns of one kind; a second study of the same panel finds them ready."""
        return self._log_returns if kind == "log" else self._simple_returns

    @cached_property
    def _log_returns(self) -> PanelReturns:
        return PanelReturns(returns(self.prices, "log"), returns(self.benchmark_prices, "log"))

    @cached_property
    def _simple_returns(self) -> PanelReturns:
        return PanelReturns(returns(self.prices, "simple"), returns(self.benchmark_prices, "simple"))

    @classmethod
    def assemble(cls, rows: Sequence[PanelRow]) -> Panel:
        """Lay every security and its benchmark on the security's sessions; no rows make an empty panel.

        Raises
        ------
        EstimationError
            If a security stands in two rows.
        """
        names = tuple(row.series.security for row in rows)
        if len(set(names)) < len(names):
            raise EstimationError(f"panel of {', '.join(names)}: each security must stand in exactly one row")
        if not rows:
            return cls._empty()
        grids = _distinct([row.sessions.tobytes() for row in rows])
        pairs = _distinct(
            [(grid, row.benchmark.security) for grid, row in zip(grids.index, rows, strict=True)]
        )
        width = max(len(row.sessions) for row in rows)
        return cls(
            securities=names,
            sessions=np.stack([_padded(rows[i].sessions, width, NO_SESSION) for i in grids.first]),
            grid=np.array(grids.index, dtype=np.int64),
            prices=np.stack(
                [_laid(row.series, row.sessions, row.series.return_prices, width) for row in rows]
            ),
            volumes=np.stack([_laid(row.series, row.sessions, row.series.volume, width) for row in rows]),
            benchmarks=tuple(rows[i].benchmark.security for i in pairs.first),
            benchmark_prices=np.stack(
                [
                    _laid(rows[i].benchmark, rows[i].sessions, rows[i].benchmark.return_prices, width)
                    for i in pairs.first
                ]
            ),
            benchmark=np.array(pairs.index, dtype=np.int64),
            strays=tuple(stray for row in rows for stray in _strays(row.series, row.sessions)),
            simulated=any(row.series.simulated or row.benchmark.simulated for row in rows),
        )

    @classmethod
    def _empty(cls) -> Panel:
        # One column wide, for no reduction over sessions to run over nothing.
        nothing, none = np.empty((0, 1)), np.empty(0, dtype=np.int64)
        return cls((), np.empty((0, 1), dtype=np.int64), none, nothing, nothing, (), nothing, none)

    @classmethod
    def from_frame(
        cls,
        closes: pd.DataFrame,
        *,
        benchmark: str,
        volumes: pd.DataFrame | None = None,
        simulated: bool = False,
    ) -> Panel:
        """Take a wide frame of closes: a row a session (DatetimeIndex), a column a security.

        The column named ``benchmark`` serves all the others; the sessions are the frame's own dates,
        those of an index with a time zone being the dates on its own clock.

        Raises
        ------
        EstimationError
            If there is no such column, a column stands there twice, or the index does not hold strictly
            ascending dates.
        """
        if benchmark not in closes.columns:
            raise EstimationError(f"benchmark '{benchmark}': not a column of the frame; pass one that is")
        if not closes.columns.is_unique:
            twice = closes.columns[closes.columns.duplicated()][0]
            raise EstimationError(f"frame of closes: column '{twice}' stands there twice; keep one of them")
        days = _days_of(closes)
        columns = closes.columns.drop(benchmark)
        prices = closes[columns].to_numpy(dtype=np.float64).T
        traded = np.full_like(prices, np.nan)
        if volumes is not None:
            traded = volumes.reindex(index=closes.index, columns=columns).to_numpy(dtype=np.float64).T
        names = tuple(str(name) for name in columns)
        return cls(
            securities=names,
            sessions=days[None, :],
            grid=np.zeros(len(names), dtype=np.int64),
            prices=prices,
            volumes=traded,
            benchmarks=(benchmark,),
            benchmark_prices=closes[[benchmark]].to_numpy(dtype=np.float64).T,
            benchmark=np.zeros(len(names), dtype=np.int64),
            simulated=simulated,
        )


def _days_of(closes: pd.DataFrame) -> Integers:
    """Return the epoch days of a frame's index, as its own clock shows them."""
    # Who brings a frame has pandas; the core, which imports this module, must not load it.
    if not hasattr(closes.index, "tz_localize"):
        raise EstimationError(
            f"frame of closes: index of type {closes.index.dtype} holds no dates; "
            "set it with frame.index = pd.to_datetime(...)"
        )
    days: Integers = closes.index.tz_localize(None).to_numpy().astype("datetime64[D]").astype(np.int64)
    if not (np.diff(days) > 0).all():
        raise EstimationError("frame of closes: dates must be strictly ascending; sort, and drop repeats")
    return days


@dataclass(frozen=True, slots=True)
class _Distinct:
    """The first place of each distinct key, and for every key which of those it is."""

    first: tuple[int, ...]
    index: tuple[int, ...]


def _distinct(keys: Sequence[object]) -> _Distinct:
    number: dict[object, int] = {}
    first: list[int] = []
    for place, key in enumerate(keys):
        if key not in number:
            number[key] = len(first)
            first.append(place)
    return _Distinct(tuple(first), tuple(number[key] for key in keys))


def _padded(days: Integers, width: int, fill: int) -> Integers:
    return np.concatenate([days, np.full(width - len(days), fill, dtype=np.int64)])


def _laid(series: PriceSeries, sessions: Integers, values: Floats, width: int) -> Floats:
    """Lay the values of a series on the sessions; a session without a row is missing."""
    row = np.full(width, np.nan)
    place = np.searchsorted(sessions, series.days)
    fits = place < len(sessions)
    fits[fits] = sessions[place[fits]] == series.days[fits]
    row[place[fits]] = values[fits]
    return row


def _strays(series: PriceSeries, sessions: Integers) -> list[tuple[str, int]]:
    """Name the prices between the first session and the last that fall on none of them."""
    place = np.searchsorted(sessions, series.days)
    between = (place > 0) & (place < len(sessions)) & ~np.isin(series.days, sessions)
    stray = series.days[between & np.isfinite(series.close)]
    return [(series.security, int(day)) for day in stray]
