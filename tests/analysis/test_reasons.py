"""An event that cannot be studied is left out with a reason that names the cause."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pandas as pd
import pytest

from eventstudy import Dropped, Event, EventStudy, Panel, Window
from eventstudy.arrays import epoch_day
from eventstudy.prices.factors import FactorTable
from eventstudy.prices.panel import PanelRow
from eventstudy.prices.series import PriceSeries

STUDY = EventStudy(estimation=Window(-30, -6), window=Window(-5, 5), min_observations=20)
DAYS = pd.bdate_range("2024-01-01", periods=60)  # Monday 2024-01-01 to Friday 2024-03-22


@pytest.fixture
def closes() -> pd.DataFrame:
    """Sixty weekdays of two securities and their benchmark M."""
    draw = np.random.default_rng(73)
    walk = 100 * np.exp(np.cumsum(draw.normal(0, 0.02, (60, 3)), axis=0))
    return pd.DataFrame(walk, index=DAYS, columns=["A", "B", "M"])


def _reason(
    closes: pd.DataFrame, day0: str, *, security: str = "A", design: EventStudy = STUDY
) -> str | None:
    """Why the event is left out, or None if it is studied."""
    event = Event("e", security, dt.date.fromisoformat(day0))
    result = design.fit(Panel.from_frame(closes, benchmark="M"), [event])
    assert len(result.events) + len(result.dropped) == 1
    return result.dropped[0].reason if result.dropped else None


def test_a_covered_event_is_studied(closes: pd.DataFrame) -> None:
    """From the first day 0 with enough estimation returns to the last with a whole window, nothing is dropped."""
    assert _reason(closes, str(DAYS[26].date())) is None
    assert _reason(closes, str(DAYS[54].date())) is None


def test_a_security_that_the_panel_lacks(closes: pd.DataFrame) -> None:
    """A security without a row has no prices."""
    assert _reason(closes, "2024-02-20", security="1725.HK") == "1725.HK: no prices"


@pytest.mark.parametrize("column", ["A", "M"])
@pytest.mark.parametrize("day0", ["2024-02-20", "2024-02-24"])
def test_a_line_without_a_single_price(closes: pd.DataFrame, column: str, day0: str) -> None:
    """A security or benchmark whose prices are all missing has no prices, whatever day 0 is."""
    closes[column] = np.nan
    assert _reason(closes, day0) == f"{column}: no prices"


def test_a_day_0_between_sessions(closes: pd.DataFrame) -> None:
    """A Saturday is no session."""
    assert _reason(closes, "2024-02-24") == "day 0 2024-02-24 is not a session of the panel"


def test_too_short_a_history(closes: pd.DataFrame) -> None:
    """One return short of the minimum drops the event, and the reason counts."""
    assert _reason(closes, str(DAYS[25].date())) == "19 estimation returns; at least 20 are needed"


def test_a_window_before_the_first_price(closes: pd.DataFrame) -> None:
    """The first return of the window needs a price one session earlier."""
    assert (
        _reason(closes, str(DAYS[5].date()))
        == "prices start on 2024-01-01; the window needs 1 session before that"
    )
    closes.loc[: DAYS[19], "M"] = np.nan
    assert (
        _reason(closes, str(DAYS[20].date()))
        == "prices of M start on 2024-01-29; the window needs 6 sessions before that"
    )


def test_a_day_0_before_the_first_session(closes: pd.DataFrame) -> None:
    """A day 0 before the panel begins is told where the prices start."""
    assert _reason(closes, "2023-12-29") == "prices start on 2024-01-01; day 0 is 2023-12-29"


def test_a_window_past_the_last_session_is_pending(closes: pd.DataFrame) -> None:
    """Past the panel's end the window's last session is counted in weekdays: Friday is followed by Monday."""
    assert _reason(closes, str(DAYS[55].date())) == "pending until 2024-03-25: prices end on 2024-03-22"
    assert _reason(closes, str(DAYS[59].date())) == "pending until 2024-03-29: prices end on 2024-03-22"


@pytest.mark.parametrize(
    ("window", "until"),
    [(Window(-5, 5), "2024-04-08"), (Window(-5, -3), "2024-04-01"), (Window(0, 0), "2024-04-01")],
)
def test_a_day_0_past_the_last_session_is_pending(closes: pd.DataFrame, window: Window, until: str) -> None:
    """A future day 0 waits for the window's last session, and at least for itself."""
    design = EventStudy(estimation=Window(-30, -6), window=window, min_observations=20)
    assert _reason(closes, "2024-04-01", design=design) == f"pending until {until}: prices end on 2024-03-22"


def test_prices_that_end_before_the_panel_does(closes: pd.DataFrame) -> None:
    """Where the panel knows the sessions the date is its own; whose prices end is said if it is the benchmark."""
    closes.loc[DAYS[50] :, "A"] = np.nan
    assert _reason(closes, str(DAYS[45].date())) == "pending until 2024-03-11: prices end on 2024-03-08"
    closes.loc[DAYS[48] :, "M"] = np.nan
    assert _reason(closes, str(DAYS[45].date())) == "pending until 2024-03-11: prices of M end on 2024-03-06"


