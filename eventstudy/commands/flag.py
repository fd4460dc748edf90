"""``eventstudy flag``."""

from __future__ import annotations

import click

from eventstudy.commands.face import Command, Options, terminal_width
from eventstudy.commands.selection import Selection, selection_options


@click.command(cls=Command)
@selection_options
@click.option(
    "--fail-on-flag",
    is_flag=True,
    help="End with exit code 5 where an event is pump-and-dump-like.",
)
@click.option(
    "--fdr",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.20,
    show_default=True,
    metavar="Q",
    help="With --fail-on-flag: the largest q-value that counts.",
)
@click.pass_obj
def flag(options: Options, *, selection: Selection, fail_on_flag: bool, fdr: float) -> None:
    """Say how much the path around each announcement looks like a pump and dump, and how sure one can be.

    Each event is compared with windows of other shares of its market whose price rose as much on ordinary
    days, from every security in the store. Prints a verdict with its numbers, one sentence, and how large a
    pump would have been found at all. With --verbose every component is listed with its meaning. It
    describes prices and accuses nobody.
    """
    from eventstudy.errors import FlagsRaisedError  # noqa: PLC0415  -- help must not wait
    from eventstudy.workflow.flag import SESSIONS_AFTER, flag_events  # noqa: PLC0415
    from eventstudy.workflow.study import refuse_nothing  # noqa: PLC0415

    everything = selection.everything(options)
    choices = selection.choices(options, sessions_after=SESSIONS_AFTER)
    found = flag_events(
        selection.chosen(everything), everything, selection.shelf(options), choices, say=options.say
    )
    options.emit(found.text(options.format, width=terminal_width(), verbose=options.verbose))
    if options.format == "csv":
        for remark in found.remarks:
            options.say(remark)
    warning = found.measured.beside.warning()
    if warning:
        options.say(warning)
    signatures = found.measured.signatures
    refuse_nothing(len(signatures), len(signatures.dropped))
    raised = found.raised(fdr)
    if fail_on_flag and raised:
        raise FlagsRaisedError(f"{len(raised)} flagged: {', '.join(raised)}")
