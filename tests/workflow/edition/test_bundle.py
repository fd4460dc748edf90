"""An edition as a folder: everything in it, whole or not at all, and nobody's own files lost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import pytest
from editions import edition
from PIL import Image

from eventstudy.errors import EditionInvalidError
from eventstudy.plotting import PRESETS
from eventstudy.workflow.edition.bundle import write_bundle
from eventstudy.workflow.edition.codec import read_edition

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from eventstudy.workflow.edition.edition import Edition

Item = TypeVar("Item")


def plainly(items: Iterator[Item], *, label: str, length: int) -> Iterator[Item]:
    """Go through items without a bar."""
    assert (label, length) == ("Drawing", 4)
    yield from items


def written(out: Path, whole: Edition) -> dict[str, bytes]:
    """Write an edition, and return what is in its folder."""
    write_bundle(whole, out, progress=plainly)
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def test_the_folder_holds_everything(tmp_path: Path) -> None:
    """Pictures in two sizes, alt texts, captions, three forms of the post, two tables and the edition are there."""
    found = written(tmp_path / "new" / "edition", edition())
    names = ("event-0", "multiples")
    assert set(found) == {
        "post.html", "post.md", "email.html", "numbers.csv", "sources.csv", "edition.json",
        *(f"email/{name}.png" for name in names),
        *(f"pictures/{name}{end}" for name in names for end in (".png", ".alt.txt", ".caption.txt")),
    }  # fmt: skip
    assert found["pictures/event-0.alt.txt"].decode() == "Line chart of event-0, from 1 to 2.\n"
    assert found["pictures/event-0.caption.txt"].decode() == "Caption of event-0.\n"
    for name, preset in (("pictures", "substack"), ("email", "email")):
        with Image.open(tmp_path / "new" / "edition" / name / "event-0.png") as image:
            assert image.size == (PRESETS[preset].width, PRESETS[preset].height)
            assert image.info["Description"] == "Line chart of event-0, from 1 to 2."
    assert b'src="email/event-0.png"' in found["email.html"]


def test_the_same_edition_is_the_same_to_the_byte(tmp_path: Path) -> None:
    """What is written from edition.json is what was written, edition.json included."""
    first = written(tmp_path / "one", edition())
    assert written(tmp_path / "two", read_edition(tmp_path / "one" / "edition.json")) == first


def test_pictures_of_the_email_are_light(tmp_path: Path) -> None:
    """A dark post has an e-mail with light pictures."""
    light = written(tmp_path / "light", edition())
    dark = written(tmp_path / "dark", replace(edition(), sheet=replace(edition().sheet, dark=True)))
    assert dark["email/event-0.png"] == light["email/event-0.png"]
    assert dark["pictures/event-0.png"] != light["pictures/event-0.png"]


def test_an_earlier_edition_is_replaced(tmp_path: Path) -> None:
    """Pictures that the new edition does not have are gone."""
    written(tmp_path / "a", edition())
    (tmp_path / "a" / "pictures" / "old.png").write_bytes(b"")
    assert "pictures/old.png" not in written(tmp_path / "a", edition())


def test_a_folder_with_something_else_is_not_touched(tmp_path: Path) -> None:
    """A folder that holds a file of somebody else's is refused by that file's name, and stays as it was."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "draft.docx").write_text("x")
    with pytest.raises(EditionInvalidError, match=r"mine holds draft\.docx, which is not of an edition"):
        write_bundle(edition(), tmp_path / "mine", progress=plainly)
    assert [path.name for path in tmp_path.rglob("*")] == ["mine", "draft.docx"]


def test_nothing_is_left_of_an_edition_that_fails(tmp_path: Path) -> None:
    """Where a picture cannot be written the earlier edition stays, and no draft lies beside it."""
    before = written(tmp_path / "a", edition())
    broken = replace(edition(), sheet=None)  # type: ignore[arg-type]
    with pytest.raises((AttributeError, TypeError)):
        write_bundle(broken, tmp_path / "a", progress=plainly)
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert {
        path.relative_to(tmp_path / "a").as_posix() for path in (tmp_path / "a").rglob("*") if path.is_file()
    } == set(before)


def test_letters_without_a_font_are_said_once(tmp_path: Path) -> None:
    """What no font draws is told once, however many pictures need it."""
    whole = edition()
    odd = tuple(
        replace(one, picture=replace(one.picture, words=replace(one.picture.words, title="\U00013000")))  # type: ignore[type-var]
        for one in whole.drawings
    )
    (problem,) = write_bundle(replace(whole, drawings=odd), tmp_path / "a", progress=plainly)
    assert "apt install fonts-noto fonts-symbola" in problem
