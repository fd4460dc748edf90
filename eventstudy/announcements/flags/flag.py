"""One contract flag: what was measured, against which threshold, and whether it tripped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class ContractFlag:
    """One contract flag.

    Attributes
    ----------
    name : str
    tripped : bool or None
        None where it is unknown, which is never taken for "no".
    value : float, str or None
        What was measured; of several readings the one most in the deal's favour.
    unit : str
        Of the value; empty for words.
    threshold : str
        When it trips, in words.
    sentence : str
        The finding in one plain sentence.
    sources : tuple of str
    reason : str or None
        Why it is unknown; None where it is known.
    """

    name: str
    tripped: bool | None
    value: float | str | None
    unit: str
    threshold: str
    sentence: str
    sources: tuple[str, ...] = ()
    reason: str | None = None


class Measure(NamedTuple):
    """What every finding of one flag has in common: its name, its threshold in words, and its unit."""

    name: str
    threshold: str
    unit: str = ""

    def unknown(
        self, reason: str, sources: Iterable[str] = (), *, value: float | str | None = None
    ) -> ContractFlag:
        """Return the flag that could not be told, with the reason."""
        return ContractFlag(
            self.name, None, value, self.unit, self.threshold, f"Unknown: {reason}.", once(sources), reason
        )

    def found(
        self, value: float | str, sentence: str, sources: Iterable[str], *, tripped: bool
    ) -> ContractFlag:
        """Return the flag that could be told."""
        return ContractFlag(self.name, tripped, value, self.unit, self.threshold, sentence, once(sources))

    def over_days(
        self, value: float | str, sentence: str, sources: Iterable[str], outcomes: Iterable[bool]
    ) -> ContractFlag:
        """Return the flag by its outcome on every day that the date may mean; unknown where they differ."""
        seen = set(outcomes)
        if len(seen) > 1:
            reason = (
                f"it depends on the day, which is not known; {sentence[0].lower()}{sentence[1:].rstrip('.')}"
            )
            return self.unknown(reason, sources, value=value)
        return self.found(value, sentence, sources, tripped=seen.pop())


def once(sources: Iterable[str]) -> tuple[str, ...]:
    """Return the sources that are there, each once, in order."""
    return tuple(dict.fromkeys(one for one in sources if one))
