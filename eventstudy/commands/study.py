"""``eventstudy study``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from eventstudy.commands.design import design_options
from eventstudy.commands.face import Command, Options, terminal_width
from eventstudy.commands.selection import Selection, selection_options
from eventstudy.errors import EstimationError, WindowError

if TYPE_CHECKING:
    from eventstudy.analysis.regression import Correction
    from eventstudy.analysis.supplements import VolumeModel
    from eventstudy.workflow.texts import DesignTexts


@click.command(cls=Command)
@selection_options
@design_options
@click.option(
    "--explain",
    metavar="ATTR,...",
    help="Regress the CARs on attributes of the announcements: "
    "value, unit_price_gap, binding, counterparty_known, opt_out_days.",
)
@click.option(
    "--adjust",
    type=click.Choice(["bh", "by", "holm"]),
    help="Adjust the events' p-values for their number: Benjamini-Hochberg, Benjamini-Yekutieli, Holm.",
)
@click.option(
    "--resample",
    type=click.IntRange(min=99),
    metavar="DRAWS",
    help="Add wild-bootstrap, permutation and skewness-bootstrap p-values of the mean CAR.",
)
@click.option("--seed", default=1, show_default=True, help="Seed of --resample.")
@click.option(
    "--volume-model",
    type=click.Choice(["mean", "market"]),
    default="mean",
    show_default=True,
    help="What volume is compared with: its own mean, or the mean volume of the other securities.",
)
@click.option("--diagnostics", is_flag=True, help="Add diagnostics of every event's estimation residuals.")
@click.pass_obj
def study(
    options: Options,
    *,
    selection: Selection,
    texts: DesignTexts,
    explain: str | None,
    adjust: Correction | None,
    resample: int | None,
    seed: int,
    volume_model: VolumeModel,
    diagnostics: bool,
) -> None:
    """Say what the price did beyond what the model expects.

    Without ID every announcement is studied. Windows are counted in sessions from day 0, the first
    session that can react, both ends included. JSON and CSV carry fractions, not per cent.
    """
    from eventstudy.workflow.design import factor_table, make_design  # noqa: PLC0415  -- help must not wait
    from eventstudy.workflow.study import Wishes, refuse_nothing, run_study  # noqa: PLC0415

    wishes = Wishes(names(explain), adjust, resample, seed, volume_model, diagnostics=diagnostics)
    try:
        design = make_design(texts)
    except (EstimationError, WindowError) as error:
        raise click.UsageError(str(error)) from error
    everything = selection.everything(options)
    picked = selection.chosen(everything)
    choices = selection.choices(options, sessions_after=max(design.window.last, 0))
    found = run_study(
        design,
        picked,
        everything,
        selection.shelf(options),
        choices,
        factors=factor_table(texts),
        wishes=wishes,
    )
    options.emit(found.text(options.format, width=terminal_width(), verbose=options.verbose))
    refuse_nothing(len(found.result.events), len(found.result.dropped))


def names(text: str | None) -> tuple[str, ...]:
    """Split names that are separated by commas; none where nothing was given."""
    return () if text is None else tuple(text.replace(" ", "").split(","))
