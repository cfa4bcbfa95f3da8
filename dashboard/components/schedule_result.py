"""A planned week on the page: cards, coverage, quarters, names, wishes, files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from core.capacity.roster_rules import Person
from core.capacity.scheduling_plan import Schedule
from dashboard import export
from dashboard import format as fmt
from dashboard.charts.coverage import coverage_map, staffing_steps
from dashboard.charts.heatmap import heatmap
from dashboard.components.chart import chart_with_table
from dashboard.components.header import panel_title, section
from dashboard.components.kpi import kpi_row
from dashboard.components.schedule_on_call import on_call_panel
from dashboard.components.table import bare_table, table_with_export
from dashboard.format import escape_markdown
from dashboard.session import current_mode
from dashboard.view_models.cards import Column
from dashboard.view_models.schedule import DAYS
from dashboard.view_models.schedule_result import (
    ROSTER_COLUMNS,
    SCHEDULE_COLUMNS,
    ScheduleView,
    files,
)
from dashboard.view_models.schedule_words import week_words

SHOWN_SENTENCES = 12
PROOF_HELP = (
    "Proven best: no other plan has cheaper shifts, or names with fewer unmet wishes and more even hours. "
    "Else the part by which a better plan could improve at most."
)
MAP_NOTE = "✕ under half of the need · ! somebody missing · empty: nobody needed"


def show_result(
    schedule: Schedule, view: ScheduleView, people: Sequence[Person], monday: date, zone: str
) -> None:
    """Everything about a made schedule."""
    _incomplete(view)
    kpi_row(view.cards, key="schedule_cards")
    with st.grid(2, min_column_width=330, gap="small"):
        _coverage(view)
        _quarters(view.quarters)
    _roster(schedule, view, monday, zone)
    with st.grid(2, min_column_width=330, gap="small"):
        columns = {str(name): Column(str(name), "count") for name in view.shifts.columns}
        columns |= {"day": Column("Day"), "total": Column("Total", "count")}
        columns |= {"filled": Column("Filled", "count", "How many of them have a name")}
        table_with_export(view.shifts, key="schedule_shift_count", title="People by shift", columns=columns)
        on_call_panel(people, monday)
    _wishes(view)


def show_need(need: pd.DataFrame) -> None:
    """What a schedule would have to cover, before there is one."""
    shown = need.rename_axis("day").reset_index()
    columns = {"day": Column("Day"), **{hour: Column(f"{hour}:00", "count") for hour in need}}
    chart_with_table(
        lambda: heatmap(need, mode=current_mode(), every=2, noun="people"),
        shown if need.size else shown.iloc[:0],
        key="schedule_needed",
        title="People needed by weekday and hour",
        note="in the fullest quarter of each hour, breaks not counted",
        alt="People needed at the desk by weekday and hour",
        columns=columns,
        empty="Nobody is needed in the hours to staff.",
    )


def _incomplete(view: ScheduleView) -> None:
    """Which rule cannot be kept, and who is missing."""
    if not view.missing:
        return
    with st.container(border=True, gap="small", key="schedule_incomplete"):
        st.error(
            f"**Incomplete: not every shift can be filled.** {escape_markdown(' '.join(view.reasons))}",
            icon=":material/error:",
        )
        with st.expander("Who is missing where", key="schedule_missing_box"):
            _sentences(view.missing)


def _sentences(words: tuple[str, ...]) -> None:
    rest = len(words) - SHOWN_SENTENCES
    lines = [f"- {escape_markdown(line)}" for line in words[:SHOWN_SENTENCES]]
    st.markdown("\n".join([*lines, *([f"- and {rest} more"] if rest > 0 else [])]))


def _coverage(view: ScheduleView) -> None:
    shown = view.coverage.rename_axis("day").reset_index()
    columns = {"day": Column("Day"), **{hour: Column(f"{hour}:00", "share") for hour in view.coverage}}
    chart_with_table(
        lambda: coverage_map(view.coverage, view.gaps, mode=current_mode()),
        shown,
        key="schedule_coverage",
        title="Coverage by weekday and hour",
        note=MAP_NOTE,
        alt="Which hours of the week have fewer people than needed",
        columns=columns,
        empty="Nobody is needed and nobody is there.",
    )


def _quarters(frame: pd.DataFrame) -> None:
    """One weekday by quarters of an hour."""
    with section("Needed and at work", "people, by 15 minutes", key="schedule_quarters_panel"):
        day = st.segmented_control(
            "Weekday",
            list(DAYS),
            default=DAYS[0],
            required=True,
            format_func=lambda name: name[:3],
            key="schedule_day",
            label_visibility="collapsed",
        )
        rows = frame[frame["day"] == day]
        figure = staffing_steps(
            rows["time"].tolist(), rows["need"].tolist(), rows["staffed"].tolist(), mode=current_mode()
        )
        st.plotly_chart(
            figure,
            theme=None,
            key="schedule_quarters_chart",
            config={"displayModeBar": False},
            alt=f"People needed and at work on {day} by quarter of an hour",
        )


def _roster(schedule: Schedule, view: ScheduleView, monday: date, zone: str) -> None:
    with st.container(border=True, gap="small", key="schedule_roster_panel"):
        with st.container(
            horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="small"
        ):
            panel_title("Who works when", f"{week_words(monday)} · {view.proof}", help=PROOF_HELP)
            if len(view.roster):
                _downloads(schedule, monday, zone)
        if view.roster.empty:
            st.caption("No names: the table of people is empty, or no shift is needed.")
            return
        bare_table(view.roster, ROSTER_COLUMNS, key="schedule_roster", title="Who works when")
        st.caption(f"Times in {escape_markdown(zone)}")


def _downloads(schedule: Schedule, monday: date, zone: str) -> None:
    title = f"Schedule {monday.isoformat()}"
    with st.container(horizontal=True, width="content", gap="xsmall", key="schedule_files"):
        st.download_button(
            "CSV",
            lambda: export.to_csv(_titled(files(schedule, monday, zone)[0])),
            export.file_name(title, "csv"),
            "text/csv",
            key="schedule_csv",
            on_click="ignore",
            type="tertiary",
            icon=":material/download:",
            help="One row per stretch of work, with its breaks",
        )
        st.download_button(
            "Calendar",
            lambda: files(schedule, monday, zone)[1],
            export.file_name(title, "ics"),
            "text/calendar",
            key="schedule_ics",
            on_click="ignore",
            type="tertiary",
            icon=":material/event:",
            help="iCalendar file, one event per stretch of work",
        )


def _titled(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.rename(columns={name: column.title for name, column in SCHEDULE_COLUMNS.items()})


def _wishes(view: ScheduleView) -> None:
    note = fmt.plural(len(view.unmet), "wish", "wishes") + " not met"
    with section("Wishes and fairness", note, key="schedule_wishes_panel"):
        if view.unmet:
            _sentences(view.unmet)
        elif len(view.roster):
            st.markdown("Every wish is met, or nobody has one.")
        for words in (view.fairness, view.outside):
            if words:
                st.markdown(escape_markdown(words))
        st.caption(
            "Hours are evened out over the week; weekends over the weeks before it too, as far as the table "
            "of people tells them."
        )
