"""The tab "Self-assessment" of the Maturity page: scores, gaps, the questions, earlier ones, to print."""

from __future__ import annotations

import streamlit as st

from dashboard import data, session
from dashboard.charts.radar import radar
from dashboard.components.chart import chart_with_table
from dashboard.components.header import panel_title, section
from dashboard.components.kpi import kpi_row
from dashboard.components.lists import show_table
from dashboard.components.saying import act, say
from dashboard.components.status import status_badge
from dashboard.components.written_files import downloads
from dashboard.format import escape_markdown
from dashboard.view_models.cards import Column
from dashboard.view_models.maturity_assessment import (
    NO,
    YES,
    AssessmentView,
    GapLine,
    QuestionGroup,
    QuestionLine,
    build_assessment,
    changes_of,
)
from dashboard.written.self_assessment import self_assessment_document

PLACE = "self_assessment"
SHOWN_GAPS = 8
RADAR_COLUMNS = {
    "axis": Column("Part", "text"),
    "met": Column("Met", "share"),
    "possible": Column("If every open item were", "share"),
    "met_count": Column("Items met", "count"),
    "open_count": Column("Not answered", "count"),
    "total": Column("Items", "count"),
}


def assessment_part() -> None:
    """What the answers show, then the questions themselves."""
    view: AssessmentView = data.view(build_assessment)
    say(PLACE)
    kpi_row(view.cards, key="assessment_cards")
    left, right = st.columns(2, gap="small")
    with left:
        _radar(view)
    with right:
        _gaps(view)
    _form(view)
    show_table(view.history, key="assessments")
    with section("To print or send", "opens anywhere; the browser prints it", key="assessment_files_panel"):
        downloads(data.view(self_assessment_document), key="assessment")


def _radar(view: AssessmentView) -> None:
    frame = view.radar
    series = {"met": "Met", "possible": "If every open item were met"}
    chart_with_table(
        lambda: radar(frame, "axis", series, mode=session.current_mode()),
        frame,
        key="assessment_radar",
        title="By stage and dimension",
        note="part of the items that are met",
        alt="Part of the items met, by stage and by capacity, capability and quality",
        columns=RADAR_COLUMNS,
        help=view.rule,
    )


def _gaps(view: AssessmentView) -> None:
    with section("Gaps", "lowest stage first", key="assessment_gaps_panel"):
        if not view.gaps:
            st.markdown("Every item is met.")
            return
        st.markdown("\n".join(map(_gap, view.gaps[:SHOWN_GAPS])))
        if len(view.gaps) > SHOWN_GAPS:
            with st.expander(f"{len(view.gaps) - SHOWN_GAPS} more"):
                st.markdown("\n".join(map(_gap, view.gaps[SHOWN_GAPS:])))


def _gap(line: GapLine) -> str:
    tail = escape_markdown(f"{line.stage}, {line.word.lower()}: {line.advice} ({line.id})")
    return f"- **{escape_markdown(line.text)}**  \n  :small[:gray[{tail}]]"


def _form(view: AssessmentView) -> None:
    """Every question; nothing counts before it is saved."""
    with st.form("assessment_form"):
        panel_title("Questions", "an answer of yours counts before the data; without one the data answer")
        given: dict[str, str] = {}
        for group in view.groups:
            given |= _group(group, view.stamp)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            author = st.text_input(
                "Answered by",
                view.last_author,
                key=f"assessment_author_{view.stamp}",
                max_chars=view.author_length,
                placeholder="Name or role",
                width=280,
            )
            saved = st.form_submit_button(
                "Save answers", type="primary", icon=":material/save:", key="assessment_save"
            )
    if saved:
        _save(view, given, author)


def _group(group: QuestionGroup, stamp: str) -> dict[str, str]:
    st.markdown(f"**{escape_markdown(group.title)}** :gray[{escape_markdown(group.note)}]")
    return {line.id: _question(line, stamp) for line in group.lines}


def _question(line: QuestionLine, stamp: str) -> str:
    """The question with its evidence, and Yes or No; neither leaves it to the data."""
    left, right = st.columns([5, 1], gap="small", vertical_alignment="center")
    said = " · ".join(part for part in (line.evidence, line.stated_words, f"({line.id})") if part)
    chip = status_badge(line.status, line.word)
    clash = " :orange[the data say the opposite]" if line.is_contradicted else ""
    left.markdown(f"{escape_markdown(line.text)} {chip}{clash}  \n:small[:gray[{escape_markdown(said)}]]")
    chosen = right.segmented_control(
        line.text,
        (YES, NO),
        default=line.stated or None,
        key=f"answer_{line.id}_{stamp}",
        label_visibility="collapsed",
    )
    return str(chosen or "")


def _save(view: AssessmentView, given: dict[str, str], author: str) -> None:
    changes = changes_of(view.stated(), given)
    if not changes:
        st.info("No answer was changed.", icon=":material/info:")
        return

    def do() -> None:
        data.report().save_self_assessment(changes, author)
        data.changed()

    count = len(changes)
    said = f"Saved: {count} answer{'' if count == 1 else 's'} changed."
    act(
        PLACE,
        do,
        said,
        lambda error: "Answered by: say who answers." if "author" in str(error) else str(error),
    )
