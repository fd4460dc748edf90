"""Lines side by side, as a table and as JSON."""

from __future__ import annotations

import datetime as dt

from eventstudy import Window
from eventstudy.reporting.side_by_side import Line, SideBySide, side_by_side_json, side_by_side_table
from eventstudy.reporting.tables import to_text

H_SHARE = Line(
    id="deal",
    security="0763.HK",
    exchange="XHKG",
    currency="HKD",
    day0=dt.date(2025, 2, 3),
    benchmark="^HSI",
    car=0.05,
    t=1.5,
    car_common=0.05,
    t_common=1.5,
    before=dt.date(2025, 1, 28),
    close_before=20.0,
    end=dt.date(2025, 2, 10),
    close_end=1021.5,
    premium_before=None,
    premium_end=None,
)
FOUND = SideBySide("HKD", Window(-1, 5), (H_SHARE,), ("0763.HK: as it is",), simulated=True)

TEXT = """\
SIMULATED DATA: fictional issuers and made-up prices
Lines side by side, CARs over -1:5, in their own currency and in HKD

event  line     exchange  currency  day 0       benchmark     CAR      t  CAR in HKD  t in HKD  before       close  end             close  premium before  premium at end
-----  -------  --------  --------  ----------  ---------  ------  -----  ----------  --------  ----------  ------  ----------  ---------  --------------  --------------
deal   0763.HK  XHKG      HKD       2025-02-03  ^HSI       +5.00%  +1.50      +5.00%     +1.50  2025-01-28  20.000  2025-02-10  1,021.500               -               -

premium: the line's close over that of the announcement's first line, less one, both in HKD on the first line's session before day 0 and its last of the window
0763.HK: as it is
"""


def test_a_line_is_a_row() -> None:
    """Dates are written out, prices have three places, and what does not exist is a dash."""
    assert to_text(side_by_side_table(FOUND)) == TEXT


def test_json_has_every_number() -> None:
    """Keys are those of a line; a missing number is null and a date is text."""
    found = side_by_side_json(FOUND)
    assert isinstance(found, dict)
    (line,) = found["lines"]
    assert line["close_end"] == 1021.5
    assert line["day0"] == "2025-02-03"
    assert line["premium_end"] is None
    assert found["notes"] == ["0763.HK: as it is"]
