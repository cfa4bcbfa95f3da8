"""What the demo company is: its names, shares and rhythms. Change a figure here to change the company."""

from __future__ import annotations

from dataclasses import dataclass

from core.data.columns import Priority, Status

SOURCE_ID = "demo"
ZONE = "America/New_York"
BASE_TICKETS = 25_000
MONTHS = 18
CUTOFF_HOUR = 17
MINUTE = 60
HOUR = 3_600
DAY = 86_400
WEEK = 604_800

TEAMS = ("Support L1", "Billing", "Technical L2", "Engineering L3")
SUPPORT_L1, BILLING, TECHNICAL_L2, ENGINEERING_L3 = range(4)
TIERS = ("L1", "L2", "L3")
TEAM_TIER = (0, 0, 1, 2)
CUSTOMER_TIERS = ("Enterprise", "Mid-Market", "SMB")
CUSTOMER_TIER_SHARE = (0.15, 0.45, 0.40)
CHANNELS = ("email", "chat", "web", "phone", "social")
EMAIL, CHAT, WEB, PHONE, SOCIAL = range(5)
CHANNEL_SHARE = (0.42, 0.20, 0.22, 0.11, 0.05)
PRIORITIES = tuple(p.value for p in Priority)
STATUSES = tuple(s.name.lower() for s in sorted(Status) if s >= 0)


@dataclass(frozen=True, slots=True)
class CategoryProfile:
    """One kind of question: how often, where it goes, how hard it is."""

    name: str
    share: float
    product_area: str
    team: int
    straight_to_l2: float
    to_l2: float
    to_l3: float
    difficulty: float
    happiness: float
    priority_mix: tuple[float, float, float, float, float]
    tags: str


_NORMAL = (0.02, 0.13, 0.50, 0.28, 0.07)
_SEVERE = (0.06, 0.24, 0.48, 0.18, 0.04)
_MILD = (0.00, 0.04, 0.30, 0.40, 0.26)

CATEGORIES = (
    CategoryProfile("login", 0.22, "Authentication", 0, 0.00, 0.06, 0.02, 0.6, 0.06, _NORMAL, "login"),
    CategoryProfile("API errors", 0.18, "API", 0, 0.38, 0.60, 0.10, 1.6, -0.02, _SEVERE, "api,errors"),
    CategoryProfile("billing", 0.15, "Billing", 1, 0.00, 0.05, 0.00, 0.8, 0.00, _NORMAL, "billing"),
    CategoryProfile("how-to", 0.11, "Core app", 0, 0.00, 0.05, 0.00, 0.7, 0.07, _MILD, "how-to"),
    CategoryProfile(
        "integrations", 0.09, "Integrations", 0, 0.25, 0.50, 0.10, 1.5, -0.01, _NORMAL, "integration"
    ),
    CategoryProfile("bug report", 0.08, "Core app", 0, 0.15, 0.50, 0.30, 1.7, -0.05, _SEVERE, "bug"),
    CategoryProfile("account", 0.06, "Account", 0, 0.00, 0.06, 0.00, 0.7, 0.05, _NORMAL, "account"),
    CategoryProfile("performance", 0.05, "Core app", 0, 0.20, 0.45, 0.22, 1.5, -0.04, _SEVERE, "slow"),
    CategoryProfile("data export", 0.03, "Exports", 0, 0.10, 0.45, 0.20, 1.5, 0.05, _NORMAL, "export"),
    CategoryProfile("feature request", 0.03, "Roadmap", 0, 0.00, 0.10, 0.05, 0.7, 0.02, _MILD, "idea"),
)
CATEGORY_NAMES = tuple(profile.name for profile in CATEGORIES)
LOGIN, API_ERRORS, BILLING_CATEGORY, DATA_EXPORT = 0, 1, 2, 8
EASY_CATEGORIES = (0, 3, 6)
INVOICING_AREA = "Invoicing API"
PRODUCT_AREAS = (*dict.fromkeys(profile.product_area for profile in CATEGORIES), INVOICING_AREA)

HOUR_SHAPE = (
    0.05, 0.04, 0.03, 0.03, 0.03, 0.05, 0.12, 0.40, 1.00, 1.45, 1.60, 1.50,
    1.20, 1.35, 1.45, 1.35, 1.15, 0.85, 0.50, 0.34, 0.22, 0.16, 0.10, 0.07,
)  # fmt: skip
WEEKDAY_SHAPE = (1.38, 1.10, 1.02, 0.98, 0.84, 0.16, 0.17)
MONDAY_MORNING = 1.25
HOLIDAY_SHAPE = 0.30
YEAR_END_SHAPE = 0.50
MONTH_END_BILLING = 1.60
GROWTH = 0.40
"""Daily volume at the end is 1 + GROWTH times the volume at the start."""

