"""The SLA ladder: who is told when a promise has used up its time."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import streamlit as st

from core.alerts.ladder import METRICS, STEPS, Ladder, Role
from core.report import Report
from core.reporting.alert_rules import channels, save_ladder
from core.reporting.alert_trial import try_ladder
from dashboard.components.alert_quiet import quiet_fields
from dashboard.components.header import panel_title
from dashboard.components.saying import act, say
from dashboard.format import escape_markdown
from dashboard.format import share as percent
from dashboard.view_models.alert_desk import ladder_words
from dashboard.view_models.alert_form import NOBODY, LadderForm, in_words, read_ladder, stamp_of
from dashboard.view_models.alert_message import PROMISES

PLACE = "alert_ladder"
TRIED_DAYS = 30
HELP = (
    "At 50 % a promise only turns yellow in the queue. Each further level is told once, to its role and to "
    "those of levels that were jumped over; it ends by itself when the promise is kept or has moved on."
)
OWN_HELP = "One assignee's or one team lead's own channel, in the place of the one above."


def ladder_editor(report: Report, ladder: Ladder, zone: str) -> None:
    """A channel for each role, which promises are watched, quiet hours, and a try on the past."""
    known = list(channels(report.store))
    stamp = stamp_of(ladder)
    with st.container(border=True, height="stretch", gap="small", key="alert_ladder_panel"):
        panel_title("SLA ladder", "80, 90, 100 and 200 % of a promise", help=HELP)
        is_on = st.toggle("On", ladder.is_on, key=f"ladder_on_{stamp}")
        told = _roles(ladder, known, stamp)
        with st.expander("Which promises, own channels, quiet hours"):
            metrics = _metrics(ladder, stamp)
            own = _own(ladder, known, stamp)
            quiet = quiet_fields(ladder.quiet, key=f"ladder_quiet_{stamp}")
        form = LadderForm(bool(is_on), told, metrics, own, quiet, zone)
        _buttons(report, ladder, form)


def _buttons(report: Report, ladder: Ladder, form: LadderForm) -> None:
    with st.container(horizontal=True, gap="small"):
        wanted = st.button("Save", type="primary", icon=":material/save:", key="ladder_save")
        tried = st.button("Try on the past", icon=":material/history:", key="ladder_try")
    say(PLACE)
    if wanted:
        act(
            PLACE,
            lambda: save_ladder(report.store, read_ladder(form, ladder)),
            "The ladder is kept.",
            in_words,
        )
    end = report.as_of()
    if tried and end is not None:
        counts = try_ladder(report, ladder, end - timedelta(days=TRIED_DAYS), end)
        st.info(escape_markdown(ladder_words(counts, TRIED_DAYS)), icon=":material/history:")


def _roles(ladder: Ladder, known: list[str], stamp: str) -> dict[Role, str]:
    found = {}
    with st.container(horizontal=True, gap="small", key="ladder_roles"):
        for share, role in STEPS.values():
            chosen = next(iter(ladder.channels.get(role, ())), NOBODY)
            options = list(dict.fromkeys([NOBODY, *known, chosen]))
            found[role] = str(
                st.selectbox(
                    f"{percent(share)}: {role.value}",
                    options,
                    index=options.index(chosen),
                    key=f"ladder_{role.value}_{stamp}",
                    width=140,
                )
            )
    return found


def _metrics(ladder: Ladder, stamp: str) -> tuple[str, ...]:
    chosen = st.multiselect(
        "Promises",
        METRICS,
        default=list(ladder.metrics),
        format_func=lambda name: PROMISES[name].capitalize(),
        key=f"ladder_metrics_{stamp}",
    )
    return tuple(chosen)


def _own(ladder: Ladder, known: list[str], stamp: str) -> list[tuple[str, str, str]]:
    parts = [(*name.split(":", 1), next(iter(told), None)) for name, told in ladder.own.items()]
    roles = [Role.ASSIGNEE.value, Role.LEAD.value]
    edited = st.data_editor(
        pd.DataFrame(parts, columns=["role", "who", "channel"], dtype="object"),
        column_config={
            "role": st.column_config.SelectboxColumn("Role", options=roles, required=True, width="small"),
            "who": st.column_config.TextColumn("Assignee or team", help=OWN_HELP, required=True),
            "channel": st.column_config.SelectboxColumn("Channel", options=known, required=True),
        },
        num_rows="dynamic",
        hide_index=True,
        key=f"ladder_own_{stamp}",
        alt="Own channels of assignees and team leads",
    )
    rows = edited.dropna().astype(str).to_dict("records")
    return [(row["role"], row["who"], row["channel"]) for row in rows]
