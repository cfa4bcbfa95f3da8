from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from core.data.store import Store
from sample_data import DemoCompany, generate, load_into


@pytest.fixture(scope="module")
def small() -> DemoCompany:
    return generate(600, seed=4)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "demo.db") as opened:
        yield opened


def test_everything_arrives_in_the_store(store: Store, small: DemoCompany) -> None:
    written = load_into(store, small)
    counts = store.counts()
    assert written["ticket"] == counts["tickets"] == 600
    assert counts["events"] == len(small.events)
    for name, frame in small.inputs.items():
        assert written[name] == len(frame) == len(store.read_frame(name)), name


def test_stored_tickets_say_what_the_company_says(store: Store, small: DemoCompany) -> None:
    load_into(store, small)
    kept = store.read_tickets().to_pandas().set_index("ticket_id")
    made = small.tickets.set_index("ticket_id").reindex(kept.index)
    assert (kept["source_id"] == "demo").all()
    for name in ("created_at", "updated_at", "sla_due_at", "history"):
        assert (kept[name] == made[name]).all(), name
    for name in ("status", "priority", "tags", "team_id", "tier", "merged_into", "assignee_id"):
        pd.testing.assert_series_equal(kept[name].astype("str"), made[name].astype("str"))
    assert kept["csat_score"].equals(made["csat_score"])
    assert kept["sla_met"].astype("float64").equals(made["sla_met"].astype("float64"))


def test_loading_twice_changes_nothing(store: Store, small: DemoCompany) -> None:
    load_into(store, small)
    counts, revision = store.counts(), store.revision()
    again = load_into(store, small)
    assert again["ticket"] == 0
    assert store.revision() == revision
    assert {**counts, "batches": 2} == store.counts()
    for name, frame in small.inputs.items():
        assert len(store.read_frame(name)) == len(frame), name


def test_another_demo_company_does_not_mix_with_the_first(store: Store, small: DemoCompany) -> None:
    load_into(store, small)
    with pytest.raises(ValueError, match="company"):
        load_into(store, generate(600, seed=5))
    assert store.counts()["tickets"] == 600


def test_progress_tells_how_many_tickets_are_written(store: Store) -> None:
    seen: list[tuple[int, int]] = []
    load_into(store, generate(30_000, seed=4), progress=lambda done, total: seen.append((done, total)))
    assert seen == [(25_000, 30_000), (30_000, 30_000)]


def test_a_failing_load_leaves_a_failed_batch_and_can_be_repeated(store: Store, small: DemoCompany) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_into(store, small, progress=stop)
    assert store.batches()["state"].tolist() == ["failed"]
    load_into(store, small)
    assert store.counts()["events"] == len(small.events)
    assert store.batches()["state"].tolist() == ["done", "failed"]
