"""The part "Calculators": the handbook's own calculations, with the company's numbers to start from."""

from __future__ import annotations

import streamlit as st

from core.capacity.shrinkage import TOTAL_SENTENCE
from dashboard import data
from dashboard.components.header import panel_title
from dashboard.components.hiring_fields import number_fields
from dashboard.components.table import table_with_export
from dashboard.filters import Selection
from dashboard.format import escape_markdown
from dashboard.view_models import calculators as words
from dashboard.view_models.calculators import CalculatorStart, build_calculator_start
from dashboard.view_models.hiring_fields import stamp

TOGETHER, BY_SLOT = "All chats together", "Each slot"


@st.fragment
def calculators_part(selection: Selection) -> None:
    """Agents by the printed formula, agents by channel, and what is left of a paid day."""
    start = data.view(build_calculator_start, selection)
    _formula(start)
    _channels(start)
    _day(start)


def _formula(start: CalculatorStart) -> None:
    with st.container(border=True, gap="small", key="calculator_formula"):
        panel_title(
            "Agents by utilisation", "tickets × minutes ÷ (minutes of a day × utilisation), rounded up"
        )
        mark = stamp("formula", dict(start.formula))
        figures = number_fields(words.FORMULA_FIELDS, start.formula, key="calculator_formula_in", stamp=mark)
        measured = start.words.get("tickets_per_day", ""), start.words.get("handle_time", "")
        st.caption(
            escape_markdown(
                f"Tickets {measured[0]}; minutes {measured[1]}.{start.days_words} {words.EXAMPLE}"
            )
        )
        table_with_export(
            words.sensitivity_frame(figures),
            key="calculator_sensitivity",
            title="Sensitivity",
            columns=words.SENSITIVITY_COLUMNS,
            empty="Type tickets, minutes and hours.",
            border=False,
        )


def _channels(start: CalculatorStart) -> None:
    with st.container(border=True, gap="small", key="calculator_channels"):
        panel_title("Agents by channel", "tickets of an hour ÷ (tickets per agent-hour × utilisation)")
        st.markdown(":small[**Tickets in the fullest hour**]")
        mark = stamp("arrivals", dict(start.arrivals))
        arrivals = number_fields(words.ARRIVAL_FIELDS, start.arrivals, key="calculator_arrivals", stamp=mark)
        st.markdown(":small[**Tickets per agent-hour**]")
        rates = number_fields(words.RATE_FIELDS, start.rates, key="calculator_rates", stamp="rates")
        share = number_fields(
            (words.UTILISATION_FIELD,), {"utilisation": 0.75}, key="calculator_utilisation", stamp="printed"
        )
        ways = [TOGETHER, BY_SLOT]
        way = st.segmented_control(
            "The rate counts", ways, default=TOGETHER, required=True, key="calculator_way"
        )
        st.caption(words.RATE_SENTENCE)
        typed = {**arrivals, **{f"rate of {name}": rate for name, rate in rates.items()}, **share}
        if any(figure != figure for figure in typed.values()):
            st.warning("Type every number to see the agents.", icon=":material/warning:")
            return
        table_with_export(
            words.channel_frame(arrivals, rates, share["utilisation"], way != BY_SLOT),
            key="calculator_channel_table",
            title="Agents in that hour",
            columns=words.CHANNEL_COLUMNS,
            border=False,
        )


def _day(start: CalculatorStart) -> None:
    with st.container(border=True, gap="small", key="calculator_day"):
        panel_title("Time away", "what is left of a paid day")
        mark = stamp("parts", dict(start.parts))
        parts = number_fields(words.PART_FIELDS, start.parts, key="calculator_parts", stamp=mark)
        absence = number_fields(
            (words.ABSENCE_FIELD,), {"absence": words.ABSENCE}, key="calculator_absence", stamp="printed"
        )
        st.caption(escape_markdown(f"Parts {start.words.get('day_parts', '')}. {TOTAL_SENTENCE}"))
        wrong = words.total_words(parts)
        if wrong:
            st.warning(escape_markdown(wrong), icon=":material/warning:")
            return
        st.markdown(escape_markdown(words.net_words(parts, absence["absence"])))
        table_with_export(
            words.parts_frame(parts),
            key="calculator_parts_table",
            title="Parts of a day of 8 h",
            columns=words.PART_COLUMNS,
            border=False,
        )
