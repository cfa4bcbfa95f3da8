"""The part "Advice" of the Diagnosis page: decisions with their evidence, and what only people can tell."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.report import Report
from dashboard import data
from dashboard.components.header import panel_title
from dashboard.components.states import empty_state
from dashboard.filters import Selection
from dashboard.format import escape_markdown
from dashboard.view_models.diagnosis import ANSWERED, ASKED, NUMBERS, AdviceView, build_advice

ANSWERS = {True: "Yes", False: "No"}


def advice_part(selection: Selection) -> None:
    """Every decision, then the questions that no data answers."""
    found = data.view(build_advice, selection)
    if not found:
        empty_state("No data yet", "Advice rests on tickets: import some first.", page="data.py")
        return
    st.caption("As things stand, whatever period is chosen above; each line names its own weeks.")
    with st.grid(2, min_column_width=330, gap="small", key="advice_grid"):
        for each in found:
            _advice(each)
    _questions(data.report())


def _advice(each: AdviceView) -> None:
    with st.container(border=True, height="stretch", gap="xsmall", key=f"advice_{each.rule}"):
        st.markdown(f"**{escape_markdown(each.question)}** {escape_markdown(each.verdict)}")
        lines = [
            f"- {ANSWERED[line.status]} {escape_markdown(line.answer)}: :gray[{escape_markdown(line.words)}]"
            for line in each.lines
        ]
        st.markdown("\n".join(lines) or ":gray[No part of the work passes.]")
        if each.note:
            st.caption(escape_markdown(each.note))
        if each.disputed:
            st.caption(escape_markdown(f"Sources disagree about {each.disputed}"))


def _questions(report: Report) -> None:
    """What people say is kept at once, and the advice follows."""
    told = report.advice_answers()
    with st.container(border=True, gap="small", key="advice_questions"):
        panel_title("What no data tells", "kept for everybody")
        with st.container(horizontal=True, gap="medium"):
            for name, question in ASKED.items():
                key = f"advice_{name}"
                st.segmented_control(
                    question,
                    list(ANSWERS),
                    default=getattr(told, name),
                    format_func=ANSWERS.__getitem__,
                    key=key,
                    on_change=_answer,
                    args=(report, name, key),
                )
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            for name, (label, scale) in NUMBERS.items():
                key, known = f"advice_{name}", getattr(told, name)
                st.number_input(
                    label,
                    min_value=0.0,
                    value=None if known is None else known / scale,
                    placeholder="not said",
                    key=key,
                    on_change=_answer,
                    args=(report, name, key, scale),
                    width=220,
                )


def _answer(report: Report, name: str, key: str, scale: float | None = None) -> None:
    given = st.session_state[key]
    kept = given if scale is None or given is None else given * scale
    report.save_advice_answers(replace(report.advice_answers(), **{name: kept}))
    data.changed()
