"""What people said about the company: answers of the self-assessment, each saved assessment, the stage."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from core.data.store import Store

ANSWERS, STAGE = "self_assessment", "company_stage"
"""Settings: the answers by question, and the stage that somebody chose."""
SAVED, CHOSEN, RELEASED = "self-assessment saved", "company stage chosen", "company stage released"
AUTHOR_LENGTH = 80

Body = dict[str, Any]


def read_answers(store: Store) -> dict[str, Body]:
    """The answers that hold, by question: ``value``, ``author`` and ``at`` (an instant as text)."""
    return {str(name): dict(body) for name, body in dict(store.setting(ANSWERS, {})).items()}


def save_answers(
    store: Store, changes: Mapping[str, bool | None], author: str, summary: Mapping[str, Any], at: datetime
) -> None:
    """Keep changed answers with author and date; None takes one back. Others stay as they are.

    ``summary`` goes into the history with all answers that hold now. Raises ValueError that names the
    argument for an empty or overlong author and an instant without a zone.
    """
    name = checked_author(author)
    if at.tzinfo is None:
        raise ValueError("at: must carry a time zone")
    answers = read_answers(store)
    for question, value in changes.items():
        if value is None:
            answers.pop(question, None)
        else:
            answers[question] = {"value": value, "author": name, "at": at.isoformat()}
    store.set_setting(ANSWERS, answers)
    values = {question: body["value"] for question, body in sorted(answers.items())}
    _log(store, SAVED, name, at, {**summary, "answers": values})


def checked_author(author: str) -> str:
    """The author without spaces around. Raises ValueError where there is none."""
    name = author.strip()
    if not name or len(name) > AUTHOR_LENGTH:
        raise ValueError(f"author: say who answers, in at most {AUTHOR_LENGTH} characters")
    return name


def read_history(store: Store) -> list[Body]:
    """Every saved assessment, the newest first: ``at``, ``author`` and what was kept with it."""
    log = store.read_frame("audit_log")
    rows = log[log["action"] == SAVED].sort_values(["at", "pk"], ascending=False)
    return [
        {**json.loads(row["detail"]), "at": pd.Timestamp(row["at"]).to_pydatetime(), "author": row["actor"]}
        for row in rows.to_dict("records")
    ]


def read_stage(store: Store) -> Body | None:
    """The stage that somebody chose, with ``author`` and ``at``; None where nobody did."""
    found = store.setting(STAGE)
    return dict(found) if found else None


def choose_company_stage(store: Store, stage: int | None, author: str, at: datetime) -> None:
    """Overrule the stage that the data show; None lets the data decide again.

    Raises ValueError that names the argument for a stage other than 1 to 4 and without an author.
    """
    name = checked_author(author)
    if stage is not None and stage not in (1, 2, 3, 4):
        raise ValueError(f"stage: {stage} is not 1 to 4")
    body = None if stage is None else {"stage": stage, "author": name, "at": at.isoformat()}
    store.set_setting(STAGE, body)
    _log(store, RELEASED if stage is None else CHOSEN, name, at, {"stage": stage})


def _log(store: Store, action: str, author: str, at: datetime, detail: Mapping[str, Any]) -> None:
    entry = {
        "at": [at.astimezone(UTC)],
        "actor": [author],
        "action": [action],
        "subject": ["maturity"],
        "detail": [json.dumps(detail)],
    }
    store.upsert_frame("audit_log", pd.DataFrame(entry))
