"""The tables of imports and refused rows speak words, newest first."""

from __future__ import annotations

import pandas as pd

from dashboard.view_models.imports import imports_table, refused_count, refused_table

BATCHES = pd.DataFrame(
    {
        "pk": [1, 2],
        "source_id": ["zendesk", "desk-2"],
        "profile": ["zendesk", "zendesk"],
        "file_name": ["a.csv", "b.csv"],
        "started_at": pd.to_datetime(["2026-03-01", "2026-03-02"], utc=True),
        "state": ["done", "cancelled"],
        "read_count": [10, 4],
        "stored_count": [7, 2],
        "unchanged_count": [1, 1],
        "quarantined_count": [2, 1],
    }
)
REJECTED = pd.DataFrame(
    {
        "batch_id": [1, 1, 2],
        "line": [9, 3, 5],
        "column": ["at", "at", "id"],
        "value": ["x", "y", None],
        "rule": ["is not a date", "is not a date", "is missing"],
        "is_fixed": [False, True, False],
    }
)


def test_the_newest_import_comes_first_and_codes_are_words() -> None:
    frame = imports_table(BATCHES, {"zendesk": "Zendesk ticket export"}).frame
    assert frame["file_name"].tolist() == ["b.csv", "a.csv"]
    assert frame["state_word"].tolist() == ["stopped", "done"]
    assert set(frame["kind"]) == {"Zendesk ticket export"}
    assert frame["desk"].tolist() == ["desk-2", "not named"]


def test_refused_rows_that_were_fixed_are_not_listed() -> None:
    table = refused_table(REJECTED, BATCHES)
    assert table.frame[["file_name", "line"]].to_numpy().tolist() == [["b.csv", 5], ["a.csv", 9]]
    assert refused_count(REJECTED) == 2


def test_without_imports_the_table_says_what_to_do() -> None:
    table = imports_table(BATCHES.head(0), {})
    assert table.is_empty
    assert "Drop a file" in table.empty


def test_deliveries_of_a_day_are_one_row() -> None:
    hooks = BATCHES.assign(profile="webhook-generic", source_id="desk", file_name="webhook")
    later = hooks.assign(
        pk=[3, 4], started_at=pd.to_datetime(["2026-03-02T09:00", "2026-03-02T18:00"], utc=True)
    )
    later = later.assign(state=["done", "running"])
    frame = imports_table(pd.concat([BATCHES, hooks.head(1).assign(pk=5), later]), {}).frame
    assert frame["read_count"].tolist() == [10, 14, 4, 10]
    assert frame["state_word"].tolist() == ["done", "receiving", "stopped", "done"]
    assert frame["kind"].tolist()[:2] == ["Webhooks, generic"] * 2
