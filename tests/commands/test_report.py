"""``eventstudy report`` writes one page that holds everything."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from thick_market import IDS, write_thick

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import CommandLine
    from market import Files


@pytest.fixture(scope="module")
def thick(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Return the market with every sort of event as files, which nobody changes."""
    return write_thick(tmp_path_factory.mktemp("thick"))


def test_every_announcement_is_a_chapter(cli: CommandLine, thick: Files, tmp_path: Path) -> None:
    """Each announcement has its chapter with verdict, picture and terms, and the page needs nothing beside it."""
    result = cli("report", *thick.options, "--title", "Our dossier", "--out", str(tmp_path / "r.html"))
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "r.html: open it in a browser" in result.stderr
    assert "<h1>Our dossier</h1>" in page
    assert [name for _, name in re.findall(r'<section id="a(\d+)-([\w-]+)" class="chapter"', page)] == [
        "pump", "spiked", "news", "nothing", "twice",
    ]  # fmt: skip
    assert set(IDS) == {"pump", "spiked", "news", "nothing", "twice"}
    assert '<p class="tier marked">strong (q &lt;= 0.10), p ' in page
    assert not re.search(r'(?:src|href)="(?!#|https?://)', page)
    assert "SIMULATED" not in page


def test_it_gives_the_hash_of_every_price_used(cli: CommandLine, thick: Files, tmp_path: Path) -> None:
    """The hashes are those of the prices in the file: one line a session, as docs/data.md says."""
    import csv  # noqa: PLC0415  -- the reader's own way to the same number
    import hashlib  # noqa: PLC0415

    cli("report", *thick.options, "--out", str(tmp_path / "r.html"))
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    with thick.prices.open() as file:
        rows = [row for row in csv.DictReader(file) if row["security"] == "9002.HK"]
    lines = "".join(f"{row['date']},{float(row['close'])!r}\n" for row in rows)
    assert hashlib.sha256(lines.encode()).hexdigest() in page


def test_the_bundled_case_needs_no_price(cli: CommandLine, tmp_path: Path) -> None:
    """Terms, flags with evidence, ladder and ledger of USPACE are told without a price, and that there is none."""
    cli("announcements", "import", "--bundled")
    cli("report", "uspace-treefam", "--as-of", "2025-06-30", "--out", str(tmp_path / "r.html"))
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    for text in (
        "Treefam Holdings LLC",
        "35,000 USD",
        "US$35,000 a satellite is 18% of what the cheapest operational satellite",
        "Ledger: what is known of the issuer",
        "no prices in the store",
        "no verdict from prices",
        "2025-06-30",
    ):
        assert text in page, text


def test_made_up_prices_are_said(cli: CommandLine, tmp_path: Path) -> None:
    """A dossier on simulated prices says so at the top and in every picture's name."""
    made = write_thick(tmp_path / "made", simulated=True)
    cli("report", "pump", *made.options, "--out", str(tmp_path / "r.html"))
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    names = re.findall(r'role="img" aria-label="([^"]+)"', page)
    assert names
    assert all(name.startswith("SIMULATED DATA") for name in names)
    assert page.index("SIMULATED DATA") < page.index("<h1>")


def test_the_same_results_are_the_same_page(cli: CommandLine, thick: Files, tmp_path: Path) -> None:
    """Two runs write the same bytes."""
    for name in ("a", "b"):
        cli("report", "pump", *thick.options, "--as-of", "2024-09-30", "--out", str(tmp_path / name))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
