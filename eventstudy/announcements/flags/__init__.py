"""Contract flags: what the terms of a deal, and what surrounds it, look like beside cited measures.

They are counted and listed, never weighed into a score, and say nothing of anybody's intent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.announcements.flags.aftermath import distress, financing_after, theme_pivot
from eventstudy.announcements.flags.cadence import cadence
from eventstudy.announcements.flags.counterparty import (
    counterparty_age,
    counterparty_is_holder,
    counterparty_unknown,
    value_vs_registered_capital,
)
from eventstudy.announcements.flags.follow_up import followup_rate
from eventstudy.announcements.flags.size import capacity_multiple, size_vs_market_cap, size_vs_revenue
from eventstudy.announcements.flags.terms import no_deposit, non_binding, opt_out_window
from eventstudy.announcements.flags.unit_price import unit_price_gap

if TYPE_CHECKING:
    from eventstudy.announcements.announcement import Announcement
    from eventstudy.announcements.flags.evidence import Evidence
    from eventstudy.announcements.flags.flag import ContractFlag

FLAGS = (
    unit_price_gap,
    size_vs_market_cap,
    size_vs_revenue,
    capacity_multiple,
    counterparty_age,
    value_vs_registered_capital,
    counterparty_unknown,
    counterparty_is_holder,
    opt_out_window,
    no_deposit,
    non_binding,
    cadence,
    financing_after,
    distress,
    theme_pivot,
    followup_rate,
)
"""Every flag, in the order in which they are listed."""


def contract_flags(announcement: Announcement, evidence: Evidence) -> tuple[ContractFlag, ...]:
    """Return every flag of an announcement, in the order of ``FLAGS``; unknown ones say why."""
    return tuple(flag(announcement, evidence) for flag in FLAGS)
