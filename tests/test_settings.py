"""Settings: who beats whom, where a value came from, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import URL

from eventstudy.errors import SettingsError
from eventstudy.settings import Settings, load_settings, masked, project_file, user_file

WORDS = st.text(alphabet=st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=12)
SECRETS = st.text(st.characters(codec="utf-8", min_codepoint=33), min_size=1, max_size=12)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return where a test may write the project's file."""
    return tmp_path / "eventstudy.toml"


@pytest.fixture
def user(tmp_path: Path) -> Path:
    """Return where a test may write the user's file."""
    return tmp_path / "config.toml"


def test_defaults_stand_where_nothing_is_set() -> None:
    """Without files, variables and flags every value is a default and says so."""
    settings = load_settings(environment={})
    assert settings == Settings()
    assert (
        settings.database
        == f"sqlite:///{platformdirs.user_data_path('eventstudy', appauthor=False)}/registry.db"
    )
    assert settings.cache == platformdirs.user_cache_path("eventstudy", appauthor=False)
    assert (settings.yahoo_url, settings.requests_per_second, dict(settings.benchmarks)) == (None, 2.0, {})
    assert set(settings.origins.values()) == {"default"}
    assert set(settings.origins) == {
        "database",
        "yahoo_url",
        "requests_per_second",
        "timeout",
        "cache",
        "house",
    }


def test_each_place_beats_the_ones_below_it(project: Path, user: Path) -> None:
    """Taking one place away after the other uncovers flag, environment, project, user and default."""
    project.write_text('database = "sqlite:///project.db"\n')
    user.write_text('database = "sqlite:///user.db"\n')
    environment = {"EVENTSTUDY_DATABASE": "sqlite:///environment.db"}
    found = [
        load_settings(
            environment=environment, project=project, user=user, flags={"database": "sqlite:///flag.db"}
        ),
        load_settings(environment=environment, project=project, user=user, flags={"database": None}),
        load_settings(environment={}, project=project, user=user),
        load_settings(environment={}, project=project.with_name("absent.toml"), user=user),
    ]
    assert [one.database for one in found] == [
        "sqlite:///flag.db",
        "sqlite:///environment.db",
        "sqlite:///project.db",
        "sqlite:///user.db",
    ]
    assert [one.origins["database"] for one in found] == [
        "flag --database",
        "environment EVENTSTUDY_DATABASE",
        f"file {project}",
        f"file {user}",
    ]


def test_each_key_is_decided_by_itself(project: Path) -> None:
    """A file that sets one key leaves the others to the places below it."""
    project.write_text("requests_per_second = 1\n")
    settings = load_settings(environment={"EVENTSTUDY_CACHE": "there"}, project=project)
    assert (settings.requests_per_second, settings.cache) == (1.0, Path("there"))
    assert settings.yahoo_url is None
    assert settings.origins["yahoo_url"] == "default"


def test_the_environment_sets_every_scalar() -> None:
    """Four variables are read; an empty one counts as not set."""
    settings = load_settings(
        environment={
            "EVENTSTUDY_DATABASE": "",
            "EVENTSTUDY_YAHOO_URL": "http://127.0.0.1:8000/",
            "EVENTSTUDY_REQUESTS_PER_SECOND": "0.5",
            "EVENTSTUDY_CACHE": "~/cache",
        }
    )
    assert settings.origins["database"] == "default"
    assert settings.yahoo_url == "http://127.0.0.1:8000"
    assert settings.requests_per_second == 0.5
    assert settings.cache == Path.home() / "cache"


def test_flags_are_named_with_dashes() -> None:
    """The origin of a flag is the flag as it is typed."""
    settings = load_settings(environment={}, flags={"requests_per_second": "3", "cache": None})
    assert settings.requests_per_second == 3.0
    assert settings.origins["requests_per_second"] == "flag --requests-per-second"


def test_benchmarks_of_both_files_are_merged(project: Path, user: Path) -> None:
    """The project's file overrides the user's benchmarks one by one."""
    user.write_text('[benchmarks]\nXHKG = "^HSI"\nXSHG = "000001.SS"\n')
    project.write_text('[benchmarks]\nXHKG = "^HSCE"\n"1725.HK" = "^HSTECH"\n')
    settings = load_settings(environment={}, project=project, user=user)
    assert settings.benchmarks == {"XHKG": "^HSCE", "XSHG": "000001.SS", "1725.HK": "^HSTECH"}
    assert settings.origins["benchmarks.XHKG"] == f"file {project}"
    assert settings.origins["benchmarks.XSHG"] == f"file {user}"
    assert settings.shown("benchmarks.1725.HK") == "^HSTECH"


