"""Made-up posts of a newsletter."""

from __future__ import annotations

from eventstudy.reporting.newsletter.post import Link, Post, Section, Shown


def shown(name: str) -> Shown:
    """Return a picture of a post."""
    return Shown(name, f"Title of {name}", f"Line chart of {name}, from 1 to 2.", f"Caption of {name}.")


def story(number: int, *, words: int = 60) -> Section:
    """Return a story of some words with a picture and a link."""
    return Section(
        heading=f"Company {number} (100{number}.HK), 11 February 2025",
        paragraphs=(f"On 11 February 2025 it announced a contract. {'Words go on. ' * words}",),
        pictures=(shown(f"event-{number}"),),
        links=(Link("The announcement", f"https://example.com/{number}?a=1&b=2"),),
    )


def post(*, stories: int = 2, words: int = 60, simulated: bool = False) -> Post:
    """Return a post with some stories."""
    return Post(
        title="Space announcements, February 2025",
        subtitle="What share prices did",
        overview=Section("In brief", ("Two announcements.",), (shown("multiples"),)),
        stories=tuple(story(number, words=words) for number in range(stories)),
        notes=Section("How sure is this?", ("Prices describe a shape.",)),
        simulated=simulated,
    )
