"""``eventstudy chart`` writes one picture an event."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image
from thick_market import write_thick

from eventstudy.commands.chart import PICTURES
from eventstudy.workflow.pictures.gallery import KINDS

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import CommandLine
    from market import Files


def test_a_picture_an_event(cli: CommandLine, files: Files, tmp_path: Path) -> None:
    """Each measured event gets a PNG of the preset's size and an alt text; what is left out is said on stderr."""
    result = cli("chart", *files.options, "--out", str(tmp_path / "charts"))
    names = sorted(path.name for path in (tmp_path / "charts").iterdir())
    assert names == ["uspace-treefam.alt.txt", "uspace-treefam.png"]
    with Image.open(tmp_path / "charts" / "uspace-treefam.png") as picture:
        assert picture.size == (1456, 1048)
    assert "no picture of spacesail: issuer not listed" in result.stderr


@pytest.mark.parametrize("image", ["svg", "pdf"])
def test_one_event_goes_to_one_file(cli: CommandLine, files: Files, tmp_path: Path, image: str) -> None:
    """-o with a picture's ending takes the picture of the only event, in the format of its ending."""
    target = tmp_path / f"a.{image}"
    cli("chart", "uspace-treefam", *files.options, "--preset", "wide", "-o", str(target))
    assert target.read_bytes()[:5] in {b"<?xml", b"%PDF-"}
    assert target.stat().st_size > 5_000


def test_a_file_for_another_format_is_refused(cli: CommandLine, files: Files, tmp_path: Path) -> None:
    """-o picture.png with --image svg is a usage error, and nothing is written."""
    target = tmp_path / "a.png"
    result = cli("chart", *files.options, "--image", "svg", "-o", str(target), code=2)
    assert "--image (svg)" in result.stderr
    assert not target.exists()


@pytest.mark.parametrize("name", ["a.jpg", "a", "a.svgz"])
def test_an_ending_that_is_no_picture_is_refused(
    cli: CommandLine, files: Files, tmp_path: Path, name: str
) -> None:
    """A table is not written where a picture was asked for."""
    cli("chart", "uspace-treefam", *files.options, "-o", str(tmp_path / name), code=2)
    assert not (tmp_path / name).exists()


def test_the_list_goes_to_a_file(cli: CommandLine, files: Files, tmp_path: Path) -> None:
    """-o with a data ending takes the list of pictures."""
    cli(
        "chart",
        *files.options,
        "--out",
        str(tmp_path / "c"),
        "--format",
        "csv",
        "-o",
        str(tmp_path / "list.csv"),
    )
    assert "uspace-treefam.png" in (tmp_path / "list.csv").read_text()


def test_letters_without_a_font_are_said_once(cli: CommandLine, files: Files, tmp_path: Path) -> None:
    """Letters that no installed font draws are named with the package to install, and there is no warning."""
    files.announcements.write_text(
        files.announcements.read_text().replace("600 satellites", "600 \U0001f6f0\ue000")
    )
    result = cli("chart", *files.options, "--out", str(tmp_path / "c"))
    assert result.stderr.count("apt install fonts-") == 1
    assert "Warning" not in result.stderr


def test_no_picture_takes_anothers_place(cli: CommandLine, files: Files, tmp_path: Path) -> None:
    """Ids that differ only in their signs, or are Chinese, have pictures of their own."""
    row = "{},1725.HK,2025-02-11T08:30,USPACE,x,,,,\n"
    header = files.announcements.read_text().splitlines()[0] + "\n"
    files.announcements.write_text(header + "".join(row.format(name) for name in ("a.b", "a-b", "洲际")))
    cli("chart", *files.options, "--out", str(tmp_path / "c"))
    assert {path.name for path in (tmp_path / "c").glob("*.png")} == {"a-b.png", "a-b~2.png", "洲际.png"}


def test_nothing_to_draw_ends_with_3(cli: CommandLine, files: Files) -> None:
    """Without an event there is no picture."""
    assert "nothing to study" in cli("chart", "spacesail", *files.options, code=3).stderr


def test_simulated_stands_on_the_list(cli: CommandLine, files: Files, tmp_path: Path) -> None:
    """The list of pictures made from simulated prices says SIMULATED."""
    files.prices.write_text(files.prices.read_text().replace(",HKD,file", ",HKD,simulated"))
    assert "SIMULATED" in cli("chart", *files.options, "--out", str(tmp_path / "c")).stdout


