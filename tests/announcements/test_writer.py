"""Writing announcement files that the reader gives back unchanged."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventstudy.announcements.columns import COLUMNS
from eventstudy.announcements.reader import read_announcements
from eventstudy.announcements.writer import Format, announcements_as, write_announcements
from eventstudy.errors import AnnouncementInvalidError

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from eventstudy.announcements.announcement import Announcement

FORMATS: list[Format] = ["csv", "json", "toml"]


@pytest.mark.parametrize("ending", FORMATS)
@settings(deadline=None, max_examples=50)
@given(data=st.data())
def test_round_trip(
    registries: SearchStrategy[tuple[Announcement, ...]], ending: str, data: st.DataObject
) -> None:
    """What is written is read back as it was, in every format, down to the second of two equal times."""
    written = data.draw(registries)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"registry.{ending}"
        write_announcements(written, path)
        read = read_announcements(path)
    assert read.announcements == written
    assert [one.announced.instant for one in read.announcements] == [one.announced.instant for one in written]
    assert (read.ignored_columns, read.renamed_columns) == ((), ())


def test_csv_as_people_write_it(deal: Announcement) -> None:
    """The CSV has our columns in our order, a whole value without its ``.0`` and a plain yes or no."""
    header, row = csv.reader(io.StringIO(announcements_as("csv", [deal])))
    assert tuple(header) == COLUMNS
    assert row == [
        *("deal", "Maker", "CN", "0763.HK;000063.SZ", "XHKG;XSHE"),
        *("2025-02-11T08:30", "Asia/Hong_Kong", "minute"),
        *("Maker sells twenty satellites", "contract", "Buyer", "AE"),
        *("21000000", "USD", "20", "60", "no", "https://example.org/deal"),
    ]


def test_json_keeps_its_kinds(deal: Announcement) -> None:
    """The JSON names its schema, holds every column, and has null where nothing is known."""
    document = json.loads(announcements_as("json", [replace(deal, url=None)]))
    (entry,) = document["announcements"]
    assert document["schema"] == "eventstudy/announcements/1"
    assert tuple(entry) == COLUMNS
    assert (entry["value"], entry["units"], entry["binding"], entry["url"]) == (21000000, 20, False, None)


def test_toml_leaves_out_what_is_unknown(deal: Announcement) -> None:
    """TOML has no null, so an unknown field is absent; one line holds one field."""
    text = announcements_as("toml", [replace(deal, url=None, headline='"a\\b"\x7f')])
    (entry,) = tomllib.loads(text)["announcement"]
    assert "url" not in entry
    assert entry["headline"] == '"a\\b"\x7f'
    assert text.startswith('[[announcement]]\nid = "deal"\nissuer = "Maker"\n')


@pytest.mark.parametrize("headline", ["=1+1", "+1", "-1", "@a", "'=1", "''=1"])
def test_formulas_are_quoted(deal: Announcement, headline: str) -> None:
    """A cell that a spreadsheet would run as a formula gets a quote in front."""
    text = announcements_as("csv", [replace(deal, headline=headline)])
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["headline"] == f"'{headline}"


@pytest.mark.parametrize("format_", FORMATS)
def test_nothing_to_write(tmp_path: Path, format_: Format) -> None:
    """A file of no announcements can be read."""
    path = tmp_path / f"empty.{format_}"
    write_announcements([], path)
    assert read_announcements(path).announcements == ()


def test_unknown_ending(tmp_path: Path, deal: Announcement) -> None:
    """An ending that is no format is refused, and nothing is written."""
    with pytest.raises(AnnouncementInvalidError, match=r"ending '.xlsx' is unknown; use one of .csv"):
        write_announcements([deal], tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_replaced_whole(tmp_path: Path, deal: Announcement) -> None:
    """An older file is replaced, and nothing else is left beside it."""
    path = tmp_path / "a.csv"
    path.write_text("older, and much longer than what comes now " * 100)
    write_announcements([deal], path)
    assert path.read_text(encoding="utf-8") == announcements_as("csv", [deal])
    assert list(tmp_path.iterdir()) == [path]


def test_failure_leaves_the_older_file(tmp_path: Path, deal: Announcement) -> None:
    """What cannot be written leaves the older file as it was, and no remains."""
    path = tmp_path / "a.json"
    path.write_text("older")
    impossible = replace(deal, terms=replace(deal.terms, value=float("nan")))
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_announcements([impossible], path)
    assert path.read_text() == "older"
    blocked = tmp_path / "b.csv"
    blocked.mkdir()
    with pytest.raises(OSError, match=r"b\.csv"):
        write_announcements([deal], blocked)
    assert sorted(tmp_path.iterdir()) == [path, blocked]
