"""A made-up dossier of many chapters, with real pictures, Chinese names and hostile texts."""

from __future__ import annotations

from functools import cache

from pictures import picture

from eventstudy.plotting import Sheet
from eventstudy.plotting.house import DARK, LIGHT
from eventstudy.plotting.inline import InlinePictures
from eventstudy.reporting.dossier.dossier import Chapter, Dossier, Picture
from eventstudy.reporting.tables import Column, Table

CHAPTERS = 30

HOSTILE = """<script>document.title="hacked"</script> "quoted" & 'so' </svg>"""

_SOURCE = f"A paper, 2024 (https://example.com/{'long-address-' * 8}); another"

_OVERVIEW = (
    Column("issuer", "issuer", prose=True),
    Column("day0", "day 0"),
    Column("rise", "rise", ".1%"),
    Column("tier", "verdict", prose=True),
)
_SOURCES = (Column("what", "what"), Column("source", "source", prose=True), Column("sha256", "SHA-256"))


@cache
def dossier(*, simulated: bool = False) -> Dossier:
    """Return the dossier; what comes back is shared, and nobody changes it."""
    inline = InlinePictures(LIGHT)
    chapters = tuple(_chapter(number, inline) for number in range(CHAPTERS))
    rises = [None if number % 7 == 3 else ((number * 37) % 30 - 5) / 100 for number in range(CHAPTERS)]
    rows = tuple(
        (
            f"{'洲际航天' if number % 5 == 0 else 'Company'} {number}",
            f"2025-02-{1 + number % 28:02d}",
            rise,
            "no up-leg",
        )
        for number, rise in enumerate(rises)
    )
    return Dossier(
        title="A dossier of made-up announcements",
        subtitle=HOSTILE,
        summary=("Thirty announcements.", HOSTILE),
        sureness=("Prices describe a shape.",),
        overview=Table(_OVERVIEW, rows, "All announcements"),
        links=tuple(one.anchor for one in chapters),
        pictures=(_picture("all", inline),),
        chapters=chapters,
        left_out=Table((Column("id", "event"), Column("reason", "why")), (("x", "pending"),), "Left out"),
        method=(("The path", "How it was found."),),
        provenance=(
            Table(_SOURCES, (("prices", "https://example.com/a?b=1&c=2", "0f" * 32),), "Prices", ("a note",)),
        ),
        sprite=inline.sprite,
        light=LIGHT.named,
        dark=DARK.named,
        logo="BELT",
        simulated=simulated,
    )


def _picture(name: str, inline: InlinePictures) -> Picture:
    drawn = picture(seed=len(name), fan=True).figure(Sheet(bare=True))
    svg = inline.add(drawn, f"Line chart of {name}. {HOSTILE}")
    return Picture(
        f"picture-{name}",
        f"Company {name} rose",
        "Price beyond its benchmark.",
        HOSTILE,
        "Prices: file.",
        svg,
    )


def _chapter(number: int, inline: InlinePictures) -> Chapter:
    flags = tuple(
        (
            f"flag_of_a_long_name_{k}",
            "unknown" if k % 2 else "yes",
            "A long finding of many words. " * 4,
            "6.1 times",
            "more than five times",
            None if k else _SOURCE,
        )
        for k in range(8)
    )
    columns = (
        Column("flag", "flag"),
        Column("tripped", "tripped"),
        Column("sentence", "finding", prose=True),
        Column("value", "value", prose=True),
        Column("threshold", "trips at", prose=True),
        Column("sources", "sources", prose=True),
    )
    return Chapter(
        anchor=f"a{number}",
        heading=f"Company {number} (100{number}.HK), 11 February 2025",
        tier="strong (q <= 0.10), p 0.0100" if not number else "no up-leg",
        url="javascript:alert(1)" if number == 1 else f"https://example.com/{number}",
        marked=not number,
        paragraph=f"On 11 February 2025 it announced: {HOSTILE}.",
        sureness=("Verdict.", "It was compared with 1,000 windows."),
        pictures=(_picture(f"{number}-path", inline), _picture(f"{number}-placebo-one", inline)),
        tables=(Table(columns, flags, "Contract flags"), Table(columns, (), "Nothing here")),
        details=(Table(columns, flags, "Ledger"),),
    )
