"""The style is ours while we draw, and nobody else's afterwards."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from pictures import picture

from eventstudy.plotting import House, Sheet, fonts, missing_glyphs
from eventstudy.plotting.fonts import families

if TYPE_CHECKING:
    import pytest


def test_settings_are_put_back() -> None:
    """Drawing leaves matplotlib's settings as they were."""
    before = dict(mpl.rcParams)
    picture().figure()
    assert dict(mpl.rcParams) == before


def test_pyplot_holds_no_figure() -> None:
    """Drawing registers no figure with pyplot, though seaborn imports it."""
    code = (
        "from pictures import picture; picture().figure(); "
        "import matplotlib.pyplot as plt; raise SystemExit(len(plt.get_fignums()))"
    )
    env = {"PYTHONPATH": ":".join(sys.path)}
    assert subprocess.run([sys.executable, "-c", code], check=False, env=env).returncode == 0


def test_letters_without_a_font_are_named() -> None:
    """Latin letters have a font; what no installed font draws is named with a package to install."""
    assert missing_glyphs("Ünïcode, 95 %\n") is None
    problem = missing_glyphs("a\U00013000")
    assert problem is not None
    assert problem.startswith("no installed font draws '\U00013000'; install one")
    installed = set(font_manager.get_font_names())
    assert all(name in installed for name in families())


def test_chinese_letters_name_the_package_that_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only matplotlib's own font is at hand, Chinese, Japanese and Korean letters ask for fonts-noto-cjk."""
    monkeypatch.setattr(fonts, "_families", lambda _house: ("DejaVu Sans",))
    for letters in ("洲际航天", "ひ", "한"):
        problem = missing_glyphs(f"USPACE {letters}")
        assert problem is not None
        assert f"'{letters}'" in problem
        assert "apt install fonts-noto-cjk" in problem


def test_a_house_signs_its_pictures() -> None:
    """Logo and credit stand at the foot, beside each other, in the accent colour and after the source line."""
    house = House(logo="BELT & ROAD SPACE", credit="Chart: our newsletter.")
    figure = picture().figure(Sheet(house=house))
    renderer = FigureCanvasAgg(figure).get_renderer()
    found = {text.get_text().replace("\n", " "): text for text in figure.texts}
    logo = found["BELT & ROAD SPACE"]
    (source,) = [
        text for said, text in found.items() if said.endswith("why they moved. Chart: our newsletter.")
    ]
    assert logo.get_color() == house.light.accent
    assert not logo.get_window_extent(renderer).overlaps(source.get_window_extent(renderer))
