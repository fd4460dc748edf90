"""The values of deals in one currency, and the rates that a registry needs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dual_listing import DictShelf, announcement, market

from eventstudy.announcements.announcement import Precision
from eventstudy.arrays import epoch_day
from eventstudy.prices.series import SIMULATED
from eventstudy.workflow.deals import currencies_needed, deal_values


def _text(value: float | None, currency: str | None, **how: Precision) -> str | None:
    one = announcement(value, currency, **how)
    return deal_values([one], market(), currency="USD").text(one)


def test_a_value_is_told_at_the_rate_of_its_day() -> None:
    """500 million yuan over the yuan's rate of 3 February 2025, whose day is named."""
    rate = market().series["CNY=X"]
    at = int((rate.days == epoch_day(announcement().announced.date)).argmax())
    assert _text(500e6, "CNY") == f"{500e6 / rate.close[at]:,.2f} USD (rate of 2025-02-03)"


def test_a_value_in_the_currency_itself_needs_no_rate() -> None:
    """It stands as it was announced, whatever the day is."""
    assert _text(21e6, "USD") == "21,000,000.00 USD"
    assert _text(21e6, "USD", precision=Precision.MONTH) == "21,000,000.00 USD"


@pytest.mark.parametrize(
    ("value", "currency", "says"),
    [(1.0, None, "unknown: no currency"), (1.0, "AED", "unknown: no rate"), (None, "CNY", None)],
)
def test_nothing_is_made_up(value: float | None, currency: str | None, says: str | None) -> None:
    """Without a currency or a rate the value is unknown, and where none was announced there is none."""
    assert _text(value, currency) == says


def test_a_month_has_no_rate() -> None:
    """What is dated only to the month has no day to take a rate of."""
    assert _text(1.0, "CNY", precision=Precision.MONTH) == "unknown: dated only to the month"


def test_without_rates_at_hand_nothing_is_known() -> None:
    """No shelf is no rate."""
    assert deal_values([announcement()], None, currency="USD").text(announcement()) == "unknown: no rate"


def test_a_made_up_rate_says_so() -> None:
    """A simulated rate marks the amount."""
    rate = replace(market().series["CNY=X"], source=SIMULATED)
    found = deal_values([announcement()], DictShelf({"CNY=X": rate}), currency="USD").text(announcement())
    assert found is not None
    assert "SIMULATED rate of" in found


def test_the_rates_of_a_registry() -> None:
    """Those of its deals and of the exchanges of its lines, each once, and none of the currency itself."""
    deals = [announcement(1.0, "AED"), announcement(None, "EUR"), announcement(1.0, "USD")]
    assert currencies_needed(deals) == ("AED=X", "HKD=X", "CNY=X")
    assert currencies_needed(deals, currency="HKD") == ("AED=X", "HKD=X", "CNY=X")
    assert currencies_needed([]) == ()
