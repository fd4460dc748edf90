"""Makes an edition from results: its post, the pictures that the post shows, and its two tables."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from eventstudy import __version__
from eventstudy.reporting.captions.words import day_text
from eventstudy.reporting.flag import flat_table
from eventstudy.reporting.newsletter.post import Post, Section
from eventstudy.reporting.newsletter.words import METHODS, left_out_words, summary, sureness
from eventstudy.workflow.edition.edition import Drawing, Edition
from eventstudy.workflow.edition.stories import section, shown, stories
from eventstudy.workflow.pictures.album import album
from eventstudy.workflow.provenance import source_table

if TYPE_CHECKING:
    import datetime as dt

    from eventstudy.plotting import Sheet
    from eventstudy.workflow.pictures.album import Album
    from eventstudy.workflow.pictures.material import Material

_DRAWS = ("matplotlib", "numpy", "pillow", "seaborn")


def make_edition(
    material: Material,
    *,
    period: tuple[dt.date | None, dt.date | None],
    title: str | None,
    sheet: Sheet,
    images_url: str,
) -> Edition:
    """Make the edition of everything that was flagged.

    Parameters
    ----------
    material : Material
    period : (datetime.date or None, datetime.date or None)
        First and last day of the announcements.
    title : str or None
        The edition's title; written from the period where it is None.
    sheet : Sheet
        What the pictures of the post are drawn on.
    images_url : str
        What stands before the name of a picture in the e-mail.
    """
    told = stories(material)
    pictures = album(material, [story.id for story in told])
    post = Post(
        title=title or f"Space announcements and share prices{period_text(*period)}",
        subtitle="What share prices did around announcements, and how much that says",
        overview=_overview(material, pictures),
        stories=tuple(section(material, story, pictures.stories[story.id]) for story in told),
        notes=_notes(material),
        simulated=material.found.simulated,
    )
    drawn = {one.name: Drawing(one.name, one.picture) for one in pictures.everything}
    return Edition(
        post=post,
        drawings=tuple(drawn[one.name] for one in post.pictures),
        sheet=sheet,
        images_url=images_url,
        numbers=flat_table(material.found, material.decided, material.flagged.contracts),
        sources=source_table(material, [story.id for story in told]),
        versions=versions(),
    )


def versions() -> tuple[tuple[str, str], ...]:
    """Return the versions of what computes and draws."""
    return (("eventstudy", __version__), *((name, version(name)) for name in _DRAWS))


def other_versions(edition: Edition) -> tuple[str, ...]:
    """Say of an edition that is written again which of what draws has changed since."""
    return tuple(
        f"{name} is {now} here and was {then} when the edition was made: pictures may differ in their bytes"
        for (name, now), (_, then) in zip(versions(), edition.versions, strict=True)
        if now != then
    )


def period_text(since: dt.date | None, until: dt.date | None) -> str:
    """Write a period as a title goes on: ", 1 to 28 February 2025".

    >>> import datetime as dt
    >>> period_text(dt.date(2025, 2, 1), dt.date(2025, 2, 28))
    ', 1 February 2025 to 28 February 2025'
    """
    if since and until:
        return f", {day_text(since)} to {day_text(until)}"
    if since:
        return f" since {day_text(since)}"
    return f" up to {day_text(until)}" if until else ""


def _overview(material: Material, pictures: Album) -> Section:
    said = summary(material.found, material.decided, material.issuers, material.flagged.contracts)
    return Section("In brief", said, tuple(map(shown, pictures.together)))


def _notes(material: Material) -> Section:
    """Say how sure this is, how it was found, what was left out, and what is to be said of the prices."""
    found = material.found
    left_out = [f"{one.id}: {left_out_words(one)}" for one in found.dropped]
    return Section(
        "How sure is this?",
        (
            *sureness(material.decided),
            *(text for _, text in METHODS),
            *(
                [f"Contracts are looked at up to {day_text(as_of)}."]
                if (as_of := material.known.as_of)
                else []
            ),
            *([f"Left out. {' '.join(left_out)}"] if left_out else []),
            *(f"{one[0].upper()}{one[1:]}." for one in material.flagged.remarks),
        ),
    )
