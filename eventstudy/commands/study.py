"""``eventstudy study``."""

from __future__ import annotations

import click

from eventstudy.commands.face import Command, Options, terminal_width
from eventstudy.commands.selection import Selection, selection_options
from eventstudy.errors import EstimationError, WindowError


@click.command(cls=Command)
@selection_options
@click.option("--model", default="market_model", show_default=True, help="Model of the normal return.")
@click.option("--estimation", default="-250:-11", show_default=True, help="Estimation window, in sessions.")
@click.option("--window", default="-10:10", show_default=True, help="Event window, in sessions.")
@click.option(
    "--returns",
    type=click.Choice(["log", "simple"]),
    default="log",
    show_default=True,
    help="Sort of return.",
)
@click.option(
    "--min-observations", default=60, show_default=True, help="Estimation returns that an event needs."
)
@click.option("--allow-partial", is_flag=True, help="Keep events whose window the prices cover only in part.")
@click.option("--tests", metavar="NAME,...", help="Tests across events; default: all of them.")
@click.pass_obj
def study(
    options: Options,
    *,
    selection: Selection,
    model: str,
    estimation: str,
    window: str,
    returns: str,
    min_observations: int,
    allow_partial: bool,
    tests: str | None,
) -> None:
    """Say what the price did beyond what the model expects.

    Without ID every announcement is studied. Windows are counted in sessions from day 0, the first
    session that can react, both ends included. JSON and CSV carry fractions, not per cent.
    """
    from eventstudy.workflow.study import make_design, refuse_nothing, run_study  # noqa: PLC0415  -- help must not wait

    try:
        design = make_design(
            model=model,
            estimation=estimation,
            window=window,
            returns=returns,
            min_observations=min_observations,
            allow_partial=allow_partial,
            tests=tests,
        )
    except (EstimationError, WindowError) as error:
        raise click.UsageError(str(error)) from error
    picked = selection.chosen(selection.everything(options))
    choices = selection.choices(options, sessions_after=max(design.window.last, 0))
    found = run_study(design, picked, selection.shelf(options), choices)
    options.emit(found.text(options.format, width=terminal_width()))
    refuse_nothing(len(found.result.events), len(found.result.dropped))
