"""The bundled registry: complete, true to its source, and in our own words."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, TypeAlias

import pytest

from eventstudy.announcements.bundled import bundled_files
from eventstudy.exchanges import EXCHANGES, mic_of

if TYPE_CHECKING:
    from pathlib import Path

Entry: TypeAlias = dict[str, str | int | float | bool]

LONGEST_RUN = 6
"""So many words in a row may agree with the newsletter by chance, as in a name or a technical term."""

KEYS = [
    "id",
    "issuer",
    "issuer_country",
    "security",
    "exchange",
    "announced_at",
    "timezone",
    "precision",
    "headline",
    "kind",
    "counterparty",
    "counterparty_country",
    "value",
    "currency",
    "units",
    "opt_out_days",
    "binding",
    "url",
]

CHECKLIST: list[tuple[str, Entry]] = [
    ("spacesail-measat", {"issuer": "SpaceSail", "counterparty": "Measat", "counterparty_country": "MY"}),
    ("galaxy-space-true", {"issuer": "True Corporation", "counterparty": "Galaxy Space"}),
    (
        "galactic-energy-fem-composites",
        {"kind": "mou", "binding": False, "counterparty": "FEM-Composites", "counterparty_country": "DE"},
    ),
    (
        "galactic-energy-distant-blue",
        {
            "kind": "mou",
            "binding": False,
            "counterparty": "Distant Blue Aerospace",
            "counterparty_country": "MY",
        },
    ),
    ("star-vision-morocco", {"issuer": "Star.Vision", "counterparty": "African Space Agency"}),
    ("star-vision-ghana", {"issuer": "Star.Vision", "counterparty_country": "GH"}),
    ("kaituo-khalifa-university", {"counterparty": "Khalifa University", "counterparty_country": "AE"}),
    (
        "uspace-treefam",
        {
            "kind": "contract",
            "counterparty": "Treefam Holdings LLC",
            "counterparty_country": "AE",
            "value": 21_000_000,
            "currency": "USD",
            "units": 600,
            "opt_out_days": 15,
            "binding": False,
        },
    ),
    ("uspace-mspace", {"issuer": "USPACE", "kind": "factory"}),
    ("starwin-arabsat", {"issuer": "Starwin", "counterparty": "ArabSat", "kind": "qualification"}),
    ("starwin-customer-visits", {"issuer": "Starwin", "kind": "visit"}),
    ("cast-503-namibia", {"issuer": "CAST 503rd Institute", "kind": "infrastructure"}),
    ("secm-saudi-visit", {"kind": "visit", "counterparty_country": "SA"}),
    (
        "casc-rashid-2",
        {"issuer": "CASC", "value": 5_000_000_000, "currency": "USD", "counterparty_country": "AE"},
    ),
    ("galaxy-space-forum", {"announced_at": "2025-02-17", "precision": "day"}),
    ("zte-puzhan", {"kind": "subsidiary", "value": 500_000_000, "currency": "CNY"}),
    ("chinasat-10r", {"kind": "launch", "announced_at": "2025-02-22", "precision": "day"}),
    ("cssc-recovery-ship", {"issuer": "CSSC", "kind": "tender"}),
    ("cetc-54-recovery-telemetry", {"issuer": "CETC 54th Institute", "kind": "tender"}),
    ("yizhuang-launch-claim", {"kind": "statement"}),
    ("spacesail-launch-tenders", {"issuer": "SpaceSail", "kind": "tender"}),
    ("dji-minisar", {"issuer": "DJI", "kind": "product"}),
]

LISTED = {
    "galaxy-space-true": "TRUE.BK",
    "uspace-treefam": "1725.HK",
    "uspace-mspace": "1725.HK",
    "zte-puzhan": "0763.HK;000063.SZ",
    "chinasat-10r": "601698.SS",
    "cssc-recovery-ship": "600150.SS",
}


@pytest.fixture(scope="module")
def registry() -> dict[str, Entry]:
    """Return the entries of every bundled file, by id."""
    return {str(entry["id"]): entry for path in bundled_files() for entry in _entries(path)}


def _entries(path: Path) -> list[Entry]:
    entries: list[Entry] = tomllib.loads(path.read_text(encoding="utf-8"))["announcement"]
    return entries


def _comments(text: str) -> str:
    return " ".join(line.lstrip("# ") for line in text.splitlines() if line.startswith("#"))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def _runs(text: str, length: int) -> set[tuple[str, ...]]:
    """Return every run of so many consecutive words."""
    words = _words(text)
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def test_the_registry_of_february_2025_is_bundled() -> None:
    """The package brings one registry file, and it can be opened."""
    assert [path.name for path in bundled_files()] == ["february_2025.toml"]
    assert all(path.is_file() for path in bundled_files())


def test_ids_are_unique_and_stable() -> None:
    """No two entries share an id, and each is lower-case words and numbers with dashes, without a date."""
    ids = [str(entry["id"]) for path in bundled_files() for entry in _entries(path)]
    assert len(set(ids)) == len(ids) == len(CHECKLIST)
    for one in ids:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", one), one
        assert "2025" not in one


@pytest.mark.parametrize(("name", "facts"), CHECKLIST, ids=[name for name, _ in CHECKLIST])
def test_the_checklist_is_complete(registry: dict[str, Entry], name: str, facts: Entry) -> None:
    """Every announcement of the issue stands in the registry with its figures."""
    entry = registry[name]
    assert {key: entry.get(key) for key in facts} == facts


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("spacesail-measat", ["Malaysia", "Q/V-band"]),
        ("star-vision-morocco", ["Morocco", "African Space Agency"]),
        ("kaituo-khalifa-university", ["Kaituo", "Khalifa"]),
        ("uspace-mspace", ["Malaysia", "MSPACE"]),
        ("cast-503-namibia", ["Namibia"]),
        ("casc-rashid-2", ["Rashid-2", "as printed"]),
        ("zte-puzhan", ["Puzhan", "registered capital"]),
        ("cssc-recovery-ship", ["Wenchang"]),
        ("yizhuang-launch-claim", ["over 40 launches", "over 130 satellites", "2025"]),
        ("spacesail-launch-tenders", ["9 launches", "162 satellites", "two tenders", "cancels"]),
        ("dji-minisar", ["MiniSAR"]),
    ],
)
def test_a_fact_without_a_key_is_in_the_headline(
    registry: dict[str, Entry], name: str, words: list[str]
) -> None:
    """A place or figure that no key holds is said in the headline."""
    for word in words:
        assert word in str(registry[name]["headline"])


def test_the_ghanaian_entity_has_no_name(registry: dict[str, Entry]) -> None:
    """Nobody is put in the place of a counterparty that was not named."""
    assert "counterparty" not in registry["star-vision-ghana"]


def test_only_listed_issuers_have_a_listing(registry: dict[str, Entry]) -> None:
    """Six entries name listed lines, and every other security is empty rather than left out."""
    assert {name: entry["security"] for name, entry in registry.items() if entry["security"]} == LISTED
    assert all("exchange" not in entry for entry in registry.values() if not entry["security"])


def test_an_exchange_agrees_with_the_suffix(registry: dict[str, Entry]) -> None:
    """Every symbol's suffix says its exchange, and an exchange that is written out is the same one."""
    for name in LISTED:
        mics = [mic_of(symbol) for symbol in str(registry[name]["security"]).split(";")]
        assert None not in mics
        assert registry[name].get("exchange", mics[0]) == mics[0]


