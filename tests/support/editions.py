"""A made-up newsletter edition."""

from __future__ import annotations

from dataclasses import replace

from pictures import picture
from posts import post, shown

from eventstudy.plotting import Sheet
from eventstudy.reporting.newsletter.post import Section
from eventstudy.reporting.tables import Column, Table
from eventstudy.workflow.edition.edition import Drawing, Edition


def edition() -> Edition:
    """Return an edition with one story and two pictures, one of them without volume."""
    told = replace(
        post(stories=1), overview=Section("In brief", ("One announcement.",), (shown("multiples"),))
    )
    table = Table(
        (Column("id", "event"), Column("value", "value", ".1%")), (("a", 0.1), ("b", None), ("c", True))
    )
    return Edition(
        post=told,
        drawings=(
            Drawing("multiples", picture(fan=True)),
            Drawing("event-0", picture(seed=2, volume=False, simulated=True)),
        ),
        sheet=Sheet(),
        images_url="",
        numbers=table,
        sources=Table(table.columns, (), notes=("a note",)),
        versions=(("eventstudy", "0"),),
    )
