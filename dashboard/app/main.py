"""Entry script: the frame around every page, the filter bar and the router.

It must never lie beside pages/: Streamlit would then serve a page's file directly on a first visit.
Title and navigation are sent before anything heavy is loaded, so that a first visitor sees them at
once while the server still warms up.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import Page

from dashboard.format import escape_markdown
from dashboard.navigation import PageSpec, page_by_url, pages_by_menu
from dashboard.session import current_mode
from dashboard.theme import DARK
from dashboard.warming import title_is_sent

STATIC = Path(__file__).parent / "static"
STYLE = """<style>
[data-testid="stMainBlockContainer"]{padding-inline:clamp(1rem,2.5vw,2.25rem);max-width:1680px}
[class*="st-key-alert_line"]>[data-testid="stElementContainer"]:first-child{min-width:6rem}
[class*="_panel"] [data-testid="stButtonGroup"] button{min-height:1.8rem;padding-block:.1rem}
@media (max-width:640px){
.st-key-head>*{flex:1 1 100%}.st-key-time_bar{justify-content:flex-start}
[data-testid="stMetricValue"]{font-size:1.4rem}
[class*="st-key-alert_line"]{flex-wrap:wrap;row-gap:.15rem;padding-bottom:.4rem}
[class*="st-key-alert_line"]>:nth-child(2){order:3;flex:1 1 100%}
[class*="st-key-alert_line"]>:nth-child(3){margin-left:auto}
}
@media (min-width:641px){[class*="_panel"] [data-testid="stElementToolbar"]{right:8.75rem;top:-3.1rem}}
[data-testid="stMetricValue"],[data-testid="stMetricDelta"]{font-variant-numeric:tabular-nums}
</style>"""
ON_ACCENT = f"""<style>[data-testid="stBaseButton-primary"],[data-testid="stBaseButton-primary"] p,
[data-testid="stMultiSelect"] [data-tag]{{color:{DARK.page}}}</style>"""
"""In the dark theme the accent is light: white text on it could not be read."""
UNFILTERED = "<style>.st-key-time_bar,.st-key-more_filters{display:none}</style>"


def route() -> tuple[Page, PageSpec]:
    """Let the address choose the page."""
    icon = str(STATIC / "icon.png")
    st.set_page_config("Queuewise", icon, layout="wide")
    menus = pages_by_menu().items()
    page = st.navigation({menu: [_page(spec) for spec in specs] for menu, specs in menus}, position="top")
    st.set_page_config(f"{page.title} · Queuewise", icon, layout="wide")
    st.logo(f"/app/static/wordmark-{current_mode()}.svg", size="medium")
    st.html(STYLE + (ON_ACCENT if current_mode() == "dark" else ""))
    return page, page_by_url(page.url_path)


def _page(spec: PageSpec) -> Page:
    return st.Page(
        spec.path,
        title=spec.title,
        icon=spec.icon,
        url_path=spec.url or None,
        default=not spec.url,
        visibility="visible" if spec.is_listed else "hidden",
    )


def head(spec: PageSpec) -> tuple[DeltaGenerator, DeltaGenerator]:
    """The title, at once; returns the row beside it and the line below it, still to be filled."""
    row = st.container(
        horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute", key="head"
    )
    words = row.container(gap="xxsmall", key="page_header")
    words.header(escape_markdown(spec.title), anchor=False)
    line = words.empty()
    line.caption(escape_markdown(spec.question))
    return row, line


def show(page: Page, spec: PageSpec, row: DeltaGenerator, line: DeltaGenerator) -> None:
    """Filters and page; what they import is heavy on the first run only."""
    from dashboard import data, filters, session
    from dashboard.components import empty_state
    from dashboard.components.header import freshness_text
    from dashboard.components.quiet import quiet_notice
    from dashboard.view_models.quiet import newest_outside

    overall = data.overall()
    session.mark_routed()
    line.caption(escape_markdown(f"{spec.question} · {freshness_text(overall.as_of, overall.zone)}"))
    with row:
        times = filters.time_bar(overall)
    selection = filters.filter_bar(overall, times)
    if not spec.has_filters:
        st.html(UNFILTERED)
    else:
        filters.active_filters(selection)
    if spec.has_filters and overall.as_of is None:
        empty_state(
            "No tickets yet",
            "Import an export of your help desk, or load the demo company, and this page fills itself.",
            page="data.py",
            action="Import tickets",
        )
    else:
        if spec.has_filters:
            quiet_notice(data.view(newest_outside, selection), overall.zone)
        page.run()


chosen, chosen_spec = route()
frame = head(chosen_spec)
title_is_sent()
show(chosen, chosen_spec, *frame)
