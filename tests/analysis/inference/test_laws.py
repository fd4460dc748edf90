"""Two-sided p-values."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from eventstudy.analysis.inference.laws import normal_p_value, t_p_value


@pytest.mark.parametrize("sign", [-1, 1])
def test_p_values_equal_those_of_scipy_stats(sign: int) -> None:
    """Both tails count, and the far tail keeps its digits."""
    statistic = sign * np.array([0.0, 0.5, 1.96, 5.0, 12.0, 30.0])
    np.testing.assert_allclose(normal_p_value(statistic), 2 * stats.norm.sf(np.abs(statistic)), rtol=1e-12)
    np.testing.assert_allclose(
        t_p_value(statistic, np.array(7.0)), 2 * stats.t.sf(np.abs(statistic), 7), rtol=1e-10
    )


def test_the_usual_five_per_cent() -> None:
    """1.96 is five per cent under the normal law, and 2.228 under t with ten degrees of freedom."""
    assert float(normal_p_value(np.array(1.959964))) == pytest.approx(0.05, abs=1e-7)
    assert float(t_p_value(np.array(2.228139), np.array(10))) == pytest.approx(0.05, abs=1e-7)


def test_undefined_stays_undefined() -> None:
    """NaN has no p-value, whatever the degrees of freedom."""
    assert np.isnan(normal_p_value(np.array(np.nan)))
    assert np.isnan(t_p_value(np.full(3, np.nan), np.array([-1, 0, 5]))).all()
