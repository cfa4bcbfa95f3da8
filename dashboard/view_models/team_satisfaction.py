"""How satisfied customers are, whom to call back, how the asking works, and who comes again."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from core.report import MetricResult, Report
from core.reporting.team_satisfaction import DONE, DUE, LATE, OVERDUE, repeat_by_category
from dashboard import format as fmt
from dashboard.view_models import figures as f
from dashboard.view_models import groups as g
from dashboard.view_models import tables as t
from dashboard.view_models.asking import Question
from dashboard.view_models.behind import BAR_HINT, DOT_HINT, Drills, drill, stated
from dashboard.view_models.cards import Column, KpiCard
from dashboard.view_models.tables import NOBODY, Shape, TableView, table_from
from dashboard.view_models.team_seven import cadence

BY = {
    "category": "Category",
    "assignee": "Agent",
    "priority": "Priority",
    "tier": "Level",
    "channel": "Channel",
    "team": "Team",
}
"""What answers are compared by; priority and level stand for how hard a ticket is."""
CARDS = {
    "csat_response_rate": "Surveys answered",
    "survey_delay": "Survey delay",
    "low_score_follow_up_time": "Follow-up on low scores",
    "repeat_contact_rate": "Repeat contacts",
}
SCORES = ("score_1", "score_2", "score_3", "score_4", "score_5")
LOW = Shape(
    "Low scores to follow up, within 24 hours",
    {
        "ticket_id": t.TICKET,
        "score": Column("Score", "count", "Of 5"),
        "action": Column("What to do"),
        "state": Column("Stands", "text", None, "small"),
        "left_minutes": Column("Time left", "minutes", "Of the 24 hours since the answer; negative: overdue"),
        "follow_up_minutes": Column(
            "Followed up after",
            "minutes",
            "From the answer to the next public reply of a person on the ticket",
        ),
        "rated_at": Column("Answered", "instant"),
        "assignee": t.ASSIGNEE,
        "team": t.TEAM,
        "category": t.CATEGORY,
        "priority": t.PRIORITY,
    },
    "Nobody gave 1 to 3 of 5 in this period.",
    fill={"assignee": NOBODY},
)
REPEATS = Shape(
    "Asked again within seven days",
    {
        "ticket_id": t.TICKET,
        "previous_contact_minutes": Column("After the contact before", "minutes"),
        "customer_key": Column("Customer", "text", None, "small"),
        "category": t.CATEGORY,
        "created_at": Column("Created", "instant"),
        "status": t.STATE,
        "assignee": t.ASSIGNEE,
        "channel": t.CHANNEL,
    },
    "No customer asked again about the same within seven days.",
    note="same customer, same category; the soonest first",
    fill={"assignee": NOBODY},
)
REPEAT_COLUMNS = {
    "group": Column("Category", "text", None, "medium"),
    "ticket_count": Column("Repeat contacts", "count"),
    "customer_count": Column("Customers", "count"),
}


@dataclass(frozen=True)
class Ratings:
    """Satisfaction by group, lowest first, with its intervals and how often each score was given."""

    frame: pd.DataFrame
    columns: dict[str, Column]
    target: float | None
    note: str
    drills: Drills


@dataclass(frozen=True)
class Satisfaction:
    """All that the tab shows but the ratings by group; ``knows_surveys``: whether answers have instants."""

    cards: tuple[KpiCard, ...]
    low: TableView
    knows_surveys: bool
    surveys: TableView
    survey_drills: Drills
    repeats: TableView
    by_category: pd.DataFrame
    category_drills: Drills


def build_satisfaction(report: Report, question: Question) -> Satisfaction:
    """Figures of surveys, the queue of low scores, how the asking works, repeat contacts."""
    asked = {"period": question.period, "filters": question.filters, "as_of": question.as_of}
    low, repeats = report.low_scores(**asked), report.repeat_contacts(**asked)
    operations = report.survey_operations("channel", **asked)
    counted = repeat_by_category(repeats)
    return Satisfaction(
        cards=_cards(f.figures(report, question, list(CARDS))),
        low=table_from(_told(low), replace(LOW, note=_low_words(low))),
        knows_surveys=report.knows_surveys(as_of=question.as_of),
        surveys=table_from(operations, SURVEYS),
        survey_drills=Drills(
            [
                drill(question, f"Resolved tickets by {stated(name)}", "finished", channel=str(name))
                for name in operations["group"]
            ]
        ),
        repeats=table_from(repeats, REPEATS),
        by_category=counted,
        category_drills=Drills(
            [
                drill(question, f"Repeat contacts about {stated(name)}", "repeat", category=str(name))
                for name in counted["group"]
            ],
            BAR_HINT,
        ),
    )


SURVEYS = Shape(
    "Surveys by channel",
    {
        "group": Column("Channel", "text", None, "small"),
        "finished_count": Column("Resolved", "count", "Tickets resolved in the period"),
        "offered_count": Column("Asked", "count", "Of these, customers who were sent a survey"),
        "not_offered_count": Column("Left out", "count", "Of these, customers who were sent none"),
        "answered_count": Column("Answered", "count"),
        "response_rate": Column("Response rate", "share", "Answered ÷ asked"),
        "delay_minutes": Column("Sent after", "minutes", "Median from the solution to the survey"),
    },
    "No ticket of this selection was resolved in this period.",
)


def _cards(results: dict[str, MetricResult]) -> tuple[KpiCard, ...]:
    """Cards with how often each figure is looked at; delays count answers, not tickets."""
    nouns = {"survey_delay": "survey", "low_score_follow_up_time": "low score"}
    made = []
    for name, card in zip(CARDS, f.cards(results, CARDS), strict=True):
        noun, waiting = nouns.get(name, "ticket"), results[name].still_waiting
        note = card.note.replace("ticket", noun)
        if card.value == fmt.NO_DATA and waiting:
            note = f"none has been followed up, {fmt.count(waiting)} wait"
        parts = (note, f"reviewed {cadence(results[name].definition)}")
        made.append(replace(card, note=" · ".join(part for part in parts if part)))
    return tuple(made)


def _told(low: pd.DataFrame) -> pd.DataFrame:
    """Without a column that has nothing to say."""
    return low if low["follow_up_minutes"].notna().any() else low.drop(columns="follow_up_minutes")


def _low_words(low: pd.DataFrame) -> str:
    """How many wait, and how the others went."""
    counts = low["state"].value_counts()
    words = {OVERDUE: "overdue", DUE: "to follow up", DONE: "followed up in time", LATE: "followed up late"}
    told = [f"{fmt.count(counts[state])} {word}" for state, word in words.items() if state in counts]
    return ", ".join(told)


def build_ratings(report: Report, question: Question, by: str) -> Ratings:
    """Satisfaction by one dimension."""
    results = g.by_group(report, question, ["csat_rate"], by)
    rated = [r for r in results if r.n]
    scores = report.csat_breakdown(
        period=question.period, filters=question.filters, as_of=question.as_of, dimension=by
    )
    counts = scores.pivot(index="group", columns="score", values="answer_count")
    rows = [
        (r.group, r.value, r.low, r.high, r.n, f.status_of(r), *_scores_of(counts, r.group)) for r in rated
    ]
    columns = {"group": Column(BY[by], "text", None, "medium"), **RATING_COLUMNS}
    frame = pd.DataFrame(rows, columns=list(columns)).sort_values("value", kind="stable", ignore_index=True)
    target = rated[0].target if rated else None
    drills = [
        drill(question, f"Rated tickets: {stated(name)}, lowest score first", "rated", **{by: str(name)})
        for name in frame["group"]
    ]
    answers = int(frame["n"].sum())
    note = f"lowest first, {fmt.plural(answers, 'answer')}" if answers else ""
    return Ratings(frame, columns, target.good.low if target else None, note, Drills(drills, DOT_HINT))


RATING_COLUMNS = {
    "value": Column("Satisfied", "share", "Answers of 4 or 5 of 5"),
    "low": Column("at least", "share", "Lower end of the 95 % interval"),
    "high": Column("at most", "share", "Upper end of the 95 % interval"),
    "n": Column("Answers", "count"),
    "status": Column("Status", "status"),
    **{name: Column(f"Score {name[-1]}", "count", "Answers with this score") for name in SCORES},
}


def _scores_of(counts: pd.DataFrame, group: str | None) -> list[int]:
    """How often each score of 1 to 5 was given."""
    if group not in counts.index:
        return [0] * len(SCORES)
    return [int(count) for count in counts.loc[group].reindex(range(1, 6)).fillna(0)]
