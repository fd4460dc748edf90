"""What every picture is: words around it, and a way to be drawn on a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from eventstudy.plotting.house import DEFAULT_SHEET

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from eventstudy.plotting.frame import Words
    from eventstudy.plotting.house import Sheet


class Picture(Protocol):
    """A frozen value that holds all the numbers and words of a picture."""

    @property
    def words(self) -> Words:
        """What stands around it."""
        ...

    def figure(self, sheet: Sheet = DEFAULT_SHEET) -> Figure:
        """Draw it."""
        ...
