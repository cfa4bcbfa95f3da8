"""The tabs of Queue health. Each asks for what it shows only while it is open, again every few seconds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard import live, session
from dashboard.charts import histogram, ranked_bars
from dashboard.charts.day_curve import day_curve
from dashboard.charts.forecast_bars import forecast_bars
from dashboard.charts.priority_mix import priority_mix
from dashboard.components.alerts import warning_list
from dashboard.components.chart import chart_with_table
from dashboard.components.kpi import kpi_row
from dashboard.components.lists import show_table
from dashboard.components.queue_links import LIST, open_part
from dashboard.components.queue_reviews import checklist
from dashboard.view_models import queue_health as h
from dashboard.view_models import queue_tables as q
from dashboard.view_models import queue_today as y
from dashboard.view_models.queue_lists import DEFAULT_LIST, WORK_LISTS, build_work_list
from dashboard.view_models.queue_past import (
    build_arrivals,
    build_forecast,
    build_growing,
    build_period_cards,
    build_presence,
)
from dashboard.view_models.queue_people import build_queue_people
from dashboard.view_models.queue_reviews import build_daily, build_weekly
from dashboard.view_models.tables import TableView
from dashboard.view_models.trending import trending_alerts, trending_table

Part = Callable[[live.Look, str], None]


def queue_part(look: live.Look, words: str) -> None:
    """Cards, and open work by age, priority and state."""
    view = live.view(look, h.build_queue_health, look.now)
    lately = live.slow(look, build_period_cards, not look.moment.is_live)
    cards = (*h.stamped(view.cards, words), *h.stamped(lately.value, live.stamp_of(look, lately)))
    kpi_row(cards, key="queue_cards", min_width=165)
    warning_list(view.alerts, key="queue_alerts", limit=3, calm="The queue is in order.")
    left, middle, right = st.columns(3, gap="small")
    with left:
        _ages(view.ages, words)
    with middle:
        _mix(view.priorities, words)
    with right:
        _states(view.states, words)


def _ages(frame: pd.DataFrame, words: str) -> None:
    mode = session.current_mode()
    chart_with_table(
        lambda: histogram(frame, "age", "ticket_count", mode=mode, status="status"),
        frame, key="ages", title="Age of open tickets", note=words, alt="Open tickets by age",
        columns=q.AGE_COLUMNS, help=q.AGE_HELP, empty=q.NONE_OPEN,
    )  # fmt: skip
    open_part("Lists", "old", "Over 24 h", key="ages_tickets")


def _mix(frame: pd.DataFrame, words: str) -> None:
    mode = session.current_mode()
    chart_with_table(
        lambda: priority_mix(frame, mode=mode),
        frame, key="mix", title="Open by priority", note=f"marks are the limits · {words}",
        alt="Share of open tickets by priority", columns=q.PRIORITY_COLUMNS, help=q.PRIORITY_HELP,
        empty=q.NONE_OPEN,
    )  # fmt: skip
    open_part("Lists", "urgent", "P1 and P2", key="mix_tickets")


def _states(frame: pd.DataFrame, words: str) -> None:
    mode = session.current_mode()
    chart_with_table(
        lambda: ranked_bars(frame, "state", "open_count", mode=mode),
        frame, key="states", title="Where they stand", note=words, alt="Open tickets by state",
        columns=h.LIFE_COLUMNS, help=h.LIFE_HELP, empty=q.NONE_OPEN,
    )  # fmt: skip
    open_part("Lists", "open", "All open", key="states_tickets")


def lists_part(look: live.Look, words: str) -> None:
    """One work list at a time."""
    chosen = st.segmented_control(
        "List",
        list(WORK_LISTS),
        default=None if LIST in st.session_state else session.default_choice(LIST, DEFAULT_LIST),
        required=True,
        format_func=lambda name: WORK_LISTS[name].title,
        key=LIST,
        bind="query-params",
        label_visibility="collapsed",
    )
    _stamped(live.view(look, build_work_list, look.now, chosen or DEFAULT_LIST), words, "work_list")


def people_part(look: live.Look, words: str) -> None:
    """Who holds how much, and whose tickets need another owner."""
    presence = live.slow(look, build_presence).value
    view, mode = live.view(look, build_queue_people, look.now, presence), session.current_mode()
    warning_list(view.alerts, key="load_alerts", calm="Work is spread evenly.")
    left, right = st.columns([1, 1], gap="small")
    with left:
        chart_with_table(
            lambda: ranked_bars(view.loads, "assignee", "open_count", mode=mode, status="status", limit=12),
            view.loads, key="workload", title="Workload", note=f"open tickets per agent · {words}",
            alt="Open tickets per agent", columns=q.LOAD_COLUMNS, help=q.LOAD_HELP,
            empty="No open ticket has an owner.",
        )  # fmt: skip
    with right:
        _stamped(view.away, words, "away")
    _stamped(view.reassign, words, "reassign")


def today_part(look: live.Look, words: str) -> None:
    """New tickets against the same weekday, the forecast of breaches, and what grows."""
    mode, zone = session.current_mode(), look.now.zone
    came, expected = live.slow(look, build_arrivals), live.slow(look, build_forecast)
    arrivals, forecast = y.arrivals_view(came.value), y.forecast_view(expected.value, zone)
    left, right = st.columns(2, gap="small")
    with left:
        chart_with_table(
            lambda: day_curve(arrivals.frame, now=arrivals.now, mode=mode),
            arrivals.frame, key="arrivals", title="New today",
            note=" · ".join(filter(None, (arrivals.headline, arrivals.forecast, live.stamp_of(look, came)))),
            alt="New tickets today by hour", columns=y.ARRIVAL_COLUMNS, help=y.ARRIVALS_HELP,
        )  # fmt: skip
    with right:
        chart_with_table(
            lambda: forecast_bars(forecast.frame, mode=mode),
            forecast.frame, key="forecast", title="Will break",
            note=f"{forecast.headline}: {forecast.detail} · {live.stamp_of(look, expected)}",
            alt="Promises expected to break by hour",
            columns=y.FORECAST_COLUMNS, help=y.FORECAST_HELP,
        )  # fmt: skip
    growing = live.slow(look, build_growing)
    warning_list(trending_alerts(growing.value), key="trending_alerts", calm="No category has doubled.")
    _stamped(trending_table(growing.value), live.stamp_of(look, growing), "trending")


def reviews_part(look: live.Look, words: str) -> None:
    """The daily and the weekly review."""
    presence = live.slow(look, build_presence).value
    growing = live.slow(look, build_growing).value
    names = tuple(growing.loc[growing["is_trending"], "group"].astype(str))
    left, right = st.columns(2, gap="small")
    with left:
        daily = live.view(look, build_daily, look.now, presence, names)
        checklist("Daily review", daily, words, "day", look.now)
    with right:
        weekly = live.slow(look, build_weekly)
        checklist("Weekly review", weekly.value, live.stamp_of(look, weekly), "week", look.now)


def _stamped(view: TableView, words: str, key: str) -> None:
    show_table(replace(view, note=" · ".join(part for part in (view.note, words) if part)), key=key)


PARTS: dict[str, Part] = {
    "Queue": queue_part,
    "Lists": lists_part,
    "People": people_part,
    "Today": today_part,
    "Reviews": reviews_part,
}
