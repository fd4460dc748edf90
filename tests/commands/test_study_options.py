"""What each option of ``eventstudy study`` does."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from eventstudy.analysis.inference.tests import TESTS
from eventstudy.analysis.models import MODEL_NAMES

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import CommandLine
    from many_events import Files

EVENTS = 13


def study(cli: CommandLine, files: Files, *arguments: str) -> dict[str, Any]:
    """Return what the study prints as JSON."""
    return cli.json("study", *files.options, *arguments)


def cars(found: dict[str, Any]) -> list[float]:
    """Return the CARs of the events."""
    return [one["car"] for one in found["events"]]


def test_help_names_every_model_and_test(cli: CommandLine) -> None:
    """Help lists the models and the tests that there are, in their order."""
    text = " ".join(cli("study", "--help").stdout.split())
    assert f"Model of the normal return: {', '.join(MODEL_NAMES)}." in text
    assert f"all fifteen, {', '.join(TESTS)}." in text


@pytest.mark.parametrize("model", MODEL_NAMES)
def test_every_model_studies(cli: CommandLine, many: Files, model: str) -> None:
    """Each model gives every event its parameters, a CAR and a p-value, and all fifteen tests."""
    if model == "garch_market_model":
        pytest.importorskip("arch")
    chosen = ["--factor-columns", "mkt_rf,umd"] if model == "factor_model" else []
    found = study(cli, many, "--model", model, "--factors", str(many.factors), *chosen)
    assert found["design"]["model"] == model
    assert len(found["events"]) == EVENTS
    for event in found["events"]:
        assert event["parameters"]
        assert None not in (*event["parameters"].values(), event["car"], event["sigma"], event["p_value"])
    assert list(found["aggregate"]["tests"]) == list(TESTS)


def test_the_factors_of_a_model_are_named(cli: CommandLine, many: Files) -> None:
    """A factor model's slopes carry the factors' names, in parameters and in the calendar-time portfolio."""
    found = study(cli, many, "--model", "ff3", "--factors", str(many.factors))
    assert found["design"]["factors"] == ["mkt_rf", "smb", "hml", "rf"]
    assert list(found["events"][0]["parameters"]) == ["alpha", "mkt_rf", "smb", "hml"]
    assert list(found["aggregate"]["calendar_time"]["ols"]["betas"]) == ["mkt_rf", "smb", "hml"]
    capm = study(cli, many, "--model", "capm", "--factors", str(many.factors))
    assert list(capm["aggregate"]["calendar_time"]["wls"]["betas"]) == ["benchmark"]


def test_factors_beside_log_returns_are_remarked(cli: CommandLine, many: Files) -> None:
    """The table says that simple factors meet log returns, and says nothing where returns are simple."""
    options = [*many.options, "--model", "ff3", "--factors", str(many.factors)]
    remark = "--returns simple is like for like"
    assert remark in " ".join(cli("study", *options).stdout.split())
    assert remark not in " ".join(cli("study", *options, "--returns", "simple").stdout.split())


def test_a_table_shows_the_parameters_that_the_model_has(cli: CommandLine, many: Files) -> None:
    """Slopes stand beside alpha, and a model without beta has no column of dashes."""
    text = cli("study", *many.options, "--model", "ff3", "--factors", str(many.factors)).stdout
    head = text.splitlines()[2].split()
    assert head[:2] == ["event", "security"]
    assert head[head.index("alpha") :][:5] == ["alpha", "mkt_rf", "smb", "hml", "sigma"]


def test_factors_in_percent_are_a_hundredth(cli: CommandLine, many: Files, tmp_path: Path) -> None:
    """A file in per cent, said to be so, gives the study of the fractions."""
    rows = [line.split(",") for line in many.factors.read_text().splitlines()]
    scaled = [[row[0], *(repr(100 * float(cell)) for cell in row[1:])] for row in rows[1:]]
    path = tmp_path / "percent.csv"
    path.write_text("\n".join(",".join(row) for row in [rows[0], *scaled]))
    percent = study(cli, many, "--model", "carhart", "--factors", str(path), "--factors-in-percent")
    fractions = study(cli, many, "--model", "carhart", "--factors", str(many.factors))
    assert cars(percent) == pytest.approx(cars(fractions), rel=1e-9)


def test_factors_that_nobody_needs_are_not_used(cli: CommandLine, many: Files) -> None:
    """A model of the benchmark alone says that it leaves the factors aside, and gives what it gives without."""
    result = cli("study", *many.options, "--factors", str(many.factors), "--format", "json")
    assert "factors.csv: not used; market_model needs no factors" in result.stderr
    assert result.stdout == cli("study", *many.options, "--format", "json").stdout


def test_days_beyond_the_factors_drop_an_event(cli: CommandLine, many: Files, tmp_path: Path) -> None:
    """Where the factors end before the event window, the event is dropped for want of factors."""
    lines = many.factors.read_text().splitlines()
    path = tmp_path / "short.csv"
    path.write_text("\n".join(lines[:301]))
    found = study(cli, many, "--model", "ff3", "--factors", str(path))
    reasons = {one["id"]: one["reason"] for one in found["dropped"]}
    assert reasons["event-0003"] == f"no factor on {many.dates[300]} and 6 other sessions in the event window"
    assert "returns with factors; at least 60 are needed" not in reasons["event-0004"]
    assert [one["id"] for one in found["events"]] == ["event-0001", "event-0002", "event-again"]


def test_leads_belong_to_dimson(cli: CommandLine, many: Files) -> None:
    """Two leads and lags are another model than one."""
    one, two = (cars(study(cli, many, "--model", "dimson", "--leads", leads)) for leads in "12")
    assert one != two


def test_windows_move_the_study(cli: CommandLine, many: Files) -> None:
    """The event window decides the days, the estimation window the returns used."""
    found = study(cli, many, "--window", "-1:2", "--estimation", "-200:-21")
    assert found["aggregate"]["days"] == [-1, 0, 1, 2]
    assert {one["observations"] for one in found["events"]} == {180}
    assert [found["design"][name] for name in ("window", "estimation")] == [[-1, 2], [-200, -21]]


def test_a_subwindow_is_a_study_of_its_days(cli: CommandLine, many: Files) -> None:
    """CARs and tests of a sub-window are those of a study whose event window it is."""
    inside = study(cli, many, "--subwindow", "-1:1", "--subwindow", "0:0", "--tests", "patell,bmp,grank_t")
    alone = study(cli, many, "--window", "-1:1", "--tests", "patell,bmp,grank_t")
    assert inside["design"]["subwindows"] == [[-1, 1], [0, 0]]
    for ours, theirs in zip(inside["events"], alone["events"], strict=True):
        for key in ("car", "car_standard_error", "t", "p_value"):
            assert ours["subwindows"]["-1:1"][key] == pytest.approx(theirs[key], rel=1e-10)
    for name, outcome in inside["aggregate"]["tests"].items():
        expected = alone["aggregate"]["tests"][name]["window"]
        assert outcome["subwindows"]["-1:1"] == pytest.approx(expected, rel=1e-9), name


def test_subwindows_stand_in_tables_and_csv(cli: CommandLine, many: Files) -> None:
    """Each sub-window has a table of tests, a place beside every event, and columns in CSV."""
    arguments = ["study", *many.options, "--subwindow", "-1:1"]
    text = cli(*arguments).stdout
    assert "Mean CAR over -1:1: " in text
    assert "CARs of sub-windows" in text
    assert "CAR -1:1" in text
    found = study(cli, many, "--subwindow", "-1:1")["events"]
    rows = list(csv.DictReader(io.StringIO(cli(*arguments, "--format", "csv").stdout)))
    assert [float(row["car_-1:1"]) for row in rows] == [one["subwindows"]["-1:1"]["car"] for one in found]


def test_simple_returns_are_not_log_returns(cli: CommandLine, many: Files) -> None:
    """--returns says how a return is measured, and the output repeats it."""
    simple, logs = (study(cli, many, "--returns", kind) for kind in ("simple", "log"))
    assert (simple["design"]["returns"], logs["design"]["returns"]) == ("simple", "log")
    assert cars(simple) != cars(logs)


@pytest.fixture
def gappy(many: Files, tmp_path: Path) -> list[str]:
    """Return options that read the same market, the first share without a price two days before its day 0."""
    gap = f"{'0001.HK'},{many.dates[268]},"
    lines = [line for line in many.prices.read_text().splitlines() if not line.startswith(gap)]
    path = tmp_path / "gappy.csv"
    path.write_text("\n".join(lines))
    return ["--announcements", str(many.announcements), "--prices", str(path)]


def test_a_gap_drops_an_event_unless_it_may_be_partial(
    cli: CommandLine, many: Files, gappy: list[str]
) -> None:
    """A session without a price leaves two returns missing; --allow-partial keeps the others."""
    dropped = {one["id"]: one["reason"] for one in cli.json("study", *gappy)["dropped"]}
    assert dropped["event-0001"].startswith(f"no return on {many.dates[268]} and 1 other session")
    kept = cli.json("study", *gappy, "--allow-partial")
    assert kept["dropped"] == []
    assert kept["design"]["allow_partial"] is True
    assert kept["events"][0]["abnormal_returns"].count(None) == 2


def test_a_car_of_a_part_of_the_window_says_so(cli: CommandLine, many: Files, gappy: list[str]) -> None:
    """A partial CAR is named below the events with its days, which JSON and CSV have for every event."""
    partial = ["event-0001", "event-again"]
    options = [*gappy, "--allow-partial"]
    counts = {one["id"]: one["event_days"] for one in cli.json("study", *options)["events"]}
    assert {name: days for name, days in counts.items() if days != 21} == dict.fromkeys(partial, 19)
    rows = csv.DictReader(io.StringIO(cli("study", *options, "--format", "csv").stdout))
    assert {row["id"]: row["event_days"] for row in rows} == {
        name: str(days) for name, days in counts.items()
    }
    note = "CARs that sum only the days that exist, of 21: event-0001 (19), event-again (19)"
    assert note in " ".join(cli("study", *options).stdout.split())
    assert "CARs that sum only" not in cli("study", *many.options, "--allow-partial").stdout


@pytest.mark.parametrize(("choice", "name"), [("lumped", "lumped"), ("trade-to-trade", "trade_to_trade")])
def test_returns_over_gaps_span_them(
    cli: CommandLine, many: Files, gappy: list[str], choice: str, name: str
) -> None:
    """Lumped into the next return, a gap costs one day, whose return spans two; the output says where."""
    found = cli.json("study", *gappy, "--returns-over-gaps", choice, "--allow-partial")
    assert found["design"]["returns_over_gaps"] == name
    event = found["events"][0]
    assert event["abnormal_returns"].count(None) == 1
    place = event["sessions"].index(many.dates[269])
    assert event["durations"][place] == 2
    text = cli("study", *gappy, "--returns-over-gaps", choice, "--allow-partial").stdout
    how = "lumped" if choice == "lumped" else "from trade to trade"
    assert f"returns over sessions without a price, {how}, in the window of: event-0001 (1)" in text


def test_more_observations_may_be_asked_for(cli: CommandLine, many: Files) -> None:
    """An event with fewer estimation returns than asked for is dropped, and says how many it has."""
    result = cli("study", *many.options, "--min-observations", "241", code=3)
    assert "240 estimation returns; at least 241 are needed" in result.stdout


def test_other_events_are_left_out_of_the_estimation(cli: CommandLine, many: Files) -> None:
    """The neighbours' event windows go, although only one event was asked for."""
    alone = study(cli, many, "event-again", "--estimation", "-250:-1", "--window", "0:4")
    apart = study(
        cli, many, "event-again", "--estimation", "-250:-1", "--window", "0:4", "--exclude-other-events"
    )
    assert [len(one["events"]) for one in (alone, apart)] == [1, 1]
    assert alone["events"][0]["observations"] == 250
    assert apart["events"][0]["observations"] == 246
    assert apart["design"]["exclude_other_events"] is True


