"""The words of the price of one share with its announcements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.counting import counted
from eventstudy.reporting.captions.words import brief_day, day_text, of_simulated, who

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

_MONTH = 30.4

_HALF_A_PER_CENT = 0.005
"""Below it a change would be written as 0 %, which is neither above nor below."""


def title(issuer: str, days: Sequence[dt.date], change: float) -> str:
    """Say how many announcements there were in which time, and where the share stands since."""
    since = "its announcement" if len(days) == 1 else "the first"
    side = "above" if change > 0 else "below"
    level = abs(change) < _HALF_A_PER_CENT
    stands = f"{'within 0.5% of' if level else f'{abs(change):.0%} {side}'} the close before {since}"
    if len(days) == 1:
        return f"{issuer}: the share stands {stands}"
    months = max(round((days[-1] - days[0]).days / _MONTH), 1)
    return f"{issuer}: {len(days)} announcements in {counted(months, 'month')}; the share stands {stands}"


def subtitle(security: str, first: dt.date, last: dt.date, missing: int) -> str:
    """Say what is drawn, until when, and how many sessions have no price."""
    holes = f" {counted(missing, 'session')} without a price: gaps." if missing else ""
    return (
        f"{security} from {day_text(first)} to {day_text(last)}. Discs: announcements, at the session that could first react; in "
        f"colour: flagged as pump-and-dump-like.{holes}"
    )


def price_name(simulated: bool) -> str:  # noqa: FBT001  -- the only thing it depends on
    """Name the scale."""
    return "made-up price" if simulated else "closing price, adjusted as the source adjusts it"


def caption(issuer: str, security: str, count: int, *, simulated: bool) -> str:
    """Say what the line is and is not."""
    said = (
        f"{who(issuer, security)}: {counted(count, 'announcement')}. The line is the price itself, with everything else that moved "
        "it; what is left beyond the benchmark, the pictures of the single announcements show."
    )
    return of_simulated(said, simulated=simulated)


def alt(
    issuer: str,
    security: str,
    prices: tuple[float, float],
    marks: Sequence[tuple[dt.date, str]],
    *,
    simulated: bool,
) -> str:
    """Give first and last price, and every announcement."""
    told = "; ".join(f"{k}, {brief_day(day)}: {text}" for k, (day, text) in enumerate(marks, start=1))
    said = (
        f"Line chart of the price of {who(issuer, security)}, from {prices[0]:,.4g} to {prices[1]:,.4g}, with numbered "
        f"announcements: {told}."
    )
    return of_simulated(said, simulated=simulated)
