"""``eventstudy study``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from eventstudy.commands.design import design_options
from eventstudy.commands.face import Command, Options
from eventstudy.commands.selection import Selection, currency_code, selection_options
from eventstudy.errors import EstimationError, WindowError
from eventstudy.workflow.texts import names

if TYPE_CHECKING:
    from eventstudy.analysis.regression import Correction
    from eventstudy.analysis.supplements import VolumeModel
    from eventstudy.workflow.texts import DesignTexts


def outstanding(text: str) -> tuple[str, float]:
    """Read ``SYMBOL=NUMBER``: the type of an option."""
    symbol, _, number = text.rpartition("=")
    try:
        shares = float(number.replace(",", ""))
    except ValueError:
        shares = 0.0
    if not symbol or not 0 < shares < float("inf"):
        raise click.BadParameter(
            f"'{text}' gives no number of shares; write SYMBOL=NUMBER, e.g. 1725.HK=310000000"
        )
    return symbol.upper(), shares


def _once_each(shares: tuple[tuple[str, float], ...]) -> dict[str, float]:
    """Return shares by symbol, and refuse a symbol that is given twice."""
    found = dict(shares)
    if len(found) < len(shares):
        symbols = [symbol for symbol, _ in shares]
        twice = next(symbol for symbol in found if symbols.count(symbol) > 1)
        raise click.UsageError(f"--shares {twice}: given more than once; give each security once")
    return found


@click.command(cls=Command)
@selection_options
@design_options
@click.option(
    "--explain",
    metavar="ATTR,...",
    help="Regress the CARs on attributes of the announcements: "
    "value, unit_price_gap, binding, counterparty_known, opt_out_days. Where that cannot be done, the study "
    "is printed without it, and the reason goes to stderr.",
)
@click.option(
    "--adjust",
    type=click.Choice(["bh", "by", "holm"]),
    help="Adjust the events' p-values for their number: Benjamini-Hochberg, Benjamini-Yekutieli, Holm.",
)
@click.option(
    "--resample",
    type=click.IntRange(min=99, max=1_000_000),
    metavar="DRAWS",
    help="Add wild-bootstrap, permutation and skewness-bootstrap p-values of the mean CAR.",
)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Seed of --resample.")
@click.option(
    "--volume-model",
    type=click.Choice(["mean", "market"]),
    default="mean",
    show_default=True,
    help="What volume is compared with: its own mean, or the mean volume of the other securities.",
)
@click.option(
    "--shares",
    type=outstanding,
    metavar="SYMBOL=NUMBER",
    multiple=True,
    help="Shares outstanding of a security to study: its volume is then measured as turnover; may be repeated.",
)
@click.option(
    "--in-currency",
    type=currency_code,
    metavar="CODE",
    help="Study all prices, the benchmarks' too, in this currency, by the exchange rates among the prices.",
)
@click.option(
    "--side-by-side",
    type=currency_code,
    metavar="CODE",
    help="Set the listed lines of an announcement side by side, in their own currencies and in this one, with "
    "what each costs above the first.",
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
    shares: tuple[tuple[str, float], ...],
    in_currency: str | None,
    side_by_side: str | None,
    diagnostics: bool,
) -> None:
    """Say what the price did beyond what the model expects.

    Prints each event with its CAR, every test across events with a note on what it is robust to, and
    which of them to read. Without ID every announcement is studied. Windows are counted in sessions from
    day 0, the first session that can react, both ends included. JSON and CSV carry fractions, not per
    cent; CSV has a row for every announcement, JSON has everything.
    """
    from eventstudy.workflow.design import factor_table, make_design  # noqa: PLC0415  -- help must not wait
    from eventstudy.workflow.study import Wishes, refuse_nothing, run_study  # noqa: PLC0415

    try:
        wishes = Wishes(
            names(explain),
            adjust,
            resample,
            seed,
            volume_model,
            _once_each(shares),
            diagnostics=diagnostics,
        )
        design = make_design(texts)
    except (EstimationError, WindowError) as error:
        raise click.UsageError(str(error)) from error
    if in_currency and side_by_side:
        raise click.UsageError(
            "--in-currency and --side-by-side: the second compares with the lines' own; take one"
        )
    everything = selection.everything(options)
    chosen, shelf = selection.chosen(everything), selection.shelf(options)
    if in_currency:
        shelf = shelf.in_currency(in_currency)
    choices = selection.choices(options, sessions_after=max(design.window.last, 0))
    factors = factor_table(texts, design, say=options.say)
    found = run_study(design, chosen, everything, shelf, choices, factors=factors, wishes=wishes)
    if side_by_side:
        from eventstudy.workflow.side_by_side import Comparison, compared  # noqa: PLC0415

        asked = Comparison(chosen, everything, shelf, shelf.in_currency(side_by_side), side_by_side)
        found = compared(design, found, asked, choices, factors=factors, say=options.say)
    options.emit(found.text(options.format, screen=options.screen(), verbose=options.verbose))
    warning = found.report.beside.warning()
    if warning:
        options.say(warning)
    if found.report.unexplained is not None:
        click.echo(f"Warning: no regression of CARs: {found.report.unexplained}", err=True)
    if options.format == "csv":
        for remark in found.report.remarks:
            options.say(remark)
    if options.format == "csv" and (explain or resample or side_by_side):
        options.say(
            "CSV has a row for every announcement; what --explain, --resample and --side-by-side found is in "
            "--format json"
        )
    refuse_nothing(len(found.result.events), len(found.result.dropped))
