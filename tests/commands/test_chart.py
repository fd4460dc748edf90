"""``eventstudy chart`` writes one picture an event."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image

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
    """-o with a picture's ending takes the picture of the only event."""
    target = tmp_path / f"a.{image}"
    cli("chart", "uspace-treefam", *files.options, "--image", image, "--preset", "wide", "-o", str(target))
    assert target.stat().st_size > 5_000


def test_a_file_for_another_format_is_refused(cli: CommandLine, files: Files, tmp_path: Path) -> None:
    """-o picture.png with --image svg is a usage error, and nothing is written."""
    target = tmp_path / "a.png"
    result = cli("chart", *files.options, "--image", "svg", "-o", str(target), code=2)
    assert "--image (svg)" in result.stderr
    assert not target.exists()


@pytest.mark.parametrize("name", ["a.jpg", "a", "a.SVG"])
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
