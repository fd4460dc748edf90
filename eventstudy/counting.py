"""Numbers with their nouns, as every message and title writes them."""

from __future__ import annotations


def counted(count: int, noun: str, plural: str = "") -> str:
    """Write a number and its noun.

    >>> counted(1, "event"), counted(2, "event"), counted(2, "security", "securities")
    ('1 event', '2 events', '2 securities')
    """
    return f"1 {noun}" if count == 1 else f"{count} {plural or f'{noun}s'}"
