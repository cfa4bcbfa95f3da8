"""The global filter bar. It lives in the entry script, so its values survive page switch, reload and sharing.

Pages read it with `current()`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from core.periods import Period
from core.report import Filters
from dashboard.data import Overall
from dashboard.format import escape_for_badge, shorten
from dashboard.session import set_display_zone

DAYS_BY_PERIOD: dict[str, int | None] = {
    "Last 7 days": 7,
    "Last 28 days": 28,
    "Last 90 days": 90,
    "Last 365 days": 365,
    "All time": None,
}
CUSTOM = "Custom dates"
PERIODS = (*DAYS_BY_PERIOD, CUSTOM)
DEFAULT_PERIOD, ALL_TIME = "Last 28 days", "All time"
PREVIOUS, YEAR_EARLIER, OFF = "Previous period", "A year earlier", "No comparison"
COMPARISONS = (PREVIOUS, YEAR_EARLIER, OFF)
COMPARE_HELP = (
    "Both go back by whole weeks, so that the same weekdays are compared: the previous period by as few as "
    "its days need, a year earlier by 52. Custom dates of whole months go back by months."
)
DIMENSIONS: dict[str, str] = {
    "team": "Team",
    "priority": "Priority",
    "channel": "Channel",
    "tier": "Tier",
    "category": "Category",
}
_STATE = "_queuewise_selection"
_OPEN = "_queuewise_filters_open"


@dataclass(frozen=True)
class Selection:
    """What the filter bar says; small and printable, so it is a cache key as well."""

    period: Period
    comparison: Period | None = None
    comparison_label: str = ""
    filters: Filters = field(default_factory=Filters)
    as_of: datetime | None = None
    zone: str = "UTC"

    @property
    def label(self) -> str:
        """The choice in words, for captions and file names."""
        chosen = [f"{DIMENSIONS[name]}: {', '.join(values)}" for name, values in self.chosen().items()]
        return " · ".join([self.period.label, *chosen])

    def chosen(self) -> dict[str, tuple[str, ...]]:
        """Only the dimensions that are restricted."""
        return {name: getattr(self.filters, name) for name in DIMENSIONS if getattr(self.filters, name)}


def current() -> Selection:
    """The selection of this run, as the entry script read it."""
    selection = st.session_state.get(_STATE)
    if not isinstance(selection, Selection):
        st.error("This page opens through the dashboard only. Go to the start page.", icon=":material/lock:")
        st.stop()
    return selection


def time_bar(overall: Overall) -> tuple[str, str, tuple[date, date] | None]:
    """Draw period and comparison, and the button that opens the other filters."""
    with st.container(
        horizontal=True,
        horizontal_alignment="right",
        vertical_alignment="bottom",
        gap="small",
        key="time_bar",
    ):
        label, comparison = _time_controls()
        dates = _custom_dates(overall.as_of, overall.zone) if label == CUSTOM else None
        active = sum(bool(st.session_state.get(name)) for name in DIMENSIONS)
        st.button(
            f"Filters · {active}" if active else "Filters",
            icon=":material/filter_list:",
            key="toggle_filters",
            on_click=_toggle,
        )
    return label, comparison, dates


def filter_bar(overall: Overall, times: tuple[str, str, tuple[date, date] | None]) -> Selection:
    """Draw the other filters below the header and remember the whole selection.

    They are always part of the page, only hidden while closed: a control that is not there would
    lose its value in the address when the page is switched.
    """
    label, comparison, dates = times
    as_of, zone, options = overall.as_of, overall.zone, overall.options
    with st.container(horizontal=True, gap="small", key="more_filters"):
        chosen = {name: _multiselect(name, options[name]) for name in DIMENSIONS if options.get(name)}
    if not st.session_state.get(_OPEN):
        st.html("<style>.st-key-more_filters{display:none}</style>")
    period = build_period(label, as_of, zone, dates)
    selection = Selection(
        period=period,
        comparison=build_comparison(period, comparison),
        comparison_label=comparison,
        filters=Filters(**chosen),
        as_of=as_of,
        zone=zone,
    )
    st.session_state[_STATE] = selection
    set_display_zone(zone)
    return selection


def show_all_time() -> None:
    """Widen the period to all there is; for a button."""
    st.session_state["period"] = ALL_TIME


def _toggle() -> None:
    st.session_state[_OPEN] = not st.session_state.get(_OPEN, False)


def _time_controls() -> tuple[str, str]:
    label = st.selectbox(
        "Period",
        PERIODS,
        index=PERIODS.index(DEFAULT_PERIOD),
        key="period",
        bind="query-params",
        width=150,
        filter_mode=None,
    )
    comparison = st.selectbox(
        "Compare with",
        COMPARISONS,
        key="compare",
        help=COMPARE_HELP,
        bind="query-params",
        width=160,
        filter_mode=None,
    )
    return label or DEFAULT_PERIOD, comparison or OFF


def _custom_dates(as_of: datetime | None, zone: str) -> tuple[date, date] | None:
    last = (as_of or datetime.now(ZoneInfo(zone))).astimezone(ZoneInfo(zone)).date()
    chosen = st.date_input(
        "Dates",
        (last - timedelta(days=27), last),
        key="dates",
        bind="query-params",
        format="YYYY-MM-DD",
        width=220,
    )
    return (chosen[0], chosen[1]) if isinstance(chosen, tuple) and len(chosen) == 2 else None


def _multiselect(name: str, options: list[str]) -> tuple[str, ...]:
    chosen = st.multiselect(
        DIMENSIONS[name],
        options,
        key=name,
        bind="query-params",
        placeholder=f"All ({len(options)})",
        filter_mode="contains",
        width=200,
    )
    return tuple(chosen)


def build_period(
    label: str, as_of: datetime | None, zone: str, dates: tuple[date, date] | None = None
) -> Period:
    """The half-open period that a label of the bar stands for; custom days include both ends."""
    if label == CUSTOM and dates is not None:
        return Period.of_days(dates[0], dates[1], zone)
    days = DAYS_BY_PERIOD.get(label, DAYS_BY_PERIOD[DEFAULT_PERIOD])
    if days is None or as_of is None:
        return Period.all_time(zone)
    return Period.last_days(days, as_of, zone)


def build_comparison(period: Period, comparison: str) -> Period | None:
    """The period to compare with: the one before or a year earlier, by whole weeks so that weekdays match."""
    if period.start is None or period.end is None or comparison == OFF:
        return None
    if comparison == PREVIOUS:
        return period.previous(aligned=True)
    start, end = (_year_earlier(instant, period.zone) for instant in (period.start, period.end))
    return replace(period, start=start, end=end, label=f"a year before {period.label}")


def _year_earlier(instant: datetime, zone: str) -> datetime:
    wall = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) - timedelta(weeks=52)
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def active_filters(selection: Selection) -> None:
    """Show what is restricted, so that nobody reads a part as the whole."""
    chosen = selection.chosen()
    if not chosen:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="active_filters"):
        for name, values in chosen.items():
            words = ", ".join(shorten(value) for value in values[:3])
            more = f" +{len(values) - 3}" if len(values) > 3 else ""
            label = escape_for_badge(f"{DIMENSIONS[name]}: {words}{more}")
            st.badge(label, icon=":material/filter_list:", color="primary")
        st.button("Clear", type="tertiary", key="clear_filters", on_click=_clear, icon=":material/close:")


def _clear() -> None:
    empty: dict[str, Any] = {name: [] for name in DIMENSIONS}
    for name, value in empty.items():
        if name in st.session_state:
            st.session_state[name] = value
