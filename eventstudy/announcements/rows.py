"""Announcements as rows of the registry's tables, and rows as announcements."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from eventstudy.announcements.announcement import (
    Announcement,
    ContractTerms,
    Issuer,
    Moment,
    Precision,
    Security,
)
from eventstudy.announcements.tables import AnnouncementSecurityRow, ContractTermsRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.announcements.tables import AnnouncementRow, IssuerRow, SecurityRow


@dataclass(frozen=True, slots=True)
class Parties:
    """The rows of all issuers, by name, and of all securities, by symbol, that a batch speaks of."""

    issuers: Mapping[str, IssuerRow]
    securities: Mapping[str, SecurityRow]

    def complete(self, value: Announcement) -> Announcement:
        """Return an announcement with everything that is known of its parties."""
        symbols = [security.symbol for security in value.securities]
        return replace(
            value,
            issuer=Issuer(value.issuer.name, self.issuers[value.issuer.name].country),
            securities=tuple(Security(symbol, self.securities[symbol].mic) for symbol in symbols),
        )

    def write(self, value: Announcement, row: AnnouncementRow) -> None:
        """Make a row say what an announcement says."""
        moment = value.announced
        row.issuer = self.issuers[value.issuer.name]
        row.announced_at, row.announced_local = moment.instant, moment.local
        row.announced_fold, row.timezone = moment.local.fold, moment.timezone
        row.precision = moment.precision.value
        row.headline, row.kind, row.url = value.headline, value.kind, value.url
        row.terms = None if value.terms == ContractTerms() else ContractTermsRow(**asdict(value.terms))
        row.lines = [
            AnnouncementSecurityRow(position=place, security=self.securities[security.symbol])
            for place, security in enumerate(value.securities)
        ]


def value_of(row: AnnouncementRow) -> Announcement:
    """Return the announcement that a row and what belongs to it say."""
    local = row.announced_local.replace(fold=row.announced_fold)
    return Announcement(
        id=row.id,
        issuer=Issuer(row.issuer.name, row.issuer.country),
        securities=tuple(Security(line.security.symbol, line.security.mic) for line in row.lines),
        announced=Moment(local, row.timezone, Precision(row.precision)),
        headline=row.headline,
        kind=row.kind,
        terms=ContractTerms() if row.terms is None else _terms_of(row.terms),
        url=row.url,
    )


def _terms_of(row: ContractTermsRow) -> ContractTerms:
    return ContractTerms(
        counterparty=row.counterparty,
        counterparty_country=row.counterparty_country,
        value=row.value,
        currency=row.currency,
        units=row.units,
        opt_out_days=row.opt_out_days,
        binding=row.binding,
    )