def test_only_two_days_are_known(registry: dict[str, Entry]) -> None:
    """The issue prints two dates; all else has the precision month and is written YYYY-MM."""
    days = {name: entry["announced_at"] for name, entry in registry.items() if entry["precision"] == "day"}
    assert days == {"galaxy-space-forum": "2025-02-17", "chinasat-10r": "2025-02-22"}
    others = [entry for name, entry in registry.items() if name not in days]
    assert {(entry["announced_at"], entry["precision"]) for entry in others} == {("2025-02", "month")}


def test_every_clock_is_the_issuers_own(registry: dict[str, Entry]) -> None:
    """An entry is on the clock of its issuer's home, which for a listed issuer is its exchange's."""
    home = {"CN": "Asia/Shanghai", "HK": "Asia/Hong_Kong", "TH": "Asia/Bangkok"}
    for name, entry in registry.items():
        assert entry["timezone"] == home[str(entry["issuer_country"])], name
        if "exchange" in entry:
            assert entry["timezone"] == EXCHANGES[str(entry["exchange"])].timezone


def test_entries_use_the_keys_of_an_announcement_file(registry: dict[str, Entry]) -> None:
    """An entry has the keys of the file format and no others, in their order, and the same source."""
    for name, entry in registry.items():
        assert list(entry) == [key for key in KEYS if key in entry], name
        assert entry["headline"], name
        assert entry["url"] == "https://chinaspacemonitor.substack.com/p/the-belt-and-road-expands-to-space"


def test_an_amount_has_a_currency(registry: dict[str, Entry]) -> None:
    """A value and its currency stand together."""
    for name, entry in registry.items():
        assert ("value" in entry) == ("currency" in entry), name


def test_kinds_are_the_ones_the_file_explains(registry: dict[str, Entry]) -> None:
    """The comment at the head of the file lists exactly the kinds in use."""
    head = _comments(bundled_files()[0].read_text(encoding="utf-8"))
    listed = re.search(r"kind ([a-z, ]+)\.", re.sub(r"\s+", " ", head))
    assert listed is not None
    assert listed[1].split(", ") == sorted({str(entry["kind"]) for entry in registry.values()})


@pytest.mark.shared
def test_no_sentence_is_copied(registry: dict[str, Entry], shared: Path) -> None:
    """No seven words in a row of a headline or a comment stand in the newsletter."""
    newsletter = _newsletter(shared)
    comments = [_comments(path.read_text(encoding="utf-8")) for path in bundled_files()]
    for text in [*(str(entry["headline"]) for entry in registry.values()), *comments]:
        assert not _runs(text, LONGEST_RUN + 1) & _runs(newsletter, LONGEST_RUN + 1)


@pytest.mark.shared
def test_a_copied_sentence_would_be_found(shared: Path) -> None:
    """Seven words of the newsletter are recognised whatever their case and punctuation."""
    quoted = "the USPACE deal, which is characterized as a “Contract”, has..."
    assert _runs(quoted, LONGEST_RUN + 1) & _runs(_newsletter(shared), LONGEST_RUN + 1)


@pytest.mark.shared
@pytest.mark.parametrize(
    "figure", ["US$21M", "600 satellites", "15 days", "$5B", "500M", "17 February", "22nd"]
)
def test_figures_stand_in_the_newsletter(shared: Path, figure: str) -> None:
    """The figures that the checklist asks for are the newsletter's own."""
    assert figure in _newsletter(shared)


def _newsletter(shared: Path) -> str:
    path = shared / "newsletter" / "belt_and_road_expands_to_space.txt"
    return path.read_text(encoding="utf-8")
