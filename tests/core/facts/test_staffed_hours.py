"""Planned and present staff by hour, against a walk through every minute."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from core.facts.presence import pieces
from core.facts.staffed_hours import staffed_hours
from tests.core.facts import people_tables as t

AWAY = ("absent", "sick", "off", "on_call")


def hours(logged: pd.DataFrame, planned: pd.DataFrame, zone: str = "UTC") -> pd.DataFrame:
    return staffed_hours(pieces(logged, planned, as_of=t.instant(3000)), zone=zone)


def walked(rows: list[Any], until: int, zone: str) -> dict[str, int]:
    """Minutes of work by local hour."""
    total: Counter[str] = Counter()
    for minute in range(until):
        local = (t.START + timedelta(minutes=minute)).astimezone(ZoneInfo(zone))
        here = {row[0] for row in rows if row[3] not in AWAY and row[1] <= minute < row[2]}
        total[local.strftime("%d %H")] += len(here)
    return {hour: minutes for hour, minutes in total.items() if minutes}


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata"])
@pytest.mark.parametrize("seed", range(4))
def test_minutes_by_hour_equal_a_walk_through_time(seed: int, zone: str) -> None:
    rng = np.random.default_rng(seed)
    tables: list[list[Any]] = [[], []]
    for rows, kinds in zip(tables, (("ticket", "break", "absent"), ("tickets", "on_call")), strict=True):
        for agent in ("ann", "bo", "cy"):
            first = 0
            while first < 1500:
                last = first + int(rng.integers(20, 300))
                rows.append((agent, first, last, str(rng.choice(kinds))))
                first = last + int(rng.integers(0, 200))
    found = hours(t.states(*tables[0]), t.shifts(*tables[1]), zone)
    label = found["hour"].dt.tz_convert(zone).dt.strftime("%d %H")
    told = min(2000, max(row[2] for row in tables[0]))
    plans = [(agent, first, min(last, told), kind) for agent, first, last, kind in tables[1]]
    for name, rows in (("present_minutes", tables[0]), ("planned_minutes", plans)):
        measured = {hour: value for hour, value in zip(label, found[name], strict=True) if value > 0}
        assert measured == walked(rows, 2000, zone)


def test_hours_before_the_log_of_states_are_unknown() -> None:
    plan = t.shifts(("ann", -600, -480, "tickets"), ("ann", 0, 120, "tickets"))
    found = hours(t.states(("ann", 0, 120, "ticket")), plan)
    assert found["planned_minutes"].tolist() == [60, 60, 60, 60]
    assert found["present_minutes"].isna().tolist() == [True, True, False, False]


def test_without_plans_and_states_there_are_no_hours() -> None:
    assert hours(t.states(), t.shifts()).empty
