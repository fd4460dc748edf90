"""The style is ours while we draw, and nobody else's afterwards."""

from __future__ import annotations

import subprocess
import sys

import matplotlib as mpl
from matplotlib import font_manager
from pictures import picture

from eventstudy.plotting import missing_glyphs
from eventstudy.plotting.fonts import families


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
    problem = missing_glyphs("a\U0010fffd")
    assert problem is None or "fonts-noto-cjk" in problem
    installed = set(font_manager.get_font_names())
    assert all(name in installed for name in families())