def test_every_origin_can_be_shown(project: Path) -> None:
    """What doctor prints exists for every key, an unset address included."""
    project.write_text('requests_per_second = 4.0\ncache = "/tmp/c"\n[benchmarks]\nXHKG = "^HSI"\n')
    settings = load_settings(environment={"EVENTSTUDY_DATABASE": "sqlite:///r.db"}, project=project)
    assert {key: settings.shown(key) for key in settings.origins} == {
        "database": "sqlite:///r.db",
        "yahoo_url": "not set",
        "requests_per_second": "4.0",
        "timeout": "10.0",
        "cache": "/tmp/c",  # noqa: S108  -- a path that is shown, not used
        "house": "not set",
        "benchmarks.XHKG": "^HSI",
    }
    with pytest.raises(SettingsError, match="did you mean 'database'"):
        settings.shown("databse")  # codespell:ignore


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('databse = "sqlite:///r.db"', "key 'databse': unknown; did you mean 'database'"),
        ('[benchmark]\nXHKG = "^HSI"', "key 'benchmark': unknown; did you mean 'benchmarks'"),
        ("colour = 1", "key 'colour': unknown; known keys are database, yahoo_url, "),
        ("database = 5", "database .*: must be text in quotes, not empty, and is of type int"),
        ('database = ""', "database .*: must be text in quotes, not empty"),
        ('database = "registry.db"', "database .*: is no URL; write an SQLAlchemy URL"),
        ('requests_per_second = "2"', "requests_per_second .*: must be a number, and is of type str"),
        ("requests_per_second = true", "requests_per_second .*: must be a number, and is of type bool"),
        ("requests_per_second = 0", "requests_per_second '0' .*: must be a number above 0"),
        ("requests_per_second = -1.5", "requests_per_second '-1.5' .*: must be a number above 0"),
        ("requests_per_second = inf", "requests_per_second 'inf' .*: must be a number above 0"),
        ("requests_per_second = nan", "requests_per_second 'nan' .*: must be a number above 0"),
        ('yahoo_url = "proxy.example"', "yahoo_url .*: must start with http:// or https://"),
        ('yahoo_url = "https://"', "yahoo_url .*: must start with http:// or https:// and a host"),
        ("cache = 2025-02-01", "cache .*: must be text in quotes, not empty, and is of type date"),
        (
            'cache = "~nobody-of-this-name/c"',
            "cache '~nobody-of-this-name/c' .*: there is no such home folder",
        ),
        (
            'benchmarks = ["^HSI"]',
            r"benchmarks .*: must be a table, and is of type list; write \[benchmarks\]",
        ),
        (
            "[benchmarks]\nXHKG = 5",
            "benchmarks.XHKG .*: must be text in quotes, not empty, and is of type int",
        ),
        (
            '[benchmarks]\n1725.HK = "^HSI"',
            'benchmarks.1725 .*: .* a symbol with a dot is quoted too: "1725.HK"',
        ),
        ("database = ", "cannot be read as TOML: .*; correct it or move it away"),
    ],
)
def test_a_bad_line_is_refused(project: Path, content: str, message: str) -> None:
    """A key or value that we do not know is refused with its file, its key and a remedy."""
    project.write_text(content)
    with pytest.raises(SettingsError, match=message) as caught:
        load_settings(environment={}, project=project)
    assert str(project) in str(caught.value)
    assert caught.value.exit_code == 1


@pytest.mark.parametrize("content", [b"\xff\xfe", None], ids=["not UTF-8", "a folder"])
def test_an_unreadable_file_is_refused(project: Path, content: bytes | None) -> None:
    """A file that exists and cannot be read is an error, unlike one that does not exist."""
    if content is None:
        project.mkdir()
    else:
        project.write_bytes(content)
    with pytest.raises(SettingsError, match=r"eventstudy\.toml: cannot be read"):
        load_settings(environment={}, project=project)


def test_a_bad_variable_is_named() -> None:
    """A value of the environment that cannot be used is refused by the variable's name."""
    with pytest.raises(SettingsError, match=r"'fast' \(environment EVENTSTUDY_REQUESTS_PER_SECOND\)"):
        load_settings(environment={"EVENTSTUDY_REQUESTS_PER_SECOND": "fast"})


def test_a_slip_in_a_variables_name_is_refused() -> None:
    """A variable that resembles one of ours is refused; one that does not is somebody else's."""
    with pytest.raises(SettingsError, match="did you mean 'EVENTSTUDY_DATABASE'"):
        load_settings(environment={"EVENTSTUDY_DATABSE": "sqlite:///r.db"})
    assert load_settings(environment={"EVENTSTUDY_PAGER": "less", "DATABASE": "x"}) == Settings()


def test_an_unknown_flag_is_refused() -> None:
    """A flag that no setting has is a mistake of the caller, and is not passed over."""
    with pytest.raises(
        SettingsError, match="key 'chache': unknown; did you mean 'cache'"
    ):  # codespell:ignore
        load_settings(environment={}, flags={"chache": None})  # codespell:ignore


