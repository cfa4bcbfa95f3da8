"""Five tickets on paper, small enough to work every figure out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.metrics.evaluate import Evaluation

NAN = np.nan


def instants(*texts: str | None) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(
        [pd.NaT if text is None else pd.Timestamp(text, tz="UTC") for text in texts]
    ).as_unit("us")


@pytest.fixture
def tickets() -> pd.DataFrame:
    """Created on Mon 2, Mon 2 (23:30, Tuesday in Berlin), Tue 3, Mon 9 and Tue 10 March 2026."""
    return pd.DataFrame(
        {
            "priority": pd.Categorical(["P1", "P2", "P2", None, "P3"]),
            "team": pd.Categorical(["a", "a", "b", "b", "b"]),
            "created_at": instants(
                "2026-03-02 10:00",
                "2026-03-02 23:30",
                "2026-03-03 12:00",
                "2026-03-09 09:00",
                "2026-03-10 09:00",
            ),
            "resolved_at": instants("2026-03-02 11:00", "2026-03-09 12:00", None, None, None),
            "closed_at": instants(None, None, "2026-03-04 10:00", None, None),
            "last_event_at": instants(
                "2026-03-02 11:00",
                "2026-03-09 12:00",
                "2026-03-04 10:00",
                "2026-03-09 09:00",
                "2026-03-10 09:00",
            ),
            "is_finished": [True, True, True, False, False],
            "is_open": [False, False, False, True, True],
            "is_deleted": [False] * 5,
            "first_response_minutes": [30.0, 90.0, NAN, NAN, 60.0],
            "first_response_observed_minutes": [30.0, 90.0, NAN, 2000.0, 60.0],
            "resolution_minutes": [60.0, 9390.0, NAN, NAN, NAN],
            "resolution_observed_minutes": [60.0, 9390.0, NAN, 2000.0, 560.0],
            "reopen_count": [0.0, 1.0, 0.0, 0.0, NAN],
            "escalation_count": [1.0, 0.0, NAN, 0.0, 0.0],
        }
    )


@pytest.fixture
def evaluation(tickets: pd.DataFrame) -> Evaluation:
    """The five tickets, shown in Berlin."""
    escalations = pd.DataFrame({"ticket_row": [0], "at": instants("2026-03-02 10:30")})
    return Evaluation({"tickets": tickets, "escalations": escalations}, "Europe/Berlin")
