"""The profile of an issuer, from registry, ledgers and prices; without prices, of what else is known."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.issuer import (
    Reversals,
    Together,
    apart,
    average_path,
    beside_usual,
    reversals,
    rose,
)
from eventstudy.announcements.flags.evidence import Evidence
from eventstudy.announcements.past_deals import past_deals
from eventstudy.errors import AnnouncementUnknownError
from eventstudy.reporting.contract import contract_summary
from eventstudy.reporting.issuer import (
    announcement_table,
    csv_table,
    deal_table,
    issuer_json,
    paragraph_table,
    path_table,
    reversal_table,
)
from eventstudy.reporting.issuer_profile import Profile
from eventstudy.reporting.screen import PLAIN, Screen
from eventstudy.reporting.tables import Format, to_csv, to_json, to_people
from eventstudy.reporting.verdict import sentence_table
from eventstudy.suggest import nearest, suggestion
from eventstudy.workflow.flag import measure
from eventstudy.workflow.verdicts import faults_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from eventstudy.announcements.announcement import Announcement
    from eventstudy.announcements.ledger import Ledger
    from eventstudy.arrays import Booleans
    from eventstudy.workflow.events import Choices
    from eventstudy.workflow.flag import Flagged, Known, Measured
    from eventstudy.workflow.shelves import PeerShelf


@dataclass(frozen=True, slots=True)
class IssuerFound:
    """An issuer that was asked for: its name, what the registry has of it by date, and its ledgers."""

    name: str
    announcements: tuple[Announcement, ...]
    ledgers: tuple[Ledger, ...]

    @property
    def symbols(self) -> tuple[str, ...]:
        """Its listed lines, by its ledgers or else by its announcements."""
        told = [symbol for ledger in self.ledgers for symbol in ledger.securities]
        listed = [line.symbol for one in self.announcements for line in one.securities]
        return tuple(dict.fromkeys(told or listed))


@dataclass(frozen=True, slots=True)
class Profiled:
    """The profile of an issuer, as text."""

    profile: Profile

    def text(self, form: Format, *, screen: Screen = PLAIN, verbose: bool) -> str:
        """Write the profile in one of the formats of ``--format``."""
        if form == "json":
            return to_json(issuer_json(self.profile))
        if form == "csv":
            return to_csv(csv_table(self.profile))
        tables = [
            paragraph_table(self.profile),
            announcement_table(self.profile),
            reversal_table(self.profile),
            path_table(self.profile),
            contract_summary(self.profile.contracts, simulated=self.profile.found.simulated),
            deal_table(self.profile),
        ]
        if verbose:
            tables.append(sentence_table(self.profile.found, self.profile.decided))
        return to_people(tables, form, screen=screen)


def find_issuer(
    asked: str, everything: Sequence[Announcement], ledgers: Sequence[Ledger], *, file: Path | None = None
) -> IssuerFound:
    """Find an issuer by a symbol or a name, one that a ledger knows it by included; case does not matter.

    What the same issuer announced without a listed line is its own too.

    Raises
    ------
    AnnouncementUnknownError
        If neither an announcement nor a ledger is of that issuer; the message names the nearest.
    """
    word = asked.strip().casefold()
    direct = [one for one in everything if word in _names(one)]
    known = tuple(one for one in ledgers if word in _known_as(one) or _of_all(one, direct))
    named = [one for one in everything if word in _names(one) or any(each.speaks_of(one) for each in known)]
    ids, name = {one.id for one in named}, known[0].issuer if known else _mostly(named)
    own = [one for one in everything if one.id in ids or (one.issuer.name == name and not one.securities)]
    if not own and not known:
        hint = suggestion(_near(word, everything, ledgers))
        raise AnnouncementUnknownError(
            f"issuer '{asked}': no announcement of {file or 'the registry'}, and no ledger, is of it; {hint}"
            "give a symbol or a name; see: eventstudy announcements list"
        )
    return IssuerFound(name, _by_date(own), known)


def profile_of(
    issuer: IssuerFound,
    flagged: Flagged,
    everything: Sequence[Announcement],
    shelf: PeerShelf,
    choices: Choices,
    *,
    known: Known,
    as_of: dt.date | None = None,
) -> Profiled:
    """Put an issuer's announcements together, and set them beside its peers and its ledger.

    Parameters
    ----------
    issuer : IssuerFound
    flagged : Flagged
        Those of its announcements that are asked for; its deals are listed whichever they are.
    everything : sequence of Announcement
        The registry: other issuers' announcements are measured too, where the issuer's share rose after one.
    shelf, choices
        As of ``flag_events``.
    known : Known
        What the reader recorded of deals, beside the ledgers.
    as_of : datetime.date, optional
        Nothing that became of a deal later is looked at; today by default.
    """
    own = {one.id for one in issuer.announcements}
    others = [one for one in everything if one.id not in own and one.securities]
    asked = set(flagged.contracts)
    as_of = as_of or dt.datetime.now(dt.UTC).date()
    evidence = Evidence(
        as_of=as_of, ledgers=issuer.ledgers, others=issuer.announcements, recorded=known.recorded
    )
    profile = Profile(
        name=issuer.name,
        symbols=issuer.symbols,
        announcements=tuple(one for one in issuer.announcements if one.id in asked),
        found=flagged.measured.signatures,
        decided=flagged.judged.verdicts,
        together=_together(flagged, lambda: measure(others, everything, shelf, choices), others),
        contracts=flagged.contracts,
        deals=past_deals(issuer.announcements, evidence),
        as_of=as_of,
        remarks=flagged.remarks,
    )
    return Profiled(profile)


def _together(
    flagged: Flagged, measure_others: Callable[[], Measured], others: Sequence[Announcement]
) -> Together:
    """Put the issuer's numbers together; the others are measured only where there is something to compare."""
    found, sound = flagged.measured.signatures, _sound(flagged.measured)
    same = ["one issuer"] * len(found)
    counted = apart(found, same, sound & rose(found))
    own = reversals(found, counted)
    return Together(
        path=average_path(found.take(np.flatnonzero(apart(found, same, sound)))),
        own=own,
        usual=beside_usual(found, counted, flagged.judged.verdicts.comparison.reversal_share),
        others=_of_others(measure_others(), others) if own.rises else Reversals(0, 0, np.nan, np.nan),
    )


