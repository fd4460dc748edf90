"""``eventstudy study`` from files and from the store."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from command_line import CommandLine
    from market import Files


def test_files_need_no_database(cli: CommandLine, files: Files) -> None:
    """A study of plain files prints schema 1 with the event, and makes no database."""
    found = cli.json("study", *files.options)
    assert found["schema"] == "eventstudy/study/1"
    (event,) = found["events"]
    assert (event["id"], event["security"], event["day0"], event["observations"]) == (
        "uspace-treefam",
        "1725.HK",
        "2025-02-11",
        240,
    )
    assert found["design"]["benchmark"] == "^HSI"
    assert not files.prices.with_name("store.db").exists()


def test_everything_left_out_has_its_reason(cli: CommandLine, files: Files) -> None:
    """An unlisted issuer and a month without a day are named with what is missing."""
    dropped = {one["id"]: one["reason"] for one in cli.json("study", *files.options)["dropped"]}
    assert dropped == {
        "spacesail": "issuer not listed",
        "monthly": "dated only 2025-01; give the day: --date monthly=YYYY-MM-DD",
    }


def test_a_given_date_lets_a_month_be_studied(cli: CommandLine, files: Files) -> None:
    """With --date an announcement dated to the month is studied on that day, and the output says how."""
    text = cli("study", "monthly", "--date", "monthly=2025-01-14", *files.options).stdout
    assert "2025-01-14" in text
    assert "announced without a time: day 0 is that day's session: monthly" in text


def test_the_store_gives_what_the_files_give(cli: CommandLine, files: Files) -> None:
    """Imported announcements and checked prices give the same study, digit for digit."""
    cli("announcements", "import", str(files.announcements))
    cli("prices", "import", str(files.prices))
    assert cli.json("study") == cli.json("study", *files.options)


def test_global_options_stand_before_or_after(cli: CommandLine, files: Files) -> None:
    """--format before the command's name does what it does after it."""
    before = cli("--format", "json", "study", *files.options).stdout
    assert json.loads(before) == cli.json("study", *files.options)


def test_csv_has_a_row_for_every_announcement(cli: CommandLine, files: Files) -> None:
    """CSV carries studied and dropped events alike, with full precision."""
    rows = list(csv.DictReader(io.StringIO(cli("study", *files.options, "--format", "csv").stdout)))
    assert [row["id"] for row in rows] == ["uspace-treefam", "spacesail", "monthly"]
    (event,) = cli.json("study", *files.options)["events"]
    assert float(rows[0]["car"]) == event["car"]
    assert rows[1]["dropped"] == "issuer not listed"


def test_output_goes_whole_to_a_file(cli: CommandLine, files: Files) -> None:
    """With -o the data go to the file, and stdout stays empty."""
    target = files.prices.with_name("out") / "study.md"
    assert cli("study", *files.options, "--format", "md", "-o", str(target)).stdout == ""
    assert "| uspace-treefam | 1725.HK |" in target.read_text(encoding="utf-8")


def test_an_empty_store_ends_with_3(cli: CommandLine) -> None:
    """Without announcements there is nothing to study, and the remedy is said."""
    assert "announcements import" in cli("study", code=3).stderr


def test_no_prices_name_the_command_that_fetches(cli: CommandLine) -> None:
    """Offline, every bundled announcement has a reason why not, and the exit code is 3."""
    cli("announcements", "import", "--bundled")
    found = cli.json("study", code=3)
    reasons = {one["id"]: one["reason"] for one in found["dropped"]}
    assert found["events"] == []
    assert len(reasons) == 22
    assert reasons["chinasat-10r"] == "no prices in the store; run: eventstudy prices fetch 601698.SS"
    assert reasons["dji-minisar"] == "issuer not listed"
    assert "dated only 2025-02" in reasons["uspace-treefam"]