def test_only_the_tests_asked_for_run(cli: CommandLine, many: Files) -> None:
    """--tests names the tests of the output, in its own order; blanks do not matter."""
    found = study(cli, many, "--tests", "sign, patell")
    assert list(found["aggregate"]["tests"]) == ["sign", "patell"]


def test_a_regression_of_cars_is_printed(cli: CommandLine, many: Files) -> None:
    """--explain adds a term for every attribute and the constant, in tables and in JSON."""
    found = study(cli, many, "--explain", "binding,counterparty_known,value")["aggregate"]
    assert [term["name"] for term in found["explained"]["terms"]] == [
        "constant",
        "binding",
        "counterparty_known",
        "value",
    ]
    assert found["explained"]["observations"] == EVENTS
    assert found["explained_missing"] is None
    text = cli("study", *many.options, "--explain", "binding,counterparty_known,value").stdout
    assert "CAR regressed on binding, counterparty_known, value: n = 13" in text


def test_a_regression_that_fails_leaves_the_study(cli: CommandLine, many: Files) -> None:
    """With too few events the study is printed whole, the reason stands in JSON and on stderr, and the code is 0."""
    whole = study(cli, many, "event-0001")
    result = cli("study", *many.options, "event-0001", "--explain", "binding", "--quiet")
    assert (
        "Warning: no regression of CARs: regression on binding: events with all numbers: 1" in result.stderr
    )
    assert result.stdout == cli("study", *many.options, "event-0001").stdout
    found = study(cli, many, "event-0001", "--explain", "binding")
    assert (
        found["aggregate"]
        .pop("explained_missing")
        .startswith("regression on binding: events with all numbers: 1")
    )
    assert whole["aggregate"].pop("explained_missing") is None
    assert found == whole


