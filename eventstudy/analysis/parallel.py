"""Work on blocks of events side by side, and take the results in the order of the blocks.

numpy lets other threads run while it computes, so threads that share the panel are enough. Results do not
depend on how many there are: each block is computed by itself, and they are added up in a fixed order.
"""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from threadpoolctl import ThreadpoolController

Item = TypeVar("Item")
Made = TypeVar("Made")

MOST_THREADS = 8
"""Beyond this the threads wait for memory, and for each other, more than they compute."""


def in_order(work: Callable[[Item], Made], items: Sequence[Item], *, threads: bool = True) -> Iterator[Made]:
    """Yield the results of ``work`` on every item, in the order of the items.

    Parameters
    ----------
    work : callable
        Must not depend on what it does to other items, nor call this function.
    items : sequence
    threads : bool
        Whether ``work`` may run in several threads at once.
    """
    workers = min(_threads(), len(items))
    if workers <= 1 or not threads:
        yield from map(work, items)
        return
    # Small matrix products that spawn threads of their own would only take the cores from each other.
    with _blas().limit(limits=1):
        waiting: deque[Future[Made]] = deque()
        for item in items:
            waiting.append(_pool().submit(work, item))
            # Bounded, so that results do not pile up in memory.
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _threads() -> int:
    return min(os.cpu_count() or 1, MOST_THREADS)


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_threads(), thread_name_prefix="eventstudy")


# A forked process has the pool but not its threads.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pool.cache_clear)


@cache
def _blas() -> ThreadpoolController:
    from threadpoolctl import ThreadpoolController  # noqa: PLC0415  -- a study of few events needs none

    return ThreadpoolController()
