"""A date that may be known only to its month or year, as the days that it may mean (ISO 8601 forms)."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventstudy.announcements.announcement import Precision

if TYPE_CHECKING:
    from eventstudy.announcements.announcement import Moment

_SHAPE = re.compile(r"(?P<year>[0-9]{4})(-(?P<month>[0-9]{2})(-(?P<day>[0-9]{2}))?)?")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The first and the last day that a date may mean; the same day where it is known."""

    first: dt.date
    last: dt.date

    @classmethod
    def read(cls, text: str) -> Span:
        """Read ``2021``, ``2025-02``, ``2025-02-11``, or two of them with a stroke between.

        Raises
        ------
        ValueError
            If the text is none of these, or the day does not exist.

        >>> str(Span.read("2024-02").last), str(Span.read("2024-02"))
        ('2024-02-29', '2024-02')
        """
        begin, stroke, end = text.partition("/")
        if stroke:
            first, last = cls.read(begin).first, cls.read(end).last
            if last < first:
                raise ValueError(f"'{text}' ends before it begins; write the earlier date first")
            return cls(first, last)
        shape = _SHAPE.fullmatch(text)
        if shape is None:
            raise ValueError(f"'{text}' is not a date; write 2021, 2025-02, 2025-02-11 or 2023-02/2024-03")
        year, month, day = int(shape["year"]), int(shape["month"] or 1), int(shape["day"] or 1)
        first = dt.date(year, month, day)
        if shape["day"]:
            return cls(first, first)
        if not shape["month"]:
            return cls(first, dt.date(year, 12, 31))
        return cls(first, first.replace(day=calendar.monthrange(year, month)[1]))

    @classmethod
    def of(cls, moment: Moment) -> Span:
        """Return the days on which something may have been announced."""
        if moment.precision is Precision.MONTH:
            return cls.read(f"{moment.date:%Y-%m}")
        return cls(moment.date, moment.date)

    @property
    def exact(self) -> bool:
        """Whether the day is known."""
        return self.first == self.last

    def days(self) -> tuple[dt.date, ...]:
        """Return every day that the date may mean."""
        count = (self.last - self.first).days + 1
        return tuple(self.first + dt.timedelta(days=each) for each in range(count))

    def within(self, first: dt.date, last: dt.date) -> bool:
        """Say whether the date lies between two days whichever day it means."""
        return first <= self.first and self.last <= last

    def touches(self, first: dt.date, last: dt.date) -> bool:
        """Say whether the date may lie between two days."""
        return first <= self.last and self.first <= last

    def __str__(self) -> str:
        """Write the date as precisely as it is known."""
        if self.exact:
            return self.first.isoformat()
        for text in (f"{self.first:%Y-%m}", f"{self.first:%Y}"):
            if Span.read(text) == self:
                return text
        return f"{self.first}/{self.last}"
