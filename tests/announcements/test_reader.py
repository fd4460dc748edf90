"""Reading announcement files: what is understood, what is refused, and in which words."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from typing import TYPE_CHECKING

import pytest

from eventstudy.announcements.announcement import (
    Announcement,
    ContractTerms,
    Issuer,
    Moment,
    Precision,
    Security,
)
from eventstudy.announcements.reader import read_announcements
from eventstudy.errors import AnnouncementInvalidError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FULL = Announcement(
    id="usp-2025",
    issuer=Issuer("USPACE", "HK"),
    securities=(Security("1725.HK", "XHKG"),),
    announced=Moment(dt.datetime.fromisoformat("2025-02-11T08:30"), "Asia/Hong_Kong", Precision.MINUTE),
    headline="Satellites, twenty of them",
    kind="contract",
    terms=ContractTerms("Buyer", "AE", 21e6, "USD", 20, 60, binding=True),
    url="https://example.org/a?b=1",
)

HEADER = "id,security,announced_at,timezone,precision,exchange,issuer,value,currency,units,opt_out_days,binding,url"


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Return a function that writes a file of the given name and text."""

    def file(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8", newline="")
        return path

    return file


def csv_row(**cells: str) -> str:
    """Return a CSV file of one row: a sound announcement, with some cells replaced."""
    sound = {"id": "a", "security": "1725.HK", "announced_at": "2025-02-11T08:30"} | cells
    return f"{','.join(sound)}\n" + ",".join(f'"{cell}"' for cell in sound.values()) + "\n"


@pytest.fixture
def one(write: Callable[[str, str], Path]) -> Callable[..., Announcement]:
    """Return a function that reads one announcement with the given cells."""

    def read(**cells: str) -> Announcement:
        (found,) = read_announcements(write("one.csv", csv_row(**cells))).announcements
        return found

    return read


def refusal(path: Path) -> AnnouncementInvalidError:
    """Return the error that a file is refused with."""
    with pytest.raises(AnnouncementInvalidError) as caught:
        read_announcements(path)
    return caught.value


# --- the three formats ---


def test_csv_with_every_column(write: Callable[[str, str], Path]) -> None:
    """Every column of a CSV file arrives in its field."""
    path = write(
        "full.csv",
        "id,issuer,issuer_country,security,exchange,announced_at,timezone,precision,headline,kind,"
        "counterparty,counterparty_country,value,currency,units,opt_out_days,binding,url\n"
        'usp-2025,USPACE,HK,1725.HK,XHKG,2025-02-11T08:30,Asia/Hong_Kong,minute,"Satellites, twenty of them",'
        "contract,Buyer,AE,21000000,USD,20,60,yes,https://example.org/a?b=1\n",
    )
    assert read_announcements(path).announcements == (FULL,)


JSON_ENTRY = {
    "id": "usp-2025",
    "issuer": "USPACE",
    "issuer_country": "HK",
    "security": "1725.HK",
    "exchange": None,
    "announced_at": "2025-02-11 08:30",
    "headline": "Satellites, twenty of them",
    "kind": "contract",
    "counterparty": "Buyer",
    "counterparty_country": "AE",
    "value": 21e6,
    "currency": "usd",
    "units": 20,
    "opt_out_days": 60,
    "binding": True,
    "url": "https://example.org/a?b=1",
}


@pytest.mark.parametrize("document", [[JSON_ENTRY], {"announcements": [JSON_ENTRY]}])
def test_json_with_native_values(write: Callable[[str, str], Path], document: object) -> None:
    """A list of objects, bare or under its key, with numbers, true and null as they are."""
    assert read_announcements(write("a.json", json.dumps(document))).announcements == (FULL,)


def test_toml_with_native_values(write: Callable[[str, str], Path]) -> None:
    """TOML tables may hold native times, numbers and booleans."""
    text = """
        [[announcement]]
        id = "usp-2025"
        issuer = "USPACE"
        issuer_country = "HK"
        security = "1725.HK"
        announced_at = 2025-02-11T08:30:59
        headline = "Satellites, twenty of them"
        kind = "contract"
        counterparty = "Buyer"
        counterparty_country = "AE"
        value = 21_000_000.0
        currency = "USD"
        units = 20
        opt_out_days = 60
        binding = true
        url = "https://example.org/a?b=1"
    """
    assert read_announcements(write("a.toml", text)).announcements == (FULL,)


def test_toml_native_dates(write: Callable[[str, str], Path]) -> None:
    """A native TOML date is a day, and a native time with an offset is an instant."""
    text = (
        '[[announcement]]\nid = "a"\nsecurity = "1725.HK"\nannounced_at = 2025-02-11\n'
        '[[announcement]]\nid = "b"\nsecurity = "1725.HK"\nannounced_at = 2025-02-11T00:30:00Z\n'
    )
    first, second = read_announcements(write("a.toml", text)).announcements
    assert first.announced == Moment(dt.datetime.fromisoformat("2025-02-11"), "Asia/Hong_Kong", Precision.DAY)
    assert second.announced == FULL.announced


def test_byte_order_mark_and_gzip(tmp_path: Path) -> None:
    """A byte-order mark, as Excel writes it, and compression change nothing."""
    text = csv_row()
    plain, marked, packed = tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "c.CSV.GZ"
    plain.write_bytes(text.encode())
    marked.write_bytes(text.encode("utf-8-sig"))
    packed.write_bytes(gzip.compress(text.encode("utf-8-sig")))
    first = read_announcements(plain)
    assert read_announcements(marked) == first
    assert read_announcements(packed) == first


# --- columns ---


def test_other_names_are_understood_and_reported(write: Callable[[str, str], Path]) -> None:
    """Aliases stand for our columns in any case; what stands for nothing is ignored; both are reported."""
    text = "ID,ticker,announced_local,tz,title,Colour,company\na,RKLB,2025-02-11 08:30,America/New_York,Launch,red,Rocket\n"
    found = read_announcements(write("a.csv", text))
    assert found.announcements[0].headline == "Launch"
    assert found.announcements[0].issuer == Issuer("Rocket")
    assert found.ignored_columns == ("Colour",)
    assert found.renamed_columns == (
        ("ID", "id"),
        ("ticker", "security"),
        ("announced_local", "announced_at"),
        ("tz", "timezone"),
        ("title", "headline"),
        ("company", "issuer"),
    )


def test_own_name_goes_before_another(write: Callable[[str, str], Path]) -> None:
    """Where our name and another for it both stand, ours is read and the other reported as ignored."""
    found = read_announcements(
        write("a.csv", "id,security,announced_at,date\na,1725.HK,2025-02-11,1999-01-01\n")
    )
    assert found.announcements[0].announced.date == dt.date(2025, 2, 11)
    assert found.ignored_columns == ("date",)


def test_two_names_for_one_column(write: Callable[[str, str], Path]) -> None:
    """Two other names for the same column leave open which is meant."""
    error = refusal(write("a.csv", "id,ticker,symbol,announced_at\n"))
    assert error.column == "security"
    assert "columns 'ticker' and 'symbol' mean the same" in str(error)


def test_missing_column_names_the_near_miss(write: Callable[[str, str], Path]) -> None:
    """A missing required column is named, with the column that was probably meant for it."""
    error = refusal(write("a.csv", "id,security,announced_on\na,1725.HK,2025-02-11\n"))
    assert (error.row, error.column) == (1, "announced_at")
    assert "rename 'announced_on' to 'announced_at'" in str(error)


def test_real_file_without_ids(shared: Path) -> None:
    """The real list of US announcements has no id column, and nothing near one."""
    error = refusal(shared / "us_space" / "announcements.csv")
    assert (error.row, error.column) == (1, "id")
    assert "add a column 'id'" in str(error)


def test_missing_column_in_an_entry(write: Callable[[str, str], Path]) -> None:
    """Each entry of a JSON file must have the required keys."""
    error = refusal(write("a.json", json.dumps([JSON_ENTRY, {"id": "b", "security": "RKLB"}])))
    assert (error.row, error.column) == (2, "announced_at")


def test_mixed_names_in_json(write: Callable[[str, str], Path]) -> None:
    """Entries of one JSON file may use different names for the same column."""
    entries = [
        {"id": "a", "ticker": "1725.HK", "date": "2025-02"},
        {"id": "b", "security": "0700.HK", "announced_at": "2025-02"},
    ]
    found = read_announcements(write("a.json", json.dumps(entries)))
    assert [value.securities[0].symbol for value in found.announcements] == ["1725.HK", "0700.HK"]
    assert found.renamed_columns == (("ticker", "security"), ("date", "announced_at"))


# --- securities and issuers ---


def test_dual_listing(one: Callable[..., Announcement]) -> None:
    """Several symbols are several listed lines, each on the exchange that its suffix says."""
    found = one(security=" 0763.hk ;000063.SZ")
    assert found.securities == (Security("0763.HK", "XHKG"), Security("000063.SZ", "XSHE"))
    assert found.issuer == Issuer("0763.HK")


@pytest.mark.parametrize(
    ("symbols", "exchanges", "mics"),
    [
        ("RKLB", "", (None,)),
        ("RKLB", "xnas", ("XNAS",)),
        ("RKLB;ASTS", "XNAS", ("XNAS", "XNAS")),
        ("RKLB;1725.HK", "XNAS;", ("XNAS", "XHKG")),
        ("RKLB;ASTS", "", (None, None)),
    ],
)
def test_exchanges(
    one: Callable[..., Announcement], symbols: str, exchanges: str, mics: tuple[str | None, ...]
) -> None:
    """The exchange column goes first, one entry may serve all, then the suffix, and else it is unknown."""
    found = one(security=symbols, exchange=exchanges, timezone="UTC")
    assert tuple(security.mic for security in found.securities) == mics


def test_unlisted_issuer(one: Callable[..., Announcement]) -> None:
    """An issuer that is not listed has no security but must have a name."""
    found = one(security="", issuer="Private Space", timezone="UTC")
    assert (found.issuer, found.securities) == (Issuer("Private Space"), ())


# --- times ---


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"announced_at": "2025-02"}, ("2025-02-01T00:00", "Asia/Hong_Kong", "month")),
        ({"announced_at": "2025-02-11"}, ("2025-02-11T00:00", "Asia/Hong_Kong", "day")),
        ({"announced_at": "2025-02-11 08:30"}, ("2025-02-11T08:30", "Asia/Hong_Kong", "minute")),
        ({"announced_at": "2025-02-11T08:30:59.5"}, ("2025-02-11T08:30", "Asia/Hong_Kong", "minute")),
        ({"announced_at": "2025-02-11T00:30Z"}, ("2025-02-11T08:30", "Asia/Hong_Kong", "minute")),
        ({"announced_at": "2025-02-11t08:30-0500"}, ("2025-02-11T21:30", "Asia/Hong_Kong", "minute")),
        (
            {"announced_at": "2025-02-11T08:30-05", "security": "RKLB"},
            ("2025-02-11T13:30", "UTC", "minute"),
        ),
        (
            {"announced_at": "2025-02-11T08:30-05:00", "timezone": "America/New_York"},
            ("2025-02-11T08:30", "America/New_York", "minute"),
        ),
        (
            {"announced_at": "2025-02-11T08:30", "precision": "Day"},
            ("2025-02-11T00:00", "Asia/Hong_Kong", "day"),
        ),
        (
            {"announced_at": "2025-02-11T23:30-05:00", "precision": "day"},
            ("2025-02-12T00:00", "Asia/Hong_Kong", "day"),
        ),
        ({"announced_at": "2025-02-11", "security": "RKLB"}, ("2025-02-11T00:00", "UTC", "day")),
        ({"announced_at": "2025-02", "security": "RKLB"}, ("2025-02-01T00:00", "UTC", "month")),
    ],
)
def test_times(
    one: Callable[..., Announcement], cells: dict[str, str], expected: tuple[str, str, str]
) -> None:
    """A time is read as exactly as it is written, on the stated clock, else the exchange's, else UTC."""
    found = one(**cells).announced
    assert (found.local.isoformat(timespec="minutes"), found.timezone, found.precision) == expected


