"""Surveys: what was known by an instant, how late they came, and who got back to the customer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.inputs import SurveyAnswer
from core.facts.surveys import survey_frame

NAN = np.nan


def table(desk: Any, *rows: dict[str, Any]) -> pd.DataFrame:
    """The survey table of the store, instants as minutes of the desk."""
    filled = [
        {"source_id": "desk", "survey_id": str(number), "kind": "csat", "ticket_id": "1", **row}
        for number, row in enumerate(rows)
    ]
    frame = pd.DataFrame(filled, columns=list(SurveyAnswer.model_fields))
    for name in ("offered_at", "rated_at"):
        minutes = [None if pd.isna(value) else desk.at(value) for value in frame[name]]
        at = np.array([np.iinfo(np.int64).min if value is None else value for value in minutes], np.int64)
        frame[name] = pd.DatetimeIndex(at.view("M8[us]")).tz_localize("UTC")
    return frame.astype({"score": float, "scale_max": float})


def facts(desk: Any, as_of: float, *rows: dict[str, Any]) -> pd.DataFrame:
    built = desk.facts(as_of)
    return survey_frame(table(desk, *rows), built.tickets, built.spells, desk.log(), as_of=desk.at(as_of))


def test_delay_counts_from_the_last_end_before_the_offer(desk: Any) -> None:
    desk.ticket()
    desk.status(60, "solved")
    desk.status(200, "open")
    desk.status(300, "solved")
    found = facts(
        desk, 1000, {"offered_at": 90}, {"offered_at": 300}, {"offered_at": 360}, {"offered_at": 30}
    )
    assert found["delay_minutes"].tolist()[:3] == [30, 0, 60]
    assert np.isnan(found["delay_minutes"].iloc[3])


def test_follow_up_is_the_next_reply_of_a_person_on_the_same_ticket(desk: Any) -> None:
    for pk in (1, 2):
        desk.ticket(pk)
        desk.reply(5, pk=pk)
        desk.status(60, "solved", pk=pk)
    desk.reply(110, role="bot")
    desk.reply(115, pk=2)
    desk.reply(150)
    desk.reply(170)
    answer = {"offered_at": 90, "rated_at": 100, "score": 1.0, "scale_max": 5.0}
    found = facts(desk, 1000, answer, answer | {"rated_at": 160}, answer | {"rated_at": 400})
    assert found["follow_up_minutes"].tolist()[:2] == [50, 10]
    assert np.isnan(found["follow_up_minutes"].iloc[2])
    assert found["follow_up_observed_minutes"].tolist() == [50, 10, 600]


def test_earlier_instant_knows_neither_later_offers_nor_later_answers(desk: Any) -> None:
    desk.ticket()
    desk.reply(5)
    answered = {"offered_at": 90, "rated_at": 300, "score": 2.0, "scale_max": 5.0}
    unsent = {"rated_at": 320, "score": 2.0, "scale_max": 5.0}
    found = facts(desk, 200, answered, {"offered_at": 210}, unsent)
    assert len(found) == 1
    assert found[["score", "scale_max", "follow_up_observed_minutes"]].isna().all(axis=None)
    assert pd.isna(found["rated_at"].iloc[0])
    assert len(facts(desk, 500, answered, {"offered_at": 210}, unsent)) == 3


def test_survey_of_an_unknown_ticket_belongs_to_none(desk: Any) -> None:
    desk.ticket()
    row = {"offered_at": 10, "rated_at": 20, "score": 9.0, "scale_max": 10.0}
    found = facts(desk, 100, row | {"kind": " NPS "}, row | {"ticket_id": "7"}, row | {"source_id": "tool"})
    assert found["ticket_row"].tolist() == [0, -1, 0]
    assert found["kind"].tolist() == ["nps", "csat", "csat"]
    assert np.isnan(found["follow_up_observed_minutes"].iloc[1])


def test_follow_up_is_unknown_where_a_source_tells_no_replies(desk: Any) -> None:
    for pk in range(1, 25):
        desk.ticket(pk)
    low = {"offered_at": 10, "rated_at": 20, "score": 1.0, "scale_max": 5.0}
    assert facts(desk, 100, low)["follow_up_observed_minutes"].isna().all()


def test_no_surveys_make_an_empty_frame(desk: Any) -> None:
    desk.ticket()
    assert facts(desk, 100).empty


@settings(max_examples=40, deadline=None)
@given(
    replies=st.lists(st.tuples(st.integers(1, 3), st.integers(1, 60)), max_size=12),
    answers=st.lists(st.tuples(st.integers(1, 3), st.integers(1, 60)), min_size=1, max_size=6),
    as_of=st.integers(1, 60),
)
def test_follow_up_equals_a_plain_loop(
    new_desk: Any, replies: list[tuple[int, int]], answers: list[tuple[int, int]], as_of: int
) -> None:
    desk = new_desk()
    for pk in (1, 2, 3):
        desk.ticket(pk)
    for pk, minute in replies:
        desk.reply(minute, pk=pk)
    known = [(pk, minute) for pk, minute in answers if minute <= as_of]
    rows = [{"ticket_id": str(pk), "rated_at": at, "score": 1.0, "scale_max": 5.0} for pk, at in answers]
    found = facts(desk, as_of, *rows)
    assert len(found) == len(known)
    for (pk, rated), row in zip(known, found.itertuples(), strict=True):
        later = [at - rated for own, at in replies if own == pk and rated < at <= as_of]
        assert row.follow_up_minutes == pytest.approx(min(later, default=NAN), nan_ok=True)
        assert row.follow_up_observed_minutes == min(later, default=as_of - rated)
