"""A design, and the factors it needs, from the texts of the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from eventstudy.analysis.study import EventStudy
from eventstudy.analysis.window import Window
from eventstudy.errors import EstimationError
from eventstudy.prices.factors import read_factors

if TYPE_CHECKING:
    from typing import Literal

    from eventstudy.prices.factors import FactorTable
    from eventstudy.workflow.texts import DesignTexts


def make_design(texts: DesignTexts) -> EventStudy:
    """Make the design from what the options say.

    Raises
    ------
    WindowError
        If a window cannot be read, or windows contradict each other.
    EstimationError
        If the model or a test is unknown, or a choice does not fit the model.
    """
    columns = _names(texts.factor_columns)
    if columns and texts.model != "factor_model":
        raise EstimationError(
            f"--factor-columns {','.join(columns)}: belongs to --model factor_model, not to {texts.model}"
        )
    design = EventStudy(
        model=texts.model,
        estimation=Window.parse(texts.estimation),
        window=Window.parse(texts.window),
        subwindows=tuple(Window.parse(one) for one in texts.subwindow),
        returns=cast("Literal['log', 'simple']", texts.returns),
        gaps=cast(
            "Literal['missing', 'lumped', 'trade_to_trade']", texts.returns_over_gaps.replace("-", "_")
        ),
        min_observations=texts.min_observations,
        allow_partial=texts.allow_partial,
        exclude_other_events=texts.exclude_other_events,
        factors=columns,
        leads=texts.leads,
        **({} if texts.tests is None else {"tests": _names(texts.tests)}),
    )
    if design.needs_factors and texts.factors is None:
        raise EstimationError(
            f"model '{texts.model}': needs daily factors; pass --factors FILE with {', '.join(design.needs_factors)}"
        )
    return design


def factor_table(texts: DesignTexts) -> FactorTable | None:
    """Read the factors, if a file was given.

    Raises
    ------
    PriceInvalidError
        If the file cannot be used; the message says where and what to do.
    """
    return None if texts.factors is None else read_factors(texts.factors, percent=texts.factors_in_percent)


def _names(text: str | None) -> tuple[str, ...]:
    return () if text is None else tuple(text.replace(" ", "").split(","))
