"""``eventstudy evaluate``."""

from __future__ import annotations

from pathlib import Path

import click

from eventstudy.commands.face import Command, Options
from eventstudy.commands.selection import Selection

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command(cls=Command)
@click.option("--announcements", type=_FILE, help="Read announcements from this file, not the store.")
@click.option(
    "--prices",
    type=click.Path(path_type=Path, exists=True),
    multiple=True,
    help="Read prices from this file; may be repeated.",
)
@click.option("--benchmark", metavar="SYMBOL", help="Benchmark of every security; default: by exchange.")
@click.option(
    "--seed", type=click.IntRange(min=0), help="Draws securities, windows and shapes; default: a fixed one."
)
@click.option(
    "--windows", type=click.IntRange(min=100), help="Windows that each shape is laid into; default: 4,000."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the table, the JSON and three pictures.",
)
@click.pass_obj
def evaluate(
    options: Options,
    *,
    announcements: Path | None,
    prices: tuple[Path, ...],
    benchmark: str | None,
    seed: int | None,
    windows: int | None,
    out: Path | None,
) -> None:
    """Measure how often the verdict is right, on the prices at hand.

    Half of the securities make the reference set. Into windows of the other half are laid pumps of 10 to 80 %,
    news that lasts, news that partly reverts, and nothing, and the verdict's test is asked. Prints size,
    power, area under the ROC curve and the share of false flags in whole registries, with intervals, the
    prototype's test and naive rules beside them. An interrupted run goes on where it was.
    """
    from eventstudy.errors import NothingToStudyError  # noqa: PLC0415
    from eventstudy.workflow.evaluate import SEED, WINDOWS  # noqa: PLC0415  -- help must not wait
    from eventstudy.workflow.evaluate import evaluate as run  # noqa: PLC0415
    from eventstudy.workflow.evaluate_pictures import draw_evaluation  # noqa: PLC0415

    selection = Selection((), announcements, prices, None, None, (), benchmark)
    try:
        everything = () if prices and announcements is None else selection.everything(options)
    except NothingToStudyError:  # without announcements there are no windows to leave out
        everything = ()
    found = run(
        selection.shelf(options),
        everything,
        selection.choices(options, sessions_after=0),
        seed=SEED if seed is None else seed,
        drawn=WINDOWS if windows is None else windows,
        progress=options.progress,
        say=options.say,
    )
    options.emit(found.text(options.format, screen=options.screen()))
    if out is not None:
        for path in (*found.write(out), *draw_evaluation(found, out)):
            options.say(f"wrote {path}")
