"""How sure the verdict on one event is, in sentences for a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.counting import counted
from eventstudy.reporting.contract import contract_count
from eventstudy.reporting.ramp import ramp_sentence
from eventstudy.reporting.verdict import detectable, verdict_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.analysis.ramp_phase import Ramp
    from eventstudy.analysis.signature import Signatures
    from eventstudy.analysis.verdict import Verdicts
    from eventstudy.announcements.flags.flag import ContractFlag

_SECTOR = {
    True: "Rise and fall are both left once the path of its sector is taken out.",
    False: "Once the path of its sector is taken out, rise and fall are not both left.",
    None: "The path of its sector was not needed or could not be taken out.",
}


def event_sureness(found: Signatures, decided: Verdicts, i: int, ramp: Ramp) -> tuple[str, ...]:
    """Say of one event what the verdict is, what it rests on, and how large a pump would have been found."""
    return (
        f"Verdict on {found.events[i].security}: {verdict_text(decided, i)}.",
        _compared(decided, i),
        *filter(None, (detectable(decided, i), _repeat(decided, i))),
        _SECTOR[decided.sector_agrees[i]],
        ramp_sentence(ramp),
    )


def _compared(decided: Verdicts, i: int) -> str:
    compared = decided.comparison
    if not np.isfinite(compared.p_value[i]):
        return f"It was not compared with others: {counted(int(compared.available[i]), 'window')} with a rise are in the reference set of its liquidity."
    return (
        f"It was compared with {int(compared.matched[i]):,} windows of {int(compared.securities[i])} other shares, which see "
        f"{int(compared.stretches[i]):,} separate rises: a p-value below {1 / (1 + int(compared.stretches[i])):.3f} is out of reach."
    )


def _repeat(decided: Verdicts, i: int) -> str:
    other = decided.same_window_as[i]
    return f"It shares its window with {other}, which is tested in its place." if other else ""


def contract_sureness(flags: Sequence[ContractFlag]) -> str:
    """Say how much of the contract is known."""
    return f"{contract_count(flags)}: unknown is not no, and flags are counted, not weighed."
