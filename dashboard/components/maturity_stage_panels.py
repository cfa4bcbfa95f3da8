"""The tab "Stage" of the Maturity page: frameworks, choice, playbook, triggers, road."""

from __future__ import annotations

import streamlit as st

from core.data.assessment_book import AUTHOR_LENGTH
from core.reporting.targets import choose_stage
from dashboard import data
from dashboard.components.header import panel_title, section
from dashboard.components.kpi import kpi_row
from dashboard.components.maturity_findings import finding_panel
from dashboard.components.saying import act, say
from dashboard.components.states import empty_state
from dashboard.format import escape_markdown
from dashboard.view_models.maturity_stage import BY_DATA, CHOICES, StageView, build_stage

PLACE = "company_stage"


def stage_part() -> None:
    """Where we are by each framework, what that means, and what comes next."""
    view: StageView | None = data.view(build_stage)
    if view is None:
        empty_state("No tickets yet", "Import tickets, and the stage is found from them.", page="data.py")
        return
    say(PLACE)
    st.subheader(escape_markdown(view.headline), anchor=False)
    st.caption(escape_markdown(" ".join(part for part in (f"{view.basis.capitalize()}.", view.note) if part)))
    kpi_row(view.cards, key="stage_frameworks", min_width=240)
    left, right = st.columns([3, 2], gap="small")
    with left:
        _reasons(view)
    with right:
        _choice(view)
    _playbook(view)
    _road(view)
    finding_panel(view.triggers, key="stage_triggers", nothing="No trigger is met.")


def _reasons(view: StageView) -> None:
    with section("The frameworks side by side", key="stage_reasons_panel"):
        if view.reasons:
            st.markdown("\n".join(f"- {escape_markdown(reason)}" for reason in view.reasons))
        else:
            st.markdown(escape_markdown(view.agreement))
        st.caption(escape_markdown(view.benchmark_words))
        if view.benchmark and st.button("Put this stage's targets in force", key="stage_targets"):
            benchmark = view.benchmark
            act(
                PLACE,
                lambda: choose_stage(data.report().store, benchmark),
                "The stage's targets are in force.",
            )


def _choice(view: StageView) -> None:
    """Overrule the stage; the choice is kept with name and date."""
    with section("Choose another stage", "kept with name and date", key="stage_choice_panel"):
        if view.chosen_words:
            st.markdown(escape_markdown(view.chosen_words))
        with st.form("stage_form", border=False):
            names = list(CHOICES)
            stage = st.selectbox(
                "Stage",
                names,
                names.index(view.chosen),
                format_func=CHOICES.__getitem__,
                key=f"stage_choice_{view.chosen}",
            )
            author = st.text_input("Your name", key="stage_author", max_chars=AUTHOR_LENGTH)
            if st.form_submit_button("Save", icon=":material/save:", key="stage_save"):
                _save(stage, author)


def _save(stage: int | None, author: str) -> None:
    chosen = stage or None
    said = "The data decide about the stage again." if stage == BY_DATA else f"Stage {stage} is in use."

    def do() -> None:
        data.report().choose_company_stage(chosen, author)
        data.changed()

    act(
        PLACE, do, said, lambda error: "Your name: say who chooses." if "author" in str(error) else str(error)
    )


def _playbook(view: StageView) -> None:
    chapter = view.chapter
    if chapter is None:
        return
    with st.container(border=True, gap="small", key="stage_playbook_panel"):
        panel_title(chapter.title, ", ".join(chapter.sources))
        st.caption(escape_markdown(chapter.who))
        with st.grid(3, min_column_width=240, gap="small", key="stage_playbook"):
            _listed("What works", chapter.works)
            _listed("What breaks", chapter.breaks)
            _listed("What to invest in", chapter.invest)


def _listed(title: str, items: tuple[str, ...]) -> None:
    lines = "\n".join(f"- {escape_markdown(item)}" for item in items)
    st.markdown(f"**{title}**\n\n{lines}")


def _road(view: StageView) -> None:
    """How long the steps ahead usually take, and what the next stage asks for."""
    if not view.road:
        return
    with st.container(border=True, gap="small", key="stage_road_panel"):
        panel_title("The way ahead", "typical durations; they start when the triggers are met")
        with st.grid(4, min_column_width=165, gap="small", key="stage_road"):
            for step in view.road:
                with st.container(border=True, height="stretch", gap="xxsmall"):
                    icon = ":material/location_on:" if step.is_here else ":material/arrow_forward:"
                    st.markdown(f"{icon} **{step.stage}: {escape_markdown(step.name)}**")
                    source = f" ({step.source})" if step.source else ""
                    st.caption(escape_markdown(f"{step.words}{source}"))
        if len(view.road) == 1:
            st.caption("There is no stage beyond this one.")
        if view.following:
            asks = "; ".join(view.following.invest)
            st.caption(escape_markdown(f"What stage {view.following.stage} asks for: {asks}."))
