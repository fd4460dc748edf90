"""``eventstudy evaluate`` measures the verdict on the prices at hand, and goes on where it was stopped."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
from calm_panel import calm_panel

from eventstudy.arrays import date_of

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import CommandLine


@pytest.fixture(scope="module")
def prices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write simulated prices of 60 securities and their market."""
    panel = calm_panel(60, 640)
    path = tmp_path_factory.mktemp("prices") / "prices.csv"
    days = [date_of(day).isoformat() for day in panel.sessions[0].tolist()]
    closes = np.concatenate([panel.prices, panel.benchmark_prices])
    with path.open("w", encoding="utf-8") as file:
        file.write("security,date,close,source\n")
        for name, row in zip((*panel.securities, "MARKET"), closes.tolist(), strict=True):
            file.writelines(
                f"{name},{day},{close:.6f},simulated\n" for day, close in zip(days, row, strict=True)
            )
    return path


def options(prices: Path, *more: str) -> list[str]:
    """Return the words of a short evaluation."""
    return ["evaluate", "--prices", str(prices), "--benchmark", "MARKET", "--windows", "200", *more]


def test_table_json_csv_and_pictures(cli: CommandLine, prices: Path, tmp_path: Path) -> None:
    """Everything is printed and written, says SIMULATED, and the numbers of one file are those of the other."""
    result = cli(*options(prices, "--out", str(tmp_path / "out")))
    assert result.stdout.count("SIMULATED DATA") == 5
    assert "no rate of success on real manipulations" in result.stdout
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {
        "evaluation.json", "evaluation.csv", "evaluation.md", "roc.png", "power.png", "false_share.png",
    }  # fmt: skip
    found = json.loads((tmp_path / "out" / "evaluation.json").read_text())
    assert found["schema"] == "eventstudy/evaluate/1"
    assert found["seed"] == 20261125
    assert found["securities"] == {"reference": 30, "tested": 30}
    assert found["windows"]["each_shape"] == 200
    size = next(one for one in found["size"] if (one["stratum"], one["level"]) == ("all", 0.05))
    assert size["verdict"]["low"] <= size["verdict"]["rate"] <= size["verdict"]["high"]
    assert found["auc"]["|t| of day 0 and 1"]["permanent news"] == pytest.approx(0.5, abs=0.08)
    assert found == cli.json(*options(prices))


def test_another_seed_is_another_trial(cli: CommandLine, prices: Path) -> None:
    """The seed is printed, and another one draws other securities."""
    one, two = (cli.json(*options(prices, "--seed", seed)) for seed in ("1", "2"))
    assert (one["seed"], two["seed"]) == (1, 2)
    assert one["size"] != two["size"]


def test_too_few_prices_are_refused(cli: CommandLine, prices: Path, tmp_path: Path) -> None:
    """A few securities make no reference set: the message says what there is, what it takes, and what to do."""
    lines = prices.read_text().splitlines()
    few = [line for line in lines if line.startswith(("security", "S00", "S01", "MARKET"))]
    (tmp_path / "few.csv").write_text("\n".join(few))
    result = cli(*options(tmp_path / "few.csv"), code=3)
    assert "half of the 2 securities" in result.stderr
    assert "prices fetch --peers" in result.stderr


def test_an_empty_store_has_nothing(cli: CommandLine) -> None:
    """Without any prices the command ends with 3 and names the way to some."""
    assert "no prices to evaluate on" in cli("evaluate", code=3).stderr
