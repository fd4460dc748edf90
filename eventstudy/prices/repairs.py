"""What is wrong with the rows of a price file: refused at once or, where asked for, mended and listed.

Every fault has one repair, and none makes up a number: a cell becomes empty, a row is left out, or a
number is read in the only way that it can be.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from eventstudy.errors import PriceInvalidError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(slots=True)
class Faults:
    """The faults of one file.

    Attributes
    ----------
    path : Path
    mend : bool
        Whether faults are mended; else the first is refused.
    repairs : list of (int, str)
        The row of every repair, and what was done.
    """

    path: Path
    mend: bool = False
    repairs: list[tuple[int, str]] = field(default_factory=list)

    def settle(self, row: int, column: str, problem: str, *, offer: str, done: str) -> None:
        """Refuse a fault, or note its repair, which is the caller's to make.

        Parameters
        ----------
        row : int
        column : str
        problem : str
            What was seen, what was needed and what to do.
        offer, done : str
            What ``--repair`` does, for the refusal; what was done, for the list.

        Raises
        ------
        PriceInvalidError
            If faults are not mended.
        """
        if not self.mend:
            raise PriceInvalidError(self.path, row, column, f"{problem} (prices import --repair {offer})")
        self.repairs.append((row, f"{self.path.name}, row {row}, column '{column}': {done}"))

    def listed(self) -> tuple[str, ...]:
        """Return what was done, row by row."""
        return tuple(text for _, text in sorted(self.repairs, key=lambda one: one[0]))
