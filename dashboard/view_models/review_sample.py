"""What to review: the draw of a week by the size of the team, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pandas as pd

from core.metrics.sampling import FLAGGED, GROWING_TEAMS, WEEKLY_WORKFLOW
from core.report import Filters, Report
from core.reporting.quality_tables import ReviewSample, last_whole_week
from dashboard import format as fmt
from dashboard.view_models import tables as t
from dashboard.view_models.cards import Column
from dashboard.view_models.quality_words import AGENT
from dashboard.view_models.tables import NOBODY, Shape, TableView, table_from

WEEKS = 12
DONE, OPEN = "reviewed", "to do"
SAMPLE = Shape(
    "Tickets to review",
    {
        "state": Column("State", "text", "Reviewed since the week was over, or still to do", "small"),
        "ticket_id": t.TICKET,
        "assignee": AGENT,
        "why": Column("Why", "text", "Drawn at random, or flagged by somebody", "small"),
        "bad": Column("Went badly", "text", "Reopened, escalated, or a dissatisfied customer", "small"),
        "category": t.CATEGORY,
        "priority": t.PRIORITY,
        "channel": t.CHANNEL,
        "resolved_at": Column("Resolved", "instant"),
        "weight": Column("Stands for", "number", "How many of the agent's tickets of its kind"),
    },
    "Nobody finished a ticket in this week that is not reviewed yet.",
    limit=1_000,
    fill={"assignee": NOBODY},
)


@dataclass(frozen=True)
class SampleView:
    """The draw of a week, the rule behind it and what is done of it."""

    week: date
    weeks: dict[date, str]
    seed: int
    per_agent: int
    rule: str
    done: int
    unknown: str
    table: TableView


@dataclass(frozen=True)
class SampleWish:
    """What the reader may choose; None takes what the rule says."""

    week: date | None = None
    seed: int | None = None
    per_agent: int | None = None
    flagged: tuple[str, ...] = ()


def build_sample(report: Report, filters: Filters, wish: SampleWish) -> SampleView | None:
    """The sample of a week; None on an empty store."""
    now = report.as_of()
    if now is None:
        return None
    chosen = {"seed": wish.seed, "per_agent": wish.per_agent, "flagged": wish.flagged}
    found = report.review_sample(wish.week, filters=filters, **chosen)
    rows = _rows(found)
    done = int((rows["state"] == DONE).sum())
    return SampleView(
        week=found.week,
        weeks=weeks_before(now, report.zone()),
        seed=found.seed,
        per_agent=found.per_agent,
        rule=rule_words(found),
        done=done,
        unknown=_unknown(found, wish.flagged),
        table=replace(table_from(rows, SAMPLE), note=_note(found, done)),
    )


def weeks_before(now: datetime, zone: str) -> dict[date, str]:
    """The Mondays of the last whole weeks with their words, newest first.

    >>> from datetime import UTC
    >>> found = weeks_before(datetime(2026, 7, 1, tzinfo=UTC), "UTC")
    >>> list(found.values())[0].replace(chr(160), " ")
    '22 to 28 Jun 2026'
    """
    last = last_whole_week(now, zone)
    mondays = [last - timedelta(days=7 * number) for number in range(WEEKS)]
    return {monday: _week(monday) for monday in mondays}


def _week(monday: date) -> str:
    sunday = monday + timedelta(days=6)
    same = monday.month == sunday.month
    return f"{monday.day if same else _day(monday)} to {_day(sunday)}{fmt.NO_BREAK}{sunday.year}"


def _day(day: date) -> str:
    return f"{day.day}{fmt.NO_BREAK}{day:%b}"


def rule_words(found: ReviewSample) -> str:
    """How many tickets for each agent, who says so, and what others say."""
    agents = fmt.plural(found.agents, "agent")
    others = (
        f"Any team: {_range(WEEKLY_WORKFLOW.low, WEEKLY_WORKFLOW.high)} in the weekly routine "
        f"({WEEKLY_WORKFLOW.source}); {_range(GROWING_TEAMS.low, GROWING_TEAMS.high)}, or 5 to 10 % of the "
        f"tickets, in another source ({GROWING_TEAMS.source})."
    )
    if found.rule is None:
        return f"{agents} finished tickets in this week. {others}"
    size = found.rule
    most = f"to {size.most}" if size.most is not None else "or more"
    return (
        f"{agents} finished tickets in this week. A team of {size.least} {most}: "
        f"{_range(size.low, size.high)} tickets an agent and week ({size.source}), here {size.default} "
        f"(C-81). {others}"
    )


def _range(low: int, high: int) -> str:
    return f"{low}" if low == high else f"{low} to {high}"


def _note(found: ReviewSample, done: int) -> str:
    total = len(found.tickets)
    size = f" ({found.rule.source})" if found.rule else ""
    words = f"{fmt.count(done)} of {fmt.count(total)} reviewed" if total else ""
    drawn = f"{fmt.plural(found.agents, 'agent')}, {found.per_agent} each{size}"
    return " · ".join(part for part in (words, drawn) if part)


def _unknown(found: ReviewSample, flagged: tuple[str, ...]) -> str:
    """Which flagged numbers did not join the sample, and why that may be."""
    joined = set(found.tickets.loc[found.tickets["selection"] == FLAGGED, "ticket_id"])
    lost = [fmt.shorten(number, 40) for number in flagged if number not in joined]
    if not lost:
        return ""
    return f"Not added: {', '.join(lost)}. No such ticket here, nobody holds it, or it is reviewed already."


def _rows(found: ReviewSample) -> pd.DataFrame:
    tickets = found.tickets
    return tickets.assign(
        state=[DONE if done else OPEN for done in tickets["is_done"]],
        why=["flagged" if each == FLAGGED else "drawn" for each in tickets["selection"]],
        bad=["yes" if bad else "" for bad in tickets["is_bad"]],
    ).sort_values(["state", "assignee", "ticket_id"], ascending=[False, True, True], ignore_index=True)


def flagged_numbers(text: str) -> tuple[str, ...]:
    """Ticket numbers as people type them: with commas, blanks or new lines between.

    >>> flagged_numbers(" QW-1, QW-2;QW-1 ")
    ('QW-1', 'QW-2')
    """
    words = text.replace(",", " ").replace(";", " ").split()
    return tuple(dict.fromkeys(words))
