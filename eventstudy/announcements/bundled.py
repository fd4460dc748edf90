"""The registry files that come with the package, found wherever it is installed."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def bundled_files() -> tuple[Path, ...]:
    """Return the bundled registry files, in the order of their names.

    The package is installed as files (a wheel is unpacked), so that each has a path of its own.
    """
    folder = Path(str(files("eventstudy.announcements"))) / "data"
    return tuple(sorted(folder.glob("*.toml")))