def _of_others(measured: Measured, others: Iterable[Announcement]) -> Reversals:
    found, names = measured.signatures, {one.id: one.issuer.name for one in others}
    issuers = [names[event.id] for event in found.events]
    return reversals(found, apart(found, issuers, _sound(measured) & rose(found)))


def _sound(measured: Measured) -> Booleans:
    """Mark the signatures whose prices are not at fault."""
    faults = faults_of(measured.signatures, measured.beside.findings)
    return np.array([one is None for one in faults], dtype=np.bool_)


def _by_date(announcements: Iterable[Announcement]) -> tuple[Announcement, ...]:
    return tuple(sorted(announcements, key=lambda one: (one.announced.instant, one.id)))


def _mostly(named: Sequence[Announcement]) -> str:
    """Return the issuer of most of the announcements: a partner's may name its line too."""
    return Counter(one.issuer.name for one in named).most_common(1)[0][0] if named else ""


def _of_all(ledger: Ledger, named: Sequence[Announcement]) -> bool:
    """Say whether a ledger is of the issuer of most of the announcements: it speaks of all that are that issuer's."""
    name = _mostly(named)
    return bool(named) and all(ledger.speaks_of(one) for one in named if one.issuer.name == name)


def _known_as(ledger: Ledger) -> set[str]:
    return _folded((ledger.issuer, *ledger.names, *ledger.securities))


def _folded(words: Iterable[str]) -> set[str]:
    return {word.casefold() for word in words}


def _names(one: Announcement) -> set[str]:
    return _folded((one.issuer.name, *(line.symbol for line in one.securities)))


def _near(word: str, everything: Iterable[Announcement], ledgers: Iterable[Ledger]) -> str | None:
    """Return the name or symbol that was probably meant: one that holds the word, or is spelt nearly so."""
    names = [one.issuer.name for one in everything]
    names += [line.symbol for one in everything for line in one.securities]
    names += [name for one in ledgers for name in (one.issuer, *one.names, *one.securities)]
    known = {name.casefold(): name for name in names}
    holding = next((name for name in known if word and word in name), None)
    near = holding or nearest(word, known)
    return None if near is None else known[near]
