"""The document for customers says what the policy says: no less, no more, and nothing as markup."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from core.data.columns import Status
from core.sla.blocks import Bullets, Document, Heading, Paragraph, Table
from core.sla.contact_hours import ContactHours
from core.sla.document import Edition, sla_document, sla_markdown
from core.sla.matrix import tiers_of
from core.sla.policies import POLICIES
from core.sla.policy import BotRule, ClockKind, Policy, Promise, ReopenRule, SlaMetric
from core.sla.wording import METRIC_WORDS, limit_words

DAY = (("09:00", "18:00"),)
HOURS = ContactHours(
    "Europe/Berlin",
    dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), DAY),
    {
        date(2026, 1, 14): "Yesterday",
        date(2026, 5, 1): "Labour Day",
        date(2027, 1, 14): "Last day",
        date(2027, 1, 15): "A year later",
        date(2026, 12, 24): "Half a holiday",
    },
    {date(2026, 12, 24): (("09:00", "12:00"),)},
)
EDITION = Edition("Example Ltd", datetime(2026, 1, 15, 12, tzinfo=UTC), "3")
SHIPPED = pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
Section = dict[str, list[list[str]]]


def own(*promises: Promise, **more: object) -> Policy:
    given = promises or (Promise(SlaMetric.RESOLUTION, 14_400, "P1"),)
    return Policy("own", "Own", given, **more)  # type: ignore[arg-type]


def text_of(policy: Policy, hours: ContactHours = HOURS, edition: Edition = EDITION) -> str:
    return sla_markdown(policy, hours, edition)


def tables_of(markdown: str) -> Section:
    """The cells of each table by the heading above it."""
    found: Section = {}
    title = ""
    for line in markdown.splitlines():
        if line.startswith("#"):
            title = line.lstrip("# ")
        elif line.startswith("|") and not line.startswith("| ---"):
            found.setdefault(title, []).append(line.strip("| ").split(" | "))
    return found


def lines_below(markdown: str, title: str) -> list[str]:
    """The lines of a section, up to the next one."""
    return markdown.split(f"## {title}\n")[1].split("\n## ")[0].strip().splitlines()


@SHIPPED
def test_every_promise_stands_once_in_the_table_of_its_tier(policy: Policy) -> None:
    tables = tables_of(text_of(policy))
    rest = "All other customers" if tiers_of(policy) else "All customers"
    for promise in policy.promises:
        header, *rows = tables[f"{promise.tier} customers" if promise.tier else rest]
        column = header.index(METRIC_WORDS[promise.metric].capitalize())
        cells = [row[column] for row in rows if row[0] == promise.priority]
        assert cells == [limit_words(promise)]


@SHIPPED
def test_a_table_has_no_limit_that_the_policy_does_not_promise(policy: Policy) -> None:
    said = {limit_words(promise) for promise in policy.promises} | {"no target"}
    for title, (_, *rows) in tables_of(text_of(policy)).items():
        if title.endswith("customers"):
            assert {cell for row in rows for cell in row[1:]} <= said


@SHIPPED
def test_nothing_unknown_or_internal_shows(policy: Policy) -> None:
    text = text_of(policy)
    for word in ("None", "nan", "NaT", "B-0", "first_response", "periodic_update", "24x7", policy.name):
        assert word not in text
    assert "  " not in text


@SHIPPED
def test_every_document_has_all_its_sections_in_order(policy: Policy) -> None:
    titles = re.findall(r"^## (.*)$", text_of(policy), re.MULTILINE)
    assert titles == [
        "What this document covers", "Priorities", "Targets", "Opening hours", "How time is counted",
        "Reopened requests", "What is not covered", "How we report",
    ]  # fmt: skip


@SHIPPED
def test_only_what_is_promised_is_explained(policy: Policy) -> None:
    text, promised = text_of(policy), {promise.metric for promise in policy.promises}
    assert ("status update" in text) is (SlaMetric.PERIODIC_UPDATE in promised)
    assert ("resolution" in text) is (SlaMetric.RESOLUTION in promised)
    assert "next response" not in text


def test_company_version_and_date_stand_below_the_title() -> None:
    lines = text_of(POLICIES["contract"]).splitlines()
    assert lines[0] == "# Service level agreement for support"
    assert lines[2] == "Example Ltd · Version 3 · 15 January 2026"


def test_the_date_is_that_of_the_opening_hours_zone() -> None:
    late = replace(EDITION, as_of=datetime(2026, 1, 15, 23, 30, tzinfo=UTC))
    assert "16 January 2026" in text_of(own(), edition=late).splitlines()[2]


def test_opening_hours_show_the_week_the_zone_and_the_days_that_differ() -> None:
    text, tables = text_of(own()), tables_of(text_of(own()))
    assert lines_below(text, "Opening hours")[:5] == [
        "Support is open at these times, in the time zone Europe/Berlin:",
        "",
        "- Monday to Friday: 09:00–18:00",
        "- Saturday and Sunday: closed",
        "",
    ]
    assert tables["Days with other hours"][1:] == [["Thursday, 24 December 2026", "09:00–12:00"]]


def test_holidays_are_those_of_the_next_twelve_months_and_special_days_win() -> None:
    holidays = tables_of(text_of(own()))["Holidays of the next twelve months"]
    assert holidays[1:] == [["Friday, 1 May 2026", "Labour Day"], ["Thursday, 14 January 2027", "Last day"]]
    without = text_of(own(), replace(HOURS, holidays={}))
    assert "No holidays are set." in without


def test_a_year_from_the_29th_of_february_ends_with_february() -> None:
    leap_day = datetime(2028, 2, 29, 12, tzinfo=UTC)
    assert HOURS.year_ahead(leap_day) == (date(2028, 2, 29), date(2029, 3, 1))


def test_priorities_have_their_descriptions_and_missing_ones_a_dash() -> None:
    found = tables_of(text_of(POLICIES["small_team"]))["Priorities"]
    assert found[1] == ["P1", "Urgent: revenue is at risk."]
    assert found[3] == ["P3", "–"]
    assert "Priorities" not in text_of(own(Promise(SlaMetric.RESOLUTION, 60)))
    assert lines_below(text_of(own()), "Priorities") == ["- P1"]


def test_a_promise_for_any_priority_has_a_row_of_its_own() -> None:
    both = own(Promise(SlaMetric.RESOLUTION, 3600, "P1"), Promise(SlaMetric.RESOLUTION, 7200))
    assert [row[0] for row in tables_of(text_of(both))["All customers"]] == ["Priority", "P1", "any other"]
    only = tables_of(text_of(own(Promise(SlaMetric.RESOLUTION, 7200))))
    assert only["All customers"][1] == ["any", "within 2 business hours"]


def test_customers_of_other_tiers_are_told_that_they_have_no_targets() -> None:
    assert "Customers of other tiers have no targets." in text_of(POLICIES["blueprint"])
    assert "Customers of other tiers" not in text_of(POLICIES["handbook"])


def test_changes_are_announced_with_their_date_and_past_versions_are_gone() -> None:
    at = int(datetime(2026, 2, 28, 23, tzinfo=UTC).timestamp()) * 1_000_000
    earlier = Promise(SlaMetric.RESOLUTION, 3600, "P1", valid_from=1)
    changing = own(
        Promise(SlaMetric.RESOLUTION, 60, "P1"), earlier, replace(earlier, seconds=7200, valid_from=at)
    )
    text = text_of(changing)
    assert tables_of(text)["All customers"][1] == ["P1", "within 1 business hour"]
    assert "- From 1 March 2026: P1 resolution within 2 business hours" in text
    assert "1 business minute" not in text
    assert "No target is in force yet." in text_of(own(replace(earlier, valid_from=at)))


@pytest.mark.parametrize(
    ("states", "sentence"),
    [
        ({Status.PENDING}, "pause while the request is waiting for your reply. They go on when you reply."),
        ({Status.HOLD}, "is on hold, waiting for somebody else. They go on when that ends."),
        ({Status.PENDING, Status.HOLD}, "They go on when you reply or that ends."),
        ({Status.UNKNOWN}, "is in a state that has no name here."),
        (set(), "The clocks never pause."),
    ],
)
def test_pauses_are_those_of_the_policy(states: set[Status], sentence: str) -> None:
    text = text_of(own(pausing_states=frozenset(states)))
    assert sentence in text
    assert ("delays while we wait" in text) is (Status.PENDING in states)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (ReopenRule.NEW_PERIOD, "a new period with the full resolution target begins"),
        (ReopenRule.CONTINUE, "goes on from where it stopped. The time in which"),
        (ReopenRule.EXTEND, "the resolution target is added once more"),
    ],
)
def test_reopening_does_what_the_policy_says(rule: ReopenRule, words: str) -> None:
    assert words in " ".join(lines_below(text_of(own(reopen_rule=rule)), "Reopened requests"))


def test_automatic_replies_count_where_the_policy_lets_them() -> None:
    response = Promise(SlaMetric.FIRST_RESPONSE, 900, "P1", clock=ClockKind.ALWAYS_ON)
    assert "an automatic acknowledgement does not count" in text_of(own(response))
    lenient = text_of(own(response, bot_rule=BotRule.ANY_REPLY))
    assert "acknowledgement" not in lenient
    assert "from a person or an automatic one" in lenient


def test_hours_that_count_are_those_of_the_promises() -> None:
    always = text_of(own(Promise(SlaMetric.RESOLUTION, 900, "P1", clock=ClockKind.ALWAYS_ON)))
    assert "All targets count around the clock, whatever the opening hours." in always
    assert "Business hours count" not in always
    assert "at every hour of every day" not in text_of(own())


def test_a_policy_that_answers_feature_requests_does_not_exclude_them() -> None:
    excluded = {name: "requests for new features" in text_of(policy) for name, policy in POLICIES.items()}
    assert excluded == {
        "handbook": False, "handbook_strict": False, "blueprint": True, "small_team": True,
        "severity": False, "contract": True,
    }  # fmt: skip


def test_exclusions_and_reports_can_be_given() -> None:
    given = replace(EDITION, exclusions=("tests of our own",), reporting=("We report every month.",))
    text = text_of(own(), edition=given)
    assert "- tests of our own" in text
    assert "outside the scope" not in text
    assert lines_below(text, "How we report")[-1] == "- We report every month."
    assert "Nothing is excluded." in text_of(own(), edition=replace(EDITION, exclusions=()))


def test_words_of_others_show_as_they_are_and_never_as_markup() -> None:
    nasty = "![x](http://a) | <b> *c* `d` $e$ [f]"
    promise = Promise(SlaMetric.RESOLUTION, 60, "P1", nasty)
    text = text_of(own(promise, definitions={"P1": nasty}), edition=replace(EDITION, company=nasty))
    assert not re.search(r"(?<!\\)[\[\]<>`*$]", text)
    row = next(line for line in text.splitlines() if line.startswith("| P1 | !"))
    assert len(re.findall(r"(?<!\\)\|", row)) == 3


def test_a_document_needs_somebody_who_gives_it() -> None:
    with pytest.raises(ValueError, match=r"^company:"):
        Edition(" ", EDITION.as_of)


def test_blocks_become_markdown_and_tables_refuse_uneven_rows() -> None:
    blocks = (Heading("A", 3), Paragraph("b\nc"), Bullets(("d", "e")), Table(("f", "g"), (("h", "i"),)))
    assert Document("T", ("x", "y"), blocks).markdown() == (
        "# T\n\nx · y\n\n### A\n\nb c\n\n- d\n- e\n\n| f | g |\n| --- | --- |\n| h | i |\n"
    )
    with pytest.raises(ValueError, match=r"^rows:"):
        Table(("a", "b"), (("c",),))


def test_the_document_is_the_same_every_time() -> None:
    policy = POLICIES["handbook"]
    assert sla_document(policy, HOURS, EDITION) == sla_document(policy, HOURS, EDITION)
