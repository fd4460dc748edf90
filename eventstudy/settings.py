"""Settings: a flag beats the environment, which beats the project's file, the user's file and the default.

An empty variable of the environment counts as not set. Relative paths start at the current folder.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from eventstudy.errors import SettingsError
from eventstudy.suggest import nearest, suggestion

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping

_T = TypeVar("_T")

_PREFIX = "EVENTSTUDY_"
_TABLE = "benchmarks"
_LISTS = "peers"
_KINDS: Mapping[str, tuple[type, ...]] = MappingProxyType(
    {
        "database": (str,),
        "yahoo_url": (str,),
        "requests_per_second": (int, float),
        "timeout": (int, float),
        "cache": (str,),
        "house": (str,),
    }
)
_EXAMPLES: Mapping[str, str] = MappingProxyType(
    {_TABLE: 'XHKG = "^HSI"', _LISTS: '"1725.HK" = ["1045.HK", "0031.HK", "2357.HK"]'}
)
_USER_PASSWORD = re.compile(r"^([\w+.-]+://[^:/]*):.*@")
_QUERY_PASSWORD = re.compile(r"([?&][^=&]*(?:pass|pwd|secret|token)[^=&]*=)[^&]*", re.IGNORECASE)


def _default_database() -> str:
    import platformdirs  # noqa: PLC0415  -- only who asks for the default needs it

    return f"sqlite:///{platformdirs.user_data_path('eventstudy', appauthor=False) / 'registry.db'}"


def _default_cache() -> Path:
    import platformdirs  # noqa: PLC0415  -- only who asks for the default needs it

    return platformdirs.user_cache_path("eventstudy", appauthor=False)


def _nothing() -> Mapping[str, str]:
    return MappingProxyType({})


def _all_default() -> Mapping[str, str]:
    return MappingProxyType(dict.fromkeys(_KINDS, "default"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What can be set from outside.

    Attributes
    ----------
    database : str
        SQLAlchemy URL of the registry and the prices; may hold a password.
    yahoo_url : str or None
        Base address in place of Yahoo's own, without a slash at the end; None means Yahoo itself.
    requests_per_second : float
        Upper limit of the requests to a price source; positive.
    timeout : float
        Seconds after which an answer of a price source is no longer expected; positive.
    benchmarks : mapping of str to str
        Benchmark symbol by security symbol or MIC.
    peers : mapping of str to tuple of str
        Symbols of its peers by security symbol or MIC.
    cache : Path
        Folder of what can be fetched again.
    house : Path or None
        The file of the house style that pictures are drawn in; None means ours.
    origins : mapping of str to str
        Where each value came from, e.g. ``environment EVENTSTUDY_CACHE``; a benchmark's key is
        ``benchmarks.`` and its security or MIC, that of a list of peers ``peers.`` and the same.
    """

    # An address may hold a password, which a traceback must not print.
    database: str = field(default_factory=_default_database, repr=False)
    yahoo_url: str | None = field(default=None, repr=False)
    requests_per_second: float = 2.0
    timeout: float = 10.0
    benchmarks: Mapping[str, str] = field(default_factory=_nothing)
    peers: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    cache: Path = field(default_factory=_default_cache)
    house: Path | None = None
    origins: Mapping[str, str] = field(default_factory=_all_default)

    def shown(self, key: str) -> str:
        """Return the value of a key of ``origins`` as text, with passwords masked.

        Raises
        ------
        SettingsError
            If there is no such key.
        """
        _refuse_unknown(key, self.origins, "settings")
        if key.startswith(f"{_TABLE}."):
            return self.benchmarks[key.removeprefix(f"{_TABLE}.")]
        if key.startswith(f"{_LISTS}."):
            return ", ".join(self.peers[key.removeprefix(f"{_LISTS}.")])
        value = getattr(self, key)
        return "not set" if value is None else masked(str(value))


