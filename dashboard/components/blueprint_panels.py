"""The part "Blueprint" of the Reports page: facts in, promises, targets, levels and staffing out."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pandas as pd
import streamlit as st

from core.insight.blueprint import MOST_TIERS, BlueprintInputs
from core.sla.policy import Policy
from dashboard import data, export
from dashboard.components.header import panel_title
from dashboard.components.saying import act, say
from dashboard.components.written_files import document_text, downloads
from dashboard.format import escape_markdown
from dashboard.view_models import blueprint as bp
from dashboard.view_models.policy_edit import copied
from dashboard.written.blueprint import blueprint_document

DRAFT = "blueprint"


def blueprint_part(_selection: object) -> None:
    """The form, and what follows from it."""
    presets: bp.Presets = data.view(bp.build_presets)
    with st.container(border=True, gap="small", key="blueprint_form"):
        panel_title("What is known of the organisation", "what stays empty counts as not known")
        names = list(presets.values)
        start = st.segmented_control(
            "Start from", names, default=names[0], required=True, key="blueprint_from", bind="query-params"
        )
        reading = _form(presets.values[start or names[0]], str(start))
    if reading.found is None or reading.policy is None:
        st.error(escape_markdown(reading.problem), icon=":material/error:")
        return
    document = blueprint_document(reading.found, reading.policy)
    with st.container(horizontal=True, gap="small", key="blueprint_out"):
        downloads(document, key="blueprint")
        rows = bp.flat_frame(reading.found, reading.policy)
        st.download_button(
            "CSV", lambda: export.to_csv(rows), export.file_name(document.title, "csv"), "text/csv",
            key="blueprint_csv", on_click="ignore", icon=":material/download:",
        )  # fmt: skip
    _draft(reading.policy)
    document_text(document, key="blueprint")


def _form(start: BlueprintInputs, name: str) -> bp.Reading:
    stamp = hashlib.blake2b(repr((name, start)).encode(), digest_size=6).hexdigest()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        agents = st.number_input("Agents", 1, value=start.agents, key=f"bp_agents_{stamp}", width=110)
        leads = st.number_input("Leads", 0, value=start.leads, key=f"bp_leads_{stamp}", width=110)
        tickets = st.number_input(
            "Tickets a month", 0.0, value=float(round(start.tickets)), step=50.0, format="%.0f",
            key=f"bp_tickets_{stamp}", width=150,
        )  # fmt: skip
        numbers = {field: _number(field, getattr(start, field), stamp) for field in bp.NUMBERS}
    left, right = st.columns(2, gap="small")
    with left:
        st.caption(f"Customer tiers, the most valued first, at most {MOST_TIERS}")
        tiers = _table(bp.tier_frame(start), f"bp_tiers_{stamp}")
    with right:
        st.caption("Most frequent subjects")
        topics = _table(bp.topic_frame(start), f"bp_topics_{stamp}")
    lower = st.toggle(
        "Promises for P3 to P5 too", key="bp_lower",
        help="The blueprint prints only P1 and P2. The others follow from the handbook's limits, in the "
        "tiers' proportions at P2.",
    )  # fmt: skip
    people = (int(agents or 1), int(leads or 0))
    return bp.read_blueprint(numbers, people, float(tickets or 0), tiers, topics, with_lower=lower)


def _number(field: str, known: float, stamp: str) -> float:
    label, scale = bp.NUMBERS[field]
    value = None if pd.isna(known) else round(known / scale, 1)
    given = st.number_input(
        label, 0.0, value=value, step=0.1, format="%.1f", placeholder="not known",
        key=f"bp_{field}_{stamp}", width=180,
    )  # fmt: skip
    return bp.typed(given, scale)


def _table(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    edited = st.data_editor(frame, num_rows="dynamic", hide_index=True, key=key, width="stretch")
    return pd.DataFrame(edited)


def _draft(policy: Policy) -> None:
    """Keep the promises as an own policy, which Settings can change and put in force."""
    say(DRAFT)
    if st.button(
        "Keep the promises as a draft policy", icon=":material/save:", key="blueprint_keep",
        help="It is not put in force; Settings shows it among the policies.",
    ):  # fmt: skip
        report = data.report()
        draft = replace(policy, policy_id="draft")
        own = copied(draft, "Blueprint draft", report.policies())
        said = f"Kept as “{own.name}”. It is not in force; Settings has it among the policies."
        act(DRAFT, lambda: report.save_policy(own), said)
