"""The part "Self-service" of the Quality page: articles, topics without one, and what it returns."""

from __future__ import annotations

import hashlib
import math

import streamlit as st

from core.reporting.self_service_tables import SelfServiceInputs
from dashboard import data, session
from dashboard.charts import ranked_bars, trend
from dashboard.charts.interval_dots import interval_dots
from dashboard.components.chart import chart_with_table
from dashboard.components.header import panel_title
from dashboard.components.kpi import kpi_row
from dashboard.components.lists import show_table
from dashboard.filters import Selection
from dashboard.format import escape_markdown, is_missing
from dashboard.view_models import self_service_roi as roi
from dashboard.view_models.self_service import (
    ARTICLES,
    TREND,
    TREND_COLUMNS,
    SelfServiceView,
    build_self_service,
)

MOST_ARTICLES = 10
STEPS = {"visits": 100.0, "rate": 1.0, "cost_per_ticket": 0.5, "investment": 100.0}
FORMATS = {"visits": "%.0f", "rate": "%.1f", "cost_per_ticket": "%.2f", "investment": "%.0f"}


def self_service_part(selection: Selection) -> None:
    """Figures, articles and topics, then the calculator."""
    view = data.view(build_self_service, selection)
    kpi_row(view.cards, key="kb_cards")
    weeks, visited, helpful = st.columns(3, gap="small")
    with weeks:
        _weeks(view)
    with visited:
        _visited(view)
    with helpful:
        _helpful(view)
    show_table(view.bands, key="kb_bands")
    show_table(view.topics, key="kb_topics")
    show_table(view.articles, key="kb_articles")
    calculator(selection)


def _weeks(view: SelfServiceView) -> None:
    chart_with_table(
        lambda: trend(view.weeks, "day", TREND, mode=session.current_mode(), unit="share", height=324),
        view.weeks,
        key="kb_weeks",
        title="By week",
        alt="Deflection, helpful votes and searches without a result by week",
        columns=TREND_COLUMNS,
        empty="No statistics of the knowledge base in these weeks.",
    )


def _visited(view: SelfServiceView) -> None:
    articles = view.articles.frame
    chart_with_table(
        lambda: ranked_bars(
            articles, "article_id", "view_count", mode=session.current_mode(), limit=MOST_ARTICLES
        ),
        articles,
        key="kb_visited",
        title="Most visited articles",
        alt="Articles by visits",
        columns=ARTICLES.columns,
        empty=ARTICLES.empty,
    )


def _helpful(view: SelfServiceView) -> None:
    chart_with_table(
        lambda: interval_dots(
            view.helpful, "article_id", mode=session.current_mode(), target=view.helpful_target,
            noun="votes", limit=MOST_ARTICLES,
        ),
        view.helpful,
        key="kb_helpful",
        title="Least helpful articles",
        note="share of yes, with its 95 % interval",
        alt="Articles by share of helpful votes",
        columns=ARTICLES.columns,
        empty="No article has five votes in this period.",
    )  # fmt: skip


@st.fragment
def calculator(selection: Selection) -> None:
    """What self-service returns in a month, with every input to be seen and changed."""
    presets = data.view(roi.build_presets, selection)
    with st.container(border=True, gap="small", key="roi_panel"):
        panel_title("What self-service returns", "a month, net of what it costs")
        start = st.segmented_control(
            "Start from", list(presets.values), default=roi.OWN, required=True, key="roi_from"
        )
        inputs = _inputs(presets.values[start or roi.OWN], start or roi.OWN)
        st.caption(escape_markdown(presets.note))
        view = roi.calculate(inputs)
        for text in view.problems:
            st.error(escape_markdown(text), icon=":material/error:")
        if view.cards:
            kpi_row(view.cards, key="roi_cards")
    left, right = st.columns(2, gap="small")
    with left:
        show_table(view.costs, key="roi_costs")
    with right:
        show_table(view.ranges, key="roi_ranges")
    with st.container(border=True, gap="xsmall", key="roi_disputed"):
        panel_title("Where the sources disagree")
        for topic, words in roi.disputed():
            st.markdown(f"**{escape_markdown(topic)}**  \n:gray[{escape_markdown(words)}]")


def _inputs(start: SelfServiceInputs, name: str) -> SelfServiceInputs:
    """The fields, filled with a preset; an unknown one stays empty and counts as not known."""
    stamp = hashlib.blake2b(repr((name, start)).encode(), digest_size=6).hexdigest()
    found = {}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="roi_inputs"):
        for field, label in roi.LABELS.items():
            scale = 100.0 if field == "rate" else 1.0
            value = getattr(start, field) * scale
            typed = st.number_input(
                _label(field, label, start.currency),
                min_value=0.0,
                max_value=100.0 if field == "rate" else None,
                value=None if is_missing(value) else value,
                step=STEPS[field],
                format=FORMATS[field],
                placeholder="not known",
                key=f"roi_{field}_{stamp}",
                width=180,
            )
            found[field] = math.nan if typed is None else float(typed) / scale
    return SelfServiceInputs(**found, currency=start.currency)


def _label(field: str, label: str, currency: str) -> str:
    is_money = field in ("cost_per_ticket", "investment") and currency
    return escape_markdown(f"{label}, {currency}" if is_money else label)
