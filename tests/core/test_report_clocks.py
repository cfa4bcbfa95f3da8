"""A ticket's clocks told part by part: nothing missing, nothing counted twice, and the same as the table."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest

from core.data.store import Store
from core.report import Report
from core.sla.explain import ClockStory
from sample_data import generate, load_into


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("clocks") / "queuewise.db") as store:
        load_into(store, generate(600, seed=4))
        yield Report(store)


@pytest.fixture(scope="module")
def told(report: Report) -> list[tuple[str, ClockStory]]:
    tickets = report.facts().tickets
    return [
        (number, story)
        for number, source in zip(tickets["ticket_id"], tickets["source_id"], strict=True)
        for story in report.ticket_clocks(number, str(source))
    ]


def test_every_minute_of_every_clock_is_accounted_for(told: list[tuple[str, ClockStory]]) -> None:
    for _, story in told:
        parts = story.parts
        whole = (story.ended_at - story.started_at) / pd.Timedelta(minutes=1)
        assert parts["minutes"].sum() == pytest.approx(whole)
        if len(parts):
            assert (parts["starts_at"].iloc[0], parts["ends_at"].iloc[-1]) == (
                story.started_at,
                story.ended_at,
            )
            assert (parts["starts_at"].iloc[1:].to_numpy() == parts["ends_at"].iloc[:-1].to_numpy()).all()


def test_the_running_parts_add_up_to_the_elapsed_time(told: list[tuple[str, ClockStory]]) -> None:
    for _, story in told:
        running = story.parts.loc[story.parts["kind"] == "running", "minutes"].sum()
        assert running == pytest.approx(story.elapsed_minutes, abs=1e-6)
        paused = story.parts.loc[story.parts["kind"] == "paused", "minutes"].sum()
        assert paused == pytest.approx(story.paused_minutes, abs=1e-6)


def test_only_clocks_of_opening_hours_are_ever_closed(told: list[tuple[str, ClockStory]]) -> None:
    always = [story for _, story in told if not story.is_business]
    assert always
    assert all("closed" not in set(story.parts["kind"]) for story in always)


def test_levels_come_in_order_and_a_broken_promise_passed_its_due_time(
    told: list[tuple[str, ClockStory]],
) -> None:
    for _, story in told:
        assert story.marks["at"].is_monotonic_increasing
        if story.outcome == "breached":
            assert story.due_at is not None
            assert story.due_at < story.ended_at
        elif story.outcome == "met":
            assert story.due_at is not None
            assert story.due_at >= story.ended_at


def test_the_story_is_what_the_table_of_promises_says(
    report: Report, told: list[tuple[str, ClockStory]]
) -> None:
    table = report.sla_clocks().set_index(["ticket_id", "metric", "period"])
    with_promise = [(number, story) for number, story in told if story.outcome != "no_policy"]
    assert len(with_promise) == len(table)
    for number, story in with_promise:
        row = table.loc[(number, story.metric, story.period)]
        assert (row["outcome"], row["level"]) == (story.outcome, story.level)
        assert (row["elapsed_minutes"], row["due_at"]) == (story.elapsed_minutes, story.due_at)


def test_a_ticket_of_another_source_has_no_clocks(report: Report) -> None:
    assert report.ticket_clocks(report.facts().tickets["ticket_id"].iloc[0], "another") == []