def test_ambiguous_time_is_the_first(one: Callable[..., Announcement]) -> None:
    """A time that the clock shows twice is the first of the two, unless an offset says the second."""
    cells = {"security": "RKLB", "exchange": "XNAS"}
    first = one(**cells, announced_at="2025-11-02T01:30")
    second = one(**cells, announced_at="2025-11-02T01:30-05:00")
    stated = one(**cells, announced_at="2025-11-02T01:30-05:00", timezone="America/New_York")
    assert first.announced.instant == dt.datetime(2025, 11, 2, 5, 30, tzinfo=dt.UTC)
    assert second.announced.instant == dt.datetime(2025, 11, 2, 6, 30, tzinfo=dt.UTC)
    assert stated.announced.instant == second.announced.instant


def test_date_whose_midnight_does_not_exist(one: Callable[..., Announcement]) -> None:
    """In Beirut 31 March 2024 begins at one o'clock; a bare date says nothing of midnight and is read."""
    found = one(announced_at="2024-03-31", timezone="Asia/Beirut").announced
    assert str(found) == "2024-03-31"


# --- refusals ---


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"id": ""}, "id", "'' is not an id; write letters, digits"),
        ({"id": "two words"}, "id", "'two words' is not an id"),
        ({"id": "bell\x07"}, "id", "is not an id"),
        ({"id": "../up"}, "id", "'../up' is not an id"),
        ({"security": "RKLB, ASTS"}, "security", "'RKLB, ASTS' is not a symbol"),
        ({"security": "RKLB;"}, "security", "'' is not a symbol"),
        ({"security": "RKLB;rklb"}, "security", "names a symbol twice"),
        ({"security": ""}, "issuer", "is empty, and so is security"),
        ({"exchange": "XHKK"}, "exchange", "did you mean 'XHKG'?"),
        ({"exchange": "XHKG;XNAS"}, "exchange", "2 exchanges for 1 securities"),
        ({"security": "", "issuer": "I", "exchange": "XHKG"}, "exchange", "1 exchanges for 0 securities"),
        ({"security": "0763.HK;000063.SZ", "exchange": "XHKG"}, "exchange", "suffix says XSHE"),
        ({"announced_at": ""}, "announced_at", "is empty; write 2025-02"),
        ({"announced_at": "11.2.2025"}, "announced_at", "'11.2.2025' is not a time"),
        ({"announced_at": "2025-02T08:30"}, "announced_at", "is not a time"),
        ({"announced_at": "2025-02-30"}, "announced_at", "'2025-02-30' does not exist"),
        ({"announced_at": "2025-13"}, "announced_at", "'2025-13' does not exist"),
        ({"announced_at": "2025-02-11T24:30"}, "announced_at", "does not exist"),
        ({"announced_at": "2025-02-11T08:30+25:00"}, "announced_at", "does not exist"),
        ({"announced_at": "0225-02-11"}, "announced_at", "write a year from 1900 to 2100"),
        (
            {"announced_at": "2025-03-09T02:30", "timezone": "America/New_York"},
            "announced_at",
            "does not exist in America/New_York",
        ),
        (
            {"announced_at": "2025-02-11T08:30Z", "timezone": "Asia/Hong_Kong"},
            "announced_at",
            "is 2025-02-11T16:30 in Asia/Hong_Kong; leave out the offset or the timezone",
        ),
        ({"security": "RKLB"}, "timezone", "write a zone such as Asia/Hong_Kong"),
        ({"timezone": "Asia/Hong_Komg"}, "timezone", "did you mean 'Asia/Hong_Kong'?"),
        ({"timezone": "Hong Kong"}, "timezone", "did you mean 'Asia/Hong_Kong'?"),
        ({"timezone": "Asia"}, "timezone", "'Asia' is unknown"),
        ({"timezone": "../etc"}, "timezone", "'../etc' is unknown"),
        ({"timezone": "12345678"}, "timezone", "'12345678' is unknown; write an IANA zone"),
        ({"precision": "minutes"}, "precision", "did you mean 'minute'?"),
        ({"precision": "minute", "announced_at": "2025-02-11"}, "precision", "write a time such as"),
        ({"precision": "day", "announced_at": "2025-02"}, "precision", "write a date such as"),
        ({"precision": "month", "announced_at": "2025-02-11"}, "precision", "write a month such as"),
        ({"value": "21,000,000"}, "value", "has thousands separators; write 21000000"),
        ({"value": "-1"}, "value", "'-1' is negative"),
        ({"value": "nan"}, "value", "'nan' cannot be used"),
        ({"value": "1e999"}, "value", "'1e999' cannot be used"),
        ({"value": "21m"}, "value", "'21m' cannot be used; write a number of 0 or more"),
        ({"currency": "US$"}, "currency", "write three letters such as USD"),
        ({"units": "0"}, "units", "write a whole number from 1 to"),
        ({"units": "2.5"}, "units", "'2.5' cannot be used"),
        ({"units": "1 000"}, "units", "has thousands separators; write 1000"),
        ({"opt_out_days": "-3"}, "opt_out_days", "'-3' is negative; write a whole number from 0"),
        ({"opt_out_days": "99999999"}, "opt_out_days", "from 0 to 36500"),
        ({"binding": "maybe"}, "binding", "'maybe' is neither yes nor no"),
        ({"url": "javascript:alert(1)"}, "url", "is not a web address"),
        ({"url": "https://a.org/\u202egpj"}, "url", "is not a web address"),
    ],
)
def test_refused_cells(
    write: Callable[[str, str], Path], cells: dict[str, str], column: str, words: str
) -> None:
    """A cell that cannot be used is refused by file, row and column, with what is needed instead."""
    path = write("bad.csv", csv_row(**cells))
    error = refusal(path)
    assert (error.path, error.row, error.column) == (path, 2, column)
    assert words in error.problem


