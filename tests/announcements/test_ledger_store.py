"""Keeping ledgers: one an issuer, whole, and as they were written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eventstudy.announcements.bundled import bundled_ledgers
from eventstudy.announcements.ledger_reader import read_ledger
from eventstudy.announcements.ledger_store import LedgerStore
from eventstudy.errors import AnnouncementInvalidError

if TYPE_CHECKING:
    from sqlalchemy import Engine

MINE = 'issuer = "Maker"\nbegins = 2021-01-01\n'


def test_a_ledger_comes_back_as_it_was_written(engine: Engine) -> None:
    """The bundled ledger, kept and read again, says the same to the letter."""
    path = bundled_ledgers()[0]
    store = LedgerStore(engine)
    store.save([path.read_text(encoding="utf-8"), MINE])
    assert store.texts() == (MINE, path.read_text(encoding="utf-8"))
    assert store.all()[1] == read_ledger(path)


def test_the_last_one_of_an_issuer_stands(engine: Engine) -> None:
    """A ledger takes the place of the one that was kept of its issuer."""
    store = LedgerStore(engine)
    store.save([MINE])
    store.save([MINE.replace("2021", "2022")])
    assert [one.begins.year for one in store.all()] == [2022]


def test_a_bad_one_keeps_all_of_them_out(engine: Engine) -> None:
    """Nothing is kept where one of several cannot be read."""
    store = LedgerStore(engine)
    with pytest.raises(AnnouncementInvalidError, match="begins"):
        store.save([MINE, 'issuer = "Other"\n'])
    assert store.all() == ()
