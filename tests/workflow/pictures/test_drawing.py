"""Many pictures are the same whoever draws them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from pictures import picture

from eventstudy.plotting import Sheet
from eventstudy.workflow.pictures.drawing import WORTH_A_POOL, Order, draw_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Item = TypeVar("Item")


def plainly(items: Iterable[Item], **_: object) -> Iterator[Item]:
    """Go through items without a bar."""
    yield from items


def test_a_pool_writes_what_one_process_writes(tmp_path: Path) -> None:
    """Bytes do not depend on how many draw, and problems come back in the order of the pictures."""
    pictures = [picture(seed=seed) for seed in range(WORTH_A_POOL)]
    odd = replace(pictures[3], words=replace(pictures[3].words, title="\U00013000"))
    pictures[3] = odd
    together = [Order(one, Sheet(), tmp_path / "pool" / f"{k}.png") for k, one in enumerate(pictures)]
    alone = [Order(one, Sheet(), tmp_path / "one" / f"{k}.png") for k, one in enumerate(pictures)]
    problems = draw_all(together, progress=plainly)
    for one, problem in zip(alone, problems, strict=True):
        assert draw_all([one], progress=plainly) == [problem]
    assert [problem is not None for problem in problems] == [k == 3 for k in range(WORTH_A_POOL)]
    for one, other in zip(together, alone, strict=True):
        assert one.path.read_bytes() == other.path.read_bytes()


def test_nothing_to_draw_is_nothing_drawn(tmp_path: Path) -> None:
    """Without an order there is no process and no file."""
    assert draw_all([], progress=plainly) == []
    assert list(tmp_path.iterdir()) == []
