"""The part "Reviews" of the Quality page: figures, how totals spread, whom to coach, and the list."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.metrics.scorecard import DIMENSIONS
from dashboard import data, session
from dashboard.charts import histogram
from dashboard.charts.level_line import level_line
from dashboard.charts.scatter import scatter
from dashboard.components.chart import chart_with_table
from dashboard.components.kpi import kpi_row
from dashboard.components.lists import show_table
from dashboard.components.score_form import SAID, change
from dashboard.filters import Selection
from dashboard.format import date_time, escape_markdown
from dashboard.view_models.quality_reviews import (
    AGENT_COLUMNS,
    BAND_COLUMNS,
    MONTH_COLUMNS,
    ReviewsView,
    build_reviews,
)
from dashboard.view_models.quality_words import DimensionLine, dimension_lines


def reviews_part(selection: Selection) -> None:
    """The board of quality, then agents, then the reviews themselves."""
    view = data.view(build_reviews, selection)
    kpi_row(view.cards, key="quality_cards")
    spread, months, agreement = st.columns(3, gap="small")
    with spread:
        _spread(view)
    with months:
        _months(view)
    with agreement:
        _agreement(view)
    show_table(view.coaching, key="coaching")
    if not view.gaps.is_empty:
        show_table(view.gaps, key="shared_gaps")
    said = st.session_state.pop(SAID, None)
    if said:
        st.success(escape_markdown(said), icon=":material/check_circle:")
    show_table(view.reviews, key="reviews", detail=review_detail)


def _spread(view: ReviewsView) -> None:
    bands = view.spread.bands
    chart_with_table(
        lambda: histogram(bands, "band", "review_count", mode=session.current_mode()),
        bands,
        key="score_spread",
        title="How totals spread",
        note=view.spread.note,
        alt="Reviews by total in bands of ten points",
        columns=BAND_COLUMNS,
        help="Where four fifths have 90 or more, or totals hardly differ, scores tell nothing (D-065).",
        empty="No review was made in this period.",
    )


def _months(view: ReviewsView) -> None:
    chart_with_table(
        lambda: level_line(view.months, "day", mode=session.current_mode(), target=view.target),
        view.months,
        key="score_months",
        title="QA score by month",
        note=_goal(view.target),
        alt="Mean total of the reviews by month",
        columns=MONTH_COLUMNS,
        empty="No review was made in the last year.",
    )


def _goal(target: float | None) -> str:
    goal = "" if target is None else f", dotted: target {target:g}"
    return f"with its 95 % interval{goal}"


def _agreement(view: ReviewsView) -> None:
    agents = view.agreement.agents
    titles = ("QA score", "CSAT, 1 to 5")
    chart_with_table(
        lambda: scatter(
            agents, "agent", "qa_mean", "csat_mean", mode=session.current_mode(), titles=titles,
            units=("number", "score"),
        ),
        agents,
        key="qa_csat",
        title="Reviewers and customers",
        note=view.agreement.note,
        alt="Mean QA score against mean satisfaction of each agent",
        columns=AGENT_COLUMNS,
        help="Dots that rise to the right: reviewers praise what customers like.",
        empty="No agent has five reviews and five answers yet.",
    )  # fmt: skip


def review_detail(row: pd.Series | None) -> None:
    """The points of the selected review, what they ask for, and whether it was talked over."""
    if row is None:
        st.caption("Select a review to see its points, and to note that it was talked over.")
        return
    lines = dimension_lines({each.id: row[each.id] for each in DIMENSIONS})
    if not lines:
        st.caption("This review came without points by dimension.")
    with st.grid(5, min_column_width=165, gap="small", key="review_points"):
        for line in lines:
            with st.container(border=True, height="stretch", gap="xxsmall"):
                _line(line)
    _talk(row)


def _line(line: DimensionLine) -> None:
    st.markdown(f"**{escape_markdown(line.name)}**  \n{escape_markdown(f'{line.points}, {line.word}')}")
    st.caption(escape_markdown(line.reading))
    if line.is_low:
        st.markdown(f":small[:orange[{escape_markdown(f'{line.approach} ({line.rule})')}]]")


def _talk(row: pd.Series) -> None:
    if row["is_calibration"]:
        st.caption("It compares reviewers and takes no part in the agent's figures.")
    elif pd.notna(row["coached_at"]):
        st.caption(f"Talked over on {date_time(row['coached_at'], session.display_zone())}.")
    elif st.button("Talked over with the agent", icon=":material/forum:", key="review_talked"):
        number, source = str(row["review_id"]), str(row["source"])
        change(lambda: data.report().save_coaching(number, source), "Noted: the review was talked over.")
