"""What came in and what was refused."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from dashboard.view_models.cards import Column
from dashboard.view_models.tables import Shape, TableView, table_from

WEBHOOK = "webhook-"
STATES = {"running": "not finished", "done": "done", "cancelled": "stopped", "failed": "failed"}

ORDERS = {"(dmy)": "(day first)", "(mdy)": "(month first)", "(ymd)": "(year first)"}
_INSTANT = re.compile(r"\b(?:stated_)?([a-z_]+)_at\b")

IMPORTS = Shape(
    "Imports",
    {
        "started_at": Column("Started", "instant"),
        "file_name": Column("File", "text", None, "medium"),
        "desk": Column("Help desk"),
        "kind": Column("Kind of file"),
        "state_word": Column("State", "text", "Import the same file again to carry on"),
        "read_count": Column("Read", "count"),
        "stored_count": Column("Stored", "count"),
        "unchanged_count": Column("Unchanged", "count"),
        "quarantined_count": Column("Refused", "count"),
    },
    "Nothing was imported yet. Drop a file above, or load the demo company.",
    note="read = stored + unchanged + refused",
)
REFUSED = Shape(
    "Refused rows",
    {
        "file_name": Column("File", "text", None, "medium"),
        "line": Column("Line", "count"),
        "column": Column("Column"),
        "value": Column("Value", "text", None, "medium"),
        "rule": Column("What is wrong", "text", None, "large"),
    },
    "No row was refused.",
    note="fix them in a spreadsheet and import the file again",
    limit=500,
)


def imports_table(batches: pd.DataFrame, titles: Mapping[str, str]) -> TableView:
    """Every import, newest first; what came in by webhook is one row per day and sender."""
    batches = _by_day(batches)
    frame = batches.assign(
        kind=batches["profile"].map(lambda name: titles.get(name, name.replace(WEBHOOK, "Webhooks, "))),
        desk=batches["source_id"].where(batches["source_id"] != batches["profile"], "not named"),
        state_word=[
            "receiving" if state == "running" and _is_webhook(profile) else STATES.get(state, state)
            for state, profile in zip(batches["state"], batches["profile"], strict=True)
        ],
    )
    return table_from(frame.sort_values("pk", ascending=False), IMPORTS)


def _is_webhook(profile: str) -> bool:
    return profile.startswith(WEBHOOK)


def _by_day(batches: pd.DataFrame) -> pd.DataFrame:
    """The batches of a sender of webhooks that began on one day (UTC) as one."""
    is_hook = batches["profile"].map(_is_webhook).astype(bool)
    hooks = batches[is_hook].sort_values("pk")
    if hooks.empty:
        return batches
    day = hooks["started_at"].dt.floor("D").rename("day")
    counts = dict.fromkeys(("read_count", "stored_count", "unchanged_count", "quarantined_count"), "sum")
    rest = {name: "last" for name in hooks.columns if name not in (*counts, "source_id", "profile")}
    how = {**rest, "started_at": "first", **counts}
    daily = hooks.groupby(["source_id", "profile", day], sort=False).agg(how)
    daily = daily.reset_index(["source_id", "profile"]).reset_index(drop=True)[list(batches.columns)]
    return pd.concat([batches[~is_hook], daily], ignore_index=True) if (~is_hook).any() else daily


def refused_table(rejected: pd.DataFrame, batches: pd.DataFrame) -> TableView:
    """Rows in quarantine that nobody has fixed yet, newest import first."""
    waiting = open_rows(rejected)
    names = batches.set_index("pk")["file_name"]
    frame = waiting.assign(file_name=waiting["batch_id"].map(names), rule=waiting["rule"].map(in_words))
    return table_from(frame.sort_values(["batch_id", "line"], ascending=[False, True]), REFUSED)


def in_words(rule: str) -> str:
    """What is wrong with a row, without the importer's own names.

    >>> in_words("is earlier than created_at (dmy)")
    'is earlier than Created (day first)'
    """
    for code, words in ORDERS.items():
        rule = rule.replace(code, words)
    return _INSTANT.sub(lambda match: match[1].replace("_", " ").capitalize(), rule)


def open_rows(rejected: pd.DataFrame) -> pd.DataFrame:
    """Refused rows that nobody has fixed yet."""
    return rejected[~rejected["is_fixed"].astype(bool)]


def refused_count(rejected: pd.DataFrame) -> int:
    """How many rows wait for a fix."""
    return len(open_rows(rejected))