@pytest.fixture(scope="module")
def thick(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Return the market with every sort of event as files, which nobody changes."""
    return write_thick(tmp_path_factory.mktemp("thick"))


def test_every_kind_of_picture_is_drawn(cli: CommandLine, thick: Files, tmp_path: Path) -> None:
    """--picture all draws each event, share, tested event and all events together, each with an alt text beside it."""
    cli("chart", *thick.options, "--picture", "all", "--out", str(tmp_path / "c"))
    names = {path.name for path in (tmp_path / "c").glob("*.png")}
    assert names == {
        "pump.png", "news.png", "nothing.png", "spiked.png", "twice.png",
        "9001-hk-prices.png", "9002-hk-prices.png", "9003-hk-prices.png", "9004-hk-prices.png",
        "pump-placebo.png", "news-placebo.png", "multiples.png", "table.png", "ranking.png", "heatmap.png",
    }  # fmt: skip
    assert {path.name.removesuffix(".alt.txt") for path in (tmp_path / "c").glob("*.alt.txt")} == {
        name.removesuffix(".png") for name in names
    }
    assert max(path.stat().st_size for path in (tmp_path / "c").glob("*.png")) < 200_000


def test_the_list_has_every_word_of_a_picture(cli: CommandLine, thick: Files, tmp_path: Path) -> None:
    """CSV and JSON give title, caption and alt text; the alt text is the one in the file beside and inside the picture."""
    found = cli.json("chart", "pump", *thick.options, "--out", str(tmp_path / "c"))
    (row,) = found["rows"]
    assert row["title"].startswith(
        "Issuer of 9001.HK rose 51.2% beyond its benchmark by day 2, then gave back "
    )
    assert "Verdict: strong (q <= 0.10)" in row["caption"]
    assert (tmp_path / "c" / "pump.alt.txt").read_text() == f"{row['alt']}\n"
    with Image.open(tmp_path / "c" / "pump.png") as picture:
        assert picture.info["Description"] == row["alt"]


def test_a_dark_picture_is_dark(cli: CommandLine, thick: Files, tmp_path: Path) -> None:
    """--theme dark draws on the dark ground of the house, to its exact colour."""
    (tmp_path / "house.toml").write_text('[dark]\npaper = "#101820"\n')
    cli(
        "chart", "pump", *thick.options, "--theme", "dark", "--house", str(tmp_path / "house.toml"), "-o",
        str(tmp_path / "a.png"),
    )  # fmt: skip
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.convert("RGB").getpixel((0, 0)) == (0x10, 0x18, 0x20)


def test_the_settings_name_a_house(
    cli: CommandLine, thick: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The house style of the settings is drawn in where no option names another; one that is not there is refused."""
    (tmp_path / "house.toml").write_text('[light]\npaper = "#fefae0"\n')
    monkeypatch.setenv("EVENTSTUDY_HOUSE", str(tmp_path / "house.toml"))
    cli("chart", "pump", *thick.options, "-o", str(tmp_path / "a.png"))
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.convert("RGB").getpixel((0, 0)) == (0xFE, 0xFA, 0xE0)
    monkeypatch.setenv("EVENTSTUDY_HOUSE", str(tmp_path / "nowhere.toml"))
    result = cli("chart", "pump", *thick.options, "-o", str(tmp_path / "b.png"), code=1)
    assert "nowhere.toml: cannot be read as TOML" in result.stderr


def test_a_kind_without_a_picture_says_so(cli: CommandLine, thick: Files, tmp_path: Path) -> None:
    """Where no deal has a price of one satellite there is no ladder, and the run ends with exit code 3."""
    result = cli("chart", *thick.options, "--picture", "ladder", "--out", str(tmp_path / "c"), code=3)
    assert "no picture of ladder" in result.stderr


def test_terms_are_drawn_without_prices(cli: CommandLine, tmp_path: Path) -> None:
    """The ladder of the bundled case needs no price of the share."""
    cli("announcements", "import", "--bundled")
    result = cli("chart", "uspace-treefam", "--picture", "ladder", "-o", str(tmp_path / "ladder.png"))
    assert "US$35,000 a satellite is 18% of what the cheapest operational satellite" in result.stdout


def test_the_option_names_every_kind() -> None:
    """What --picture takes is what the gallery has, in its order."""
    assert tuple(KINDS) == PICTURES
