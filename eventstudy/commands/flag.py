"""``eventstudy flag``."""

from __future__ import annotations

import click

from eventstudy.commands.face import Command, Options, terminal_width
from eventstudy.commands.selection import Selection, selection_options


@click.command(cls=Command)
@selection_options
@click.pass_obj
def flag(options: Options, *, selection: Selection) -> None:
    """Measure the shape of the path around each announcement.

    Prints the components of the signature: how far the price rose beyond its benchmark, how fast, and
    how much of it came back. They are not yet calibrated, so no verdict follows from them. With
    --verbose every component of every event is listed with its meaning.
    """
    from eventstudy.workflow.flag import SESSIONS_AFTER, measure  # noqa: PLC0415  -- help must not wait
    from eventstudy.workflow.study import refuse_nothing  # noqa: PLC0415

    everything = selection.everything(options)
    choices = selection.choices(options, sessions_after=SESSIONS_AFTER)
    found = measure(selection.chosen(everything), everything, selection.shelf(options), choices)
    options.emit(found.text(options.format, width=terminal_width(), verbose=options.verbose))
    if options.format == "csv":
        for remark in found.remarks:
            options.say(remark)
    warning = found.beside.warning()
    if warning:
        options.say(warning)
    refuse_nothing(len(found.signatures.events), len(found.signatures.dropped))
