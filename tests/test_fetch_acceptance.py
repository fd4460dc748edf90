"""Sixty securities with every fault of Yahoo among them, fetched by the command line in a process of its own."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from same_series import same
from sixty_securities import market, write_registry
from yahoo_server import STALLED, serve

from eventstudy.database import connect
from eventstudy.prices.store import PriceStore
from eventstudy.schema import prepare

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sixty_securities import Security
    from yahoo_server import YahooServer

    from eventstudy.prices.series import PriceSeries

# Whoever starts the tests may have told processes to ignore Ctrl-C, as a shell does with those in the background.
INTERRUPTIBLE = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("eventstudy", run_name="__main__")
"""
SEED = 20250211
KILLS = 10


@dataclass(frozen=True)
class Bench:
    """A registry, a server, and a command line that knows both."""

    folder: Path
    database: str
    server: YahooServer
    securities: dict[str, Security]

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command."""
        environment = {
            **os.environ,
            "EVENTSTUDY_YAHOO_URL": self.server.base_url,
            "EVENTSTUDY_REQUESTS_PER_SECOND": "2000",
            "EVENTSTUDY_TIMEOUT": "1",
            "EVENTSTUDY_CACHE": str(self.folder / "cache"),
            "EVENTSTUDY_DATABASE": self.database,
        }
        command = [sys.executable, "-c", INTERRUPTIBLE, *arguments]
        return subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
        )

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Run a command to its end."""
        process = self.start(*arguments)
        out, err = process.communicate()
        return process.returncode, out, err

    def fetch(self) -> dict[str, dict[str, str]]:
        """Fetch what the registry needs; return the rows by symbol. Some symbols are refused for ever."""
        code, out, err = self.run("prices", "fetch", "--format", "json")
        assert code == 4, err
        assert "later run: eventstudy prices fetch" in err
        return {row["symbol"]: row for row in json.loads(out)["rows"]}

    def exported(self) -> bytes:
        """Return what the store holds, as a file."""
        target = self.folder / "export.csv"
        code, _, err = self.run("prices", "export", str(target))
        assert code == 0, err
        return target.read_bytes()

    def held(self) -> dict[str, PriceSeries]:
        """Return what the store holds, by symbol; nothing before a first run has made it."""
        engine = connect(self.database)
        prepare(engine)
        stored = PriceStore(engine).load(list(self.securities))
        engine.dispose()
        return stored

    def charts(self) -> list[str]:
        """Return the symbols of all charts asked for so far."""
        paths = [one.path for one in self.server.requests]
        return [path.rpartition("/")[2] for path in paths if "/chart/" in path]


@contextmanager
def bench(folder: Path, database: str) -> Iterator[Bench]:
    """Serve the sixty securities and import their announcements."""
    securities = market()
    with serve({name: one.script for name, one in securities.items()}) as server:
        ours = Bench(folder, database, server, securities)
        registry = folder / "registry.csv"
        write_registry(registry)
        code, _, err = ours.run("announcements", "import", str(registry))
        assert code == 0, err
        yield ours


def test_all_that_can_be_had_is_stored_and_each_failure_is_named(tmp_path: Path, database_url: str) -> None:
    """What Yahoo has is in the store as sent, what it has not stands in the summary; and nothing is asked twice."""
    with bench(tmp_path, database_url) as ours:
        rows = ours.fetch()
        assert set(rows) == set(ours.securities)
        stored = ours.held()
        for name, one in ours.securities.items():
            if one.wanted is None:
                assert name not in stored
                assert one.why in rows[name]["problem"], name
            else:
                assert rows[name]["outcome"] == "fetched", rows[name]
                assert same(stored[name], one.wanted), name
        asked = len(ours.charts())
        again = ours.fetch()
        there = {name for name, one in ours.securities.items() if one.wanted is not None}
        assert {name for name, row in again.items() if row["outcome"] == "up to date"} == there
        assert not there & set(ours.charts()[asked:])


@pytest.fixture(scope="module")
def unkilled(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the export of a store that one run filled."""
    folder = tmp_path_factory.mktemp("whole")
    with bench(folder, f"sqlite:///{folder / 'whole.db'}") as ours:
        ours.fetch()
        return ours.exported()


def test_a_run_killed_ten_times_ends_in_the_same_store(
    tmp_path: Path, database_url: str, unkilled: bytes
) -> None:
    """Killed after ten random numbers of requests and started again, it ends in the same export, byte for byte."""
    moments = random.Random(SEED)  # noqa: S311  -- moments to strike at, no secrets
    with bench(tmp_path, database_url) as ours:
        ends, held = zip(*[_kill_after(ours, moments.randrange(1, 40)) for _ in range(KILLS)], strict=True)
        # A run that had little left to ask for may have ended by itself.
        assert ends.count(-signal.SIGKILL) > KILLS // 2
        assert any(0 < number < max(held) for number in held), "no kill left a store half filled"
        ours.fetch()
        assert ours.exported() == unkilled


def test_stopped_by_hand_it_says_how_to_go_on(tmp_path: Path) -> None:
    """Ctrl-C ends a run with exit code 1 and the command to go on with; what came by then is in the store."""
    with bench(tmp_path, f"sqlite:///{tmp_path / 'registry.db'}") as ours:
        process = ours.start("prices", "fetch")
        ours.server.wait_for(60, process)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
        assert process.returncode == 1
        assert "stopped; what came is kept; to go on: eventstudy prices fetch" in err
        assert "Traceback" not in err
        assert b"1000.HK" in ours.exported()


def test_stopped_by_hand_it_asks_nothing_more(tmp_path: Path) -> None:
    """With a symbol that does not answer, Ctrl-C lets the request under way run out, and no other follows."""
    scripts = {name: [STALLED] for name in ("1.HK", "2.HK", "^HSI")}
    with serve(scripts) as server:
        ours = Bench(tmp_path, f"sqlite:///{tmp_path / 'a.db'}", server, {})
        process = ours.start("prices", "fetch", "1.HK", "2.HK")
        server.wait_for_charts(3, process)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
        assert process.returncode == 1
        assert "to go on: eventstudy prices fetch 1.HK '^HSI' 2.HK" in err
        assert len(ours.charts()) == 3


def test_a_cache_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    """Where yfinance cannot open its own small database, the folder and the remedy are said, and no request goes."""
    (tmp_path / "cache" / "tkr-tz.db").mkdir(parents=True)
    with serve({}) as server:
        ours = Bench(tmp_path, f"sqlite:///{tmp_path / 'a.db'}", server, {})
        code, _, err = ours.run("prices", "fetch", "1.HK")
        assert code == 4
        assert f"yfinance's cache in {tmp_path / 'cache'} cannot be used" in err
        assert "name another cache" in err
        assert "Traceback" not in err
        assert server.requests == []


def _kill_after(ours: Bench, requests: int) -> tuple[int, int]:
    """Start a fetch, kill it once the server has had so many more requests; say how it ended, and how many are held."""
    process = ours.start("prices", "fetch")
    ours.server.wait_for(len(ours.server.requests) + requests, process)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return process.returncode, len(ours.held())
