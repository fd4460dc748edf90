"""The documents say what the program does."""

from __future__ import annotations

import ast
import re
import runpy
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from click.testing import CliRunner

from eventstudy.analysis.attributes import ATTRIBUTES
from eventstudy.analysis.components import COMPONENTS
from eventstudy.analysis.inference.tests import TESTS
from eventstudy.analysis.models import MODEL_NAMES
from eventstudy.cli import main
from eventstudy.prices.factors import read_factors

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
METHOD = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
TEXT, SOURCES = METHOD.split("## Sources\n")
RULES = TEXT.split("## Size and power\n")[0]
TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL)
COMMANDS = [
    line
    for block in (*BLOCKS, *re.findall(r"```sh\n(.*?)```", TUTORIAL, flags=re.DOTALL))
    for line in block.splitlines()
    if line.startswith("eventstudy ")
]


def test_the_reference_is_the_commands_own_help() -> None:
    """docs/commands.md is what the commands say of themselves; write it with: python docs/commands.py."""
    written = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert written == runpy.run_path(str(ROOT / "docs" / "commands.py"))["document"]()


def test_the_readme_starts_short() -> None:
    """About twenty lines and one picture come before the first heading."""
    opening = README.split("\n## ")[0]
    assert len(opening.splitlines()) <= 25
    assert re.findall(r"!\[.+\]\((.+)\)", opening) == ["docs/demo-event.png"]
    assert (ROOT / "docs" / "demo-event.png").stat().st_size < 200_000


def test_the_tutorial_shows_every_kind_of_picture() -> None:
    """Each kind of picture, the dossier and a house style are shown, each with an alt text and under 200 KB."""
    shown = dict(re.findall(r"!\[(.+)\]\(pictures/(.+)\.png\)", TUTORIAL))
    assert set(shown.values()) == {
        "averages", "dossier", "event", "heatmap", "house", "ladder", "multiples", "placebo", "prices", "ranking",
    }  # fmt: skip
    for name in shown.values():
        assert (ROOT / "docs" / "pictures" / f"{name}.png").stat().st_size < 200_000