@pytest.mark.parametrize(("correction", "heading"), [("bh", "p BH"), ("by", "p BY"), ("holm", "p Holm")])
def test_p_values_are_adjusted(cli: CommandLine, many: Files, correction: str, heading: str) -> None:
    """--adjust gives every event a second p-value, no smaller than the first, in every format."""
    found = study(cli, many, "--adjust", correction)
    assert found["aggregate"]["multiple_testing"] == correction
    assert all(one["adjusted_p_value"] >= one["p_value"] for one in found["events"])
    assert heading in cli("study", *many.options, "--adjust", correction).stdout.splitlines()[2]
    printed = cli("study", *many.options, "--adjust", correction, "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert [float(row["adjusted_p_value"]) for row in rows] == [
        one["adjusted_p_value"] for one in found["events"]
    ]


def test_resampling_depends_on_its_seed_alone(cli: CommandLine, many: Files) -> None:
    """The same seed gives the same p-values, another seed others; both are printed."""
    first, again, other = (
        study(cli, many, "--resample", "199", "--seed", seed)["aggregate"]["resampled"] for seed in "334"
    )
    assert first == again
    assert (first["draws"], first["seed"], other["seed"]) == (199, 3, 4)
    assert {key for key in first if first[key] != other[key]} - {"seed"}
    text = cli("study", *many.options, "--resample", "199", "--seed", "3").stdout
    assert "Mean CAR by resampling: 199 draws, seed 3" in text


