"""``eventstudy demo``."""

from __future__ import annotations

from pathlib import Path

import click

from eventstudy.commands.face import Command, Options


@click.command(cls=Command)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo"),
    show_default=True,
    help="Folder for everything that the demo writes.",
)
@click.pass_obj
def demo(options: Options, *, out: Path) -> None:
    """Run everything once, offline, on a simulated market.

    Fictional issuers make announcements: some with a pump-and-dump shape planted into the price, some
    with news that lasts, some with nothing. The planted truth is printed beside what was measured. The
    folder then holds the registry, the prices, a store, the study, the components and the pictures.
    """
    from eventstudy.workflow.demo import run_demo  # noqa: PLC0415  -- help must not wait

    found = run_demo(out, progress=options.progress)
    options.emit(found.text(options.format, screen=options.screen()))
    options.say(found.next_steps())
