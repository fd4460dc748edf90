"""What goes beside the prices that ``db export`` writes: announcements, what became of them, ledgers, the stream."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

from eventstudy.announcements.follow_ups import FollowUpStore
from eventstudy.announcements.ledger import FollowUp, Outcome
from eventstudy.announcements.ledger_reader import ledger_text
from eventstudy.announcements.ledger_store import LedgerStore
from eventstudy.announcements.reader import read_announcements
from eventstudy.announcements.span import Span
from eventstudy.announcements.store import AnnouncementStore
from eventstudy.announcements.stream import StreamEntry, StreamStore
from eventstudy.announcements.writer import write_announcements
from eventstudy.errors import AnnouncementInvalidError
from eventstudy.reporting.tables import to_json

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

ANNOUNCEMENTS, FOLLOW_UPS, STREAM = "announcements.json", "follow_ups.json", "tested_events.json"
"""The files in the folder."""

_KEYS = ("deal", "outcome", "on", "source")


def write_registry(engine: Engine, folder: Path) -> None:
    """Write the announcements, follow-ups, ledgers and tested events of a database to a folder that is there."""
    write_announcements(AnnouncementStore(engine).select(), folder / ANNOUNCEMENTS)
    rows = [
        dict(zip(_KEYS, (one.deal, one.outcome.value, str(one.on), one.source), strict=True))
        for one in FollowUpStore(engine).of()
    ]
    content = to_json({"schema": "eventstudy/follow-ups/1", "rows": rows})
    (folder / FOLLOW_UPS).write_text(content + "\n", encoding="utf-8")
    for number, text in enumerate(LedgerStore(engine).texts()):
        (folder / f"ledger-{number:03d}.toml").write_text(text, encoding="utf-8")
    tested = [one._asdict() for one in StreamStore(engine).load()]
    stream = to_json({"schema": "eventstudy/tested-events/1", "rows": tested})
    (folder / STREAM).write_text(stream + "\n", encoding="utf-8")


def read_registry(folder: Path, engine: Engine) -> None:
    """Save the announcements, follow-ups and ledgers of a folder; one written without them has none.

    The stream of tested events is taken over where the database has none: two streams cannot be one.

    Raises
    ------
    AnnouncementInvalidError
        If one of the files cannot be used; nothing has then been saved.
    """
    announcements, follow_ups, stream = (folder / name for name in (ANNOUNCEMENTS, FOLLOW_UPS, STREAM))
    said = read_announcements(announcements).announcements if announcements.exists() else ()
    came = _follow_ups(follow_ups) if follow_ups.exists() else ()
    tested = _tested(stream) if stream.exists() else ()
    kept = [ledger_text(path) for path in sorted(folder.glob("ledger-*.toml"))]
    LedgerStore(engine).save(kept)
    AnnouncementStore(engine).save(said)
    FollowUpStore(engine).save(came)
    StreamStore(engine).extend(lambda known: known or tested, tested_at=dt.datetime.now(dt.UTC))


def _follow_ups(path: Path) -> tuple[FollowUp, ...]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["rows"]
        texts = [[str(row[key]) for key in _KEYS] for row in rows]
        return tuple(
            FollowUp(deal, Outcome(outcome), Span.read(on), source) for deal, outcome, on, source in texts
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        problem = f"cannot be read ({error}); write it with db export"
        raise AnnouncementInvalidError(path, None, None, problem) from error


def _tested(path: Path) -> tuple[StreamEntry, ...]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["rows"]
        return tuple(
            StreamEntry(str(row["event"]), float(row["p_value"]), int(row["flagged_at"])) for row in rows
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        problem = f"cannot be read ({error}); write it with db export"
        raise AnnouncementInvalidError(path, None, None, problem) from error