def test_a_hole_in_the_event_window(closes: pd.DataFrame) -> None:
    """One missing close makes two missing returns, and the reason names the first of them."""
    closes.loc[DAYS[45], "A"] = np.nan
    day = DAYS[45].date()
    assert str(_reason(closes, str(DAYS[40].date()))).startswith(f"no return on {day} in the event window")
    said = f"no return on {day} and 1 other session in the event window: no price from {day} to {day}"
    assert str(_reason(closes, str(day))).startswith(said)


def test_a_price_of_zero_is_a_hole(closes: pd.DataFrame) -> None:
    """A zero in place of a price is the security's own missing price, and not its last one either."""
    closes.loc[DAYS[45] :, "A"] = 0.0
    assert (
        _reason(closes, str(DAYS[40].date()))
        == f"pending until {DAYS[45].date()}: prices end on {DAYS[44].date()}"
    )
    closes.loc[DAYS[46] :, "A"] = 70.0
    said = f"no return on {DAYS[45].date()} in the event window: no price from {DAYS[45].date()}"
    assert str(_reason(closes, str(DAYS[40].date()))).startswith(said)


def test_a_hole_of_the_benchmark_is_named(closes: pd.DataFrame) -> None:
    """A missing return of the benchmark is not blamed on the security."""
    closes.loc[DAYS[44:46], "M"] = np.nan
    assert (
        _reason(closes, str(DAYS[46].date()))
        == f"no return of M on {DAYS[44].date()} and 2 other sessions in the event window"
    )


def test_a_security_that_stands_still(closes: pd.DataFrame) -> None:
    """Constant prices cannot be standardised."""
    closes["A"] = 5.0
    assert _reason(closes, "2024-02-20") == "abnormal returns of the estimation window do not vary"


def test_a_security_that_is_its_benchmark(closes: pd.DataFrame) -> None:
    """A security on the line leaves rounding errors, which are not taken for a variance."""
    closes["A"] = 3 * closes["M"]
    assert _reason(closes, "2024-02-20") == "abnormal returns of the estimation window do not vary"


def test_a_benchmark_that_stands_still(closes: pd.DataFrame) -> None:
    """A constant benchmark identifies no beta."""
    closes["M"] = 100.0
    assert _reason(closes, "2024-02-20") == "returns of M in the estimation window do not vary"


PARTIAL = EventStudy(
    estimation=Window(-30, -6), window=Window(-5, 5), min_observations=20, allow_partial=True
)


def test_partial_windows_are_kept_on_request(closes: pd.DataFrame) -> None:
    """With allow_partial a hole and a window past the end are studied on the days that exist."""
    assert _reason(closes, str(DAYS[58].date()), design=PARTIAL) is None
    closes.loc[DAYS[45], "A"] = np.nan
    assert _reason(closes, str(DAYS[45].date()), design=PARTIAL) is None


def test_a_partial_window_needs_at_least_one_return(closes: pd.DataFrame) -> None:
    """With allow_partial a window without any return is still dropped, and says what it lacks."""
    closes.loc[DAYS[40:50], "A"] = np.nan
    said = f"no return on {DAYS[40].date()} and 10 other sessions in the event window: no price from"
    assert str(_reason(closes, str(DAYS[45].date()), design=PARTIAL)).startswith(said)
    closes.loc[DAYS[40] :, "A"] = np.nan
    assert (
        _reason(closes, str(DAYS[45].date()), design=PARTIAL)
        == f"pending until {DAYS[50].date()}: prices end on {DAYS[39].date()}"
    )


def test_a_security_short_of_the_panel_s_longest_grid() -> None:
    """The padding of a shorter grid is no session: the event is pending, and its window is dated in weekdays."""
    long, short = DAYS, DAYS[:40]
    panel = Panel.assemble([_row("LONG", long, 1), _row("SHORT", short, 2)])
    result = STUDY.fit(panel, [Event("e", "SHORT", short[37].date())])
    assert result.dropped == (Dropped("e", "SHORT", "pending until 2024-02-28: prices end on 2024-02-23"),)


def _row(name: str, days: pd.DatetimeIndex, seed: int) -> PanelRow:
    sessions = np.array([epoch_day(day.date()) for day in days])
    draw = np.random.default_rng(seed)

    def series(symbol: str) -> PriceSeries:
        prices = 50 * np.exp(np.cumsum(draw.normal(0, 0.02, len(sessions))))
        return PriceSeries(
            symbol, sessions, prices, np.full_like(prices, np.nan), np.full_like(prices, np.nan)
        )

    return PanelRow(series(name), series("M"), sessions)


# --- models that use other things than a benchmark -------------------------------------------------------