def test_messages_are_safe_for_a_terminal(write: Callable[[str, str], Path]) -> None:
    """A message shows what was seen without the control characters in it."""
    assert "\x1b" not in str(refusal(write("a.csv", csv_row(timezone="\x1b[31mred"))))


@pytest.mark.parametrize(("text", "number"), [("20.0", 20), ("020", 20), ("", None)])
def test_whole_numbers(one: Callable[..., Announcement], text: str, number: int | None) -> None:
    """A whole number may carry the ``.0`` of a spreadsheet."""
    assert one(units=text).terms.units == number


@pytest.mark.parametrize(
    ("text", "truth"), [("Yes", True), ("1", True), ("FALSE", False), ("0", False), ("", None)]
)
def test_truths(one: Callable[..., Announcement], text: str, truth: bool | None) -> None:  # noqa: FBT001  -- parametrised
    """Yes and no are understood in every usual spelling; an empty cell is neither."""
    assert one(binding=text).terms.binding is truth


def test_text_is_cleaned(one: Callable[..., Announcement]) -> None:
    """Control characters and direction overrides are taken out of text, line breaks become blanks."""
    found = one(headline="a\r\nb\x00c\u202ed\u2066", issuer="I\x1bN", counterparty="\x07")
    assert (found.headline, found.issuer.name, found.terms.counterparty) == ("a bcd", "IN", None)


