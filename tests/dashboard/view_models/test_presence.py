"""Presence and utilisation, by hand."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pandas as pd
import pytest

from dashboard.view_models.presence import agents_gap, utilisation

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def spells(*rows: tuple[str, str, str | None, str], kind: str = "state") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["agent_id", "starts_at", "ends_at", kind])
    for name in ("starts_at", "ends_at"):
        texts = "2026-03-02T" + frame[name].astype("str") + ":00Z"
        frame[name] = pd.to_datetime(texts, utc=True).dt.as_unit("us")
    return frame


def test_utilisation_is_ticket_time_over_all_time_at_work_today_so_far() -> None:
    states = spells(("a", "08:00", "11:00", "ticket"), ("a", "11:00", "13:00", "meeting"))
    assert utilisation(states, NOON, "UTC") == pytest.approx(3 / 4)


def test_utilisation_counts_an_open_spell_up_to_now() -> None:
    assert utilisation(spells(("a", "08:00", None, "ticket")), NOON, "UTC") == pytest.approx(1)


def test_utilisation_starts_at_local_midnight() -> None:
    states = spells(("a", "06:00", "08:00", "break"), ("a", "08:00", "10:00", "ticket"))
    assert utilisation(states, NOON, "Etc/GMT+8") == pytest.approx(1)


def test_without_logged_time_there_is_no_utilisation() -> None:
    assert math.isnan(utilisation(spells(), NOON, "UTC"))
    assert math.isnan(utilisation(spells(("a", "13:00", "14:00", "ticket")), NOON, "UTC"))


def test_agents_gap_is_present_minus_planned_and_ends_are_open() -> None:
    states = spells(("a", "08:00", "16:00", "ticket"), ("b", "08:00", "12:00", "ticket"))
    shifts = spells(
        ("a", "08:00", "16:00", "tickets"),
        ("b", "08:00", "16:00", "tickets"),
        ("c", "08:00", "16:00", "on_call"),
        kind="activity",
    )
    assert agents_gap(states, shifts, NOON) == -1


def test_the_gap_is_unknown_without_a_plan_or_without_records() -> None:
    shifts = spells(("a", "08:00", "16:00", "tickets"), kind="activity")
    assert math.isnan(agents_gap(spells(), shifts, NOON))
    assert math.isnan(agents_gap(spells(("a", "08:00", "16:00", "ticket")), spells(kind="activity"), NOON))
