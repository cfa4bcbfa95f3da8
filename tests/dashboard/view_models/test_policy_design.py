"""The check of a policy's design and its document say what the core says, and nothing in them is markup."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.data.store import Store
from core.report import Report
from core.sla.policies import DEFAULT_POLICY
from dashboard.view_models.policy_design import DesignView, build_design, detail_lines
from dashboard.view_models.policy_document import (
    UNNAMED,
    company,
    document_of,
    preview_text,
    rename_company,
    version_of,
)
from sample_data import generate, load_into

NOW = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    with Store.open(tmp_path_factory.mktemp("design") / "queuewise.db") as store:
        load_into(store, generate(1_500, seed=11))
        yield Report(store)


@pytest.fixture(scope="module")
def view(report: Report) -> DesignView:
    return build_design(report, DEFAULT_POLICY, {})


def test_every_check_is_listed_once_the_failed_ones_first(report: Report, view: DesignView) -> None:
    found = {rule.rule_id: finding for rule, finding in report.design_findings(DEFAULT_POLICY)}
    frame = view.table.frame
    assert set(frame["id"]) == set(found)
    assert len(frame) == len(view.checks) == 17
    assert [found[rule].verdict.value for rule in frame["id"]] == list(frame["result"])
    assert list(dict.fromkeys(frame["result"])) == ["fail", "cannot tell", "pass"]


def test_the_summary_counts_the_verdicts(view: DesignView) -> None:
    count = Counter(view.table.frame["result"])
    assert view.summary == (
        f"{count['pass']} of 17 pass, {count['fail']} fail, {count['cannot tell']} cannot be told"
    )


def test_what_lies_behind_a_figure_is_listed_up_to_a_limit(view: DesignView) -> None:
    title = max(view.details, key=lambda name: len(view.details[name]))
    lines, rest = detail_lines(view, title)
    assert len(lines.splitlines()) == 30
    assert rest == f"and {len(view.details[title]) - 30} more"
    assert detail_lines(view, "nothing") == ("", "")


def test_words_of_the_policy_are_no_markup(report: Report) -> None:
    evil = "![x](http://h/x.png)"
    promises = tuple(replace(p, tier=evil if p.tier == "Free" else p.tier) for p in DEFAULT_POLICY.promises)
    policy = replace(DEFAULT_POLICY, name=evil, promises=promises, definitions={"P1": f"{evil} :red[x]"})
    view = build_design(report, policy, {})
    shown = [*view.checks, *(detail_lines(view, title)[0] for title in view.details)]
    document = document_of(report, policy, evil, NOW)
    assert not [text for text in [*shown, document.markdown(), preview_text(document)] if "![" in text]
    assert ":red[" not in document.markdown()


def test_the_document_bears_the_company_and_the_version(report: Report) -> None:
    assert company(report) == UNNAMED
    rename_company(report, " Acme ")
    assert company(report) == "Acme"
    document = document_of(report, DEFAULT_POLICY, company(report), NOW)
    assert document.facts == ("Acme", "Version 1", "24 November 2026")
    rename_company(report, " ")
    assert company(report) == UNNAMED
    later = replace(DEFAULT_POLICY.promises[0], valid_from=1_700_000_000_000_000)
    assert version_of(replace(DEFAULT_POLICY, promises=(*DEFAULT_POLICY.promises, later))) == "2"


def test_headings_of_the_preview_stand_below_those_of_the_page(report: Report) -> None:
    text = preview_text(document_of(report, DEFAULT_POLICY, "Acme", NOW))
    marks = {line.split()[0] for line in text.splitlines() if line.startswith("#")}
    assert marks == {"###", "####", "#####"}