def test_csv_says_what_it_cannot_hold(cli: CommandLine, many: Files) -> None:
    """CSV has a row for every announcement; what was found of all together is said to be elsewhere."""
    result = cli("study", *many.options, "--explain", "binding", "--format", "csv")
    assert "what --explain, --resample and --side-by-side found is in --format json" in result.stderr
    assert len(result.stdout.splitlines()) == EVENTS + 1


def test_shares_outstanding_make_turnover_of_volume(cli: CommandLine, many: Files) -> None:
    """--shares measures one security's volume as turnover, leaves the others without, and says so."""
    security = study(cli, many)["events"][0]["security"]
    found = study(cli, many, "--shares", f"{security}=310,000,000")
    assert found["design"]["turnover"] is True
    known = {one["security"]: one["abnormal_volume"]["values"][10] is not None for one in found["events"]}
    assert known == {name: name == security for name in known}
    text = cli("study", *many.options, "--shares", f"{security}=310000000").stdout
    assert "log volume, as turnover of the shares outstanding: day 0 above its mean" in " ".join(text.split())
    others = ", ".join(one["id"] for one in found["events"] if one["security"] != security)
    assert f"no shares outstanding, so no log volume: {others}" in " ".join(text.split())
    everything = [f"--shares={name}=310000000" for name in known]
    assert "no shares outstanding" not in cli("study", *many.options, *everything).stdout


def test_factor_columns_may_be_spelt_as_in_the_file(cli: CommandLine, many: Files, tmp_path: Path) -> None:
    """The names of a header are understood on the command line by the same rule as in the file."""
    path = tmp_path / "french.csv"
    path.write_text(
        many.factors.read_text().replace("date,mkt_rf,", "date,Mkt-RF,").replace(",umd,", ",Mom,")
    )
    options = ["--model", "factor_model", "--factors", str(path), "--factor-columns"]
    theirs, ours = (study(cli, many, *options, names) for names in ("Mkt-RF, Mom", "mkt_rf,umd"))
    assert theirs == ours
    assert theirs["design"]["factors"] == ["mkt_rf", "umd"]


def test_volume_is_compared_with_the_market(cli: CommandLine, many: Files) -> None:
    """--volume-model changes abnormal volume, and the output says what it was compared with."""
    own, market = (study(cli, many, "--volume-model", model) for model in ("mean", "market"))
    assert (own["design"]["volume_model"], market["design"]["volume_model"]) == ("mean", "market")
    assert own["events"][0]["abnormal_volume"] != market["events"][0]["abnormal_volume"]
    assert own["events"][0]["car"] == market["events"][0]["car"]
    assert "volume of the other securities" in cli("study", *many.options, "--volume-model", "market").stdout


