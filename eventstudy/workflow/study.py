"""A study from announcements and prices to text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from eventstudy.analysis.study import EventStudy, StudyResult
from eventstudy.analysis.window import Window
from eventstudy.errors import NothingToStudyError
from eventstudy.reporting.remarks import dropped_table
from eventstudy.reporting.study import aggregate_table, event_table, flat_table, study_json
from eventstudy.reporting.tables import Format, to_csv, to_json, to_people
from eventstudy.workflow.events import join

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Literal

    from eventstudy.announcements.announcement import Announcement
    from eventstudy.workflow.events import Choices
    from eventstudy.workflow.inputs import PriceShelf


@dataclass(frozen=True, slots=True)
class Study:
    """A result together with how day 0 was found."""

    result: StudyResult
    notes: Mapping[tuple[str, str], str]

    def text(self, form: Format, *, width: int) -> str:
        """Write the study in one of the formats of ``--format``."""
        if form == "json":
            return to_json(study_json(self.result, self.notes))
        if form == "csv":
            return to_csv(flat_table(self.result))
        tables = (
            [event_table(self.result, self.notes), aggregate_table(self.result)] if self.result.events else []
        )
        return to_people([*tables, dropped_table(self.result.dropped)], form, width=width)


def refuse_nothing(events: int, dropped: int) -> None:
    """End with exit code 3 where no event is left.

    Raises
    ------
    NothingToStudyError
        If every event was dropped.
    """
    if not events and not dropped:
        raise NothingToStudyError("nothing to study: no announcement lies between --since and --until")
    if not events:
        raise NothingToStudyError(
            f"nothing to study: {dropped} left out, none kept; the reasons stand in the output"
        )


def make_design(
    *,
    model: str,
    estimation: str,
    window: str,
    returns: str,
    min_observations: int,
    allow_partial: bool,
    tests: str | None,
) -> EventStudy:
    """Make the design from the texts of the command line.

    Raises
    ------
    WindowError
        If a window cannot be read, or the two overlap.
    EstimationError
        If the model or a test is unknown.
    """
    design = EventStudy(
        model=model,
        estimation=Window.parse(estimation),
        window=Window.parse(window),
        returns=cast("Literal['log', 'simple']", returns),
        min_observations=min_observations,
        allow_partial=allow_partial,
    )
    return design if tests is None else replace(design, tests=tuple(tests.replace(" ", "").split(",")))


def run_study(
    design: EventStudy, announcements: Sequence[Announcement], shelf: PriceShelf, choices: Choices
) -> Study:
    """Join, and fit; what could not be joined stands among the dropped, first."""
    joined = join(announcements, shelf, choices)
    result = design.fit(joined.panel, joined.events)
    return Study(replace(result, dropped=joined.dropped + result.dropped), joined.notes)
