"""The currency of a series beside that of its exchange."""

from __future__ import annotations

from dataclasses import replace

from checked_series import clean, found

from eventstudy.prices.quality.finding import Surroundings


def test_another_currency_than_the_exchanges_is_found_once() -> None:
    """A Hong Kong share in renminbi is found on its first day; one in dollars of Hong Kong is not."""
    series = clean(1)
    (one,) = found(replace(series, currency="CNY"), "currency_change", Surroundings("XHKG"))
    assert one.size is None
    assert "CNY" in one.remedy
    assert "HKD" in one.remedy
    assert not found(replace(series, currency="HKD"), "currency_change", Surroundings("XHKG"))


def test_nothing_is_said_where_either_is_unknown() -> None:
    """Without a currency, without an exchange, and of an index, nothing is found."""
    foreign = replace(clean(1), currency="CNY")
    assert not found(foreign, "currency_change")
    assert not found(clean(1), "currency_change", Surroundings("XHKG"))
    assert not found(foreign, "currency_change", Surroundings("XHKG", index=True))
