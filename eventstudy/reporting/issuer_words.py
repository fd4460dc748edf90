"""One paragraph on an issuer that a newsletter can print.

It tells prices and records, and accuses nobody. Sizes are changes in price; tables give log returns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.counting import counted

if TYPE_CHECKING:
    from eventstudy.analysis.issuer import AveragePath, Reversals, Usual
    from eventstudy.reporting.issuer_profile import Profile


def paragraph(profile: Profile) -> str:
    """Return the paragraph: announcements, average path, reversals beside peers, verdicts, and deals."""
    together = profile.together
    parts = [_announced(profile)]
    if together.path is None:
        parts.append("Nothing is said of its share price, as none of them could be measured.")
    else:
        parts += [_path(together.path), _own(together.own)]
        parts += [_usual(together.usual)] if together.own.rises else []
        parts += [_others(together.others)] if together.others.rises else []
        parts.append(f"Verdicts: {'; '.join(f'{count} {tier}' for tier, count in profile.tiers.items())}.")
    return " ".join([*parts, _deals(profile)])


def _announced(profile: Profile) -> str:
    name = f"{profile.name} ({', '.join(profile.symbols)})" if profile.symbols else profile.name
    if not profile.announcements:
        return f"{name}: no announcement is at hand."
    first, last = profile.announcements[0].announced, profile.announcements[-1].announced
    when = f"from {first} to {last}" if str(first) != str(last) else f"of {first}"
    return f"{name}: {counted(len(profile.announcements), 'announcement')} {when}."


def _path(path: AveragePath) -> str:
    number, zero = int(path.announcements[-1]), int(np.searchsorted(path.offsets, 0))
    top, spread = zero + int(np.argmax(path.mean[zero:])), ""
    who = f"On average over {counted(number, 'announcement')} (windows that overlap count once)"
    if np.isfinite(path.low[-1]):
        spread = f" (95 % interval {_change(path.low[-1])} to {_change(path.high[-1])})"
    return (
        f"{who} the share stood highest beyond its benchmark on session {path.offsets[top]}, at "
        f"{_change(path.mean[top])}, and at {_change(path.mean[-1])} on session {path.offsets[-1]}{spread}; if nothing "
        f"happens, 95 % of such {'averages' if number > 1 else 'paths'} end between {_change(-path.ordinary[-1])} and "
        f"{_change(path.ordinary[-1])}."
    )


def _own(own: Reversals) -> str:
    if not own.rises:
        return "It did not rise out of the ordinary after any of them."
    rises = counted(own.rises, "rise")
    return f"Of {rises} out of the ordinary {own.reversed} {_was(own.reversed)} given back by half or more {_interval(own)}."


def _usual(usual: Usual) -> str:
    if not usual.rises:
        return "There are too few comparable rises on ordinary days to say how usual that is."
    above = usual.reversed >= usual.share * usual.rises
    chance, many = (usual.p_more, "more") if above else (usual.p_fewer, "fewer")
    return (
        f"Of comparable rises of other shares on ordinary days {usual.share:.0%} were; at that rate {usual.reversed} or "
        f"{many} of {usual.rises} would be in {chance:.0%} of cases."
    )


def _others(others: Reversals) -> str:
    return (
        f"Of {counted(others.rises, 'rise')} after announcements of other issuers, whatever their size, "
        f"{others.reversed} {_was(others.reversed)} {_interval(others)}."
    )


def _deals(profile: Profile) -> str:
    interval = profile.evidenced_interval
    if interval is None:
        return "No deal of it is in registry or ledger."
    number, evidenced = len(profile.deals), profile.evidenced
    known = (
        f"Of {counted(number, 'deal')} in registry and ledger {evidenced} {_is(evidenced)} evidenced later "
    )
    low, high = interval
    rest = number - evidenced
    other = (
        f"; of the other {rest} no evidence was found, which does not prove that there is none"
        if rest
        else ""
    )
    return f"{known}({evidenced / number:.0%}, 95 % interval {low:.0%} to {high:.0%}){other}."


def _interval(some: Reversals) -> str:
    return f"({some.share:.0%}, 95 % interval {some.low:.0%} to {some.high:.0%})"


def _was(number: int) -> str:
    return "was" if number == 1 else "were"


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _change(log_return: float) -> str:
    return f"{np.expm1(log_return):+.1%}"
