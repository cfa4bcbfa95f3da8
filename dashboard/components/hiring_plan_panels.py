"""The part "Hiring plan": what it starts from, what is needed and there, who starts when."""

from __future__ import annotations

from dataclasses import asdict

import streamlit as st

from core.capacity.hiring import HIRE_KINDS
from core.reporting.hiring_assumed import HiringAssumptions
from dashboard import data, session
from dashboard.charts.hiring import need_and_team
from dashboard.components.chart import chart_with_table
from dashboard.components.header import panel_title
from dashboard.components.hiring_fields import number_fields
from dashboard.components.kpi import kpi_row
from dashboard.components.lists import show_table
from dashboard.components.states import empty_state
from dashboard.filters import Selection
from dashboard.format import escape_markdown
from dashboard.view_models import hiring_plan as plan
from dashboard.view_models.cards import Column
from dashboard.view_models.hiring_fields import stamp

COLUMNS = {
    "day": Column("Week of", "instant"),
    "required": Column("Needed, agents", "number"),
    "required_low": Column("Needed, 5 %", "number"),
    "required_high": Column("Needed, 95 %", "number"),
    "effective": Column("There with hires, agents", "number"),
    "low": Column("There, 5 %", "number"),
    "high": Column("There, 95 %", "number"),
    "unhired": Column("There, nobody hired", "number"),
    "hires": Column("Hires who start", "count"),
    "enough": Column("Chance of enough", "share"),
}


@st.fragment
def hiring_part(selection: Selection) -> None:
    """Fields on top; everything below follows from them."""
    presets = data.view(plan.build_hiring_presets)
    with st.container(border=True, gap="small", key="hiring_inputs"):
        panel_title("What the plan starts from", "all tickets and people, whatever the filters")
        name, assumed = _assumed(presets)
        if presets.notes.get(name):
            st.caption(escape_markdown(presets.notes[name]))
        if st.button("Keep these figures", icon=":material/save:", key="hiring_keep"):
            data.report().keep_hiring_assumptions(assumed)
            data.changed()
            st.success("Kept. The plan starts from them from now on.", icon=":material/check_circle:")
    view = data.view(plan.build_hiring, assumed, presets.team, presets.today)
    if view.problem:
        empty_state(view.problem)
        return
    _outcome(view)


def _assumed(presets: plan.HiringPresets) -> tuple[str, HiringAssumptions]:
    """The chosen start, and what the fields and choices say."""
    names = list(presets.values)
    chosen = st.segmented_control(
        "Start from", names, default=presets.first, required=True, key="hiring_from"
    )
    name = chosen or presets.first
    start = presets.values[name]
    mark = stamp(name, asdict(start))
    figures = number_fields(plan.FIELDS, asdict(start), key="hiring_fields", stamp=mark)
    kinds = [kind.name for kind in HIRE_KINDS]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="hiring_choices"):
        kind = st.selectbox(
            "Kind of hire", kinds, _place(kinds, start.kind), key=f"hire_kind_{mark}", width=220
        )
        lead = st.selectbox(
            "Reckon with the lead time that is",
            plan.LEADS,
            _place(plan.LEADS, start.lead),
            key=f"hire_lead_{mark}",
            width=220,
        )
        rule = st.selectbox(
            "How people leave", list(plan.RULES), _place(list(plan.RULES), start.rule),
            format_func=plan.RULES.__getitem__, key=f"hire_rule_{mark}", width=320,
        )  # fmt: skip
    return name, plan.with_choices(figures, start, kind=kind, lead=lead, rule=rule)


def _place(choices: tuple[str, ...] | list[str], value: str) -> int:
    """Where a choice stands; the first for one that is not offered."""
    return choices.index(value) if value in choices else 0


def _outcome(view: plan.HiringView) -> None:
    kpi_row(view.cards, key="hiring_cards")
    st.info(escape_markdown(view.without), icon=":material/person_off:")
    chart_with_table(
        lambda: need_and_team(view.weeks, mode=session.current_mode()),
        view.weeks,
        key="hiring_weeks",
        title="Agents needed and there",
        note="full time, by week; bands hold 90 % of 1,000 draws of leavers, lead times and volume",
        alt="Agents needed and agents there by week, with and without hires",
        columns=COLUMNS,
    )
    left, right = st.columns(2, gap="small")
    with left:
        show_table(view.starts, key="hiring_starts")
    with right:
        show_table(view.dates, key="hiring_dates")
    with st.container(border=True, gap="xsmall", key="hiring_notes"):
        panel_title("How this is counted, and where the sources disagree")
        for note in view.notes:
            st.caption(escape_markdown(note))
