"""A design, and the factors it needs, from the texts of the command line."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from eventstudy.analysis.inference.tests import TESTS
from eventstudy.analysis.study import EventStudy
from eventstudy.analysis.window import Window
from eventstudy.errors import EstimationError
from eventstudy.prices.factors import factor_name, read_factor_files
from eventstudy.workflow.texts import names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.analysis.trades import Gaps
    from eventstudy.prices.factors import FactorTable
    from eventstudy.workflow.inputs import Say
    from eventstudy.workflow.texts import DesignTexts

_GAPS: Mapping[str, Gaps] = MappingProxyType(
    {"missing": "missing", "lumped": "lumped", "trade-to-trade": "trade_to_trade"}
)


def make_design(texts: DesignTexts) -> EventStudy:
    """Make the design from what the options say.

    Raises
    ------
    WindowError
        If a window cannot be read, or windows contradict each other.
    EstimationError
        If the model or a test is unknown, a choice does not fit the model, or its factors are not given.
    """
    _refuse_strangers(texts)
    design = EventStudy(
        model=texts.model,
        estimation=Window.parse(texts.estimation),
        window=Window.parse(texts.window),
        subwindows=tuple(Window.parse(one) for one in texts.subwindow),
        returns=texts.returns,
        gaps=_GAPS[texts.returns_over_gaps],
        min_observations=texts.min_observations,
        allow_partial=texts.allow_partial,
        exclude_other_events=texts.exclude_other_events,
        factors=tuple(map(factor_name, names(texts.factor_columns))),
        leads=texts.leads,
        tests=tuple(TESTS) if texts.tests is None else names(texts.tests),
    )
    if design.needs_factors and not texts.factors:
        raise EstimationError(
            f"model '{texts.model}': needs daily factors; pass --factors FILE with {', '.join(design.needs_factors)}"
        )
    return design


def _refuse_strangers(texts: DesignTexts) -> None:
    """Refuse options that the rest of the command line gives no meaning."""
    if texts.factor_columns is not None and texts.model != "factor_model":
        raise EstimationError(
            f"--factor-columns {texts.factor_columns}: belongs to --model factor_model, not to {texts.model}"
        )
    if "" in map(factor_name, names(texts.factor_columns)):
        raise EstimationError(
            f"--factor-columns {texts.factor_columns}: names an empty column; take out a comma"
        )
    if texts.leads > 1 and texts.model != "dimson":
        raise EstimationError(f"--leads {texts.leads}: belongs to --model dimson, not to {texts.model}")
    if texts.factors_in_percent and not texts.factors:
        raise EstimationError("--factors-in-percent: says something of --factors FILE, which is not given")


def factor_table(texts: DesignTexts, design: EventStudy, *, say: Say) -> FactorTable | None:
    """Read the factors, if files were given and the model needs them; say so where it does not.

    Raises
    ------
    PriceInvalidError
        If a file cannot be used; the message says where and what to do.
    """
    if not texts.factors:
        return None
    if not design.needs_factors:
        given = ", ".join(path.name for path in texts.factors)
        say(f"{given}: not used; {design.model} needs no factors")
        return None
    table = read_factor_files(texts.factors, percent=texts.factors_in_percent)
    for note in table.notes:
        say(note)
    return table
