"""Write ``docs/rules.md`` from the rules themselves: ``python docs/rules.py``."""

from __future__ import annotations

from pathlib import Path

from eventstudy.reporting.rules import RULES_TABLE
from eventstudy.reporting.tables import to_markdown

HEAD = """# Rules of exchanges

Written by `python docs/rules.py` from `eventstudy/analysis/rules/catalogue.py`.

What exchanges themselves call unusual, judged on daily closes and volumes. A rule that trips says that the
numbers reached the rule's threshold, and nothing about why. Exchanges know more than we do: what we do not
check stands in the last column. What a rule needs and nobody gave makes its finding "unknown".

- Each session is judged by the version in force on it. "until -" means still in force as far as we know.
- Mainland deviations are simple daily changes, summed and not compounded. The count restarts after an alert
  and after a suspension; an alert before the first session at hand is not known.
- Whether a mainland share is on the main board, STAR or ChiNext is read from its number. Beijing's rules are
  not here.
"""


def document() -> str:
    """Return the whole page."""
    return f"{HEAD}\n{to_markdown(RULES_TABLE)}"


if __name__ == "__main__":
    Path(__file__).with_suffix(".md").write_text(document(), encoding="utf-8")
