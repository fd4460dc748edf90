"""The profile of an issuer as tables and as JSON (schema ``eventstudy/issuer/1``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.counting import counted
from eventstudy.reporting.contract import contract_json
from eventstudy.reporting.issuer_profile import NOT_MEASURED
from eventstudy.reporting.issuer_words import paragraph
from eventstudy.reporting.tables import Cell, Column, Json, Table, marked, number, numbers, stamped
from eventstudy.reporting.verdict import NOTE, left_out_tier, tier_style

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.analysis.issuer import AveragePath, Reversals, Usual
    from eventstudy.announcements.announcement import Announcement
    from eventstudy.announcements.past_deals import PastDeal
    from eventstudy.reporting.issuer_profile import Profile

SCHEMA = "eventstudy/issuer/1"

APART = "windows of one issuer that overlap hold the same returns: of those only the earliest is averaged and counted"

USUAL = (
    "a comparable rise is of another share of the same market and liquidity, equally large and on a day without "
    "an announcement; rises after other issuers' announcements are of any size"
)

EDITION = "verdicts hold for these announcements as one edition: with those of other issuers in it, q-values can be larger"

OPEN = "no evidence found is not evidence that nothing came of it"

_SHOWN = (-10, -5, -3, 0, 1, 2, 3, 5, 8, 10, 15, 20)
"""The sessions of the average path that people are shown; JSON has all."""

_EVENTS = (
    Column("announced", "announced"),
    Column("id", "announcement"),
    Column("kind", "kind"),
    Column("security", "security"),
    Column("day0", "day 0"),
    Column("peak", "peak", "+.1%"),
    Column("up_strength", "up s", ".1f"),
    Column("give_back", "give-back", ".0%"),
    Column("p_value", "p", ".4f"),
    Column("q_value", "q", ".3f"),
    Column("tier", "verdict", prose=True, style=tier_style),
    Column("reason", "reason", prose=True),
)

_REVERSALS = (
    Column("rises", "rises", prose=True),
    Column("count", "number", ",d"),
    Column("reversed", "given back", ",d"),
    Column("share", "share", ".0%"),
    Column("low", "95 % from", ".0%"),
    Column("high", "to", ".0%"),
)

_PATH = (
    Column("session", "session", "d"),
    Column("announcements", "n", "d"),
    Column("mean", "mean path", "+.1%"),
    Column("low", "95 % from", "+.1%"),
    Column("high", "to", "+.1%"),
    Column("ordinary", "if nothing, within", ".1%"),
)

_DEALS = (
    Column("on", "on"),
    Column("id", "deal", wide=True),
    Column("kind", "kind"),
    Column("text", "what was announced", prose=True),
    Column("outcome", "what came of it"),
    Column("outcome_on", "on"),
    Column("source", "source", wide=True),
)


def paragraph_table(profile: Profile) -> Table:
    """Return the profile in one paragraph."""
    title = marked(f"Issuer profile: {profile.name}", simulated=profile.found.simulated)
    columns = (Column("paragraph", "in one paragraph", prose=True),)
    return Table(columns, ((paragraph(profile),),), title, (NOTE,))


def announcement_table(profile: Profile) -> Table:
    """Return a row for every announcement and listed line, by date: its numbers and tier, or why it has none."""
    events = {**_measured(profile), **_left_out(profile)}
    rows = tuple(
        (str(one.announced), one.id, one.kind, security or None, *cells)
        for one in profile.announcements
        for (name, security), cells in events.items()
        if name == one.id
    )
    edition = (EDITION,) if profile.decided.tested.any() else ()
    counts = " · ".join(f"{count} {tier}" for tier, count in profile.tiers.items())
    return Table(
        _EVENTS, rows, marked(counts, simulated=profile.found.simulated), (*profile.remarks, *edition)
    )


def csv_table(profile: Profile) -> Table:
    """Return the announcements with a mark of made-up prices, for CSV."""
    return stamped(announcement_table(profile), simulated=profile.found.simulated)


def reversal_table(profile: Profile) -> Table:
    """Return how many rises were given back: the issuer's, comparable ones, and those of other issuers."""
    together = profile.together
    rows: list[tuple[Cell, ...]] = []
    if together.own.rises:
        rows.append(("after its announcements", *_counts(together.own)))
    if together.usual.rises:
        usual = f"comparable, on ordinary days (of {together.usual.rises} of its rises)"
        rows.append((usual, None, None, together.usual.share, None, None))
    if rows and together.others.rises:
        rows.append(("after announcements of other issuers", *_counts(together.others)))
    chance = (_chance(together.usual),) if together.usual.rises else ()
    title = marked("Rises of which half was given back", simulated=profile.found.simulated)
    return Table(_REVERSALS, tuple(rows), title, (*chance, APART, USUAL))


def path_table(profile: Profile) -> Table:
    """Return the average path on some sessions; it has no row where nothing was measured."""
    path = profile.together.path
    rows = (
        ()
        if path is None
        else tuple(_step(path, i) for i in np.flatnonzero(np.isin(path.offsets, _SHOWN)).tolist())
    )
    title = "Average path, log returns beyond the benchmark, session -1 at zero"
    return Table(_PATH, rows, marked(title, simulated=profile.found.simulated), (APART,))


