"""Tables of days in the editor of opening hours: closed ones, and ones with hours of their own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pandas as pd
import streamlit as st

from core.public_holidays import CalendarFileError, calendar_file_days, countries, country_of, regions
from core.public_holidays import public_holidays as known_holidays
from dashboard.components.header import panel_title
from dashboard.components.table import ROW_HEIGHT
from dashboard.format import escape_markdown
from dashboard.view_models.hours import Listed

KEPT = "_queuewise_hours_days"
WHOLE_COUNTRY = ""
YEARS_AHEAD = 3
"""How far beyond the data's years holidays may be planned."""
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


def closed_days(rows: Listed, zone: str, years: Iterable[int], epoch: int) -> Listed:
    """The days on which nothing counts: own ones, public holidays by country, or from a calendar file."""
    with st.container(border=True, height="stretch", gap="small", key="hours_closed_panel"):
        panel_title("Closed days", "for all versions", help="A date of its own, in the zone of the hours.")
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="hours_sources"):
            added = [*_by_country(zone, tuple(years)), *_by_file(zone, tuple(years))]
        base, turn = _kept("closed", rows, epoch)
        listed = _table(base, "Name", f"hours_closed_{epoch}_{turn}", "Closed days")
        if added:
            there = {day for day, _ in listed}
            fresh = [(day, name) for day, name in added if day not in there]
            _keep("closed", tuple(sorted([*(row for row in listed if row[0]), *fresh])), epoch, turn + 1)
            st.rerun()
    return listed


def other_hours(rows: Listed, epoch: int) -> Listed:
    """Days whose own hours replace those of the week, such as 24 December until noon."""
    with st.container(border=True, height="stretch", gap="small", key="hours_special_panel"):
        panel_title(
            "Days with other hours",
            "of this version",
            help="They win over the week and over a closed day. A day without hours is closed.",
        )
        listed = _table(rows, "Hours", f"hours_special_{epoch}", "Days with other hours")
        st.caption("Add a row at the end of the table, such as 2026-12-24 with the hours 09:00-12:00.")
    return listed


def _by_country(zone: str, years: tuple[int, ...]) -> list[tuple[date, str]]:
    known = countries()
    codes = list(known)
    home = country_of(zone)
    country = st.selectbox(
        "Country",
        codes,
        index=codes.index(home) if home in known else 0,
        format_func=known.__getitem__,
        width=180,
        key="hours_country_code",
    )
    parts = {WHOLE_COUNTRY: "All regions", **regions(country)}
    region = st.selectbox(
        "Region", list(parts), format_func=parts.__getitem__, width=170, key=f"hours_region_{country}"
    )
    first, last = st.slider(
        "Years", years[0], years[-1] + YEARS_AHEAD, (years[0], years[-1]), width=220, key="hours_years"
    )
    if not st.button("Add holidays", icon=":material/add:", key="hours_add_holidays"):
        return []
    return known_holidays(country, region or None, range(first, last + 1))


def _by_file(zone: str, years: tuple[int, ...]) -> list[tuple[date, str]]:
    with st.popover("From a calendar file", icon=":material/upload_file:", key="hours_file"):
        file = st.file_uploader("iCalendar file (.ics)", type=["ics"], key="hours_ics", max_upload_size=2)
        span = f"{years[0]} to {years[-1]}"
        if file is None or not st.button(f"Add its days of {span}", key="hours_add_file"):
            return []
        try:
            found = calendar_file_days(file.getvalue(), years, zone)
        except CalendarFileError as error:
            st.error(escape_markdown(str(error)), icon=":material/error:")
            return []
        if not found:
            st.info(f"The file has no days in the years {span}.")
        return found


def _table(rows: Listed, text: str, key: str, title: str) -> Listed:
    frame = pd.DataFrame({"Date": [day for day, _ in rows], text: [word for _, word in rows]})
    edited = st.data_editor(
        frame.astype({"Date": "datetime64[s]", text: "object"}),
        column_config={
            "Date": st.column_config.DateColumn(
                "Date", format="YYYY-MM-DD", width=110, min_value=FIRST_DAY, max_value=LAST_DAY
            ),
            text: st.column_config.TextColumn(text, max_chars=120, width="large"),
        },
        num_rows="dynamic",
        hide_index=True,
        height=250,
        row_height=ROW_HEIGHT,
        key=key,
        alt=title,
    )
    return tuple(
        (None if pd.isna(day) else pd.Timestamp(day).date(), "" if pd.isna(word) else str(word))
        for day, word in zip(edited["Date"], edited[text], strict=True)
    )


def _kept(name: str, rows: Listed, epoch: int) -> tuple[Listed, int]:
    """Rows that were added by a button since the fields were filled, and how often that happened."""
    kept = st.session_state.get(f"{KEPT}_{name}")
    return (kept[1], kept[2]) if kept is not None and kept[0] == epoch else (rows, 0)


def _keep(name: str, rows: Listed, epoch: int, turn: int) -> None:
    st.session_state[f"{KEPT}_{name}"] = (epoch, rows, turn)
