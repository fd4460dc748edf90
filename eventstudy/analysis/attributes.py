"""The terms of announcements as regressors: one number an event, NaN where the announcement does not say."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.errors import EstimationError
from eventstudy.suggest import nearest, suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from eventstudy.announcements.announcement import ContractTerms
    from eventstudy.arrays import Floats


def value(terms: Sequence[ContractTerms]) -> Floats:
    """Return the log of the deal's value; shape (n,).

    Raises
    ------
    EstimationError
        If the values are in several currencies: their logs differ by the exchange rate.
    """
    known = sorted({one.currency for one in terms if one.value is not None and one.currency is not None})
    if len(known) > 1:
        raise EstimationError(
            f"attribute 'value': deals are in {', '.join(known)}, and values compare in one currency only; "
            "study one currency at a time or leave 'value' out"
        )
    return _logs(one.value if one.currency is not None else None for one in terms)


def unit_price_gap(terms: Sequence[ContractTerms]) -> Floats:
    """Return the log unit price less the median of the other deals in the same currency; shape (n,).

    A stand-in for a price compared with that of like units, as long as units are not told apart by mass: a
    gap of 0.1 is a unit about 10 % dearer than the typical one. NaN for the only deal in its currency.
    """
    prices = _logs(one.unit_price for one in terms)
    currencies = np.array([one.currency or "" for one in terms], dtype=np.str_)
    gaps = np.full(len(prices), np.nan)
    for currency in set(currencies.tolist()) - {""}:
        same = np.flatnonzero((currencies == currency) & np.isfinite(prices))
        if len(same) > 1:
            gaps[same] = prices[same] - _medians_of_others(prices[same])
    return gaps


def binding(terms: Sequence[ContractTerms]) -> Floats:
    """Return 1 where the parties are bound, 0 where they are not; shape (n,)."""
    return _numbers(one.binding for one in terms)


def counterparty_known(terms: Sequence[ContractTerms]) -> Floats:
    """Return 1 where the announcement names the other side, 0 where it does not; shape (n,)."""
    return _numbers(bool(one.counterparty) for one in terms)


def opt_out_days(terms: Sequence[ContractTerms]) -> Floats:
    """Return the calendar days within which a side may walk away; shape (n,)."""
    return _numbers(one.opt_out_days for one in terms)


ATTRIBUTES: Mapping[str, Callable[[Sequence[ContractTerms]], Floats]] = MappingProxyType(
    {
        "value": value,
        "unit_price_gap": unit_price_gap,
        "binding": binding,
        "counterparty_known": counterparty_known,
        "opt_out_days": opt_out_days,
    }
)
"""The attributes that a regression of CARs may name."""


def attributes(names: Iterable[str], terms: Sequence[ContractTerms]) -> dict[str, Floats]:
    """Return the named attributes of n events, each of shape (n,), in the order asked for.

    Raises
    ------
    EstimationError
        If a name is not an attribute.
    """
    found = {}
    for name in names:
        if name not in ATTRIBUTES:
            asked = suggestion(nearest(name, ATTRIBUTES))
            raise EstimationError(f"attribute '{name}': unknown; {asked}known are {', '.join(ATTRIBUTES)}")
        found[name] = ATTRIBUTES[name](terms)
    return found


def _numbers(values: Iterable[float | None]) -> Floats:
    return np.array([np.nan if one is None else one for one in values], dtype=np.float64)


def _logs(values: Iterable[float | None]) -> Floats:
    numbers = _numbers(values)
    return np.asarray(np.log(np.where(numbers > 0, numbers, np.nan)), dtype=np.float64)


def _medians_of_others(values: Floats) -> Floats:
    """Return, for every value, the median of all others; at least two values."""
    order = np.argsort(values, kind="stable")
    ordered, rank = values[order], np.arange(len(values))
    left = len(values) - 1
    # Without the value of rank i, the j-th of the others is the j-th of all below i, and the next above it.
    middle = [ordered[j + (j >= rank)] for j in ((left - 1) // 2, left // 2)]
    medians = np.empty_like(values)
    medians[order] = (middle[0] + middle[1]) / 2
    return medians
