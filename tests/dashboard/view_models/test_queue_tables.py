"""The work lists of a queue, checked against plain loops."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.view_models import queue_tables as q


def test_an_empty_age_band_is_not_drawn_as_trouble() -> None:
    counts = pd.DataFrame({"age": ["up to 24 h", "1 to 3 d", "over 7 d"], "ticket_count": [3, 0, 2]})
    assert q.age_frame(counts)["status"].tolist() == ["on_target", "on_target", "critical"]


def test_priority_shares_add_up_and_keep_tickets_without_a_priority() -> None:
    mix = q.priority_shares(pd.Series(["P1", "P3", None, "P3"], dtype="category"))
    assert {row.priority: row.count for row in mix} == {"P1": 1, "P3": 2, "none": 1}
    assert sum(row.share for row in mix) == pytest.approx(1)


@pytest.mark.parametrize(
    ("priority", "share", "status"),
    [
        ("P1", 0.049, "on_target"),
        ("P1", 0.05, "warning"),
        ("P1", 0.10, "warning"),
        ("P1", 0.101, "critical"),
        ("P2", 0.149, "on_target"),
        ("P2", 0.15, "warning"),
        ("P2", 0.90, "warning"),
        ("P4", 0.90, "no_target"),
    ],
)
def test_priority_limits_are_strict(priority: str, share: float, status: str) -> None:
    assert q.priority_status(priority, share) == status


def loads(*counts: int) -> pd.DataFrame:
    frame = pd.DataFrame({"assignee": [f"agent {i}" for i in range(len(counts))], "open_count": counts})
    frame["load_ratio"] = frame["open_count"] / frame["open_count"].median()
    return frame.assign(is_overloaded=frame["load_ratio"] > q.BALANCE_LIMIT)


def test_the_load_alert_names_the_busiest_agent_and_counts_the_others() -> None:
    (alert,) = q.load_alert(loads(12, 9, 4, 4, 4))
    assert "agent 0 holds 12" in alert.detail
    assert "3.0 times the median agent" in alert.detail
    assert "1\xa0other" in alert.detail


def test_an_even_load_raises_no_alert() -> None:
    assert q.load_alert(loads(6, 4, 4)) == ()
    assert q.load_alert(loads()) == ()


def test_only_heavy_agents_are_marked() -> None:
    assert q.load_frame(loads(9, 4, 3))["reading"].tolist() == ["heavy", "", ""]
