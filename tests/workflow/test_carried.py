"""The stream of tested events goes with the prices."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from eventstudy.announcements.stream import StreamEntry, StreamStore
from eventstudy.errors import AnnouncementInvalidError
from eventstudy.workflow.carried import STREAM, read_registry, write_registry

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

NOW = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
ENTRIES = (StreamEntry("a 1.HK", 0.25, 0), StreamEntry("b 2.HK", 1 / 171, 2))


def test_the_stream_goes_there_and_back(engine: Engine, tmp_path: Path) -> None:
    """A stream comes back number for number into a database that has none, and never into one that has."""
    store = StreamStore(engine)
    write_registry(engine, tmp_path)
    read_registry(tmp_path, engine)
    assert store.load() == ()
    store.extend(lambda _: ENTRIES, tested_at=NOW)
    write_registry(engine, tmp_path)
    text = (tmp_path / STREAM).read_text()
    (tmp_path / STREAM).write_text(text.replace("a 1.HK", "c 3.HK"))
    read_registry(tmp_path, engine)
    assert store.load() == ENTRIES


def test_an_empty_database_takes_the_stream(engine: Engine, tmp_path: Path) -> None:
    """A database without a stream takes the one that was written."""
    write_registry(engine, tmp_path)
    (tmp_path / STREAM).write_text(
        '{"rows": [{"event": "a 1.HK", "p_value": 0.25, "flagged_at": 0}]}', encoding="utf-8"
    )
    read_registry(tmp_path, engine)
    assert StreamStore(engine).load() == ENTRIES[:1]


def test_a_broken_stream_is_refused(engine: Engine, tmp_path: Path) -> None:
    """A file that is no stream is named, and nothing is saved."""
    write_registry(engine, tmp_path)
    (tmp_path / STREAM).write_text('{"rows": [{"event": "a"}]}', encoding="utf-8")
    with pytest.raises(AnnouncementInvalidError, match=STREAM):
        read_registry(tmp_path, engine)
    assert StreamStore(engine).load() == ()