FIRST_WAIT_MINUTES = (72.0, 2.5, 56.0, 1.2, 25.0)
"""Median working minutes to the first reply by channel at the start."""
NEXT_WAIT_MINUTES = (90.0, 5.0, 75.0, 12.0, 40.0)
PRIORITY_PACE = (0.22, 0.50, 1.00, 1.35, 1.80)
FIRST_WAIT_BY_TEAM = (1.0, 1.0, 1.3, 2.0)
TEAM_PACE = (1.0, 1.0, 2.2, 5.0)
TOUCH_MINUTES = (6.0, 6.5, 18.0, 60.0)
"""Median minutes of work behind one reply, by team."""
PACE_CURVE = ((0.0, 1.0), (0.12, 0.95), (0.30, 0.50), (0.50, 0.33), (0.70, 0.33), (0.85, 0.60), (1.0, 0.95))
"""How slow the company answers over its 18 months: better until volume outgrows the team."""
HAPPY_CURVE = ((0.0, 0.755), (0.35, 0.86), (0.65, 0.905), (0.85, 0.89), (1.0, 0.86))
"""Share of satisfied customers over the 18 months, before what happened on the ticket counts."""

RESOLUTION_HOURS = (
    (4, 8, 24, 48, 120),
    (8, 24, 48, 96, 160),
    (24, 48, 72, 120, 240),
)
"""Promised opening hours to resolution by customer tier and priority (P1 and P2: B-056 to B-058)."""


@dataclass(frozen=True, slots=True)
class Happening:
    """An outage or a release: when (share of the 18 months), how long, what it does to a category."""

    incident_id: str
    title: str
    severity: str
    share: float
    weekday: int
    hour: int
    hours: float
    aftermath_hours: float
    category: int
    surge: float


HAPPENINGS = (
    Happening("REL-1", "Release: new sign-in", "release", 0.34, 3, 11, 6, 96, LOGIN, 4.0),
    Happening("INC-1", "API outage", "SEV1", 0.62, 1, 10, 7, 30, API_ERRORS, 14.0),
    Happening("INC-2", "Slow API responses", "SEV2", 0.80, 2, 14, 4, 8, API_ERRORS, 5.0),
    Happening("REL-2", "Release: new export screen", "release", 0.88, 3, 11, 4, 72, DATA_EXPORT, 3.0),
)


@dataclass(frozen=True, slots=True)
class AgentProfile:
    """One agent of the smallest company; larger ones repeat the list with new numbers."""

    code: str
    team: int
    pattern: int
    hired_month: float
    left_month: float | None = None
    quality: float = 0.0
    cost: float = 5_400.0
    role: str = "frontline"


EARLY, LATE, WEEKEND, CORE, ALWAYS = range(5)
PATTERN_NAMES = ("early", "late", "weekend", "core", "on call")

AGENTS = (
    AgentProfile("L1-01", 0, EARLY, -30, 11, 0.03),
    AgentProfile("L1-02", 0, LATE, -24, None, 0.02),
    AgentProfile("L1-03", 0, EARLY, -14, None, -0.01),
    AgentProfile("L1-04", 0, WEEKEND, -10, None, -0.02),
    AgentProfile("L1-05", 0, LATE, 2, None, 0.01),
    AgentProfile("L1-06", 0, EARLY, 5, 14, -0.01),
    AgentProfile("L1-07", 0, WEEKEND, 8, None, 0.00),
    AgentProfile("L1-08", 0, EARLY, 12, None, 0.00),
    AgentProfile("L1-09", 0, LATE, 15.5, None, -0.02),
    AgentProfile("BL-01", 1, CORE, -20, None, 0.02, 5_600.0),
    AgentProfile("BL-02", 1, CORE, 6, None, 0.00, 5_400.0),
    AgentProfile("L2-01", 2, CORE, -26, None, 0.00, 7_400.0, "specialist"),
    AgentProfile("L2-02", 2, EARLY, -9, None, -0.01, 7_200.0, "specialist"),
    AgentProfile("L2-03", 2, CORE, 4, 13, 0.01, 7_200.0, "specialist"),
    AgentProfile("L2-04", 2, EARLY, 9, None, 0.01, 7_200.0, "specialist"),
    AgentProfile("L3-01", 3, CORE, -18, None, 0.02, 10_500.0, "specialist"),
    AgentProfile("L3-02", 3, CORE, 10, None, 0.00, 10_500.0, "specialist"),
    AgentProfile("LD-01", 0, EARLY, -36, None, 0.03, 8_500.0, "management"),
)
BOT = "bot-ack"
