"""Lists of single promises, and patterns in the broken ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from core.report import Report
from dashboard.view_models import figures as f
from dashboard.view_models import sla_words as w
from dashboard.view_models.asking import Question
from dashboard.view_models.cards import KpiCard
from dashboard.view_models.inflow import WEEKDAYS
from dashboard.view_models.sla import MORE_CARDS, Trend, asked, build_trend, dated, promise_cards
from dashboard.view_models.sla_groups import judged
from dashboard.view_models.tables import Make, Shape, TableView, table_from

RUNNING = ("running", "paused")
CLOSE = ("orange", "red", "breach", "severe")
"""Levels of an update that is late or nearly so."""
COUNTS = {True: "opening", False: "all"}


@dataclass(frozen=True)
class Breaches:
    """Promises about to break, those broken, and the worst of them."""

    next: TableView
    broken: TableView
    severe: TableView


@dataclass(frozen=True)
class Patterns:
    """How the share of broken promises develops, how late they were, when in the week they were due."""

    trend: Trend
    late: pd.DataFrame
    hours: pd.DataFrame
    hours_long: pd.DataFrame
    near: TableView


@dataclass(frozen=True)
class Updates:
    """How often customers hear from us: figures, compliance by priority, and who waits for a word."""

    cards: tuple[KpiCard, ...]
    by_priority: dict[str, pd.DataFrame]
    waiting: TableView
    is_promised: bool


def build_breaches(report: Report, question: Question) -> Breaches:
    """First responses and resolutions: what the figures of breaches count."""

    def running() -> pd.DataFrame:
        return _main(report.sla_clocks(outcome=RUNNING, **asked(question))).sort_values("remaining_minutes")

    def broken() -> pd.DataFrame:
        return _main(report.sla_clocks(outcome=("breached",), **dated(question)))

    found = broken()
    return Breaches(
        next=_table(running(), w.NEXT, running),
        broken=_table(found, w.BREACHES, broken),
        severe=_table(_severe(found), w.SEVERE, lambda: _severe(broken())),
    )


def _severe(broken: pd.DataFrame) -> pd.DataFrame:
    return broken[broken["level"] == "severe"].sort_values("due_at", ascending=False)


def build_patterns(report: Report, question: Question) -> Patterns:
    """Where and when first responses and resolutions break."""
    hours = report.breach_hours(metrics=w.MAIN, **dated(question)).set_axis(list(WEEKDAYS))
    hours = hours.set_axis([f"{hour:02d}h" for hour in range(24)], axis=1)
    late = report.lateness(**dated(question))

    def near() -> pd.DataFrame:
        return _main(report.near_misses(**dated(question)))

    return Patterns(
        trend=build_trend(report, question),
        late=late if late[list(w.MAIN)].to_numpy().any() else late.head(0),
        hours=hours,
        hours_long=_long(hours),
        near=_table(near(), w.NEAR, near),
    )


def build_updates(report: Report, question: Question) -> Updates:
    """Status updates and later answers, which have no target of their own."""
    results = f.figures(report, question, list(MORE_CARDS))
    known = {name: label for name, label in MORE_CARDS.items() if f.status_of(results[name]) != "no_data"}
    found = report.sla_compliance("priority", **dated(question))
    frames = {metric: judged(found, metric) for metric in w.OTHERS}

    def close() -> pd.DataFrame:
        clocks = report.sla_clocks(metric="periodic_update", **asked(question))
        return clocks[clocks["stopped_at"].isna() & clocks["level"].isin(CLOSE)]

    promised = {promise.metric.value for promise in report.policy().promises}
    return Updates(
        cards=promise_cards(results, known),
        by_priority={metric: frame for metric, frame in frames.items() if metric in promised},
        waiting=_table(close(), w.UPDATES, close),
        is_promised=bool(promised & set(w.OTHERS)),
    )


def _main(clocks: pd.DataFrame) -> pd.DataFrame:
    return clocks[clocks["metric"].isin(w.MAIN)]


def _table(clocks: pd.DataFrame, shape: Shape, again: Make) -> TableView:
    return table_from(clocks, shape, again, prepare=_in_words)


def _in_words(clocks: pd.DataFrame) -> pd.DataFrame:
    """The columns that a table has beside those of the clocks; the state of the ticket is not one."""
    return clocks.drop(columns=["status"], errors="ignore").assign(**_words(clocks))


def _words(clocks: pd.DataFrame) -> dict[str, Any]:
    runs = clocks["stopped_at"].isna()
    return {
        "promise": clocks["metric"].astype("object").map(w.PROMISES),
        "level": clocks["level"].astype("object"),
        "outcome_word": clocks["outcome"].astype("object").map(w.OUTCOMES),
        "clock_word": runs.map({True: w.STILL, False: w.OVER}),
        "counted_by": clocks["is_business"].map(COUNTS),
        "times": clocks["elapsed_minutes"] / clocks["target_minutes"],
    }


def _long(hours: pd.DataFrame) -> pd.DataFrame:
    long = hours.rename_axis(index="weekday", columns="hour").stack().rename("count").reset_index()
    return long[long["count"] > 0].sort_values("count", ascending=False, ignore_index=True)
