"""The rules of a policy's clocks, what belongs to each priority, and when customers were told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

import pandas as pd
import streamlit as st

from core.sla.policy import Policy
from dashboard.components.header import panel_title
from dashboard.view_models.policy_edit import Rules, local_date
from dashboard.view_models.policy_words import BOTS, REOPENS, STATES

Rule = TypeVar("Rule", bound=StrEnum)
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)


def rules_editor(policy: Policy, priorities: Iterable[str], zone: str, stamp: str, *, locked: bool) -> Rules:
    """Two panels side by side: the rules with the dates, and the definitions."""
    left, right = st.columns([5, 6], gap="small")
    with left, st.container(border=True, height="stretch", gap="small", key="policy_rules_panel"):
        panel_title("Rules", "they count for all tickets, past ones too")
        pausing = st.multiselect(
            "The clock pauses while a ticket is",
            list(STATES),
            default=[state for state in STATES if state in policy.pausing_states],
            format_func=STATES.__getitem__,
            key=f"policy_pausing_{stamp}",
            disabled=locked,
        )
        reopen = _rule(
            "When a solved ticket is reopened", REOPENS, policy.reopen_rule, f"reopen_{stamp}", locked
        )
        bot = _rule("Who can answer a customer", BOTS, policy.bot_rule, f"bot_{stamp}", locked)
        published, reviewed = _dates(policy, zone, stamp, locked)
    with right:
        texts = _definitions(policy, priorities, stamp, locked)
    return Rules(tuple(pausing), reopen, bot, texts, published, reviewed)


def _rule(label: str, words: Mapping[Rule, tuple[str, str]], chosen: Rule, key: str, locked: bool) -> Rule:
    found = st.radio(
        label,
        list(words),
        index=list(words).index(chosen),
        format_func=lambda rule: words[rule][0],
        captions=[text for _, text in words.values()],
        key=f"policy_{key}",
        disabled=locked,
    )
    return chosen if found is None else found


def _dates(policy: Policy, zone: str, stamp: str, locked: bool) -> tuple[date | None, date | None]:
    with st.container(horizontal=True, gap="small", key="policy_dates"):
        published = _date("Published", "When customers were told", policy.published_at, zone, stamp, locked)
        reviewed = _date("Last reviewed", "Once a month is good", policy.reviewed_at, zone, stamp, locked)
    return published, reviewed


def _date(
    label: str, help_text: str, known: datetime | None, zone: str, stamp: str, locked: bool
) -> date | None:
    found = st.date_input(
        label,
        value=local_date(known, zone),
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        format="YYYY-MM-DD",
        help=help_text,
        key=f"policy_{label.split()[-1].lower()}_{stamp}",
        width=160,
        disabled=locked,
    )
    return found if isinstance(found, date) else None


def _definitions(policy: Policy, priorities: Iterable[str], stamp: str, locked: bool) -> Mapping[str, str]:
    with st.container(border=True, height="stretch", gap="small", key="policy_definitions_panel"):
        panel_title("What belongs to each priority", "with an example", help="Goes into the SLA document.")
        rows = list(dict.fromkeys([*priorities, *policy.definitions]))
        frame = pd.DataFrame(
            {"priority": rows, "text": [policy.definitions.get(word, "") for word in rows]}, dtype="object"
        )
        edited = st.data_editor(
            frame,
            column_config={
                "priority": st.column_config.TextColumn("Priority", pinned=True, width=80),
                "text": st.column_config.TextColumn("Definition and example", max_chars=400, width="large"),
            },
            disabled=True if locked else ["priority"],
            num_rows="fixed",
            hide_index=True,
            height="content",
            row_height=60,
            key=f"policy_definitions_{stamp}",
            alt="Definitions by priority",
        )
    return {
        word: text for word, text in zip(rows, edited["text"], strict=True) if isinstance(text, str) and text
    }
