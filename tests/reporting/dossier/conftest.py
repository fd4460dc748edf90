"""A browser for the tests of this folder, and the page that they look at."""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from dossiers import dossier

from eventstudy.reporting.dossier.render import render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from browser import Watched
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a headless Chromium; the test is skipped where there is none, and fails where CI runs."""
    from browser import NoBrowserError, running_browser  # noqa: PLC0415  -- starts playwright

    with ExitStack() as stack:
        try:
            yield stack.enter_context(running_browser())
        except NoBrowserError as error:
            # What nobody looks at must not go untested.
            (pytest.fail if os.environ.get("CI") else pytest.skip)(str(error))


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return where the made-up dossier lies."""
    path = tmp_path_factory.mktemp("dossier") / "report.html"
    path.write_text(render(dossier()), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Callable[..., Watched]]:
    """Open the page at a width and under a theme; all pages are closed afterwards."""
    from browser import Watched  # noqa: PLC0415  -- as above

    with ExitStack() as stack:

        def open_at(width: int = 1280, *, theme: str = "light", script: bool = True) -> Watched:
            context = browser.new_context(
                viewport={"width": width, "height": 900},
                color_scheme="dark" if theme == "dark" else "light",
                java_script_enabled=script,
            )
            stack.callback(context.close)
            watched = Watched(context.new_page())
            watched.page.goto(address)
            return watched

        yield open_at
