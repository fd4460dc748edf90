"""The design of a study from the texts of the command line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from eventstudy import EventStudy, Window
from eventstudy.analysis.inference.tests import TESTS
from eventstudy.errors import EstimationError, PriceInvalidError, WindowError
from eventstudy.workflow.design import factor_table, make_design
from eventstudy.workflow.texts import DesignTexts, names

if TYPE_CHECKING:
    from pathlib import Path

DEFAULT = DesignTexts(
    model="market_model",
    estimation="-250:-11",
    window="-10:10",
    subwindow=(),
    returns="log",
    returns_over_gaps="missing",
    min_observations=60,
    allow_partial=False,
    exclude_other_events=False,
    factors=(),
    factors_in_percent=False,
    factor_columns=None,
    leads=1,
    tests=None,
)


def test_the_defaults_are_the_libraries_own() -> None:
    """A command without options studies as EventStudy() does."""
    assert make_design(DEFAULT) == EventStudy()


def test_every_text_finds_its_place(tmp_path: Path) -> None:
    """Each option is one field of the design."""
    texts = DesignTexts(
        model="factor_model",
        estimation="-200:-21",
        window="-5:5",
        subwindow=("-1:1", "0:0"),
        returns="simple",
        returns_over_gaps="trade-to-trade",
        min_observations=80,
        allow_partial=True,
        exclude_other_events=True,
        factors=(tmp_path / "factors.csv",),
        factors_in_percent=True,
        factor_columns="mkt_rf, rf",
        leads=1,
        tests="patell,bmp",
    )
    assert make_design(texts) == EventStudy(
        model="factor_model",
        estimation=Window(-200, -21),
        window=Window(-5, 5),
        subwindows=(Window(-1, 1), Window(0, 0)),
        returns="simple",
        gaps="trade_to_trade",
        min_observations=80,
        allow_partial=True,
        exclude_other_events=True,
        factors=("mkt_rf", "rf"),
        tests=("patell", "bmp"),
    )
    french = replace(texts, factor_columns="Mkt-RF, Mom")
    assert make_design(french).factors == ("mkt_rf", "umd")
    assert make_design(replace(DEFAULT, model="dimson", leads=2)).leads == 2
    assert make_design(replace(DEFAULT, returns_over_gaps="lumped")).gaps == "lumped"


def test_without_names_all_tests_run() -> None:
    """No --tests means all fifteen."""
    assert make_design(DEFAULT).tests == tuple(TESTS)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"factor_columns": "smb"}, "belongs to --model factor_model, not to market_model"),
        ({"leads": 2}, "--leads 2: belongs to --model dimson, not to market_model"),
        ({"factors_in_percent": True}, "says something of --factors FILE, which is not given"),
        ({"model": "ff5"}, "pass --factors FILE with mkt_rf, smb, hml, rmw, cma, rf"),
        ({"model": "factor_model", "factor_columns": ",smb"}, "names an empty column; take out a comma"),
        ({"tests": ""}, "test ''"),
    ],
)
def test_texts_that_mean_nothing_are_refused(changes: dict[str, object], message: str) -> None:
    """An option without a meaning beside the others is refused rather than ignored."""
    with pytest.raises(EstimationError, match=message):
        make_design(replace(DEFAULT, **changes))  # type: ignore[arg-type]  # one field each


def test_a_window_that_cannot_be_read_is_refused() -> None:
    """Windows are refused as the core refuses them."""
    with pytest.raises(WindowError, match="write FIRST:LAST"):
        make_design(replace(DEFAULT, window="ten"))


def test_no_file_is_no_factors() -> None:
    """Without --factors there is no table, and nothing is said."""
    said: list[str] = []
    assert factor_table(DEFAULT, make_design(DEFAULT), say=said.append) is None
    assert said == []


def test_factors_that_nobody_needs_are_not_read(tmp_path: Path) -> None:
    """A model without factors leaves the file unread, even a broken one, and says so."""
    said: list[str] = []
    texts = replace(DEFAULT, factors=(tmp_path / "absent.csv",))
    assert factor_table(texts, make_design(texts), say=said.append) is None
    assert said == ["absent.csv: not used; market_model needs no factors"]


def test_per_cent_are_divided_by_a_hundred(tmp_path: Path) -> None:
    """The unit of the file is the option's, and a wrong one is refused."""
    path = tmp_path / "factors.csv"
    path.write_text("date,mkt_rf,rf\n2025-02-10,1.5,0.01\n2025-02-11,-0.5,0.01\n")
    texts = replace(DEFAULT, model="capm", factors=(path,), factors_in_percent=True)
    table = factor_table(texts, make_design(texts), say=print)
    assert table is not None
    assert table.values.tolist() == [[0.015, -0.005], [0.0001, 0.0001]]
    with pytest.raises(PriceInvalidError, match="these are per cent"):
        factor_table(replace(texts, factors_in_percent=False), make_design(texts), say=print)


def test_how_a_published_file_was_read_is_said(tmp_path: Path) -> None:
    """Kenneth French's layout is told with its unit; a second file adds its factors."""
    (tmp_path / "three.csv").write_text(
        "Prose\n,Mkt-RF,SMB,HML,RF\n20250210, 0.5, 0.1, -99.99, 0.01\n20250211, 0.4, 0.2, 0.3, 0.01\n"
    )
    (tmp_path / "momentum.csv").write_text("Prose\n,Mom,\n20250210, 0.5,\n20250211, 0.4,\n")
    paths = (tmp_path / "three.csv", tmp_path / "momentum.csv")
    texts, said = replace(DEFAULT, model="carhart", factors=paths), list[str]()
    table = factor_table(texts, make_design(texts), say=said.append)
    assert table is not None
    assert table.names == ("mkt_rf", "smb", "hml", "rf", "umd")
    assert said == [
        "three.csv: read as Kenneth French publishes it, in per cent",
        "three.csv: missing by its codes: hml on 2025-02-10",
        "momentum.csv: read as Kenneth French publishes it, in per cent",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [(None, ()), ("a", ("a",)), ("a,b", ("a", "b")), (" a , b ", ("a", "b")), ("", ("",)), ("a,", ("a", ""))],
)
def test_names_are_split_at_commas(text: str | None, expected: tuple[str, ...]) -> None:
    """Blanks around a name do not count, and an empty name stays one, to be refused by whoever knows the names."""
    assert names(text) == expected