@given(user=WORDS, password=SECRETS, host=WORDS, database=WORDS)
def test_a_password_is_masked_as_sqlalchemy_masks_it(
    user: str, password: str, host: str, database: str
) -> None:
    """Whatever the password, what is shown is what SQLAlchemy itself would print."""
    url = URL.create("postgresql+psycopg", user, password, host, 5432, database)
    settings = Settings(database=url.render_as_string(hide_password=False))
    assert settings.shown("database") == url.render_as_string(hide_password=True)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://me@corp:secret@host/db", "postgresql://me@corp:***@host/db"),
        ("postgresql://me:se@cret@host/db", "postgresql://me:***@host/db"),
        ("postgresql://me:se/cret@host/db", "postgresql://me:***@host/db"),
        ("postgresql:///db?user=me&password=secret&port=1", "postgresql:///db?user=me&password=***&port=1"),
        ("postgresql:///db?sslPassword=secret", "postgresql:///db?sslPassword=***"),
        ("https://me:secret@proxy.example:8080", "https://me:***@proxy.example:8080"),
        ("postgresql://me@host:5432/db", "postgresql://me@host:5432/db"),
        ("sqlite:////home/me@work/a:b.db", "sqlite:////home/me@work/a:b.db"),
    ],
)
def test_masking_hides_passwords_and_nothing_else(url: str, shown: str) -> None:
    """A password before the host or in the query is hidden; a URL without one stays as it is."""
    assert masked(url) == shown


def test_a_password_appears_nowhere(project: Path) -> None:
    """Neither the origins, nor the representation, nor the message of a refusal prints a password."""
    secret = "hunter2"  # noqa: S105  -- no password of anything
    settings = load_settings(
        environment={
            "EVENTSTUDY_DATABASE": f"postgresql://me:{secret}@host/db",
            "EVENTSTUDY_YAHOO_URL": f"https://me:{secret}@proxy.example",
        }
    )
    assert secret in settings.database
    assert secret not in repr(settings) + "".join(settings.origins.values())
    assert secret not in "".join(settings.shown(key) for key in settings.origins)
    project.write_text(f'database = "me:{secret}@host/db"\n')
    with pytest.raises(SettingsError) as caught:
        load_settings(environment={}, project=project)
    assert secret not in str(caught.value)


def test_lists_of_peers_are_merged(project: Path, user: Path) -> None:
    """Lists of symbols, by security or MIC; the project's override the user's one by one."""
    user.write_text('[peers]\nXHKG = ["A.HK"]\n"1725.HK" = ["B.HK"]\n')
    project.write_text('[peers]\n"1725.HK" = ["1045.hk", "0031.HK"]\n')
    settings = load_settings(environment={}, project=project, user=user)
    assert settings.peers == {"XHKG": ("A.HK",), "1725.HK": ("1045.HK", "0031.HK")}
    assert settings.origins["peers.1725.HK"] == f"file {project}"
    assert settings.shown("peers.1725.HK") == "1045.HK, 0031.HK"
    assert dict(Settings().peers) == {}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("peers = 5", r"peers .*: must be a table, and is of type int; write \[peers\]"),
        ('[peers]\nXHKG = "1045.HK"', "peers.XHKG .*: must be a list of symbols in quotes"),
        ("[peers]\nXHKG = []", "not empty"),
        ('[peers]\nXHKG = ["1045.HK", 31]', "must be a list of symbols"),
        ('[peers]\nXHKG = ["1045.HK 0031.HK"]', "without blanks in them"),
        ('[peers]\n1725.HK = ["A.HK"]', 'write e.g. "1725.HK" = '),
    ],
)
def test_what_is_no_list_of_symbols_is_refused(project: Path, text: str, says: str) -> None:
    """The message names the key and the file, and shows how to write it."""
    project.write_text(text)
    with pytest.raises(SettingsError, match=says):
        load_settings(environment={}, project=project)


def test_settings_do_not_change() -> None:
    """A setting cannot be replaced, and neither can an entry of its mappings."""
    settings = load_settings(environment={})
    with pytest.raises(AttributeError):
        settings.database = "sqlite://"  # type: ignore[misc]  # what is tested
    for mapping in (
        settings.benchmarks,
        settings.peers,
        settings.origins,
        Settings().benchmarks,
        Settings().origins,
    ):
        assert not hasattr(mapping, "__setitem__")


def test_files_are_looked_for_in_two_places() -> None:
    """The project's file is in the current folder and the user's is in the user's configuration folder."""
    assert project_file() == Path("eventstudy.toml")
    assert user_file() == platformdirs.user_config_path("eventstudy", appauthor=False) / "config.toml"


def test_settings_are_cheap_to_import() -> None:
    """Importing the settings loads neither numpy, pandas nor SQLAlchemy."""
    code = "import sys, eventstudy.settings; print({'numpy', 'pandas', 'sqlalchemy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
