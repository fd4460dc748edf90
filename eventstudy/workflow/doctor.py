"""The examination of an installation: every finding is a value, and nothing is changed."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from eventstudy import __version__
from eventstudy.errors import EventStudyError
from eventstudy.reporting.reports import Report
from eventstudy.reporting.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.settings import Settings

State = Literal["ok", "absent", "broken"]

_NEEDED = (
    "yfinance",
    "pandas",
    "statsmodels",
    "sqlalchemy",
    "click",
    "seaborn",
    "numpy",
    "scipy",
    "matplotlib",
    "exchange_calendars",
    "alembic",
)
_EXTRAS = (("pyarrow", "parquet", "Parquet files"), ("psycopg", "postgres", "PostgreSQL"))


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it works, and what to do if it does not."""

    subject: str
    state: State
    detail: str


def examine(settings: Settings) -> tuple[Finding, ...]:
    """Look at Python, the libraries, the store, a calendar, the fonts and the settings."""
    return (
        Finding("eventstudy", "ok", f"{__version__} on Python {platform.python_version()}"),
        *(_library(name) for name in _NEEDED),
        *(_extra(*one) for one in _EXTRAS),
        _store(settings),
        _calendar(),
        _fonts(),
        *(
            Finding(f"setting {key}", "ok", f"{settings.shown(key)} ({settings.origins[key]})")
            for key in settings.origins
        ),
    )


def _library(name: str) -> Finding:
    try:
        return Finding(name, "ok", version(name))
    except PackageNotFoundError:
        return Finding(name, "broken", "not installed; run: pip install --upgrade space-eventstudy")


def _extra(name: str, extra: str, purpose: str) -> Finding:
    if find_spec(name) is None:
        remedy = f"not installed; for {purpose} run: pip install 'space-eventstudy[{extra}]'"
        return Finding(name, "absent", remedy)
    return Finding(name, "ok", version(name))


def _store(settings: Settings) -> Finding:
    """Look at the store if there is one: a doctor creates none."""
    from sqlalchemy.engine import make_url  # noqa: PLC0415  -- only here

    from eventstudy.database import connect  # noqa: PLC0415
    from eventstudy.schema import HEAD, revision  # noqa: PLC0415

    shown = settings.shown("database")
    path = make_url(settings.database).database
    if settings.database.startswith("sqlite") and path and not Path(path).exists():
        return Finding("store", "absent", f"{shown}: none yet; the first import makes it")
    try:
        found = revision(connect(settings.database))
    except EventStudyError as error:
        return Finding("store", "broken", str(error))
    state = "tables are made on first use" if found is None else f"schema {found}, this version needs {HEAD}"
    return Finding("store", "ok", f"{shown}: {state}")


def _calendar() -> Finding:
    from eventstudy.arrays import date_of  # noqa: PLC0415  -- only here
    from eventstudy.prices.calendar import exchange_calendar  # noqa: PLC0415  -- heavy

    try:
        days = exchange_calendar("XHKG").days
    except EventStudyError as error:
        return Finding("calendar XHKG", "broken", str(error))
    return Finding("calendar XHKG", "ok", f"sessions from {date_of(days[0])} to {date_of(days[-1])}")


def _fonts() -> Finding:
    from eventstudy.plotting import missing_glyphs  # noqa: PLC0415  -- heavy

    problem = missing_glyphs("洲际航天科技")
    return Finding("Chinese font", "ok" if problem is None else "absent", problem or "found")


def report(findings: Sequence[Finding]) -> Report:
    """Return a row for every finding."""
    columns = (Column("subject", "what"), Column("state", "state"), Column("detail", "detail", prose=True))
    rows = tuple((one.subject, one.state, one.detail) for one in findings)
    return Report(Table(columns, rows), "eventstudy/doctor/1")
