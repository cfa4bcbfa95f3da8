"""Where the team's work comes from: channels over time, hours of the week, categories, what grows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pandas as pd

from core.metrics.groups import NOT_STATED
from core.periods import Period, midnight
from core.report import Report
from core.reporting.team_work import MIN_ANSWERS
from dashboard import format as fmt
from dashboard.view_models.asking import Question
from dashboard.view_models.behind import BAR_HINT, CELL_HINT, Drills, drill, stated
from dashboard.view_models.cards import Column
from dashboard.view_models.flow import BUCKET_TITLES, grain_for, instants
from dashboard.view_models.inflow import WEEKDAYS, Inflow, build_inflow
from dashboard.view_models.tables import Shape, TableView, table_from
from dashboard.view_models.team_seven import last_week
from dashboard.view_models.trending import trending_frame, trending_table

CHANNELS = 6
OTHERS = "others"
FEWEST = 5
"""Hours with fewer tickets stay empty in the picture: their median says nothing."""
PAIN = Shape(
    "Categories by volume and pain",
    {
        "group": Column("Category", "text", None, "medium"),
        "ticket_volume": Column("New tickets", "count"),
        "waiting_days": Column(
            "Days lost", "count", "Time that its resolved tickets took, added up, in days of 24 hours"
        ),
        "dissatisfied_share": Column("Dissatisfied", "share", "Answers of 1 to 3 of 5 ÷ all answers"),
        "answer_count": Column("Answers", "count"),
        "pain_days": Column(
            "Pain", "count", f"Days lost × share dissatisfied; none below {MIN_ANSWERS} answers"
        ),
        "first_response_time": Column("First response", "minutes", "Median of the answered tickets"),
        "resolution_time": Column("Resolution", "minutes", "Median of the resolved tickets"),
        "first_contact_resolution_rate": Column("First contact", "share", "Solved first time"),
        "reopen_rate": Column("Reopened", "share"),
        "escalation_rate": Column("Escalated", "share"),
    },
    "No tickets of this selection name a category.",
    note="pain = days lost × share of dissatisfied answers",
    limit=50,
)
RESPONSE_COLUMNS = {
    "weekday": Column("Weekday"),
    "hour": Column("Hour"),
    "median_minutes": Column("Median first response", "minutes", "With the tickets that still wait"),
    "median_low": Column("at least", "minutes", "Lower end of the 95 % interval of the median"),
    "median_high": Column("at most", "minutes", "Upper end of the 95 % interval of the median"),
    "n": Column("Answered", "count"),
    "waiting": Column("Still waiting", "count"),
}


@dataclass(frozen=True)
class Channels:
    """New tickets by channel: ``wide`` for drawing, ``frame`` long for the table; ``parts`` the channels."""

    wide: pd.DataFrame
    frame: pd.DataFrame
    parts: dict[str, str]
    columns: dict[str, Column]
    note: str
    drills: Drills

    def row_of(self, part: int, bucket: int) -> int:
        """The row of the table behind one part of one column."""
        return bucket * len(self.parts) + part


@dataclass(frozen=True)
class Responses:
    """Median first response by hour of the week: ``matrix`` for drawing, ``frame`` long.

    ``darkest``: from here on hours are drawn alike, so that a few odd ones do not bleach the others.
    """

    matrix: pd.DataFrame
    darkest: float | None
    frame: pd.DataFrame
    columns: dict[str, Column]
    note: str
    drills: Drills


@dataclass(frozen=True)
class Work:
    """All that the tab shows."""

    channels: Channels
    inflow: Inflow
    inflow_drills: Drills
    responses: Responses
    by_volume: pd.DataFrame
    volume_drills: Drills
    by_pain: pd.DataFrame
    pain_drills: Drills
    categories: TableView
    category_drills: Drills
    trending: TableView
    trending_drills: Drills


def build_work(report: Report, question: Question) -> Work:
    """Everything on the tab."""
    pain = report.pain(period=question.period, filters=question.filters, as_of=question.as_of)
    volume = pain.sort_values("ticket_volume", ascending=False, kind="stable", ignore_index=True)
    painful = pain[pain["pain_days"] > 0].reset_index(drop=True)
    growing = trending_frame(report, question)
    trending = replace(trending_table(growing), title="Trending issues")
    inflow = build_inflow(report, question)
    return Work(
        channels=_channels(report, question),
        inflow=inflow,
        inflow_drills=_hours(question, len(inflow.frame)),
        responses=_responses(report, question),
        by_volume=volume,
        volume_drills=_categories(question, volume, BAR_HINT),
        by_pain=painful,
        pain_drills=_categories(question, painful, BAR_HINT),
        categories=table_from(pain.round({"waiting_days": 0, "pain_days": 0}), PAIN),
        category_drills=_categories(question, pain),
        trending=trending,
        trending_drills=Drills(
            [
                last_week(question, (str(name),), f"{stated(name)}, last seven days")
                for name in trending.frame["group"]
            ]
        ),
    )


def _categories(question: Question, frame: pd.DataFrame, hint: str | None = None) -> Drills:
    rows = [
        drill(question, f"New tickets about {stated(name)}", "created", category=str(name))
        for name in frame["group"]
    ]
    return Drills(rows) if hint is None else Drills(rows, hint)


def _hours(question: Question, size: int) -> Drills:
    """What the 168 hours of the week lead to, from Monday on."""
    rows = [
        drill(
            question, f"New tickets on {WEEKDAYS[day]} from {hour:02d}:00 to {hour:02d}:59", "hour", day, hour
        )
        for day in range(7)
        for hour in range(24)
    ]
    return Drills(rows[:size], CELL_HINT)


def _responses(report: Report, question: Question) -> Responses:
    found = report.response_hours(period=question.period, filters=question.filters, as_of=question.as_of)
    full = pd.MultiIndex.from_product([range(7), range(24)], names=["weekday", "hour"])
    long = found.set_index(["weekday", "hour"]).reindex(full)
    long[["n", "waiting"]] = long[["n", "waiting"]].fillna(0).astype("int64")
    shown = long["median_minutes"].where(long["n"] + long["waiting"] >= FEWEST)
    hours = [f"{hour:02d}h" for hour in range(24)]
    matrix = shown.unstack("hour").set_axis(hours, axis=1).set_axis(list(WEEKDAYS), axis=0)
    darkest = float(shown.quantile(0.95))
    frame = long.reset_index()
    frame["weekday"] = frame["weekday"].map(dict(enumerate(WEEKDAYS)))
    frame["hour"] = frame["hour"].map(lambda hour: f"{hour:02d}:00")
    return Responses(
        matrix=matrix,
        darkest=darkest if darkest > 0 else None,
        frame=frame if len(found) else frame.head(0),
        columns=RESPONSE_COLUMNS,
        note=_response_note(darkest),
        drills=_hours(question, len(frame)),
    )


def _response_note(darkest: float) -> str:
    words = f"; darkest from {fmt.duration(darkest)}" if darkest > 0 else ""
    return f"median by hour of creation, from {FEWEST} tickets on{words}"


def _channels(report: Report, question: Question) -> Channels:
    grain = grain_for(report, question)
    asked = {"filters": question.filters, "as_of": question.as_of}
    mix = report.mix("channel", period=question.period, by=grain, **asked)
    names = mix.groupby("group")["ticket_count"].sum().sort_values(ascending=False, kind="stable").index
    kept = [str(name) for name in names[:CHANNELS]]
    mix["group"] = mix["group"].where(mix["group"].isin(kept), OTHERS)
    parts = [*kept, *([OTHERS] if len(names) > CHANNELS else [])]
    wide = mix.pivot_table(
        index="bucket", columns="group", values="ticket_count", aggfunc="sum", fill_value=0
    )
    wide = wide.reindex(columns=parts, fill_value=0).sort_index()
    long = wide.stack().rename("ticket_count").reset_index().rename(columns={"group": "channel"})
    whole = long.groupby("bucket")["ticket_count"].transform("sum")
    long["share"] = long["ticket_count"] / whole
    others = tuple(str(name) for name in names[CHANNELS:])
    drills = [
        drill(
            question,
            f"New tickets by {stated(channel)}, {_words(bucket, grain)}",
            "created",
            period=_bucket(bucket, grain, question),
            channel=others if channel == OTHERS else str(channel),
        )
        for bucket, channel in zip(long["bucket"], long["channel"], strict=True)
    ]
    drawn = wide.reset_index().rename_axis(columns=None)
    drawn["bucket"], long["bucket"] = instants(drawn["bucket"]), instants(long["bucket"])
    columns = {
        "bucket": Column(BUCKET_TITLES[grain], "instant"),
        "channel": Column("Channel"),
        "ticket_count": Column("New tickets", "count"),
        "share": Column("Share", "share", f"Of the new tickets of that {grain}"),
    }
    return Channels(
        drawn, long, {name: name for name in parts}, columns, _mix_words(wide), Drills(drills, BAR_HINT)
    )


def _mix_words(wide: pd.DataFrame) -> str:
    """The largest parts of the whole period."""
    totals = wide.sum()
    whole = float(totals.sum())
    named = [name for name in totals.index if name != NOT_STATED][:3]
    return (
        ", ".join(f"{fmt.shorten(name, 14)} {fmt.share(totals[name] / whole)}" for name in named)
        if whole
        else ""
    )


def _words(bucket: str, grain: str) -> str:
    return f"{grain} of {bucket}" if grain != "day" else bucket


def _bucket(bucket: str, grain: str, question: Question) -> Period:
    """The part of the asked period that a bucket of time stands for."""
    first = datetime.fromisoformat(f"{bucket}-01"[:10]).date()
    following = {
        "day": first + timedelta(days=1),
        "week": first + timedelta(weeks=1),
        "month": (first.replace(day=28) + timedelta(days=4)).replace(day=1),
    }[grain]
    start, end = midnight(first, question.zone), midnight(following, question.zone)
    start = max(start, question.period.start or start)
    end = min(end, question.period.end or end)
    return Period(start, end, zone=question.zone)
