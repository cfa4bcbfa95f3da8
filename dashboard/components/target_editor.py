"""The editor of targets: which set is in force, the targets of it, and own ones in their place."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import streamlit as st

from core.data.store import StoreError
from core.metrics import METRICS
from core.metrics.benchmarks import target_for
from core.metrics.definition import MetricDefinition
from core.report import Report
from core.reporting.targets import AUTHOR_LENGTH, OwnTarget, choose_stage, remove_target, save_target
from dashboard import data
from dashboard.components.header import panel_title
from dashboard.components.lists import show_table
from dashboard.format import escape_markdown
from dashboard.view_models import targets as view

IN_FORCE, METRIC, AUTHOR = "targets_in_force", "target_metric", "target_author"
SAID = "_queuewise_target_said"


@st.fragment
def target_editor() -> None:
    """The whole editor; a saved target is in force at once, on every page and in every export."""
    report = data.report()
    desk = view.build_targets(report)
    left, right = st.columns([4, 7], gap="small")
    with left:
        _set(report, desk)
    with right:
        _own(report, desk)
    show_table(desk.table, key="targets")


def _set(report: Report, desk: view.TargetDesk) -> None:
    with st.container(border=True, height="stretch", gap="small", key="targets_set_panel"):
        panel_title("Set of targets", help="Every figure of a set names the source that prints it.")
        st.session_state[IN_FORCE] = desk.stage
        st.selectbox(
            "Set in force",
            list(desk.stages),
            format_func=desk.stages.__getitem__,
            key=IN_FORCE,
            on_change=_put_in_force,
            args=(report,),
        )
        st.caption(escape_markdown(desk.note))
        st.caption(escape_markdown(desk.own_note))


def _put_in_force(report: Report) -> None:
    choose_stage(report.store, str(st.session_state[IN_FORCE]))


def _own(report: Report, desk: view.TargetDesk) -> None:
    with st.container(border=True, height="stretch", gap="small", key="target_own_panel"):
        panel_title("Own target", "replaces the one of the set, at once and everywhere")
        metric = METRICS[_metric(desk)]
        own = desk.own.get(metric.id)
        limits = _limits(metric, own, desk.stage)
        author = st.text_input(
            "Set by", key=AUTHOR, max_chars=AUTHOR_LENGTH, placeholder="Name or role", width=280
        )
        reading = view.read_form(view.TargetForm(metric.id, limits, str(author or "")))
        _buttons(report, metric, own, reading)


def _metric(desk: view.TargetDesk) -> str:
    names = list(desk.names)
    return str(
        st.selectbox("Figure", names, format_func=desk.names.__getitem__, key=METRIC, width=420) or names[0]
    )


def _limits(metric: MetricDefinition, own: OwnTarget | None, stage: str) -> dict[str, str]:
    """One field for each limit that is asked for, filled with what is in force."""
    shipped = target_for(metric.id, stage)
    texts = view.limit_texts(own, shipped, metric.unit)
    stamp = hashlib.blake2b(repr((own, stage)).encode(), digest_size=6).hexdigest()
    asked = view.asked_limits(metric, (shipped, own.target() if own else None))
    found = {}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="target_limits"):
        for name in asked:
            found[name] = str(
                st.text_input(
                    view.LABELS[name],
                    texts[name],
                    key=f"target_{name}_{metric.id}_{stamp}",
                    placeholder="no limit",
                    max_chars=40,
                    width=170,
                )
                or ""
            )
    st.caption(f"Write {escape_markdown(view.example(metric.unit))}. The limit itself is still on target.")
    return found


def _buttons(
    report: Report, metric: MetricDefinition, own: OwnTarget | None, reading: view.TargetReading
) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        wanted = st.button("Save", type="primary", icon=":material/save:", key="target_save")
        back = own is not None and st.button(
            "Back to the shipped target", icon=":material/undo:", key="target_reset"
        )
    said = st.session_state.pop(SAID, None)
    if said and not wanted:
        st.success(escape_markdown(said), icon=":material/check_circle:")
    for text in reading.problems:
        st.error(escape_markdown(text), icon=":material/error:")
    if wanted and reading.own is not None:
        kept = reading.own
        _change(lambda: save_target(report.store, kept), f"Saved. {metric.name} is judged by it from now on.")
    if back and own is not None:
        words = f"{metric.name} is judged by the shipped target again."
        _change(lambda: remove_target(report.store, own.metric_id, own.stage), words)


def _change(act: Callable[[], None], said: str) -> None:
    try:
        act()
    except (ValueError, StoreError) as error:
        st.error(escape_markdown(view.in_words(error)), icon=":material/error:")
        return
    st.session_state[SAID] = said
    st.rerun()