# --- rows ---


def test_row_is_the_line_that_a_record_starts_on(write: Callable[[str, str], Path]) -> None:
    """Line breaks in quotes and blank lines count; the row named is the line it starts on."""
    text = 'id,security,announced_at,headline\na,1725.HK,2025-02-11,"one\ntwo\r\nthree"\n\n,,,\nb,1725.HK,nonsense,"x\ny"\n'
    assert refusal(write("a.csv", text)).row == 7


def test_duplicate_id_names_the_first_row(write: Callable[[str, str], Path]) -> None:
    """An id that stands twice is refused where it comes again, naming where it was first."""
    error = refusal(write("a.csv", csv_row() + "b,1725.HK,2025-02\na,1725.HK,2025-02\n"))
    assert (error.row, error.column) == (4, "id")
    assert "'a' stands in row 2 already" in error.problem


def test_row_with_too_many_cells(write: Callable[[str, str], Path]) -> None:
    """More cells than columns mean an unquoted comma; fewer mean that the rest is empty."""
    error = refusal(
        write("a.csv", "id,security,announced_at,value\na,1725.HK,2025-02\nb,1725.HK,2025-02,1,5\n")
    )
    assert error.row == 3
    assert "5 cells under 4 columns" in error.problem


def test_all_or_nothing_unless_skipped(write: Callable[[str, str], Path]) -> None:
    """Bad rows are collected on request, in the order of the file, and the good ones are kept."""
    path = write(
        "a.csv", csv_row(value="") + "b,1725.HK,2025-02,-1\nc,1725.HK,2025-02,1,2,3\nd,1725.HK,2025-02,5\n"
    )
    assert refusal(path).row == 3
    found = read_announcements(path, skip_bad=True)
    assert [value.id for value in found.announcements] == ["a", "d"]
    assert [(error.row, error.column) for error in found.skipped] == [(3, "value"), (4, None)]


