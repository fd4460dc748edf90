"""Blocks are worked on side by side, and their results come in order."""

from __future__ import annotations

import multiprocessing
import threading

import pytest
from threadpoolctl import threadpool_info

from eventstudy.analysis.parallel import in_order


@pytest.fixture(autouse=True)
def _two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)


def test_results_come_in_the_order_of_the_items() -> None:
    """An item that takes longer than the next ones does not lose its place."""
    later = threading.Event()

    def work(item: int) -> int:
        if item == 0:
            assert later.wait(30)
        if item == 1:
            later.set()
        return item * item

    assert list(in_order(work, range(20))) == [item * item for item in range(20)]


def test_one_item_stays_in_the_thread_that_asks() -> None:
    """So do all items where threads are not wanted."""
    here = threading.get_ident()
    assert list(in_order(lambda _: threading.get_ident(), [0])) == [here]
    assert list(in_order(lambda _: threading.get_ident(), range(5), threads=False)) == [here] * 5


def test_results_do_not_pile_up() -> None:
    """Of a thousand items no more than a few are worked on before the first result is taken."""
    begun: list[int] = []
    results = in_order(begun.append, range(1_000))
    next(results)
    assert len(begun) < 10
    results.close()  # type: ignore[attr-defined]  # an iterator that is a generator


def test_matrix_products_have_one_thread_each_meanwhile() -> None:
    """The threads of BLAS would only take the cores from those that work on blocks."""
    found = list(in_order(lambda _: [one["num_threads"] for one in threadpool_info()], range(4)))
    assert {number for each in found for number in each} <= {1}


def test_an_error_reaches_who_asked() -> None:
    """What goes wrong with one item ends the iteration."""
    with pytest.raises(ZeroDivisionError):
        list(in_order(lambda item: 1 // item, [1, 0, 1]))


def _squares(_: int) -> list[int]:
    return list(in_order(lambda item: item * item, range(8)))


def test_a_forked_process_has_threads_of_its_own() -> None:
    """A fork after the first use works on: it does not wait for threads that stayed behind."""
    expected = _squares(0)
    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert pool.map_async(_squares, [0]).get(60) == [expected]
