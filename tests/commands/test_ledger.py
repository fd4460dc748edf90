"""``eventstudy announcements ledger`` keeps what is known of issuers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.workflow.contract import ledgers_of

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import CommandLine

MINE = (
    'issuer = "Maker"\nsecurities = ["9999.HK"]\nbegins = 2021-01-01\n[[fact]]\nid = "one"\non = "2024"\n'
    'kind = "mou"\ntext = "Signs."\nsource = "https://example.org"\nconfidence = "low"\n'
)


def test_a_ledger_is_kept_and_listed(cli: CommandLine, tmp_path: Path) -> None:
    """A file is kept once, is listed with its counts, and is read before the bundled one."""
    path = tmp_path / "mine.toml"
    path.write_text(MINE, encoding="utf-8")
    expected = {
        "issuer": "Maker",
        "securities": "9999.HK",
        "begins": "2021-01-01",
        "facts": 1,
        "deals": 0,
        "follow_ups": 0,
    }
    for files in ([str(path)], [str(path)], []):
        assert cli.json("announcements", "ledger", *files)["rows"] == [expected]
    assert [one.issuer for one in ledgers_of(database=cli.database)] == ["Maker", "USPACE"]


def test_a_bad_ledger_keeps_everything_out(cli: CommandLine, tmp_path: Path) -> None:
    """A file that cannot be used is named with its entry and field, and no other file is kept."""
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text(MINE, encoding="utf-8")
    bad.write_text(MINE.replace('"low"', '"lo"'), encoding="utf-8")
    message = cli("announcements", "ledger", str(good), str(bad), code=1).stderr
    assert "bad.toml, row 1, column 'fact.confidence'" in message
    assert cli.json("announcements", "ledger")["rows"] == []