def test_entries_that_cannot_be_used(write: Callable[[str, str], Path]) -> None:
    """A bad JSON entry is one bad row, named by its number."""
    nested = JSON_ENTRY | {"id": "b", "security": ["1725.HK"]}
    found = read_announcements(
        write("a.json", json.dumps([5, nested, {"id": "c"}, JSON_ENTRY])), skip_bad=True
    )
    assert found.announcements == (FULL,)
    assert [(error.row, error.column) for error in found.skipped] == [
        (1, None),
        (2, "security"),
        (3, "security"),
    ]


# --- files ---


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.xlsx", "", "ending '.xlsx' is unknown; use one of .csv, .csv.gz, .json, .toml"),
        ("a.csv", "", "is empty; the first line must name the columns"),
        ("a.csv.gz", "id", "cannot be read"),
        ("a.csv", 'id,security,announced_at\na,"1725.HK', "is not valid CSV"),
        ("a.json", "[\n{]", "is not valid JSON: Expecting property name enclosed in double quotes: line 2"),
        ("a.json", '[{"id": 1, "id": 2}]', "key 'id' stands twice"),
        ("a.json", "[" * 100_000, "is not valid JSON"),
        ("a.json", "5", "write a list of them"),
        ("a.json", '{"announcement": []}', "did you mean 'announcement'?"),
        ("a.toml", "x = \n", "is not valid TOML: Invalid value (at line 1"),
        ("a.toml", "[[announcements]]\n", "has no 'announcement'; did you mean 'announcements'?"),
        ("a.toml", "[announcement]\n", "write a list of them"),
    ],
)
def test_files_that_cannot_be_taken_apart(
    write: Callable[[str, str], Path], name: str, text: str, words: str
) -> None:
    """A file that is not what its ending says is refused as a whole, in the parser's words."""
    path = write(name, text)
    for skip_bad in (False, True):
        with pytest.raises(AnnouncementInvalidError) as caught:
            read_announcements(path, skip_bad=skip_bad)
        assert words in str(caught.value)


def test_other_encodings(tmp_path: Path) -> None:
    """A file in another encoding is refused at the line of its first foreign byte."""
    path = tmp_path / "a.csv"
    path.write_bytes("id,security,announced_at\na,1725.HK,2025-02\nb,é,2025-02\n".encode("latin-1"))
    error = refusal(path)
    assert error.row == 3
    assert "byte 0xe9 is not UTF-8; save the file as UTF-8" in error.problem


def test_missing_file(tmp_path: Path) -> None:
    """A file that is not there is named."""
    assert "nowhere.csv: cannot be read" in str(refusal(tmp_path / "nowhere.csv"))


def test_header_alone(write: Callable[[str, str], Path]) -> None:
    """A file with a header and no rows holds no announcements."""
    assert read_announcements(write("a.csv", HEADER + "\n")).announcements == ()
