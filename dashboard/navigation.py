"""The pages of the product, in the order of the navigation. Adding a page is adding one `PageSpec`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PAGES_FOLDER = Path(__file__).parent / "pages"
PLAN, INSIGHT, MORE = "Plan", "Insight", "More"


@dataclass(frozen=True)
class PageSpec:
    """One page: its file under pages/, its title, its address and the question that it answers."""

    file: str
    title: str
    url: str
    icon: str
    question: str
    has_filters: bool = True
    is_listed: bool = True
    """Whether the navigation on top shows it; others are reached by links."""
    menu: str = ""
    """The menu that holds it; none for what is looked at every day."""

    @property
    def path(self) -> Path:
        """Where the page's script lies."""
        return PAGES_FOLDER / self.file


PAGES: tuple[PageSpec, ...] = (
    PageSpec(
        "overview.py",
        "Overview",
        "",
        ":material/dashboard:",
        "What needs attention, and do we keep our promises?",
    ),
    PageSpec(
        "queue_health.py",
        "Queue health",
        "queue-health",
        ":material/monitor_heart:",
        "What breaches next, who is overloaded, what is stuck?",
    ),
    PageSpec(
        "team.py",
        "Team",
        "team",
        ":material/group:",
        "How is the team doing, compared with the period before?",
    ),
    PageSpec(
        "agents.py",
        "Agents",
        "agents",
        ":material/person:",
        "How does each agent do beside the team, with the mix of tickets taken into account?",
    ),
    PageSpec(
        "quality.py",
        "Quality",
        "quality",
        ":material/fact_check:",
        "How good is the work, do reviewers agree, and what do people find for themselves?",
    ),
    PageSpec(
        "sla.py",
        "SLA",
        "sla",
        ":material/timer:",
        "Do we keep our promises, and where do they break?",
    ),
    PageSpec(
        "what_if.py",
        "What if",
        "what-if",
        ":material/tune:",
        "What would other targets or other hours have meant for the tickets of the past?",
        menu=PLAN,
    ),
    PageSpec(
        "capacity.py",
        "Capacity",
        "capacity",
        ":material/groups:",
        "How many people does the work need, and what happens if?",
        menu=PLAN,
    ),
    PageSpec(
        "schedule.py",
        "Schedule",
        "schedule",
        ":material/calendar_month:",
        "Who works when, and where are the gaps?",
        menu=PLAN,
    ),
    PageSpec(
        "hiring.py",
        "Hiring and cost",
        "hiring",
        ":material/person_add:",
        "Who must be hired when, what does support cost, and who should get which ticket?",
        menu=PLAN,
    ),
    PageSpec(
        "maturity.py",
        "Maturity",
        "maturity",
        ":material/stairs_2:",
        "Which stage are we in, where are we below it, and what goes wrong quietly?",
        has_filters=False,
        menu=INSIGHT,
    ),
    PageSpec(
        "diagnosis.py",
        "Diagnosis",
        "diagnosis",
        ":material/troubleshoot:",
        "Why did a figure change, what may be wrong, and what is there to decide?",
        menu=INSIGHT,
    ),
    PageSpec(
        "integrity.py",
        "Integrity",
        "integrity",
        ":material/balance:",
        "Which figures may look better than the work behind them, and what should be asked first?",
        menu=INSIGHT,
    ),
    PageSpec(
        "reports.py",
        "Reports",
        "reports",
        ":material/summarize:",
        "What do product, directors and the founder need to read, and what would a new team promise?",
        has_filters=False,
        menu=INSIGHT,
    ),
    PageSpec(
        "ticket.py",
        "Ticket",
        "ticket",
        ":material/confirmation_number:",
        "What happened on one ticket, and where did its time go?",
        has_filters=False,
        is_listed=False,
    ),
    PageSpec(
        "glossary.py",
        "Glossary",
        "glossary",
        ":material/menu_book:",
        "What does each figure mean, what is it now, and what should it be?",
        menu=MORE,
    ),
    PageSpec(
        "data.py",
        "Data",
        "data",
        ":material/database:",
        "What came in, what was refused, and what can be computed from it?",
        menu=MORE,
        has_filters=False,
    ),
    PageSpec(
        "settings.py",
        "Settings",
        "settings",
        ":material/settings:",
        "When are we open, what do we promise, what do we aim at, how do we count, and who is told?",
        menu=MORE,
        has_filters=False,
    ),
)
"""The first page is the default one, served at "/" only."""


def pages_by_menu() -> dict[str, list[PageSpec]]:
    """The pages of each menu, in their order; those without a menu first.

    >>> list(pages_by_menu())
    ['', 'Plan', 'Insight', 'More']
    """
    menus = dict.fromkeys(("", *(page.menu for page in PAGES)))
    return {menu: [page for page in PAGES if page.menu == menu] for menu in menus}


def page_by_url(url: str) -> PageSpec:
    """The page at an address.

    >>> page_by_url("team").title
    'Team'
    """
    for page in PAGES:
        if page.url == url.strip("/"):
            return page
    raise ValueError(f"url: no page at {url!r}")
