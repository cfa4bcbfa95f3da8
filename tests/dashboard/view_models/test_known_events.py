"""Known events between the page's table and what is kept."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from core.capacity.seasons import OwnEvent
from dashboard.view_models.known_events import (
    CHANGE,
    FIRST,
    LAST,
    NAME,
    events_frame,
    events_of_rows,
    season_words,
)

FAIR = OwnEvent("Fair", date(2026, 2, 17), date(2026, 2, 19), 0.5)


def row(**changed: object) -> pd.DataFrame:
    """One row as the table holds it."""
    usual = {NAME: "Fair", FIRST: pd.Timestamp("2026-02-17"), LAST: None, CHANGE: None}
    return pd.DataFrame(
        [
            {
                **usual,
                **{
                    {"name": NAME, "first": FIRST, "last": LAST, "change": CHANGE}[k]: v
                    for k, v in changed.items()
                },
            }
        ]
    )


def test_events_survive_the_table() -> None:
    assert events_of_rows(events_frame([FAIR])) == [FAIR]
    assert events_frame([]).empty


def test_a_row_without_last_day_and_change_is_one_day_that_changes_nothing() -> None:
    assert events_of_rows(row()) == [OwnEvent("Fair", FAIR.first, FAIR.first, 0.0)]


def test_empty_rows_are_passed_over() -> None:
    assert events_of_rows(row(name=None, first=None)) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": " "}, "Row 1 needs a name and a first day."),
        ({"first": None}, "Row 1 needs a name and a first day."),
        ({"last": pd.Timestamp("2026-02-16")}, "Row 1 ends before it begins."),
        ({"change": -150.0}, "Row 1 cannot take away more than 100 % of the tickets."),
    ],
)
def test_rows_that_cannot_be_are_refused_by_their_number(changed: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        events_of_rows(row(**changed))


def test_coming_seasons_are_told_with_their_first_days() -> None:
    said = season_words(date(2026, 11, 1))
    assert "Holiday dip (24 Dec to 1 Jan) from 24 Dec: Reduced staffing is acceptable." in said
    assert "Month end (last 3 days) from 28 Nov, 29 Dec, 29 Jan: Billing questions spike." in said
    assert "Monday" not in said
    assert "Tax season" not in said