def load_settings(
    *,
    environment: Mapping[str, str],
    project: Path | None = None,
    user: Path | None = None,
    flags: Mapping[str, str | None] | None = None,
) -> Settings:
    """Gather the settings from everywhere they can be made.

    Parameters
    ----------
    environment : mapping of str to str
        Usually ``os.environ``; ``EVENTSTUDY_DATABASE``, ``_YAHOO_URL``, ``_REQUESTS_PER_SECOND``, ``_TIMEOUT``,
        ``_CACHE`` and ``_HOUSE`` are read.
    project, user : Path or None
        The two TOML files (see ``project_file`` and ``user_file``); one that does not exist is empty.
        Their ``[benchmarks]`` and ``[peers]`` tables are merged entry by entry.
    flags : mapping of str to str or None
        Values from the command line by key; None means that the flag was not given.

    Raises
    ------
    SettingsError
        If a file cannot be read, or a key or value is not one we know.
    """
    entries = (
        _from_file(user) | _from_file(project) | _from_environment(environment) | _from_flags(flags or {})
    )
    default = Settings()
    return Settings(
        database=_read(entries.get("database"), _database, default.database),
        yahoo_url=_read(entries.get("yahoo_url"), _web_address, default.yahoo_url),
        requests_per_second=_read(
            entries.get("requests_per_second"), _positive("requests_per_second"), default.requests_per_second
        ),
        timeout=_read(entries.get("timeout"), _positive("timeout"), default.timeout),
        benchmarks=_named(_TABLE, entries),
        peers=MappingProxyType({key: tuple(text.split()) for key, text in _named(_LISTS, entries).items()}),
        cache=_read(entries.get("cache"), _path("cache"), default.cache),
        house=_read(entries.get("house"), _path("house"), default.house),
        origins=MappingProxyType({**default.origins, **{key: one.origin for key, one in entries.items()}}),
    )


def project_file() -> Path:
    """Return where the project's settings are looked for: ``eventstudy.toml`` in the current folder."""
    return Path("eventstudy.toml")


def user_file() -> Path:
    """Return where the user's settings are looked for, whether or not the file exists."""
    import platformdirs  # noqa: PLC0415  -- only who asks for the user's file needs it

    return platformdirs.user_config_path("eventstudy", appauthor=False) / "config.toml"


def masked(url: str) -> str:
    """Hide the password of a URL, before its host or in its query.

    Everything up to the last ``@`` is in doubt and goes with it.

    >>> masked("postgresql://ann:secret@db.example/registry")
    'postgresql://ann:***@db.example/registry'
    """
    return _QUERY_PASSWORD.sub(r"\1***", _USER_PASSWORD.sub(r"\1:***@", url))


@dataclass(frozen=True, slots=True)
class _Entry:
    """One value as text, and where it came from; never empty."""

    text: str
    origin: str


_Entries: TypeAlias = dict[str, _Entry]
_Toml: TypeAlias = "str | int | float | bool | dt.date | dt.time | list[_Toml] | dict[str, _Toml]"


def _from_file(path: Path | None) -> _Entries:
    if path is None:
        return {}
    origin = f"file {path}"
    entries: _Entries = {}
    for key, value in _toml(path).items():
        _refuse_unknown(key, (*_KINDS, _TABLE, _LISTS), origin)
        entries |= _from_table(key, value, origin) if key in _EXAMPLES else {key: _entry(key, value, origin)}
    return entries


def _toml(path: Path) -> dict[str, _Toml]:
    import tomllib  # noqa: PLC0415  -- most runs have no file

    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(
            f"file {path}: cannot be read as TOML: {error}; correct it or move it away"
        ) from error


def _from_table(name: str, table: _Toml, origin: str) -> _Entries:
    if not isinstance(table, dict):
        raise SettingsError(
            f"{name} ({origin}): must be a table, and is of type {type(table).__name__}; "
            f"write [{name}] and below it {_EXAMPLES[name]}"
        )
    read = _list_entry if name == _LISTS else _entry
    return {f"{name}.{key}": read(f"{name}.{key}", value, origin) for key, value in table.items()}


