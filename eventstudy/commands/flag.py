"""``eventstudy flag``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from eventstudy.commands.face import Command, Options, terminal_width
from eventstudy.commands.selection import Selection, selection_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.announcements.announcement import Announcement
    from eventstudy.workflow.events import Choices
    from eventstudy.workflow.issuer import Profiled


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
@click.option(
    "--issuer",
    metavar="NAME",
    help="Profile one issuer, by symbol or name: its announcements together, beside its peers, and what became "
    "of its deals.",
)
@click.pass_obj
def flag(
    options: Options, *, selection: Selection, fail_on_flag: bool, fdr: float, issuer: str | None
) -> None:
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
    if issuer is None:
        found = flag_events(
            selection.chosen(everything), everything, selection.shelf(options), choices, say=options.say
        )
        text = found.text(options.format, width=terminal_width(), verbose=options.verbose)
    else:
        profiled = _profile(issuer, everything, options, selection, choices)
        found = profiled.flagged
        text = profiled.text(options.format, width=terminal_width(), verbose=options.verbose)
    options.emit(text)
    if options.format == "csv":
        for remark in found.remarks:
            options.say(remark)
    warning = found.measured.beside.warning()
    if warning:
        options.say(warning)
    signatures = found.measured.signatures
    if issuer is None:
        refuse_nothing(len(signatures), len(signatures.dropped))
    raised = found.raised(fdr)
    if fail_on_flag and raised:
        raise FlagsRaisedError(f"{len(raised)} flagged: {', '.join(raised)}")


def _profile(
    issuer: str,
    everything: Sequence[Announcement],
    options: Options,
    selection: Selection,
    choices: Choices,
) -> Profiled:
    """Profile an issuer; what the reader recorded of its deals is in the store, beside its registry."""
    from eventstudy.workflow.contract import ledgers_of  # noqa: PLC0415  -- help must not wait
    from eventstudy.workflow.follow_ups import stored_follow_ups  # noqa: PLC0415
    from eventstudy.workflow.issuer import find_issuer, profile_of  # noqa: PLC0415

    file = selection.announcements
    found = find_issuer(issuer, everything, ledgers_of(), file=file)
    recorded = stored_follow_ups(options.settings().database) if file is None else ()
    chosen = selection.chosen(found.announcements)
    shelf = selection.shelf(options)
    return profile_of(found, chosen, everything, shelf, choices, say=options.say, recorded=recorded)
