"""``eventstudy doctor`` looks, and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.schema import HEAD

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from command_line import CommandLine


def states(cli: CommandLine, code: int = 0) -> dict[str, tuple[str, str]]:
    """Return what the doctor found, by subject."""
    return {row["subject"]: (row["state"], row["detail"]) for row in cli.json("doctor", code=code)["rows"]}


def test_a_healthy_installation(cli: CommandLine, tmp_path: Path) -> None:
    """Every library is ok, no store is made, and each setting says where it comes from."""
    found = states(cli)
    assert found["numpy"][0] == found["calendar XHKG"][0] == "ok"
    assert found["store"] == (
        "absent",
        f"sqlite:///{tmp_path / 'store.db'}: none yet; the first import makes it",
    )
    assert found["setting database"][1].endswith("(flag --database)")
    assert not (tmp_path / "store.db").exists()


def test_a_store_says_its_schema(cli: CommandLine) -> None:
    """A store that is there says which schema it stands at."""
    cli("announcements", "import", "--bundled")
    assert f"schema {HEAD}, this version needs {HEAD}" in states(cli)["store"][1]


def test_a_broken_store_ends_with_1(cli: CommandLine, tmp_path: Path) -> None:
    """A file that is no database is broken, with the remedy, and the exit code is 1."""
    (tmp_path / "store.db").write_text("this is no database " * 100)
    state, detail = states(cli, code=1)["store"]
    assert state == "broken"
    assert "check that it is a database of eventstudy, or name another" in detail


def test_a_bad_settings_file_is_refused(cli: CommandLine, tmp_path: Path) -> None:
    """A settings file with an unknown key is refused by name."""
    (tmp_path / "eventstudy.toml").write_text("databse = 'x'\n")  # codespell:ignore
    assert "did you mean 'database'" in cli("doctor", code=1).stderr


def test_a_missing_library_is_broken(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that is needed and not there is broken; one that is an extra is absent."""
    monkeypatch.setattr("eventstudy.workflow.doctor._NEEDED", ("no-such-library",))
    monkeypatch.setattr(
        "eventstudy.workflow.doctor._EXTRAS", (("no_such_extra", "parquet", "Parquet files"),)
    )
    found = states(cli, code=1)
    assert found["no-such-library"] == (
        "broken",
        "not installed; run: pip install --upgrade space-eventstudy",
    )
    assert found["no_such_extra"][0] == "absent"