def deal_table(profile: Profile) -> Table:
    """Return a row for every deal, and what is known to have come of it."""
    rows = tuple(
        (str(one.on), one.id, one.kind, one.text, one.outcome.value, _last(one), _source(one))
        for one in profile.deals
    )
    title = f"{counted(len(rows), 'deal')} up to {profile.as_of}: {profile.evidenced} evidenced later"
    return Table(_DEALS, rows, marked(title, simulated=profile.found.simulated), (OPEN,))


def issuer_json(profile: Profile) -> Mapping[str, Json]:
    """Return the object that ``flag --issuer --format json`` prints; a missing number is None."""
    return {
        "schema": SCHEMA,
        "simulated": profile.found.simulated,
        "issuer": profile.name,
        "securities": list(profile.symbols),
        "as_of": profile.as_of.isoformat(),
        "paragraph": paragraph(profile),
        "note": NOTE,
        "tiers": profile.tiers,
        "announcements": [_announcement_json(profile, one) for one in profile.announcements],
        "average_path": _path_json(profile.together.path),
        "reversals": _reversals_json(profile),
        "contracts": {name: contract_json(flags) for name, flags in profile.contracts.items()},
        "deals": [_deal_json(one) for one in profile.deals],
        "follow_up": _follow_up_json(profile),
        "price_notes": list(profile.remarks),
    }


def _measured(profile: Profile) -> dict[tuple[str, str], tuple[Cell, ...]]:
    found, decided = profile.found, profile.decided
    return {
        (event.id, event.security): (
            event.day0.isoformat(),
            *(number(found.components[name][i]) for name in ("peak", "up_strength", "give_back")),
            number(decided.comparison.p_value[i]),
            number(decided.q_value[i]),
            decided.tier[i].value,
            decided.reason[i],
        )
        for i, event in enumerate(found.events)
    }


def _left_out(profile: Profile) -> dict[tuple[str, str], tuple[Cell, ...]]:
    blank = (None,) * 6
    return {
        (one.id, one.security): (*blank, left_out_tier(one) or NOT_MEASURED, one.reason)
        for one in profile.found.dropped
    }


def _counts(some: Reversals) -> tuple[Cell, ...]:
    return some.rises, some.reversed, number(some.share), number(some.low), number(some.high)


def _step(path: AveragePath, i: int) -> tuple[Cell, ...]:
    values = (path.mean, path.low, path.high, path.ordinary)
    return int(path.offsets[i]), int(path.announcements[i]), *(number(one[i]) for one in values)


def _chance(usual: Usual) -> str:
    return (
        f"at the share of comparable rises, {usual.reversed} or more of {usual.rises} are given back with a chance of "
        f"{usual.p_more:.4f}, {usual.reversed} or fewer with {usual.p_fewer:.4f}"
    )


def _last(deal: PastDeal) -> str | None:
    return str(deal.follow_ups[-1].on) if deal.follow_ups else None


def _source(deal: PastDeal) -> str | None:
    return deal.follow_ups[-1].source if deal.follow_ups else deal.source


def _announcement_json(profile: Profile, one: Announcement) -> Json:
    events = {**_measured(profile), **_left_out(profile)}
    keys = [column.key for column in _EVENTS[4:]]
    return {
        "id": one.id,
        "announced": str(one.announced),
        "kind": one.kind,
        "headline": one.headline,
        "url": one.url,
        "events": [
            {"security": security or None, **dict(zip(keys, cells, strict=True))}
            for (name, security), cells in events.items()
            if name == one.id
        ],
    }


def _path_json(path: AveragePath | None) -> Json:
    if path is None:
        return None
    return {
        "sessions": [int(one) for one in path.offsets],
        "announcements": [int(one) for one in path.announcements],
        "mean": numbers(path.mean),
        "low": numbers(path.low),
        "high": numbers(path.high),
        "ordinary": numbers(path.ordinary),
    }


def _reversals_json(profile: Profile) -> Json:
    usual = profile.together.usual
    return {
        "issuer": _reversed_json(profile.together.own),
        "comparable": {
            "rises": usual.rises,
            "reversed": usual.reversed,
            "share": number(usual.share),
            "p_as_many_or_more": number(usual.p_more),
            "p_as_many_or_fewer": number(usual.p_fewer),
        },
        "other_issuers": _reversed_json(profile.together.others),
    }


def _reversed_json(some: Reversals) -> Json:
    return {
        "rises": some.rises,
        "reversed": some.reversed,
        "share": number(some.share),
        "wilson_95": None if not some.rises else [some.low, some.high],
    }


def _deal_json(one: PastDeal) -> Json:
    return {
        "id": one.id,
        "on": str(one.on),
        "kind": one.kind,
        "text": one.text,
        "source": one.source,
        "outcome": one.outcome.value,
        "follow_ups": [
            {"outcome": each.outcome.value, "on": str(each.on), "source": each.source}
            for each in one.follow_ups
        ],
    }


def _follow_up_json(profile: Profile) -> Json:
    interval = profile.evidenced_interval
    return {
        "deals": len(profile.deals),
        "evidenced": profile.evidenced,
        "share": None if interval is None else profile.evidenced / len(profile.deals),
        "wilson_95": None if interval is None else list(interval),
        "note": OPEN,
    }
