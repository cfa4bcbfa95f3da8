"""Every contradiction of the sources is there, and whatever is cited exists."""

from __future__ import annotations

from pathlib import Path

import core
from core.metrics import METRICS
from core.metrics.contradictions import ID, contradictions, of_ids, of_metric

CORE = Path(core.__file__).parent


def test_all_104_are_there_in_order_and_complete() -> None:
    found = contradictions()
    assert list(found) == [f"C-{number:02d}" for number in range(1, 105)]
    for one in found.values():
        assert len(one.values) >= 2
        assert all((one.topic, one.default, one.matters, one.sources, *one.values))
        assert set(one.sources) <= {"handbook", "growing", "scaling", "execs", "founders"}
        assert len(one.in_words()) < 260


def test_no_two_contradictions_are_about_the_same() -> None:
    topics = [one.topic for one in contradictions().values()]
    assert len(topics) == len(set(topics))


def test_every_id_that_the_core_cites_exists() -> None:
    texts = [path for path in CORE.rglob("*") if path.suffix in {".py", ".md", ".json", ".toml"}]
    cited = {name for path in texts for name in ID.findall(path.read_text("utf-8"))}
    assert len(cited) > 30
    assert cited <= set(contradictions())


def test_a_metric_brings_those_that_its_sources_cite() -> None:
    for metric in METRICS.values():
        cited = [name for name in metric.sources if ID.fullmatch(name)]
        assert [one.id for one in of_metric(metric)] == cited


def test_ids_of_other_kinds_and_repeats_are_passed_over() -> None:
    assert of_ids(["B-001", "handbook 1.2"]) == ()
    assert [one.id for one in of_ids(["C-12", "C-07", "C-12"])] == ["C-12", "C-07"]
