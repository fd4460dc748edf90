"""Everything that can go wrong, and the exit code it ends with.

::

    EventStudyError                    1  the root: catch this to catch all of ours
    ├── WindowError                    1  the windows contradict each other or cannot be read
    ├── EstimationError                1  the study's design cannot be estimated
    ├── CalendarError                  1  the exchange is unknown or its sessions are not published
    ├── RowError                       1  a cell of a file cannot be used; never raised itself
    │   ├── AnnouncementInvalidError   1  a row of an announcement file cannot be read
    │   └── PriceInvalidError          1  a row of a price file cannot be read
    ├── AnnouncementUnknownError       1  no announcement has that id
    ├── StoreError                     1  the database cannot be used as it stands
    │   └── PriceMixtureError          1  prices cannot be one series with those that are stored
    ├── SettingsError                  1  a setting, or a file of settings, cannot be read
    ├── EditionInvalidError            1  the file of an edition cannot be read
    ├── NothingToStudyError            3  no event is left, or there are no prices for it
    ├── PriceUnavailableError          4  the price source has nothing, or did not answer
    │   └── RateLimitedError           4  the price source asks to come back later
    └── FlagsRaisedError               5  an event is flagged, and the run was told to end so

Messages name the subject, what was seen, what was needed, and what to do. One bad event is no
exception: it is a ``Dropped`` value inside a result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from pathlib import Path


class EventStudyError(Exception):
    """The root of all errors that eventstudy raises on purpose."""

    exit_code: ClassVar[int] = 1


class WindowError(EventStudyError, ValueError):
    """The windows contradict each other or cannot be read."""


class EstimationError(EventStudyError, ValueError):
    """The study's design cannot be estimated."""


class CalendarError(EventStudyError, LookupError):
    """The exchange is unknown or its sessions are not published for the day asked for."""


class RowError(EventStudyError, ValueError):
    """A cell of a file cannot be used; the base of the two file errors, never raised itself.

    Attributes
    ----------
    path : Path
        The file.
    row : int or None
        The line of the file, the header being line 1 (or the entry's number in JSON and TOML).
    column : str or None
        The column's name.
    """

    def __init__(self, path: Path, row: int | None, column: str | None, problem: str) -> None:
        self.path, self.row, self.column, self.problem = path, row, column, problem
        place = [str(path)]
        if row is not None:
            place.append(f"row {row}")
        if column is not None:
            place.append(f"column '{column}'")
        super().__init__(f"{', '.join(place)}: {problem}")


class AnnouncementInvalidError(RowError):
    """A row of an announcement file cannot be read."""


class AnnouncementUnknownError(EventStudyError, LookupError):
    """No announcement has that id."""


class PriceInvalidError(RowError):
    """A row of a price file cannot be read."""


class StoreError(EventStudyError):
    """The database cannot be used as it stands."""


class PriceMixtureError(StoreError):
    """Prices cannot be one series with those that are stored of the security."""


class SettingsError(EventStudyError, ValueError):
    """A setting, or a file of settings, cannot be read."""


class EditionInvalidError(EventStudyError, ValueError):
    """The file of a newsletter edition cannot be read."""


class NothingToStudyError(EventStudyError):
    """No event is left to study, or there are no prices for it."""

    exit_code = 3


class PriceUnavailableError(EventStudyError):
    """The price source has nothing for the security, or did not answer."""

    exit_code = 4


class RateLimitedError(PriceUnavailableError):
    """The price source asks to come back later.

    Attributes
    ----------
    seconds : float or None
        After how many seconds, where it says so.
    """

    def __init__(self, message: str, *, seconds: float | None = None) -> None:
        self.seconds = seconds
        super().__init__(message)


class FlagsRaisedError(EventStudyError):
    """An event is flagged, and the run was told to end with a code of its own then."""

    exit_code = 5
