"""``eventstudy flag --issuer`` profiles one issuer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from command_line import CommandLine
    from many_events import Files as ManyFiles
    from market import Files

ACCUSING = ("fraud", "manipulat", "scam", "guilty", "crime")


def test_the_bundled_registry_without_prices(cli: CommandLine) -> None:
    """With an empty store but for the registry the profile ends well: announcements, deals, and why no prices."""
    cli("announcements", "import", "--bundled")
    found = cli.json("flag", "--issuer", "1725.HK")
    assert found["schema"] == "eventstudy/issuer/1"
    assert [one["id"] for one in found["announcements"]] == ["uspace-mspace", "uspace-treefam"]
    assert found["average_path"] is None
    assert found["tiers"] == {"not measured": 2}
    assert "none of them could be measured" in found["paragraph"]
    assert [one["id"] for one in found["deals"] if one["outcome"] == "delivered"] == ["great-wall-second"]
    assert found["follow_up"]["deals"] == len(found["deals"]) == 7


def test_what_the_reader_recorded_counts(cli: CommandLine) -> None:
    """A follow-up recorded in the store is in the next profile."""
    cli("announcements", "import", "--bundled")
    recorded = ("--outcome", "lapsed", "--on", "2025-04", "--source", "https://example.org")
    cli("announcements", "follow-up", "uspace-treefam", *recorded)
    found = cli.json("flag", "--issuer", "USPACE")
    assert found["follow_up"]["evidenced"] == 2
    assert found["deals"][-1]["follow_ups"][0]["on"] == "2025-04"


def test_a_planted_pop_is_in_the_profile(cli: CommandLine, files: Files) -> None:
    """The measured announcement has its path as the average; the one dated to the month says why it has none."""
    found = cli.json("flag", "--issuer", "1725.HK", *files.options)
    (event,) = cli.json("flag", *files.options)["events"]
    path = found["average_path"]
    assert path["sessions"] == event["offsets"][: len(path["sessions"])]
    assert path["mean"] == pytest.approx(event["path"][: len(path["mean"])])
    assert found["reversals"]["issuer"] == pytest.approx(
        {"rises": 1, "reversed": 1, "share": 1.0, "wilson_95": pytest.approx([0.2065, 1], abs=1e-4)}
    )
    assert found["reversals"]["comparable"]["share"] is None
    months = [one["events"][0]["reason"] for one in found["announcements"] if one["id"] == "monthly"]
    assert "dated only 2025-01" in months[0]


def test_all_formats_print_and_accuse_nobody(cli: CommandLine, files: Files) -> None:
    """Text, Markdown and CSV carry the announcements, and no form of it says more than a shape of prices."""
    texts = {
        form: cli("flag", "--issuer", "USPACE", *files.options, "--format", form, "--verbose").stdout
        for form in ("table", "md", "csv", "json")
    }
    assert all("uspace-treefam" in text for text in texts.values())
    assert len(texts["csv"].splitlines()) == 3
    assert texts["table"].count("Issuer profile: USPACE") == 1
    assert not [word for word in ACCUSING for text in texts.values() if word in text.lower()]


def test_every_table_says_simulated(cli: CommandLine, files: Files) -> None:
    """On made-up prices the word stands on every table, in CSV in a column of its own."""
    files.prices.write_text(files.prices.read_text().replace(",HKD,file", ",HKD,simulated"))
    text = cli("flag", "--issuer", "USPACE", *files.options).stdout
    assert text.count("SIMULATED DATA") == 6
    rows = cli("flag", "--issuer", "USPACE", *files.options, "--format", "csv").stdout.splitlines()
    assert rows[0].endswith(",simulated")
    assert all(row.endswith(",true") for row in rows[1:])


def test_a_selection_narrows_what_is_measured(cli: CommandLine, files: Files) -> None:
    """With an id or a date only some of its announcements are measured; its deals stay."""
    found = cli.json("flag", "monthly", "--issuer", "USPACE", *files.options)
    assert [one["id"] for one in found["announcements"]] == ["monthly"]
    since = cli.json("flag", "--issuer", "USPACE", "--since", "2025-02-01", *files.options)
    assert [one["id"] for one in since["announcements"]] == ["uspace-treefam"]


def test_an_id_of_somebody_else_is_refused(cli: CommandLine, files: Files) -> None:
    """An announcement of another issuer is none of this one's."""
    result = cli("flag", "spacesail", "--issuer", "USPACE", *files.options, code=1)
    assert "announcement 'spacesail'" in result.stderr


def test_a_wrong_name_is_refused(cli: CommandLine, files: Files) -> None:
    """The nearest name is asked for in one line."""
    result = cli("flag", "--issuer", "USPACEE", *files.options, code=1)
    assert result.stderr.startswith("Error: issuer 'USPACEE': no announcement of ")
    assert "did you mean 'USPACE'?" in result.stderr


def test_an_unlisted_issuer_ends_well(cli: CommandLine, files: Files) -> None:
    """What is asked is who it is, so that nothing to measure is an answer and no error."""
    text = cli("flag", "--issuer", "SpaceSail", *files.options).stdout
    assert "issuer not listed" in text
    assert "No deal of it is in registry or ledger." in text


def test_thirteen_events_have_an_average(cli: CommandLine, many: ManyFiles) -> None:
    """Of two announcements whose windows overlap one is averaged; the other keeps its row."""
    found = cli.json("flag", "--issuer", "0001.HK", *many.options)
    assert len(found["announcements"]) == 2
    assert set(found["average_path"]["announcements"]) == {1}
