"""Writes an edition as a folder: pictures, alt texts, captions, three forms of the post, numbers, sources, and itself."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from eventstudy.drafts import write_whole
from eventstudy.errors import EditionInvalidError
from eventstudy.plotting import PRESETS
from eventstudy.reporting.newsletter.html import to_email, to_post_html
from eventstudy.reporting.newsletter.markdown import to_markdown
from eventstudy.reporting.tables import to_csv
from eventstudy.workflow.edition.codec import edition_json
from eventstudy.workflow.pictures.drawing import Order, draw_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eventstudy.plotting import Sheet
    from eventstudy.workflow.edition.edition import Edition

PICTURES, EMAIL = "pictures", "email"

_FILES = frozenset({"post.html", "post.md", "email.html", "numbers.csv", "sources.csv", "edition.json"})


def write_bundle(
    edition: Edition, out: Path, *, progress: Callable[..., Iterator[str | None]]
) -> tuple[str, ...]:
    """Write an edition into a folder, all of it or nothing; return what is wrong with letters.

    An earlier edition in the folder is replaced.

    Raises
    ------
    EditionInvalidError
        If the folder holds anything that is not of an edition.
    """
    with _whole_folder(out) as draft:
        problems = draw_all(_orders(edition, draft), progress=progress)
        _write_texts(edition, draft)
    return tuple(dict.fromkeys(one for one in problems if one))


def _orders(edition: Edition, folder: Path) -> list[Order]:
    alt = {one.name: one.alt for one in edition.post.pictures}
    sheets: tuple[tuple[str, Sheet], ...] = (
        (PICTURES, edition.sheet),
        # Mail clients that darken a message leave its pictures as they are: theirs are always light.
        (EMAIL, replace(edition.sheet, preset=PRESETS["email"], dark=False)),
    )
    return [
        Order(one.picture, sheet, folder / name / f"{one.name}.png", alt=alt[one.name])
        for name, sheet in sheets
        for one in edition.drawings
    ]


def _write_texts(edition: Edition, folder: Path) -> None:
    post = edition.post
    for one in post.pictures:
        write_whole(folder / PICTURES / f"{one.name}.alt.txt", f"{one.alt}\n")
        write_whole(folder / PICTURES / f"{one.name}.caption.txt", f"{one.caption}\n")
    drawn = {one.name: (folder / PICTURES / f"{one.name}.png").read_bytes() for one in post.pictures}
    write_whole(folder / "post.html", to_post_html(post, drawn))
    write_whole(folder / "post.md", to_markdown(post, folder=PICTURES))
    write_whole(folder / "email.html", to_email(post, base=edition.images_url or f"{EMAIL}/"))
    write_whole(folder / "numbers.csv", to_csv(edition.numbers))
    write_whole(folder / "sources.csv", to_csv(edition.sources))
    write_whole(folder / "edition.json", edition_json(edition))


@contextmanager
def _whole_folder(out: Path) -> Iterator[Path]:
    """Give a draft beside a folder; it takes the folder's place once all went well."""
    _refuse_strangers(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        yield draft
        draft.chmod(0o755)
        if out.exists():
            shutil.rmtree(out)
        draft.replace(out)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _refuse_strangers(out: Path) -> None:
    """Refuse to replace a folder that holds something that no edition wrote."""
    if not out.exists():
        return
    for path in sorted(out.iterdir()):
        if path.name not in _FILES | {PICTURES, EMAIL}:
            raise EditionInvalidError(
                f"{out} holds {path.name}, which is not of an edition, and would be lost; move it, or name another folder"
            )
