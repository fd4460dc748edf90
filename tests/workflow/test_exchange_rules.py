"""The exchange's rules are judged on the sessions around an event."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
from calm_panel import calm_panel

from eventstudy.analysis.event import Event
from eventstudy.analysis.signature import signatures
from eventstudy.arrays import date_of
from eventstudy.workflow.exchange_rules import rules_beside

FIRST = dt.date(2019, 1, 1)


def test_a_jump_of_a_shanghai_share_trips_its_rule() -> None:
    """Three sessions of 8 % each trip the main board's 20 %; a calm share does not, and turnover is unknown."""
    rng = np.random.default_rng(1)
    moves = rng.normal(0, 0.004, (2, 400))
    moves[0, 300:303] = np.log(1.08)
    panel = replace(calm_panel(2, 400, returns=moves, first=FIRST), securities=("600001.SS", "600002.SS"))
    day0 = date_of(panel.sessions[0, 300])
    found = signatures(panel, [Event("jump", "600001.SS", day0), Event("calm", "600002.SS", day0)])
    mics = dict.fromkeys(panel.securities, "XSHG")
    jump, calm = rules_beside(found, panel, mics)
    found_jump, found_calm = ({one.rule: one for one in each} for each in (jump, calm))
    assert found_jump["cn_main_abnormal"].tripped is True
    assert found_jump["cn_main_abnormal"].session == date_of(panel.sessions[0, 302])
    assert found_calm["cn_main_abnormal"].tripped is False
    assert found_calm["cn_turnover_abnormal"].tripped is None


def test_without_an_exchange_there_are_no_rules() -> None:
    """An event whose exchange nothing names is judged by none."""
    panel = calm_panel(1, 400, first=FIRST)
    found = signatures(panel, [Event("e", "S00", date_of(panel.sessions[0, 300]))])
    assert rules_beside(found, panel, {}) == ((),)
