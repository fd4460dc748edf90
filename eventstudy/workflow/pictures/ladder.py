"""The unit price of each deal on the ladder of what known satellites cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.announcements.flags.unit_price import MEASURE, unit_price
from eventstudy.plotting import LadderPicture, Words
from eventstudy.plotting.ladder import Rung
from eventstudy.reporting.captions.ladder import SOURCE, alt, caption, label, subtitle, title
from eventstudy.workflow.contract import dollar_rates, evidence_of
from eventstudy.workflow.pictures.event import slug
from eventstudy.workflow.pictures.illustration import Illustration

if TYPE_CHECKING:
    from eventstudy.announcements.announcement import Announcement
    from eventstudy.announcements.flags.unit_price import UnitPrice
    from eventstudy.workflow.pictures.material import Material


def ladders(material: Material) -> dict[str, Illustration]:
    """Return the ladder of each announcement that gives a price of one satellite, by its id; prices are not needed."""
    known, chosen = material.known, [material.announcements[name] for name in material.flagged.contracts]
    rates = dollar_rates(chosen, known.ledgers, material.shelf)
    found = {}
    for one in chosen:
        evidence = evidence_of(
            one,
            material.announcements.values(),
            known.ledgers,
            rates=rates,
            recorded=known.recorded,
            as_of=known.as_of,
        )
        priced = unit_price(one, evidence)
        if not isinstance(priced, str):
            found[one.id] = _illustration(material, one, priced)
    return found


def _illustration(material: Material, announcement: Announcement, priced: UnitPrice) -> Illustration:
    flag = next(one for one in material.flagged.contracts[announcement.id] if one.name == MEASURE.name)
    simulated = material.found.simulated
    words = Words(title(flag, priced), subtitle(announcement, priced), SOURCE, simulated)
    rungs = sorted(priced.compared, key=lambda one: -one.cost_low)
    picture = LadderPicture(
        words=words,
        rungs=tuple(
            Rung(one.name, one.cost_low, one.cost_high, one.below, kit=not one.operational) for one in rungs
        ),
        low=min(priced.dollars),
        high=max(priced.dollars),
        label=label(priced),
    )
    return Illustration(
        f"{slug(announcement.id)}-ladder",
        picture,
        caption(flag, priced, simulated=simulated),
        alt(announcement, priced, simulated=simulated),
    )
