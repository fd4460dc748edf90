"""What every test may lean on: no network but loopback, databases, and the real data where it is at hand."""

from __future__ import annotations

import os
import socket
from contextlib import ExitStack
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from postgres_server import PostgresServer
    from sqlalchemy import Engine

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"

_NUMBERS = count()
"""No two databases of a process share a name."""

_LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves this machine."""
    connect: Callable[..., None] = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if isinstance(host, str) and host and not host.startswith(_LOOPBACK):
            pytest.fail(f"a test tried to reach {host}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    # yfinance's own client goes around Python's sockets, and so do subprocesses: both find a closed port.
    monkeypatch.setenv("EVENTSTUDY_YAHOO_URL", "http://127.0.0.1:9")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what is cached out of the user's own folder, and from one test to the next."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVENTSTUDY_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real data; the test is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"needs the real data in {SHARED}")
    return SHARED


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Return a PostgreSQL server of these tests' own; the test is skipped where none can be had."""
    pytest.importorskip("psycopg", reason="needs psycopg: pip install 'space-eventstudy[postgres]'")
    from postgres_server import NoPostgresError, running_postgres  # noqa: PLC0415  -- needs psycopg

    with ExitStack() as stack:
        try:
            server = stack.enter_context(running_postgres())
        except NoPostgresError as error:
            # What nobody looks at must not go untested.
            (pytest.fail if os.environ.get("CI") else pytest.skip)(str(error))
        yield server


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """Return the URL of an empty PostgreSQL database of the test's own."""
    with postgres.database(f"test_{next(_NUMBERS)}") as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of an empty database: the test runs on a file of SQLite, and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'registry.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def bare_engine(database_url: str) -> Iterator[Engine]:
    """Return an empty database, without tables: SQLite and PostgreSQL in turn."""
    from eventstudy.database import connect  # noqa: PLC0415  -- most tests need no database

    engine = connect(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(bare_engine: Engine) -> Engine:
    """Return a database with all tables, holding nothing: SQLite and PostgreSQL in turn."""
    from eventstudy.database import Base  # noqa: PLC0415  -- most tests need no database

    for module in ("eventstudy.announcements.tables", "eventstudy.prices.tables"):
        import_module(module)
    Base.metadata.create_all(bare_engine)
    return bare_engine
