"""What the commands that draw and write have in common: announcements flagged as ``flag`` does, remembered nowhere."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eventstudy.commands.selection import today

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from eventstudy.commands.face import Options
    from eventstudy.commands.selection import Selection
    from eventstudy.workflow.pictures.material import Material


def material_of(
    selection: Selection, options: Options, *, ledgers: Sequence[Path] = (), as_of: dt.date | None = None
) -> Material:
    """Flag the announcements of a selection; ``flag`` alone adds to the stream of tests.

    Raises
    ------
    NothingToStudyError
        If the selection picks no announcement.
    """
    from eventstudy.workflow.flag import SESSIONS_AFTER, flag_events, known_of  # noqa: PLC0415  -- help must not wait
    from eventstudy.workflow.pictures.material import Material  # noqa: PLC0415
    from eventstudy.workflow.study import refuse_nothing  # noqa: PLC0415

    everything, shelf = selection.everything(options), selection.shelf(options)
    chosen = selection.chosen(everything)
    if not chosen:
        refuse_nothing(0, 0)
    choices = selection.choices(options, sessions_after=SESSIONS_AFTER)
    registry = None if selection.announcements else options.settings().database
    # The day is part of what is written: who reads it later must know up to when one has looked.
    known = replace(known_of(ledgers, shelf, database=registry), store=None, as_of=as_of or today())
    flagged = flag_events(
        chosen,
        everything,
        shelf,
        choices,
        known=known,
        say=options.say,
        edition=selection.edition(everything),
    )
    return Material(flagged, {one.id: one for one in everything}, known, shelf)