def test_two_commands_come_first() -> None:
    """The first two blocks of the README are one line each: the demo, and the tests that CI runs."""
    demo, tests = (block.strip() for block in BLOCKS[:2])
    assert "\n" not in demo + tests
    assert demo.endswith("eventstudy demo --out demo")
    assert tests in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_of_the_readme_and_the_tutorial_parses(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No command of the README and the tutorial is a usage error: each option and argument exists."""
    monkeypatch.chdir(tmp_path)
    for name in ("announcements.csv", "prices.csv.gz", "index.csv", "factors.csv", "house.toml"):
        (tmp_path / name).touch()
    result = CliRunner().invoke(main, [*shlex.split(line)[1:], "--help"])
    assert result.exit_code == 0, result.output


def test_links_lead_somewhere() -> None:
    """Every relative link of the README and of docs leads to a file."""
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


class Source(NamedTuple):
    """A publication as texts cite it: the surnames of its authors, and its year."""

    authors: frozenset[str]
    year: str


_SURNAME = r"[A-Z][^\W\d_]+(?:[ -][A-Z][^\W\d_]+)?(?:, [A-Z]\.(?: [A-Z]\.)*)?"
_CITED = re.compile(rf"((?:{_SURNAME}(?:, | and ))*{_SURNAME}),? \(?([12]\d{{3}}(?:, [12]\d{{3}})*)(?=[),;])")
_INITIALS = re.compile(r", (?:[A-Z]\. ?)+")


def _sources(text: str) -> set[Source]:
    """Find what a text cites as ``One, Two and Three (1991)``, or ``(One 1980, 1985)``; initials do not count."""
    found = _CITED.findall(" ".join(text.split()))
    return {
        Source(frozenset(re.split(", | and ", _INITIALS.sub(" ", authors).strip())), year)
        for authors, years in found
        for year in years.split(", ")
    }


def _docstrings() -> Iterator[tuple[str, str]]:
    """Yield the name of every module of the core with each text that stands alone in it."""
    for path in sorted((ROOT / "eventstudy" / "analysis").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Expr(ast.Constant(str(text))):
                    yield path.name, text


def _references(docstring: str) -> str:
    """Return the section References of a docstring, up to the next one; empty where it has none."""
    found = re.search(r"References\n\s*-{10}\n(.*?)(?:\n\n|\Z)", docstring, flags=re.DOTALL)
    return found[1] if found else ""


def _row(name: str) -> list[str]:
    """Return the rows of method.md's tables that begin with a name."""
    return [line for line in RULES.splitlines() if line.startswith(f"| `{name}` |")]


def test_citations_are_read_whole() -> None:
    """Every way in which a citation is written is understood."""
    text = "Finance 19, 4-5. Fama and\nFrench (1993); U. Campbell, C. J. and Wasley, C. E. (1996), Golub and Van Loan (2013)"
    assert _sources(f"{text} (Brown and Warner 1980, 1985; Huber 1981, section 7)") == {
        Source(frozenset({"Fama", "French"}), "1993"),
        Source(frozenset({"Campbell", "Wasley"}), "1996"),
        Source(frozenset({"Golub", "Van Loan"}), "2013"),
        Source(frozenset({"Brown", "Warner"}), "1980"),
        Source(frozenset({"Brown", "Warner"}), "1985"),
        Source(frozenset({"Huber"}), "1981"),
    }


@pytest.mark.parametrize("name", MODEL_NAMES)
def test_the_method_has_every_model(name: str) -> None:
    """Each model has a row of its own."""
    assert len(_row(name)) == 1


@pytest.mark.parametrize("name", TESTS)
def test_the_method_has_every_test(name: str) -> None:
    """Each test has a row with its formula, and one with the note that is printed with it."""
    formula, note = _row(name)
    assert formula.count(" | ") == len(("by day", "window", "law", "source"))
    assert note == f"| `{name}` | {TESTS[name].note} |"


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_the_method_has_every_attribute(name: str) -> None:
    """Each attribute that explains CARs has a row."""
    assert len(_row(name)) == 1


@pytest.mark.parametrize("name", [one.name for one in COMPONENTS])
def test_the_method_has_every_component(name: str) -> None:
    """Each component of a signature is defined."""
    assert any(f"`{name}`" in line.split(" | ")[0] for line in TEXT.splitlines() if line.startswith("| `"))


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.stem)
def test_paths_are_of_files_that_exist(page: Path) -> None:
    """Every module and folder that a page names is in the package, or beside it."""
    for path in re.findall(r"`((?:[\w.]+/)+(?:\w+\.(?:py|toml|md))?)`", page.read_text(encoding="utf-8")):
        assert any((home / path).exists() for home in (ROOT, ROOT / "eventstudy")), path


def test_every_source_of_a_docstring_is_listed() -> None:
    """Whatever a docstring of the core refers to stands in the list of sources, authors and year."""
    listed = _sources(SOURCES)
    cited = {(name, source) for name, text in _docstrings() for source in _sources(_references(text))}
    assert len(cited) > len(listed) / 2
    assert {(name, source) for name, source in cited if source not in listed} == set()


def test_every_source_of_the_method_is_listed() -> None:
    """Whatever the method's text cites stands in the list of sources; every line of the list is understood."""
    assert _sources(TEXT) - _sources(SOURCES) == set()
    assert len(_sources(SOURCES)) == len(re.findall(r"^- ", SOURCES, flags=re.MULTILINE))


def test_no_source_is_listed_in_vain() -> None:
    """Every source is cited by the method's text or by a docstring."""
    cited = _sources(TEXT).union(*(_sources(text) for _, text in _docstrings()))
    assert _sources(SOURCES) - cited == set()


def test_the_columns_of_factor_files_are_read_as_the_data_page_says(tmp_path: Path) -> None:
    """Kenneth French's names are read as the names in docs/data.md."""
    path = tmp_path / "factors.csv"
    path.write_text("date,Mkt-RF,SMB,HML,RMW,CMA,Mom,RF\n20200102" + ",0.001" * 7 + "\n", encoding="utf-8")
    names = read_factors(path).names
    table = (
        (ROOT / "docs" / "data.md").read_text(encoding="utf-8").split("## Factor files")[1].split("\n## ")[0]
    )
    assert all(f"`{name}`" in table for name in names)
