"""The built wheel installs one import name and a command that runs."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

import eventstudy

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy of what is in the repository."""
    out = tmp_path_factory.mktemp("wheel")
    source = out / "source"
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in listed.splitlines():
        target = source / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / name).read_bytes())
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    return next(out.glob("*.whl"))


def test_one_import_name(wheel: Path) -> None:
    """The wheel holds the package and its metadata, data files included, and nothing else."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {name.split("/")[0] for name in names} == {
        "eventstudy",
        f"space_eventstudy-{eventstudy.__version__}.dist-info",
    }
    for needed in (
        "py.typed",
        "announcements/data/february_2025.toml",
        "announcements/data/ledger_1725_hk.toml",
        "announcements/data/satellite_benchmarks.toml",
        "prices/data/benchmarks.toml",
        "prices/data/calendar_overlay.toml",
        "prices/data/peers.toml",
        "migrations/versions/0001_registry_and_prices.py",
        "reporting/dossier/page.html",
        "reporting/dossier/style.css",
        "reporting/dossier/script.js",
        "reporting/newsletter/post.html",
        "reporting/newsletter/email.html",
    ):
        assert f"eventstudy/{needed}" in names


def test_the_installed_command_runs(wheel: Path, tmp_path: Path) -> None:
    """The wheel's own command, installed away from the repository, imports the bundled registry and writes a dossier."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "venv")], check=True)
    packages = next((tmp_path / "venv" / "lib").glob("python*")) / "site-packages"
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    python = tmp_path / "venv" / "bin" / "python"
    command = [str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--ignore-installed", str(wheel)]
    subprocess.run(command, check=True, cwd=tmp_path, capture_output=True)
    environment = {**os.environ, "EVENTSTUDY_DATABASE": f"sqlite:///{tmp_path / 'a.db'}"}
    entry = str(tmp_path / "venv" / "bin" / "eventstudy")
    version = subprocess.run([entry, "--version"], check=True, cwd=tmp_path, capture_output=True, text=True)
    assert version.stdout.strip() == f"eventstudy, version {eventstudy.__version__}"
    where = subprocess.run(
        [str(python), "-c", "import eventstudy; print(eventstudy.__file__)"],
        check=True, cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    assert where.stdout.startswith(str(packages))
    imported = subprocess.run(
        [entry, "announcements", "import", "--bundled"],
        check=True, cwd=tmp_path, capture_output=True, text=True, env=environment,
    )  # fmt: skip
    assert imported.stdout.split()[-4:] == ["22", "0", "0", "0"]
    command = [entry, "report", "uspace-treefam", "--out", "treefam.html"]
    subprocess.run(command, check=True, cwd=tmp_path, capture_output=True, env=environment)
    assert "Treefam Holdings LLC" in (tmp_path / "treefam.html").read_text(encoding="utf-8")


def test_public_names_resolve() -> None:
    """Every public name is there, is listed, and an unknown one is refused."""
    for name in eventstudy.__all__:
        assert getattr(eventstudy, name) is not None
    assert set(dir(eventstudy)) == set(eventstudy.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = eventstudy.nonsense
