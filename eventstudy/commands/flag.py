"""``eventstudy flag``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from eventstudy.commands.face import Command, Options
from eventstudy.commands.selection import Selection, ledger_option, selection_options

if TYPE_CHECKING:
    from pathlib import Path


@click.command(cls=Command)
@selection_options
@ledger_option
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
    help="With --fail-on-flag: the largest q-value that counts; above 0.20 nothing is flagged.",
)
@click.option(
    "--issuer",
    metavar="NAME",
    help="Profile one issuer, by symbol or name: its announcements together, beside its peers, and what became "
    "of its deals.",
)
@click.pass_obj
def flag(
    options: Options,
    *,
    selection: Selection,
    ledgers: tuple[Path, ...],
    fail_on_flag: bool,
    fdr: float,
    issuer: str | None,
) -> None:
    """Say how much a path looks like a pump and dump, and how sure one can be.

    Each event is compared with windows of other shares of its market whose price rose as much on ordinary
    days, from every security in the store. Prints a verdict with its numbers, one sentence, and how large a
    pump would have been found at all; beside it the flags of the contract's terms, which need no prices, and
    ramps of weeks and months. Announcements that --since and --until pick are tested together, whichever IDs
    are shown. With --verbose every component is listed with its meaning. It describes prices and terms, and
    accuses nobody.
    """
    from eventstudy.errors import FlagsRaisedError  # noqa: PLC0415  -- help must not wait
    from eventstudy.workflow.flag import SESSIONS_AFTER, flag_events, known_of  # noqa: PLC0415
    from eventstudy.workflow.issuer import find_issuer, profile_of  # noqa: PLC0415
    from eventstudy.workflow.study import refuse_nothing  # noqa: PLC0415

    everything, shelf = selection.everything(options), selection.shelf(options)
    choices = selection.choices(options, sessions_after=SESSIONS_AFTER)
    registry = None if selection.announcements else options.settings().database
    known = known_of(ledgers, shelf, database=registry)
    whose = (
        None
        if issuer is None
        else find_issuer(issuer, everything, known.ledgers, file=selection.announcements)
    )
    picked_from = everything if whose is None else whose.announcements
    chosen, edition = selection.chosen(picked_from), selection.edition(picked_from)
    found = flag_events(chosen, everything, shelf, choices, known=known, say=options.say, edition=edition)
    shown = found if whose is None else profile_of(whose, found, everything, shelf, choices, known=known)
    options.emit(shown.text(options.format, screen=options.screen(), verbose=options.verbose))
    if options.format == "csv":
        for remark in found.remarks:
            options.say(remark)
    warning = found.measured.beside.warning()
    if warning:
        options.say(warning)
    if found.says_nothing and whose is None:
        refuse_nothing(0, len(found.measured.signatures.dropped))
    raised = found.raised(fdr)
    if fail_on_flag and raised:
        raise FlagsRaisedError(f"{len(raised)} flagged: {', '.join(raised)}")