def test_diagnostics_are_added(cli: CommandLine, many: Files) -> None:
    """--diagnostics gives every event four numbers more, in tables, CSV and JSON."""
    found = study(cli, many, "--diagnostics")["events"]
    assert list(found[0]["diagnostics"]) == ["durbin_watson", "ljung_box_p", "arch_lm_p", "jarque_bera_p"]
    assert "Diagnostics of the estimation residuals" in cli("study", *many.options, "--diagnostics").stdout
    printed = cli("study", *many.options, "--diagnostics", "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert float(rows[0]["durbin_watson"]) == found[0]["diagnostics"]["durbin_watson"]


def test_verbose_adds_the_days(cli: CommandLine, many: Files) -> None:
    """With -v a table has a row for every day of the event window, ending with the mean CAR."""
    text = cli("study", *many.options, "-v").stdout
    rows = text.split("Day by day")[1].split("\n\n")[1].splitlines()
    assert [row.split()[0] for row in rows[2:]] == [str(day) for day in range(-10, 11)]
    mean = study(cli, many)["aggregate"]["mean_car"]
    assert rows[-1].split()[3] == f"{mean:+.3%}"
    assert "Day by day" not in cli("study", *many.options).stdout


def test_the_output_says_which_test_to_read(cli: CommandLine, many: Files) -> None:
    """Every line of advice stands in JSON and, after 'Read this one:', below the tests."""
    advice = study(cli, many)["aggregate"]["read_this"]
    text = cli("study", *many.options).stdout
    assert advice
    for line in advice:
        assert f"Read this one: {line}" in text
    assert "1 of 12 securities has several events; 2 events overlap" in text


def test_a_study_from_the_store_loads_only_what_it_needs(cli: CommandLine, many: Files) -> None:
    """Once the sessions of the exchange are kept, neither pandas nor any plotting or modelling library loads."""
    cli("announcements", "import", str(many.announcements))
    cli("prices", "import", str(many.prices))
    cli("study")
    heavy = ("pandas", "statsmodels", "matplotlib", "seaborn", "scipy.stats", "exchange_calendars", "alembic")
    code = (
        "import sys; from eventstudy.cli import main; "
        f"main(['--database', {cli.database!r}, 'study', '-o', 'out.txt'], standalone_mode=False); "
        f"sys.exit(' '.join(name for name in {heavy!r} if name in sys.modules) or None)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")


def _without(files: Files, days: tuple[str, ...]) -> None:
    """Take the prices of 1725.HK on some days out of the file."""
    lines = files.prices.read_text(encoding="utf-8").splitlines(keepends=True)
    gone = tuple(f"1725.HK,{day}," for day in days)
    files.prices.write_text("".join(line for line in lines if not line.startswith(gone)), encoding="utf-8")


def test_a_halt_pending_the_announcement_makes_the_resumption_day_0(cli: CommandLine, files: Files) -> None:
    """Table, JSON, CSV and flag say from where day 0 moved and what its return spans."""
    _without(files, ("2025-02-10", "2025-02-11", "2025-02-12"))
    study = ("study", "uspace-treefam", *files.options)
    (event,) = cli.json(*study)["events"]
    assert (event["day0"], event["day0_moved_from"]) == ("2025-02-13", "2025-02-11")
    expected = {"from": "2025-02-10", "to": "2025-02-12", "sessions": 3, "kind": "no_price"}
    assert event["suspension"] == expected
    assert event["durations"][10] == 4
    assert event["abnormal_returns"][7:10] == [None, None, None]
    words = "no price from 2025-02-10 to 2025-02-12 (suspended, or the prices have a hole), 3 sessions"
    assert words in " ".join(cli(*study).stdout.split())
    assert "2025-02-11,2025-02-10,2025-02-12,3" in cli(*study, "--format", "csv").stdout
    flag = ("flag", "uspace-treefam", *files.options)
    (found,) = cli.json(*flag)["events"]
    assert (found["day0_moved_from"], found["suspension"]) == ("2025-02-11", expected)
    assert words in " ".join(cli(*flag).stdout.split())
    assert "2025-02-11,2025-02-10,2025-02-12,3" in cli(*flag, "--format", "csv").stdout


def test_a_date_by_hand_in_place_of_a_known_minute_is_said(cli: CommandLine, files: Files) -> None:
    """The minute is no longer used, and standard error says so; without --date nothing is said of it."""
    by_hand = cli("study", "uspace-treefam", *files.options, "--date", "uspace-treefam=2025-02-12")
    assert "to the minute; day 0 is found from 2025-02-12 without a time instead" in by_hand.stderr
    assert "to the minute" not in cli("study", "uspace-treefam", *files.options).stderr
