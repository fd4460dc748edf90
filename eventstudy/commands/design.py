"""The options that say how events are studied; they arrive as one ``DesignTexts``."""

from __future__ import annotations

import functools
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eventstudy.workflow.texts import DesignTexts

if TYPE_CHECKING:
    from collections.abc import Callable


def design_options(body: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of a design; they arrive as ``texts``."""

    @functools.wraps(body)
    def gathered(*given: object, **options: object) -> None:
        own = {field.name: options.pop(field.name) for field in fields(DesignTexts)}
        body(*given, texts=DesignTexts(**own), **options)  # type: ignore[arg-type]  # click has checked the types

    for decorate in reversed(_DECORATORS):
        gathered = decorate(gathered)
    return gathered


_MODELS = (
    "market_model, market_adjusted, constant_mean, capm, ff3, carhart, ff5, scholes_williams, dimson, "
    "robust_market_model, garch_market_model, factor_model"
)
_TESTS = (
    "cross_sectional_t, crude_dependence_t, patell, adjusted_patell, bmp, adjusted_bmp, corrado_rank, "
    "corrado_zivney_rank, grank_t, grank_z, sign, generalized_sign, wilcoxon, johnson_t, hall_t"
)
# Written out, because help must not wait for the modules that hold them.

_DECORATORS = (
    click.option(
        "--model",
        metavar="NAME",
        default="market_model",
        show_default=True,
        help=f"Model of the normal return: {_MODELS}.",
    ),
    click.option(
        "--estimation",
        metavar="FIRST:LAST",
        default="-250:-11",
        show_default=True,
        help="Estimation window, in sessions.",
    ),
    click.option(
        "--window",
        metavar="FIRST:LAST",
        default="-10:10",
        show_default=True,
        help="Event window, in sessions.",
    ),
    click.option(
        "--subwindow",
        multiple=True,
        metavar="FIRST:LAST",
        help="A window inside the event window with statistics of its own, e.g. -1:1; may be repeated.",
    ),
    click.option(
        "--returns",
        type=click.Choice(["log", "simple"]),
        default="log",
        show_default=True,
        help="How a return is measured.",
    ),
    click.option(
        "--returns-over-gaps",
        type=click.Choice(["missing", "lumped", "trade-to-trade"]),
        default="missing",
        show_default=True,
        help="Returns over sessions without a price: missing; lumped into one; or lumped, with a variance that "
        "grows with the sessions, for thin trading.",
    ),
    click.option(
        "--min-observations",
        metavar="RETURNS",
        default=60,
        show_default=True,
        help="Estimation returns that an event needs.",
    ),
    click.option(
        "--allow-partial",
        is_flag=True,
        help="Keep events whose window the prices cover only in part; the output names them.",
    ),
    click.option(
        "--exclude-other-events",
        is_flag=True,
        help="Leave the event windows of the security's other announcements out of its estimation window.",
    ),
    click.option(
        "--factors",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        multiple=True,
        help="Daily factors for capm, ff3, carhart, ff5 and factor_model, as Kenneth French publishes them (.CSV "
        "or .zip), or with columns of fractions: date, and what the model needs of rf, mkt_rf, smb, hml, rmw, "
        "cma, umd; may be repeated, e.g. for momentum.",
    ),
    click.option("--factors-in-percent", is_flag=True, help="The numbers of plain --factors are per cent."),
    click.option(
        "--factor-columns",
        metavar="NAME,...",
        help="Columns of --factors that factor_model regresses on; with rf among them, returns are taken less rf.",
    ),
    click.option(
        "--leads", type=click.IntRange(1, 2), default=1, show_default=True, help="Leads and lags of dimson."
    ),
    click.option("--tests", metavar="NAME,...", help=f"Tests across events; default: all fifteen, {_TESTS}."),
)
