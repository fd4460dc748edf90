"""The registry files and the ledgers that come with the package, found wherever it is installed."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def bundled_files() -> tuple[Path, ...]:
    """Return the bundled registry files, each named after its month, in the order of their names.

    The package is installed as files (a wheel is unpacked), so that each has a path of its own.
    """
    return _named("*_[12][0-9][0-9][0-9].toml")


def bundled_ledgers() -> tuple[Path, ...]:
    """Return the bundled ledgers, each named after a symbol, in the order of their names."""
    return _named("ledger_*.toml")


def _named(pattern: str) -> tuple[Path, ...]:
    folder = Path(str(files("eventstudy.announcements"))) / "data"
    return tuple(sorted(folder.glob(pattern)))