def _list_entry(key: str, value: _Toml, origin: str) -> _Entry:
    """Read a list of symbols; as text they stand side by side."""
    symbols = value if isinstance(value, list) else []
    good = [one for one in symbols if isinstance(one, str) and one and not re.search(r"\s", one)]
    if not good or len(good) < len(symbols):
        raise SettingsError(
            f"{key} ({origin}): must be a list of symbols in quotes, not empty, without blanks in them; "
            f"write e.g. {_EXAMPLES[_LISTS]}"
        )
    return _Entry(" ".join(one.upper() for one in good), origin)


def _entry(key: str, value: _Toml, origin: str) -> _Entry:
    kinds = _KINDS.get(key, (str,))
    # The type itself, because true would pass for a number.
    if type(value) not in kinds or value == "":
        need = "a number" if float in kinds else "text in quotes, not empty"
        hint = '; a symbol with a dot is quoted too: "1725.HK" = "^HSI"' if isinstance(value, dict) else ""
        raise SettingsError(f"{key} ({origin}): must be {need}, and is of type {type(value).__name__}{hint}")
    return _Entry(str(value), origin)


def _from_environment(environment: Mapping[str, str]) -> _Entries:
    names = {f"{_PREFIX}{key.upper()}": key for key in _KINDS}
    for name in environment:
        if name.startswith(_PREFIX) and name not in names:
            _refuse_slip(name, names)
    return {
        key: _Entry(environment[name], f"environment {name}")
        for name, key in names.items()
        if environment.get(name)
    }


def _refuse_slip(name: str, names: Iterable[str]) -> None:
    """Refuse a variable that looks like one of ours; others may use the prefix for their own ends."""
    near = nearest(name, names, cutoff=0.9)
    if near:
        raise SettingsError(f"environment {name}: unknown; {suggestion(near)}correct or unset it")


def _from_flags(flags: Mapping[str, str | None]) -> _Entries:
    for key in flags:
        _refuse_unknown(key, _KINDS, "flags")
    return {
        key: _Entry(text, f"flag --{key.replace('_', '-')}")
        for key, text in flags.items()
        if text is not None
    }


def _refuse_unknown(key: str, known: Iterable[str], origin: str) -> None:
    names = tuple(known)
    if key not in names:
        hint = suggestion(nearest(key, names))
        raise SettingsError(f"{origin}, key '{key}': unknown; {hint}known keys are {', '.join(names)}")


def _read(entry: _Entry | None, read: Callable[[_Entry], _T], default: _T) -> _T:
    return default if entry is None else read(entry)


def _database(entry: _Entry) -> str:
    if "://" not in entry.text:
        # Not shown: what is no URL may still hold a password, and nothing tells where.
        raise SettingsError(
            f"database ({entry.origin}): is no URL; write an SQLAlchemy URL such as sqlite:///registry.db"
        )
    return entry.text


def _web_address(entry: _Entry) -> str:
    if not re.match(r"https?://[^/]", entry.text):
        raise SettingsError(
            f"yahoo_url ({entry.origin}): must start with http:// or https:// and a host; "
            "write e.g. https://proxy.example, or remove it to ask Yahoo itself"
        )
    return entry.text.rstrip("/")


def _positive(key: str) -> Callable[[_Entry], float]:
    def read(entry: _Entry) -> float:
        try:
            number = float(entry.text)
        except ValueError:
            number = math.nan
        if not 0 < number < math.inf:
            raise SettingsError(f"{key} '{entry.text}' ({entry.origin}): must be a number above 0, such as 2")
        return number

    return read


def _named(table: str, entries: _Entries) -> Mapping[str, str]:
    """Return the entries of one table by their own names."""
    prefix = f"{table}."
    named = {key: entry.text for key, entry in entries.items() if key.startswith(prefix)}
    return MappingProxyType({key.removeprefix(prefix): text for key, text in named.items()})


def _path(key: str) -> Callable[[_Entry], Path]:
    def read(entry: _Entry) -> Path:
        try:
            return Path(entry.text).expanduser()
        except RuntimeError as error:
            raise SettingsError(
                f"{key} '{entry.text}' ({entry.origin}): there is no such home folder; write the whole path"
            ) from error

    return read
