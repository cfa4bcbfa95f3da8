"""Which tickets have promises, and the exceptions of the demo company, against plain counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from core.data.ingest import ImportOptions, import_file
from core.data.store import Store
from core.periods import Period
from core.report import Filters, Report
from core.sla.policies import DEFAULT_POLICY, POLICIES
from sample_data import generate, load_into


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("exceptions") / "queuewise.db") as store:
        load_into(store, generate(1_500, seed=11))
        yield Report(store)


def test_every_ticket_is_in_one_group(report: Report) -> None:
    covered = report.sla_coverage()
    assert covered.total == report.metric("ticket_volume").value
    assert covered.set_aside == report.facts().tickets["is_merged"].sum()
    assert covered.promised == report.sla_clocks()["ticket_id"].nunique()
    assert covered.unpromised == covered.without_history == 0


def test_a_period_and_filters_restrict_the_tickets(report: Report) -> None:
    as_of = report.as_of()
    assert as_of is not None
    asked = {"period": Period.last_days(90, as_of, report.zone()), "filters": Filters(priority=("P3",))}
    assert report.sla_coverage(**asked).total == report.metric("ticket_volume", **asked).value


def test_tickets_that_no_promise_fits_are_counted_by_priority(tmp_path: Path) -> None:
    with Store.open(tmp_path / "queuewise.db") as store:
        load_into(store, generate(600, seed=3))
        report = Report(store)
        only = [promise for promise in DEFAULT_POLICY.promises if promise.priority == "P1"]
        report.save_policy(replace(DEFAULT_POLICY, policy_id="own", promises=tuple(only)), in_force=True)
        covered = report.sla_coverage()
        facts = report.facts().tickets
        tickets = facts[~facts["is_merged"] & ~facts["is_deleted"]]
        assert covered.unpromised_by_priority.get("P1") is None
        for priority, count in covered.unpromised_by_priority.items():
            assert count <= (tickets["priority"] == priority).sum()
        assert covered.unpromised == sum(covered.unpromised_by_priority.values()) > covered.promised


def test_tickets_without_a_history_are_said_so(tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text("ticket_id,created_at,status,priority\n1,2026-03-02T09:00:00Z,open,P2\n", "utf-8")
    with Store.open(tmp_path / "queuewise.db") as store:
        import_file(store, file, ImportOptions(profile="canonical-tickets"))
        covered = Report(store).sla_coverage()
        assert (covered.promised, covered.without_history) == (1, 1)


def test_pauses_of_a_period_began_in_it(report: Report) -> None:
    as_of = report.as_of()
    assert as_of is not None
    period = Period.last_days(60, as_of, report.zone())
    everything = report.sla_exceptions().pauses
    inside = report.sla_exceptions(period=period).pauses
    began = everything["began_at"]
    assert len(inside) == ((began >= period.start) & (began < period.end)).sum()
    assert 0 < len(inside) < len(everything)
    assert (everything["paused_minutes"] > 0).all()


def test_every_duplicate_is_listed_with_its_original(report: Report) -> None:
    facts = report.facts().tickets
    found = report.sla_exceptions().duplicates
    assert len(found) == facts["is_merged"].sum() > 0
    created = facts.set_index("ticket_id")["created_at"]
    assert (found["original_created_at"].to_numpy() == created.loc[found["original_id"]].to_numpy()).all()
    assert found["is_older"].tolist() == (found["created_at"] < found["original_created_at"]).tolist()


def test_a_policy_that_never_pauses_has_no_early_pauses(tmp_path: Path) -> None:
    with Store.open(tmp_path / "queuewise.db") as store:
        load_into(store, generate(600, seed=3))
        report = Report(store)
        own = replace(POLICIES["small_team"], policy_id="own", pausing_states=frozenset())
        report.save_policy(own, in_force=True)
        assert report.sla_exceptions().pauses.empty


def test_an_empty_store_has_no_exceptions(store: Store) -> None:
    report = Report(store)
    found = report.sla_exceptions()
    assert (len(found.pauses), len(found.duplicates)) == (0, 0)
    assert report.sla_coverage().total == 0
    assert isinstance(found.duplicates, pd.DataFrame)


def test_hours_of_chosen_promises_are_part_of_all(report: Report) -> None:
    main = report.breach_hours(metrics=("first_response", "resolution"))
    assert main.to_numpy().sum() == report.metric("breach_count").value
    assert (main <= report.breach_hours()).all(axis=None)


OLDER_DUPLICATE = """ticket_id,at,type,actor_id,actor_role,field,from_value,to_value
40,2026-03-02T08:00:00Z,created,,customer,,,
40,2026-03-02T11:00:00Z,merged,kim,agent,,,41
41,2026-03-02T10:30:00Z,created,,customer,,,
41,2026-03-02T10:30:00Z,priority_changed,kim,agent,,,P2
41,2026-03-02T11:10:00Z,public_reply,kim,agent,,,
"""


def test_the_story_of_a_clock_names_the_duplicate_it_began_with(tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    file.write_text(OLDER_DUPLICATE, "utf-8")
    with Store.open(tmp_path / "queuewise.db") as store:
        import_file(store, file, ImportOptions(profile="canonical-events", source_id="desk"))
        report = Report(store)
        story = report.ticket_clocks("41", "desk")[0]
        # Monday; open from 9 to 17: closed until 9:00, then an hour and a half in the duplicate.
        parts = story.parts[["kind", "reason", "minutes"]].to_numpy().tolist()
        assert parts == [["closed", "", 60], ["running", "duplicate", 90], ["running", "", 40]]
        assert (story.asked_in, story.elapsed_minutes) == ("40", 130)
        row = report.sla_clocks(metric="first_response").iloc[0]
        assert (row["elapsed_minutes"], row["started_at"]) == (130, pd.Timestamp("2026-03-02T08:00Z"))
        assert report.sla_exceptions().duplicates["is_older"].tolist() == [True]


def test_an_original_that_only_the_source_names_is_found_as_well(tmp_path: Path) -> None:
    file = tmp_path / "tickets.csv"
    rows = ["1,2026-03-02T09:00:00Z,open,P2,2", "2,2026-03-02T12:00:00Z,open,P2,"]
    file.write_text("\n".join(["ticket_id,created_at,status,priority,merged_into", *rows]), "utf-8")
    with Store.open(tmp_path / "queuewise.db") as store:
        import_file(store, file, ImportOptions(profile="canonical-tickets"))
        clocks = Report(store).sla_clocks(metric="resolution")
        assert clocks["ticket_id"].tolist() == ["2"]
        assert clocks["started_at"].tolist() == [pd.Timestamp("2026-03-02T09:00Z")]
