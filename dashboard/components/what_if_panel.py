"""The sliders of the What if page, and the draft policy that they make."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard import data, filters, session
from dashboard.charts.target_curve import target_curve
from dashboard.components.live_slider import live_sliders, plain_sliders, reset_sliders, slider_values
from dashboard.format import escape_markdown
from dashboard.theme import Mode
from dashboard.view_models.sliders import LiveSlider, SliderPanel
from dashboard.view_models.what_if import GOAL, WhatIf, build_what_if, drafted

KEY = "what_if"
LEGEND = (
    "Every past ticket that the filters leave counts, whatever the period. Filled dot: as tried. "
    "Ring: the target now. Green ring: the shortest target that 95 % would have met."
)


@st.fragment
def what_if_panel() -> None:
    """Sliders that redraw while they are held; only this panel runs again."""
    report, mode = data.report(), session.current_mode()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="what_if_bar"):
        plain = st.toggle("Plain sliders", key="plain", help="Streamlit's own: they answer on release")
        st.button("Back to now", icon=":material/undo:", on_click=reset_sliders, args=(KEY,), key="reset")
    found = build_what_if(report, filters.current(), slider_values(KEY, plain=plain))
    st.markdown(escape_markdown(found.summary))
    st.caption(LEGEND)
    (plain_sliders if plain else live_sliders)(drawn(found, mode), key=KEY)
    if not found.targets:
        st.caption("Move a target to keep it as a draft policy.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="draft_bar"):
        name = st.text_input("Name of the draft", "Tried targets", max_chars=60, width=280, key="draft_name")
        if st.button("Save as a draft policy", icon=":material/save:", key="draft_save") and name.strip():
            report.save_policy(drafted(report.policy(), found.targets, name, report.policies()))
            st.success("Kept. Put it in force under Settings.", icon=":material/check_circle:")


def drawn(found: WhatIf, mode: Mode) -> SliderPanel:
    """The panel with the curve of every target above its track, in the colours of ``mode``."""

    def draw(slider: LiveSlider) -> LiveSlider:
        curve = found.curves.get(slider.slider_id)
        if curve is None:
            return slider
        picture = target_curve(
            curve.shares,
            mode=mode,
            now=curve.now,
            tried=curve.tried,
            goal=GOAL,
            goal_at=curve.goal_at,
            alt=curve.alt,
        )
        return replace(slider, picture=picture)

    groups = tuple(
        replace(group, sliders=tuple(draw(slider) for slider in group.sliders))
        for group in found.panel.groups
    )
    return replace(found.panel, groups=groups)
