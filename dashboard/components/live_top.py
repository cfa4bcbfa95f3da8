"""What stays on top of Queue health: the moment that is shown, the strip, and what breaks next."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard import live
from dashboard.components.gauges import gauge_strip
from dashboard.components.header import panel_title
from dashboard.components.lists import show_table
from dashboard.components.queue_links import open_part
from dashboard.format import count, escape_markdown
from dashboard.navigation import PAGES_FOLDER
from dashboard.theme import level_style
from dashboard.view_models.live_clock import AUTO, CHOICES, Moment, moment_words
from dashboard.view_models.queue_now import QueueNow, Step, build_queue_now
from dashboard.view_models.queue_past import build_forecast, build_presence
from dashboard.view_models.queue_today import FORECAST_HELP, ForecastView, forecast_view

CLOCK_HELP = (
    "Now: ages, waits and promises go on with the wall clock. Latest event: everything as it stood when the "
    "data end. Automatic chooses now while the store is being fed: a webhook came in within four days, or "
    "the latest event is at most two hours old."
)
LIVE_BADGE = ":green-badge[:material/sensors: Live]"
STILL_BADGE = ":gray-badge[:material/history: Not live]"
LADDER_HELP = (
    "Running first responses and resolutions by how much of their limit is used, each on the highest step it "
    "has reached, and whom the rules tell."
)


def moment_bar(moment: Moment, zone: str) -> None:
    """The moment that is shown, the choice of it, and the way to the big screen."""
    badge = LIVE_BADGE if moment.is_live else STILL_BADGE
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="moment_bar"):
        st.markdown(f"{badge} :small[:gray[{escape_markdown(moment_words(moment, zone))}]]", width="stretch")
        st.segmented_control(
            "Shown moment",
            list(CHOICES),
            default=AUTO,
            required=True,
            format_func=CHOICES.__getitem__,
            key=live.KEY,
            bind="query-params",
            label_visibility="collapsed",
            help=CLOCK_HELP,
        )
        address = {"tv": "1"}
        st.page_link(
            PAGES_FOLDER / "queue_health.py", label="Big screen", icon=":material/tv:", query_params=address
        )


def live_top(look: live.Look, words: str) -> None:
    """Strip, next to break and ladder."""
    zone = look.now.zone
    presence, expected = live.slow(look, build_presence), live.slow(look, build_forecast)
    now = live.view(look, build_queue_now, look.now, presence.value)
    people = live.stamp_of(look, presence)
    gauge_strip(now.gauges, (words, words, people, people), key="realtime")
    left, right = st.columns([5, 2], gap="small")
    with left:
        show_table(replace(now.next, note=f"{now.next.note} · {words}"), key="next_to_break")
    with right:
        _ladder(now, words)
        _expected(forecast_view(expected.value, zone), live.stamp_of(look, expected))


def _ladder(now: QueueNow, words: str) -> None:
    with st.container(border=True, gap="xsmall", key="ladder_panel"):
        panel_title("Promises by limit used", words, help=LADDER_HELP)
        st.markdown("\n\n".join(_step(step) for step in now.ladder))
        open_part("Lists", "ladder", "Their tickets", key="ladder_tickets")


def _expected(forecast: ForecastView, words: str) -> None:
    with st.container(border=True, height="stretch", gap="xsmall", key="expected_panel"):
        panel_title("Will break", f"{forecast.headline} · {words}", help=FORECAST_HELP)
        st.caption(escape_markdown(forecast.detail))
        open_part("Today", "", "Hour by hour", key="forecast_hours")


def _step(step: Step) -> str:
    style = level_style(step.level)
    badge = f":{style.badge}-badge[{style.icon} {step.name}]" if step.count else f":gray-badge[{step.name}]"
    action = f" :small[:gray[{step.action}]]" if step.count else ""
    return f"{badge} **{count(step.count)}**{action}"