FACTORS = FactorTable(
    ("mkt_rf", "rf"),
    np.array([epoch_day(day.date()) for day in DAYS[:45]]),
    np.random.default_rng(79).normal(0, 0.01, (2, 45)),
    "factors.csv",
)


def _reason_with_factors(closes: pd.DataFrame, day0: str, design: EventStudy) -> str | None:
    event = Event("e", "A", dt.date.fromisoformat(day0))
    result = design.fit(Panel.from_frame(closes, benchmark="M"), [event], factors=FACTORS)
    return result.dropped[0].reason if result.dropped else None


@pytest.mark.parametrize("model", ["capm", "factor_model"])
def test_a_missing_factor_is_not_blamed_on_prices(closes: pd.DataFrame, model: str) -> None:
    """Where security and benchmark have returns and the factor table has ended, it is a factor that is missing."""
    design = dataclasses.replace(STUDY, model=model, factors=("mkt_rf",) if model == "factor_model" else ())
    assert (
        _reason_with_factors(closes, str(DAYS[42].date()), design)
        == f"no factor on {DAYS[45].date()} and 2 other sessions in the event window"
    )
    assert _reason_with_factors(closes, str(DAYS[38].date()), design) is None
    assert (
        _reason_with_factors(closes, str(DAYS[25].date()), design)
        == "19 estimation returns with factors; at least 20 are needed"
    )


def test_the_capm_names_a_benchmark_without_a_return(closes: pd.DataFrame) -> None:
    """The rate is there, and the benchmark is not."""
    closes.loc[DAYS[36], "M"] = np.nan
    assert (
        _reason_with_factors(closes, str(DAYS[38].date()), dataclasses.replace(STUDY, model="capm"))
        == f"no return of M on {DAYS[36].date()} and 1 other session in the event window"
    )


def test_a_model_without_a_benchmark_does_not_miss_it(closes: pd.DataFrame) -> None:
    """A silent benchmark stops neither the constant mean nor a model of factors, nor is it what an event lacks."""
    closes["M"] = np.nan
    mean = dataclasses.replace(STUDY, model="constant_mean")
    factor = dataclasses.replace(STUDY, model="factor_model", factors=("mkt_rf",))
    assert _reason(closes, str(DAYS[38].date()), design=mean) is None
    assert _reason_with_factors(closes, str(DAYS[38].date()), factor) is None
    assert _reason(closes, "2024-02-24", design=mean) == "day 0 2024-02-24 is not a session of the panel"
    assert (
        _reason(closes, str(DAYS[25].date()), design=mean) == "19 estimation returns; at least 20 are needed"
    )
    assert (
        _reason(closes, str(DAYS[55].date()), design=mean)
        == "pending until 2024-03-25: prices end on 2024-03-22"
    )


def test_a_close_without_volume_is_a_missing_trade(closes: pd.DataFrame) -> None:
    """From trade to trade the last day lacks its return, however finite its price; others are spanned."""
    volumes = pd.DataFrame(100.0, index=DAYS, columns=["A", "B"])
    volumes.loc[[DAYS[46], DAYS[50]], "A"] = 0
    panel = Panel.from_frame(closes, benchmark="M", volumes=volumes)
    design = dataclasses.replace(STUDY, gaps="trade_to_trade")
    (drop,) = design.fit(panel, [Event("e", "A", DAYS[45].date())]).dropped
    assert drop.reason == f"no return on {DAYS[50].date()} in the event window"


def test_a_line_that_cannot_be_fitted(closes: pd.DataFrame) -> None:
    """Two factors of which one is the other identify nothing, and the reason says what they lack."""
    oil = FACTORS.laid_on(FACTORS.days[None], ["mkt_rf"])[0]
    table = dataclasses.replace(FACTORS, names=("oil", "more_oil"), values=np.vstack([oil, 2 * oil]))
    design = dataclasses.replace(STUDY, model="factor_model", factors=("oil", "more_oil"))
    event = Event("e", "A", DAYS[38].date())
    (drop,) = design.fit(Panel.from_frame(closes, benchmark="M"), [event], factors=table).dropped
    assert drop.reason == (
        "the estimation window does not identify factor_model: what it regresses on does not vary enough, or the "
        "fit does not settle"
    )


def test_the_dropped_keep_the_order_of_the_events(closes: pd.DataFrame) -> None:
    """Drops of all kinds stand in the order in which their events were given."""
    names = ["X", "A", "Y", "B", "A"]
    days = [DAYS[45], DAYS[59], DAYS[45], DAYS[45], DAYS[3]]
    events = [Event(str(i), n, d.date()) for i, (n, d) in enumerate(zip(names, days, strict=True))]
    result = STUDY.fit(Panel.from_frame(closes, benchmark="M"), events)
    assert [drop.id for drop in result.dropped] == ["0", "1", "2", "4"]
    assert [event.id for event in result.events] == ["3"]
