"""Building blocks of the pages. Text from tickets goes in plain: every component escapes it.

freshness_stamp(as_of, zone, *, note="")                                  one quiet line
kpi_row(cards: Sequence[KpiCard], *, key, min_width=165)                  definition tooltip, change, status
status_chip(status, text=None, *, help=None)                              icon + word + colour
status_badge(status, text=None) -> str                                    the chip as Markdown
status_summary(counts: Mapping[status, int], *, note="")                  a row of chips
warning_list(alerts: Sequence[Alert], *, key, limit=5, calm="Nothing needs attention.")
empty_state(title, detail="", *, page=None, action="")                    page: file name in pages/
error_state(error_id)                                                     a friendly sentence with the id
section(title, note="", *, key=None, help=None)                           context manager: bordered panel
table_with_export(frame, *, key, title, columns=None, note="", height="content", empty="...", border=True)
chart_with_table(figure, frame, *, key, title, alt, note="", columns=None, help=None, empty="...")

Tables and charts are bordered panels of their own with the title inside: no `section` around them.

``figure``: a go.Figure or a function without arguments that makes one (called only if shown).
``columns``: dict of frame column -> `Column(title, kind)`; only those are shown, in that order; the
export has the same columns with raw values. Kinds: text count number minutes share instant status
trend figure (a number already in words, set to the right). Cards, alerts and columns come from
`dashboard.view_models.cards`, which is free of Streamlit.
"""

from dashboard.components.alerts import warning_list
from dashboard.components.chart import chart_with_table
from dashboard.components.header import freshness_stamp, section
from dashboard.components.kpi import kpi_row
from dashboard.components.states import empty_state, error_state
from dashboard.components.status import status_chip, status_summary
from dashboard.components.table import table_with_export

__all__ = [
    "chart_with_table",
    "empty_state",
    "error_state",
    "freshness_stamp",
    "kpi_row",
    "section",
    "status_chip",
    "status_summary",
    "table_with_export",
    "warning_list",
]
