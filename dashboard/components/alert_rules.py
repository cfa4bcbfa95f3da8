"""The editor of a rule: which figure, when it is out, how long before anybody is told, and whom."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import streamlit as st

from core.alerts.rule import AlertRule
from core.report import Report
from core.reporting.alert_rules import SHIPPED_RULES, channels, remove_rule, save_rule
from core.reporting.alert_trial import LONGEST, try_rule
from dashboard import data
from dashboard.components.alert_rule_fields import RuleFields
from dashboard.components.header import panel_title
from dashboard.components.lists import show_table
from dashboard.components.saying import act, say
from dashboard.format import escape_markdown
from dashboard.view_models.alert_desk import AlertDesk, firing_table, trial_words
from dashboard.view_models.alert_form import RuleReading, in_words, read_rule

PLACE, NEW = "alert_rule", "A new rule"
TRIED = timedelta(days=30)


def rule_editor(report: Report, desk: AlertDesk) -> None:
    """Choose a rule, change it, try it on the past."""
    with st.container(border=True, gap="small", key="alert_rule_panel"):
        panel_title("Rule", "when a figure is out of its band")
        names = [*desk.rules, NEW]
        name = str(st.selectbox("Which one", names, key="alert_rule", width=360) or names[0])
        rule = desk.rules.get(name)
        if rule and rule.advice:
            st.caption(escape_markdown(rule.advice))
        fields = RuleFields(rule, data.overall().options, list(channels(report.store)), desk.zone)
        reading = read_rule(fields.draw(), rule)
        _buttons(report, rule, reading)


def _buttons(report: Report, rule: AlertRule | None, reading: RuleReading) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        wanted = st.button("Save", type="primary", icon=":material/save:", key="rule_save")
        tried = st.button("Try on the past", icon=":material/history:", key="rule_try")
        back = rule is not None and _way_back(rule)
    if not wanted:
        say(PLACE)
    for text in reading.problems if wanted or tried else ():
        st.error(escape_markdown(text), icon=":material/error:")
    if wanted and reading.rule is not None:
        kept = reading.rule
        act(PLACE, partial(save_rule, report.store, kept), f"{kept.name} is kept.", in_words)
    if back and rule is not None:
        act(PLACE, partial(remove_rule, report.store, rule.name), f"{rule.name} is taken back.", in_words)
    if tried and reading.rule is not None:
        _try(report, reading.rule)


def _way_back(rule: AlertRule) -> bool:
    shipped = SHIPPED_RULES.get(rule.name)
    if shipped is None:
        return st.button("Remove", icon=":material/delete:", key="rule_remove")
    return shipped != rule and st.button(
        "Back to the shipped rule", icon=":material/undo:", key="rule_remove"
    )


def _try(report: Report, rule: AlertRule) -> None:
    """Step through the past, with a bar that says how far, and tell what would have happened."""
    end = report.as_of()
    if end is None:
        st.info("There is no past yet: import some tickets first.", icon=":material/history:")
        return
    back = min(TRIED, LONGEST[rule.window.step])
    bar = st.progress(0.0, "Stepping through the past")
    found = try_rule(report, rule, end - back, end, bar.progress)
    bar.empty()
    st.info(escape_markdown(trial_words(found, back.days)), icon=":material/history:")
    if found.firings:
        show_table(firing_table(rule, found, report.zone()), key="alert_firings")
