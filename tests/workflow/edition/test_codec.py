"""An edition as JSON and back, to the last bit."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from all_pictures import hard, usual
from editions import edition
from hypothesis import given
from hypothesis import strategies as st

from eventstudy.errors import EditionInvalidError
from eventstudy.workflow.edition.codec import edition_json, read_edition
from eventstudy.workflow.edition.edition import Drawing

if TYPE_CHECKING:
    from pathlib import Path


def same(one: object, other: object) -> bool:
    """Say whether two values are the same to the last bit; NaN is the same as NaN."""
    if isinstance(one, np.ndarray):
        assert isinstance(other, np.ndarray)
        return one.dtype == other.dtype and one.tobytes() == other.tobytes() and one.shape == other.shape
    if isinstance(one, tuple):
        return isinstance(other, tuple) and len(one) == len(other) and all(map(same, one, other))
    if is_dataclass(one) and not isinstance(one, type):
        return type(one) is type(other) and all(
            same(getattr(one, f.name), getattr(other, f.name)) for f in fields(one)
        )
    return type(one) is type(other) and one == other


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    """Every word, number, array, missing number and date of an edition comes back as it was."""
    (tmp_path / "edition.json").write_text(edition_json(edition()), encoding="utf-8")
    assert same(read_edition(tmp_path / "edition.json"), edition())
    assert edition_json(read_edition(tmp_path / "edition.json")) == edition_json(edition())


def test_every_kind_of_picture_comes_back(tmp_path: Path) -> None:
    """An edition keeps each kind of picture with all its parts, Chinese names and holes included."""
    pictures = (*usual(), *hard())
    whole = replace(edition(), drawings=tuple(Drawing(f"p{k}", one) for k, one in enumerate(pictures)))
    (tmp_path / "edition.json").write_text(edition_json(whole), encoding="utf-8")
    assert same(read_edition(tmp_path / "edition.json"), whole)


@given(st.lists(st.floats(allow_infinity=False, width=64), min_size=1, max_size=20))
def test_any_number_comes_back(tmp_path_factory: pytest.TempPathFactory, values: list[float]) -> None:
    """Any finite number keeps its bits, and a missing one stays missing."""
    whole = edition()
    drawing = whole.drawings[0]
    picture = replace(drawing.picture, path=np.array([np.nan if one != one else one for one in values]))  # type: ignore[type-var]  # noqa: PLR0124
    changed = replace(whole, drawings=(replace(drawing, picture=picture),))
    path = tmp_path_factory.mktemp("codec") / "edition.json"
    path.write_text(edition_json(changed), encoding="utf-8")
    assert same(read_edition(path), changed)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("{", "cannot be read as JSON"),
        ("[]", "schema is None, needs 'eventstudy/edition/1'"),
        ('{"schema": "eventstudy/flag/1"}', "schema is 'eventstudy/flag/1'"),
        ('{"schema": "eventstudy/edition/1", "edition": {"is": "House"}}', "holds House, needs an Edition"),
        (
            '{"schema": "eventstudy/edition/1", "edition": {"is": "Villa"}}',
            "edition: cannot be read as Villa",
        ),
        (
            '{"schema": "eventstudy/edition/1", "edition": {"is": "date", "day": "x"}}',
            "cannot be read as date",
        ),
    ],
)
def test_a_file_that_is_no_edition_is_refused(tmp_path: Path, text: str, seen: str) -> None:
    """The message names the file, what was seen, and what to do."""
    path = tmp_path / "edition.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EditionInvalidError) as refused:
        read_edition(path)
    assert seen in str(refused.value)
    assert str(path) in str(refused.value)


def test_a_part_that_is_missing_is_named(tmp_path: Path) -> None:
    """A part without one of its fields is refused with its place in the file."""
    whole = json.loads(edition_json(edition()))
    del whole["edition"]["drawings"][0]["picture"]["words"]["title"]
    path = tmp_path / "edition.json"
    path.write_text(json.dumps(whole), encoding="utf-8")
    with pytest.raises(
        EditionInvalidError, match=r"edition\.drawings\[0\]\.picture\.words: cannot be read as Words"
    ):
        read_edition(path)


def test_a_value_without_a_place_is_refused() -> None:
    """Something that JSON cannot keep is an error of ours, and is not written halfway."""
    with pytest.raises(TypeError, match="has no place in its JSON"):
        edition_json(replace(edition(), images_url=object()))  # type: ignore[arg-type]
