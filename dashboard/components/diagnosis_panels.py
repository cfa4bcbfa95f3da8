"""The parts of the Diagnosis page: changes, symptoms, advice."""

from __future__ import annotations

import streamlit as st

from dashboard import data, session
from dashboard.charts.deviation import deviation_dots
from dashboard.components.advice_panels import advice_part
from dashboard.components.chart import chart_with_table
from dashboard.components.drill import tickets_of
from dashboard.components.kpi import kpi_row
from dashboard.components.lists import show_table
from dashboard.components.states import empty_state
from dashboard.components.status import status_badge
from dashboard.filters import Selection
from dashboard.format import escape_markdown
from dashboard.navigation import page_by_url
from dashboard.view_models.diagnosis import CauseView, Line, SymptomView, build_symptoms
from dashboard.view_models.diagnosis_change import FIGURES, TRAITS, ChangeView, build_change, build_groups


def changes_part(selection: Selection) -> None:
    """One figure's change, its parts, and the groups of a trait with their tickets."""
    names = list(FIGURES)
    chosen = st.segmented_control(
        "Why did it change?", names, default=names[0], required=True, format_func=FIGURES.__getitem__,
        key="changed", bind="query-params",
    )  # fmt: skip
    name = chosen or names[0]
    view = data.view(build_change, selection, name)
    if view.card is not None:
        kpi_row([view.card], key="changed_card")
    if view.missing:
        empty_state("Nothing to take apart", view.missing)
        return
    _parts(view)
    _groups(selection, name)


def _parts(view: ChangeView) -> None:
    st.markdown(escape_markdown(view.sentence))
    mode = session.current_mode()
    chart_with_table(
        lambda: deviation_dots(view.parts, mode=mode, unit=view.unit, middle="no change"),
        view.parts,
        key="change_parts",
        title="What the change of the mean comes from",
        note="with 95 % intervals",
        alt=f"Parts of the change: {view.sentence}",
        columns=view.columns,
        help="A part whose interval holds “no change” may be noise.",
    )
    st.caption(escape_markdown(view.note))


def _groups(selection: Selection, name: str) -> None:
    traits = list(TRAITS)
    trait = st.segmented_control(
        "Look closer by", traits, default=traits[0], required=True, format_func=TRAITS.__getitem__,
        key="trait", bind="query-params",
    )  # fmt: skip
    view = data.view(build_groups, selection, name, trait or traits[0])
    show_table(view.table, key="change_groups", detail=tickets_of(view.drills, key="change_groups"))


def symptoms_part(selection: Selection) -> None:
    """Symptoms that are there with their causes; the others below."""
    view = data.view(build_symptoms, selection)
    if view.missing:
        empty_state("Nothing to compare", view.missing)
        return
    st.caption(escape_markdown(view.note))
    there = [each for each in view.symptoms if each.is_there]
    if not there:
        empty_state("No symptom is there", "None that the figures of this period can show.")
    for each in there:
        _symptom(each)
    for each in view.symptoms:
        if not each.is_there:
            with st.expander(f"{escape_markdown(each.name)}: {each.verdict}", key=f"symptom_{each.rule}"):
                _inside(each)


def _symptom(each: SymptomView) -> None:
    with st.container(border=True, gap="small", key=f"symptom_{each.rule}"):
        st.markdown(f"**{escape_markdown(each.name)}** {status_badge(each.status, each.verdict)}")
        _inside(each)


def _inside(each: SymptomView) -> None:
    st.markdown("\n".join(f"- {line_words(line)}" for line in each.signs))
    with st.grid(3, min_column_width=280, gap="small", key=f"causes_{each.rule}"):
        for cause in each.causes:
            _cause(cause)
    if each.playbook:
        st.caption(escape_markdown(each.playbook))


def _cause(cause: CauseView) -> None:
    with st.container(gap="xsmall"):
        st.markdown(f"**{escape_markdown(cause.name)}** {status_badge(cause.status, cause.verdict)}")
        st.markdown("\n".join(f"- {line_words(line)}" for line in cause.lines))
        page = page_by_url(cause.page)
        st.caption(escape_markdown(cause.investigate))
        st.page_link(page.path, label=f"Open {page.title}", icon=":material/arrow_forward:")


def line_words(line: Line) -> str:
    """What a figure says, then the figure."""
    return f"{escape_markdown(line.answer)}: :gray[{escape_markdown(line.words)}]"


PARTS = {"Changes": changes_part, "Symptoms": symptoms_part, "Advice": advice_part}
