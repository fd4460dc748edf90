"""Draws the pictures of the tutorial from the demo: ``python docs/pictures.py``.

The dossier's screen needs Chromium; without it that picture stays as it is.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
PICTURES = HERE / "pictures"

HOUSE = """logo = "BELT & ROAD SPACE"
credit = "Chart: our newsletter."

[light]
accent = "#00695c"

[dark]
accent = "#4db6ac"
"""

SHOWN = {
    "sim-13": "event",
    "sim-13-placebo": "placebo",
    "sim-13-ladder": "ladder",
    "cosmoodle-sim-prices": "prices",
    "ranking": "ranking",
    "multiples": "multiples",
    "averages": "averages",
    "heatmap": "heatmap",
}
"""The demo's names -> the tutorial's."""


def main() -> None:
    """Run the demo, draw, and put what the documents show into their folder."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        _run("demo", "--out", str(work / "demo"))
        files = [
            "--announcements",
            str(work / "demo" / "announcements.csv"),
            "--prices",
            str(work / "demo" / "prices.csv.gz"),
        ]
        run = [*files, "--benchmark", "MARKET.SIM"]
        _run("chart", *run, "--picture", "all", "--out", str(work / "drawn"))
        PICTURES.mkdir(exist_ok=True)
        for name, shown in SHOWN.items():
            shutil.copyfile(work / "drawn" / f"{name}.png", PICTURES / f"{shown}.png")
        shutil.copyfile(work / "drawn" / "sim-13.png", HERE / "demo-event.png")
        (work / "house.toml").write_text(HOUSE)
        _run(
            "chart",
            "sim-13",
            *run,
            "--house",
            str(work / "house.toml"),
            "--theme",
            "dark",
            "--preset",
            "wide",
            "-o",
            str(PICTURES / "house.png"),
        )
        (PICTURES / "house.alt.txt").unlink()
        _screen(work / "demo" / "report.html", PICTURES / "dossier.png")


def _run(*arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "eventstudy", *arguments, "-q"], check=True, stdout=subprocess.DEVNULL
    )


def _screen(page: Path, target: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        return
    options = [
        "--headless",
        "--no-sandbox",
        "--hide-scrollbars",
        "--window-size=1280,900",
        f"--screenshot={target}",
    ]
    subprocess.run([browser, *options, page.as_uri()], check=True, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
