"""The product's own palette, its status vocabulary and the Plotly templates made of them.

Pure: no Streamlit. Status is never told by colour alone: every `StatusStyle` carries an icon and
a word, and the three colours differ for colour-blind eyes as well (tested).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import plotly.graph_objects as go

Mode = Literal["light", "dark"]
FONT = "Inter, sans-serif"


@dataclass(frozen=True)
class Tokens:
    """Colours of one mode. ``*_ink`` is text on ``*_fill`` or on the page; ``good``… draw lines and bars."""

    page: str
    surface: str
    ink: str
    muted: str
    grid: str
    border: str
    accent: str
    accent_fill: str
    context: str
    good: str
    good_ink: str
    good_fill: str
    warning: str
    warning_ink: str
    warning_fill: str
    critical: str
    critical_ink: str
    critical_fill: str
    neutral: str
    neutral_fill: str
    series: tuple[str, ...]
    ramp: tuple[str, ...]


LIGHT = Tokens(
    page="#ffffff",
    surface="#f5f7fa",
    ink="#0f1728",
    muted="#4b5870",
    grid="#e7eaf0",
    border="#dde2ea",
    accent="#2a52be",
    accent_fill="rgba(42,82,190,0.09)",
    context="#8893a6",
    good="#0a857b",
    good_ink="#065f58",
    good_fill="#e5f6f4",
    warning="#c67c00",
    warning_ink="#7a4300",
    warning_fill="#fff4df",
    critical="#ab1a1a",
    critical_ink="#a11b12",
    critical_fill="#fdeceb",
    neutral="#4b5870",
    neutral_fill="#eef1f5",
    series=("#2a52be", "#c2570c", "#279cb9", "#6d173a", "#ca7272", "#5f6b1f", "#6a13ec", "#4b5870"),
    ramp=("#f2f5fc", "#cfdaf4", "#9db3e6", "#6685d2", "#3a5fc0", "#203f94"),
)
DARK = Tokens(
    page="#0e131b",
    surface="#161d28",
    ink="#e8ebf1",
    muted="#a9b3c3",
    grid="#263042",
    border="#2a3446",
    accent="#7eabff",
    accent_fill="rgba(126,171,255,0.14)",
    context="#5b677b",
    good="#3ecfc2",
    good_ink="#5fdcd0",
    good_fill="#0f2f2e",
    warning="#ffc04d",
    warning_ink="#ffcb6b",
    warning_fill="#33260e",
    critical="#f4685e",
    critical_ink="#ff938b",
    critical_fill="#3a1a1a",
    neutral="#a9b3c3",
    neutral_fill="#1e2735",
    series=("#7eabff", "#f79a4b", "#2fe6e6", "#d8447f", "#b266f2", "#dbcf9f", "#8fbf4d", "#a9b3c3"),
    ramp=("#151d2b", "#1e2f52", "#2b4783", "#4468b8", "#6b93e4", "#a8c6ff"),
)


@dataclass(frozen=True)
class StatusStyle:
    """How one status looks and reads: badge colour, icon and word."""

    status: str
    word: str
    icon: str
    badge: Literal["green", "yellow", "orange", "red", "gray"]
    severity: int
    """Orders warnings: higher is worse."""

    def ink(self, tokens: Tokens) -> str:
        """The colour of text in this status, readable on the page.

        >>> STATUS_STYLES["warning"].ink(LIGHT) == LIGHT.warning_ink
        True
        """
        by_badge = {"green": tokens.good_ink, "orange": tokens.warning_ink, "red": tokens.critical_ink}
        return by_badge.get(self.badge, tokens.muted)

    def line(self, tokens: Tokens) -> str:
        """The colour that draws this status in a chart.

        >>> STATUS_STYLES["critical"].line(LIGHT) == LIGHT.critical
        True
        """
        by_badge = {"green": tokens.good, "orange": tokens.warning, "red": tokens.critical}
        return by_badge.get(self.badge, tokens.context)


STATUS_STYLES: dict[str, StatusStyle] = {
    style.status: style
    for style in (
        StatusStyle("critical", "Off target", ":material/error:", "red", 3),
        StatusStyle("warning", "At risk", ":material/warning:", "orange", 2),
        StatusStyle("on_target", "On target", ":material/check_circle:", "green", 1),
        StatusStyle("too_few", "Too few to judge", ":material/hourglass_empty:", "gray", 0),
        StatusStyle("no_target", "No target", ":material/remove:", "gray", 0),
        StatusStyle("no_data", "No data", ":material/block:", "gray", 0),
    )
}


def status_style(status: object) -> StatusStyle:
    """The style of a status, given by name or as the core's enumeration member.

    >>> status_style("warning").word
    'At risk'
    """
    name = str(getattr(status, "value", status)).lower()
    return STATUS_STYLES.get(name, STATUS_STYLES["no_data"])


LEVEL_STYLES: dict[str, StatusStyle] = {
    style.status: style
    for style in (
        StatusStyle("none", "Below half", ":material/remove:", "gray", 0),
        StatusStyle("yellow", "Yellow: 50 %", ":material/schedule:", "yellow", 1),
        StatusStyle("orange", "Orange: 80 %", ":material/warning:", "orange", 2),
        StatusStyle("red", "Red: 90 %", ":material/warning:", "red", 3),
        StatusStyle("breach", "Broken", ":material/error:", "red", 4),
        StatusStyle("severe", "Severe: 200 %", ":material/error:", "red", 5),
    )
}
"""The ladder of breaches: how much of a limit is used (R-BR-01 to R-BR-05)."""


def level_style(level: object) -> StatusStyle:
    """The style of a level of the ladder, by name.

    >>> level_style("red").word
    'Red: 90 %'
    """
    return LEVEL_STYLES.get(str(level).lower(), LEVEL_STYLES["none"])


def tokens(mode: Mode) -> Tokens:
    """The colours of a mode.

    >>> tokens("dark").page
    '#0e131b'
    """
    return DARK if mode == "dark" else LIGHT


@cache
def template(mode: Mode) -> go.layout.Template:
    """The Plotly template of a mode: transparent ground, few quiet grid lines, own fonts and colours.

    >>> template("light").layout.font.family
    'Inter, sans-serif'
    """
    t = tokens(mode)
    axis: dict[str, Any] = {
        "gridcolor": t.grid,
        "linecolor": t.border,
        "zeroline": False,
        "tickfont": {"size": 11, "color": t.muted},
        "title": {"font": {"size": 12, "color": t.muted}, "standoff": 8},
        "automargin": True,
    }
    layout = {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 12, "color": t.muted},
        "colorway": list(t.series),
        "margin": {"l": 8, "r": 12, "t": 12, "b": 8},
        "xaxis": {**axis, "showgrid": False},
        "yaxis": {**axis, "ticklabelstandoff": 6},
        "hoverlabel": {
            "font": {"family": FONT, "size": 12, "color": t.ink},
            "bgcolor": t.surface,
            "bordercolor": t.border,
            "align": "left",
        },
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"color": t.ink}},
        "colorscale": {"sequential": [[i / 5, colour] for i, colour in enumerate(t.ramp)]},
        "dragmode": False,
    }
    return go.layout.Template(layout=layout)


def streamlit_theme() -> dict[str, Any]:
    """Every ``theme.*`` option of Streamlit, flat; `.streamlit/config.toml` says the same (tested).

    >>> streamlit_theme()["theme.light.primaryColor"] == LIGHT.accent
    True
    """
    options: dict[str, Any] = {
        "theme.font": FONT,
        "theme.headingFont": FONT,
        "theme.baseFontSize": 14,
        "theme.headingFontSizes": ["1.7rem", "1.4rem", "1.15rem", "1.05rem", "1rem", "0.9rem"],
        "theme.headingFontWeights": [650, 650, 600, 600, 600, 600],
        "theme.metricValueFontSize": "1.75rem",
        "theme.metricValueFontWeight": 600,
        "theme.baseRadius": "0.5rem",
        "theme.buttonRadius": "0.5rem",
        "theme.showWidgetBorder": True,
        "theme.showSidebarBorder": True,
        "theme.paddingTop": "1rem",
        "theme.paddingBottom": "2rem",
        "theme.fontFaces": [
            {
                "family": "Inter",
                "url": f"app/static/inter-{subset}.woff2",
                "weight": "100 900",
                "style": "normal",
                "unicodeRange": ranges,
            }
            for subset, ranges in FONT_SUBSETS.items()
        ],
    }
    for mode, palette in (("light", LIGHT), ("dark", DARK)):
        options |= {f"theme.{mode}.{name}": value for name, value in _mode_options(palette).items()}
        options[f"theme.{mode}.sidebar.backgroundColor"] = palette.surface
    return options


def _mode_options(t: Tokens) -> dict[str, Any]:
    statuses = (("green", "good"), ("orange", "warning"), ("red", "critical"))
    options: dict[str, Any] = {
        "primaryColor": t.accent,
        "backgroundColor": t.page,
        "secondaryBackgroundColor": t.surface,
        "textColor": t.ink,
        "borderColor": t.border,
        "dataframeHeaderBackgroundColor": t.surface,
        "grayTextColor": t.neutral,
        "grayBackgroundColor": t.neutral_fill,
        "chartCategoricalColors": list(t.series),
    }
    for streamlit_name, name in statuses:
        options[f"{streamlit_name}Color"] = getattr(t, name)
        options[f"{streamlit_name}TextColor"] = getattr(t, f"{name}_ink")
        options[f"{streamlit_name}BackgroundColor"] = getattr(t, f"{name}_fill")
    return options


FONT_SUBSETS = {
    "latin-ext": "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,"
    "U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF",
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,"
    "U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
}
