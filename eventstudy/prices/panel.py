"""The panel: prices of many securities, each on the sessions of its own exchange.

Exchanges close on different days, so a panel holds one or more *grids* of sessions, and every security
follows one of them. A benchmark is laid on the grid of the security that it serves. This is also the
seam to pandas: ``Panel.from_frame`` takes a frame, and nothing further inside knows one.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
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
        grids = _distinct(_numbered([row.sessions for row in rows]))
        laid = [_Grid.of(rows[i].sessions) for i in grids.first]
        pairs = _distinct(
            [(grid, row.benchmark.security) for grid, row in zip(grids.index, rows, strict=True)]
        )
        width = max(len(row.sessions) for row in rows)
        prices, volumes = np.empty((2, len(rows), width))
        strays: list[tuple[str, int]] = []
        if all(laid[grid].whole(row.series, width) for row, grid in zip(rows, grids.index, strict=True)):
            _stack([row.series.return_prices for row in rows], prices)
            _stack([row.series.volume for row in rows], volumes)
        else:
            for row, grid, price, volume in zip(rows, grids.index, prices, volumes, strict=True):
                strays += laid[grid].lay(row.series, price, volume)
        benchmark_prices = np.empty((len(pairs.first), width))
        for i, price in zip(pairs.first, benchmark_prices, strict=True):
            laid[grids.index[i]].lay(rows[i].benchmark, price)
        return cls(
            securities=names,
            sessions=np.stack([_padded(rows[i].sessions, width, NO_SESSION) for i in grids.first]),
            grid=np.array(grids.index, dtype=np.int64),
            prices=prices,
            volumes=volumes,
            benchmarks=tuple(rows[i].benchmark.security for i in pairs.first),
            benchmark_prices=benchmark_prices,
            benchmark=np.array(pairs.index, dtype=np.int64),
            strays=tuple(strays),
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


def _numbered(sessions: Sequence[Integers]) -> list[int]:
    """Give equal sessions one number; the same array, which most securities share, is looked at once."""
    arrays = {id(one): one for one in sessions}
    number: dict[bytes, int] = {}
    known = {key: number.setdefault(one.tobytes(), len(number)) for key, one in arrays.items()}
    return [known[id(one)] for one in sessions]


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


@dataclass(frozen=True, slots=True, eq=False)
class _Grid:
    """Sessions, and which of them each day from the first to the last is; -1 is none."""

    sessions: Integers
    number: Integers
    _runs: dict[int, slice | None] = field(default_factory=dict)

    @classmethod
    def of(cls, sessions: Integers) -> _Grid:
        if not len(sessions):
            return cls(sessions, sessions)
        number = np.full(int(sessions[-1] - sessions[0]) + 1, -1)
        number[sessions - sessions[0]] = np.arange(len(sessions))
        return cls(sessions, number)

    def lay(
        self, series: PriceSeries, prices: Floats, volumes: Floats | None = None
    ) -> list[tuple[str, int]]:
        """Fill a row with the numbers of a series, NaN elsewhere, and name the prices between two sessions."""
        run = self._run(series.days)
        if run is None:
            return self._lay_with_gaps(series, prices, volumes)
        _fill(prices, run, series.return_prices)
        if volumes is not None:
            _fill(volumes, run, series.volume)
        return []

    def whole(self, series: PriceSeries, width: int) -> bool:
        """Say whether a series has every session of a grid that is so wide, and no other day."""
        return len(series.days) == width and self._run(series.days) == slice(0, width)

    def _run(self, days: Integers) -> slice | None:
        """Say where days lie that are so many sessions in a row, as most series' are; None if they are not.

        Series of a snapshot share their days, which are then compared once.
        """
        if id(days) not in self._runs:
            first = int(np.searchsorted(self.sessions, days[0])) if len(days) else 0
            run = slice(first, first + len(days))
            self._runs[id(days)] = run if np.array_equal(self.sessions[run], days) else None
        return self._runs[id(days)]

    def _lay_with_gaps(
        self, series: PriceSeries, prices: Floats, volumes: Floats | None
    ) -> list[tuple[str, int]]:
        offset = series.days - self.sessions[0] if len(self.sessions) else np.full(len(series), -1)
        within = np.flatnonzero((offset >= 0) & (offset < len(self.number)))
        place = self.number[offset[within]]
        there, at = within[place >= 0], place[place >= 0]
        _fill(prices, at, series.return_prices[there])
        if volumes is not None:
            _fill(volumes, at, series.volume[there])
        between = within[place < 0]
        stray = series.days[between[np.isfinite(series.close[between])]]
        return [(series.security, day) for day in stray.tolist()]


def _stack(rows: Sequence[Floats], matrix: Floats) -> None:
    """Copy thousands of rows of one length at once, half of them in a second thread.

    Rows that are mapped from a file are brought in page by page, by whichever thread comes first.
    """
    half = len(rows) // 2
    parts = [(rows[:half], matrix[:half]), (rows[half:], matrix[half:])]
    with ThreadPoolExecutor(len(parts)) as pool:
        for done in [
            pool.submit(np.concatenate, part, out=to.reshape(-1)) for part, to in parts if len(part)
        ]:
            done.result()


def _fill(row: Floats, place: Integers | slice, values: Floats) -> None:
    if len(values) < len(row):
        row[:] = np.nan
    row[place] = values
