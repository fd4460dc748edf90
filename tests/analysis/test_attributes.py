"""Terms of announcements become regressors."""

from __future__ import annotations

import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventstudy.analysis.attributes import ATTRIBUTES, attributes
from eventstudy.announcements.announcement import ContractTerms
from eventstudy.errors import EstimationError

DEALS = (
    ContractTerms(counterparty="A", value=100.0, currency="EUR", units=10, binding=True, opt_out_days=30),
    ContractTerms(value=400.0, currency="EUR", units=10, binding=False),
    ContractTerms(counterparty="C", value=0.0, currency="EUR", units=5),
    ContractTerms(value=50.0, units=5),
    ContractTerms(),
)


def test_terms_become_numbers() -> None:
    """What is not said is NaN; a value of zero, or without currency, has no logarithm."""
    found = attributes(ATTRIBUTES, DEALS)
    assert list(found) == list(ATTRIBUTES)
    np.testing.assert_allclose(found["value"], [np.log(100), np.log(400), np.nan, np.nan, np.nan])
    np.testing.assert_allclose(found["unit_price_gap"], [-np.log(4), np.log(4), np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(found["binding"], [1, 0, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(found["counterparty_known"], [1, 0, 1, 0, 0])
    np.testing.assert_array_equal(found["opt_out_days"], [30, np.nan, np.nan, np.nan, np.nan])


@given(
    st.lists(
        st.tuples(st.sampled_from(["EUR", "USD", None]), st.integers(0, 9), st.integers(0, 3)), max_size=14
    )
)
def test_the_gap_is_to_the_median_of_the_others(deals: list[tuple[str | None, int, int]]) -> None:
    """Leaving each deal out in turn gives the same medians, with ties and single deals."""
    terms = [
        ContractTerms(value=float(price), currency=currency, units=units) for currency, price, units in deals
    ]
    found = attributes(["unit_price_gap"], terms)["unit_price_gap"]
    for i, one in enumerate(terms):
        others = [
            float(np.log(other.unit_price))
            for j, other in enumerate(terms)
            if j != i and other.unit_price and other.currency == one.currency
        ]
        if one.unit_price and one.currency and others:
            expected = float(np.log(one.unit_price)) - statistics.median(others)
            np.testing.assert_allclose(found[i], expected, atol=1e-14)
        else:
            assert np.isnan(found[i])


def test_values_in_several_currencies_are_refused() -> None:
    """Their logs would differ by the exchange rate."""
    terms = [ContractTerms(value=1.0, currency="USD"), ContractTerms(value=1.0, currency="EUR")]
    with pytest.raises(EstimationError, match="deals are in EUR, USD"):
        attributes(["value"], terms)


def test_an_unknown_attribute_is_refused_with_the_nearest() -> None:
    """The message names what was probably meant and all that is known."""
    with pytest.raises(EstimationError, match="did you mean 'binding'") as caught:
        attributes(["bindin"], DEALS)  # codespell:ignore
    assert "counterparty_known" in str(caught.value)


def test_no_events_have_no_attributes() -> None:
    """Every attribute of an empty study is empty."""
    assert all(one.shape == (0,) for one in attributes(ATTRIBUTES, ()).values())