def test_an_unknown_id_is_said_to_be_unknown_where_it_was_looked_for(cli: CommandLine) -> None:
    """Without a file the registry is named, and the command that lists it."""
    cli("announcements", "import", "--bundled")
    said = " ".join(cli("study", "nobody", code=1).stderr.split())
    assert "announcement 'nobody': not in the registry; see: eventstudy announcements list" in said


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("nobody",), 1, "announcements.csv; give an id of that file"),
        (("--date", "nobody=2025-01-14"), 1, "announcements.csv; give an id of that file"),
        (("uspace-treefarm",), 1, "did you mean 'uspace-treefam'"),
        (("--model", "market_modle"), 2, "did you mean 'market_model'"),
        (("--tests", "patel"), 2, "did you mean 'patell'"),
        (("--window", "10"), 2, "write FIRST:LAST"),
        (("--window", "-20:10"), 2, "must end before the event window"),
        (("--tests", ""), 2, "test ''"),
        (("--date", "monthly"), 2, "write ID=YYYY-MM-DD"),
        (("--date", "montly=2025-01-14"), 1, "did you mean 'monthly'"),  # codespell:ignore
        (("--since", "2025-02-01", "--until", "2025-01-01"), 2, "swap them"),
        (("--since", "2025-13-01"), 2, "write YYYY-MM-DD"),
        (("--returns", "loog"), 2, "log"),
    ],
)
def test_what_cannot_be_done_is_refused(
    cli: CommandLine, files: Files, arguments: tuple[str, ...], code: int, message: str
) -> None:
    """A wrong name, window or date is refused with what was meant or needed."""
    result = cli("study", *arguments, *files.options, code=code)
    assert message in result.stderr
    assert result.stdout == ""


def test_simulated_prices_mark_every_format(cli: CommandLine, files: Files) -> None:
    """Prices whose source is 'simulated' put SIMULATED on tables, and the flag into JSON and CSV."""
    made_up = files.prices.read_text().replace(",HKD,file", ",HKD,simulated")
    files.prices.write_text(made_up)
    tables = 4  # the events, each by itself, the tests, and what is left out
    assert cli("study", *files.options).stdout.count("SIMULATED") == tables
    assert cli("study", *files.options, "--format", "md").stdout.count("SIMULATED") == tables
    assert cli.json("study", *files.options)["simulated"] is True
    assert "true" in cli("study", *files.options, "--format", "csv").stdout


def test_since_and_until_choose(cli: CommandLine, files: Files) -> None:
    """Only announcements between the two dates are studied."""
    found = cli.json("study", "--since", "2025-02-01", "--until", "2025-02-28", *files.options)
    assert len(found["events"]) + len(found["dropped"]) == 2


def test_a_date_given_by_hand_counts_for_the_period(cli: CommandLine, files: Files) -> None:
    """--since and --until look at the day that --date gives."""
    period = ("--since", "2025-01-10", "--until", "2025-01-20", "--date", "monthly=2025-01-14")
    assert [one["id"] for one in cli.json("study", *period, *files.options)["events"]] == ["monthly"]


def test_a_period_without_announcements_says_so(cli: CommandLine, files: Files) -> None:
    """Nothing between the dates is said as such."""
    assert (
        "no announcement lies between" in cli("study", "--since", "2030-01-01", *files.options, code=3).stderr
    )


def test_the_mean_car_is_the_mean_of_the_cars(cli: CommandLine, files: Files) -> None:
    """The title of the tests gives the mean of the CARs that they test."""
    text = cli("study", *files.options).stdout
    (event,) = cli.json("study", *files.options)["events"]
    assert f"Mean CAR over -10:10: {event['car']:+.2%}, n = 1" in text


def test_a_security_may_stand_in_several_files(cli: CommandLine, files: Files) -> None:
    """Prices split over files give the study of the whole; files that contradict each other are refused."""
    lines = files.prices.read_text().splitlines()
    half = len(lines) // 4
    parts = [files.prices.with_name(f"part{i}.csv") for i in (1, 2)]
    parts[0].write_text("\n".join(lines[:half]) + "\n")
    parts[1].write_text("\n".join([lines[0], *lines[half - 5 :]]) + "\n")
    split = [*files.options[:2], "--prices", str(parts[0]), "--prices", str(parts[1])]
    assert cli.json("study", *split) == cli.json("study", *files.options)
    parts[1].write_text(parts[1].read_text().replace(",HKD,file", "1,HKD,file"))
    assert "other numbers in an earlier file" in cli("study", *split, code=1).stderr
