"""The parts "Sample" and "Calibration" of the Quality page: what to review, and whether reviewers agree."""

from __future__ import annotations

import streamlit as st

from core.facts.reviews import CALIBRATION
from core.metrics.sampling import RANDOM
from dashboard import data, session
from dashboard.charts.level_line import level_line
from dashboard.components.chart import chart_with_table
from dashboard.components.kpi import kpi_row
from dashboard.components.lists import show_table
from dashboard.components.scorable_table import scorable_table
from dashboard.components.states import empty_state
from dashboard.filters import Selection
from dashboard.format import escape_markdown
from dashboard.view_models.calibration import HOW, CalibrationView, build_calibration
from dashboard.view_models.quality_reviews import MONTH_COLUMNS
from dashboard.view_models.review_sample import SampleView, SampleWish, build_sample, flagged_numbers

MOST_EACH = 50
MOST_SEED = 2**31 - 1


def sample_part(selection: Selection) -> None:
    """The tickets of a week that are to be reviewed, drawn by chance and the same ones for all."""
    first = data.view(build_sample, selection.filters, SampleWish())
    if first is None:
        return
    bar = st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="sample_bar")
    with bar:
        week = st.selectbox(
            "Week", list(first.weeks), format_func=first.weeks.__getitem__, key="sample_week", width=200
        )
    view = data.view(build_sample, selection.filters, SampleWish(week or first.week)) or first
    with bar:
        wish = _wish(view)
    drawn = data.view(build_sample, selection.filters, wish) or view
    if drawn.unknown:
        st.warning(escape_markdown(drawn.unknown), icon=":material/warning:")
    scorable_table(drawn.table, key="sample", why=RANDOM)
    st.caption(
        "The week decides, not the period; filters leave out tickets. Good and bad ones are drawn apart, in "
        "the mix of the agent's categories and priorities. The same seed draws the same tickets."
    )


def _wish(view: SampleView) -> SampleWish:
    """Seed and number for each agent, filled with what the rule says for the week."""
    seed = st.number_input(
        "Seed", 0, MOST_SEED, view.seed, key=f"sample_seed_{view.week}", width=150,
        help="One for each week; another one draws other tickets.",
    )  # fmt: skip
    each = st.number_input(
        "Tickets per agent", 1, MOST_EACH, view.per_agent, key=f"sample_each_{view.week}", width=150,
        help=escape_markdown(view.rule),
    )  # fmt: skip
    flagged = st.text_input(
        "Flagged tickets", key="sample_flagged", placeholder="Numbers to add", width=240,
        help="Tickets that somebody flagged come on top of the draw (7.4).",
    )  # fmt: skip
    own = None if each == view.per_agent else int(each)
    return SampleWish(view.week, int(seed), own, flagged_numbers(str(flagged or "")))


def calibration_part(selection: Selection) -> None:
    """Cases and agreement, the way there, and what is scored together next."""
    view = data.view(build_calibration, selection)
    if view.is_empty:
        empty_state("Nobody has compared scores yet", HOW)
    else:
        kpi_row(view.cards, key="calibration_cards")
        left, right = st.columns([3, 2], gap="small")
        with left:
            _months(view)
        with right:
            show_table(view.reviewers, key="reviewers")
        show_table(view.cases, key="calibration_cases")
    scorable_table(view.next, key="calibration_next", why=CALIBRATION)
    if not view.is_empty:
        st.caption(escape_markdown(HOW))


def _months(view: CalibrationView) -> None:
    chart_with_table(
        lambda: level_line(
            view.months, "day", mode=session.current_mode(), target=5.0, noun="tickets", cases=view.dots
        ),
        view.months,
        key="calibration_months",
        title="Spread by month",
        note="line: mean of highest less lowest total; dots: tickets; dotted: limit of 5",
        alt="Mean spread of reviewers' totals by month",
        columns=MONTH_COLUMNS,
        empty="No ticket was scored by two people in the last year.",
    )
