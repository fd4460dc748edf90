"""What is known of one issuer, as one value: announcements, verdicts, measured paths, and deals."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventstudy.analysis.verdict import Tier
from eventstudy.announcements.chances import wilson_interval
from eventstudy.announcements.ledger import Outcome
from eventstudy.reporting.verdict import left_out_tier

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from eventstudy.analysis.issuer import Together
    from eventstudy.analysis.signature import Signatures
    from eventstudy.analysis.verdict import Verdicts
    from eventstudy.announcements.announcement import Announcement
    from eventstudy.announcements.flags.flag import ContractFlag
    from eventstudy.announcements.past_deals import PastDeal

NOT_MEASURED = "not measured"
"""What stands in place of a tier where prices, a date or a listing are missing."""


@dataclass(frozen=True, eq=False)
class Profile:
    """What is known of one issuer.

    Attributes
    ----------
    name : str
    symbols : tuple of str
        Its listed lines.
    announcements : tuple of Announcement
        Those that were asked for, by date.
    found, decided : Signatures and Verdicts
        Of these announcements, judged as one edition.
    together : Together
    contracts : mapping of str to tuple of ContractFlag
        The contract flags of these announcements.
    deals : tuple of PastDeal
        Every deal up to ``as_of``, by date.
    as_of : datetime.date
    remarks : tuple of str
        What is to be said of the prices, and of the reference sets.
    """

    name: str
    symbols: tuple[str, ...]
    announcements: tuple[Announcement, ...]
    found: Signatures
    decided: Verdicts
    together: Together
    contracts: Mapping[str, tuple[ContractFlag, ...]]
    deals: tuple[PastDeal, ...]
    as_of: dt.date
    remarks: tuple[str, ...] = ()

    @property
    def tiers(self) -> dict[str, int]:
        """How many events have each tier, in the order of the tiers, and how many have none."""
        left_out = (left_out_tier(one) or NOT_MEASURED for one in self.found.dropped)
        counts = Counter([*(tier.value for tier in self.decided.tier), *left_out])
        return {name: counts[name] for name in (*(tier.value for tier in Tier), NOT_MEASURED) if counts[name]}

    @property
    def evidenced(self) -> int:
        """How many deals something is known to have come of."""
        return sum(one.outcome is not Outcome.NOT_EVIDENCED for one in self.deals)

    @property
    def evidenced_interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the share of deals that are evidenced (Wilson 1927); None without a deal."""
        return wilson_interval(self.evidenced, len(self.deals)) if self.deals else None
