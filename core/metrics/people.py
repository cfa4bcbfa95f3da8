"""Who does the work and how they fare: turnover, tenure, roles and levels, sickness, the founder's share."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.metrics.capacity import NOT_ANSWERING
from core.metrics.columns import flags, is_known, is_one_of, numbers
from core.metrics.definition import Direction, Frame, Level, MetricDefinition, Unit
from core.metrics.measure import NAN, Mean, Ratio, Share

DAYS_PER_QUARTER = 365 / 4


def agent_turnover(agents: pd.DataFrame) -> Ratio:
    """People who left within a year, in parts of the mean headcount of that year.

    Formula: Σ left in the last 365 days ÷ Σ part of those 365 days on the roster. ``agents``: one
    row per person with ``left_count`` (1 or 0) and ``year_share`` (0..1). From 0 up, lower is
    better; 30 to 40 % is usual in the field. Undefined without a roster with dates of hire. Source:
    turnover_pct.

    >>> from core.metrics.reduce import measure
    >>> rows = {"left_count": [1.0, 0.0, 0.0], "year_share": [0.5, 1.0, 1.0]}
    >>> measure(agent_turnover(pd.DataFrame(rows))).value
    0.4
    """
    return Ratio(numbers(agents, "left_count"), numbers(agents, "year_share"))


def agent_tenure(agents: pd.DataFrame) -> Mean:
    """Days since hire, on average over everybody employed today.

    Formula: Σ (today − hired) ÷ people. ``agents``: one row per person with ``is_employed`` and
    ``tenure_days`` (days ≥ 0). Days, higher is better. Undefined without dates of hire. Source:
    agent_tenure_months (30.4 days are a month).

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_employed": [True, True, False], "tenure_days": [100.0, 300.0, 900.0]}
    >>> measure(agent_tenure(pd.DataFrame(rows))).value
    200.0
    """
    employed, tenure = flags(agents, "is_employed"), numbers(agents, "tenure_days")
    return Mean(np.where(employed, tenure, NAN), unknown=employed & np.isnan(tenure), least=0)


def frontline_share(agents: pd.DataFrame) -> Share:
    """Part of the people employed today who are in the front line.

    Formula: heads with the role "frontline" ÷ heads with a role. ``agents``: one row per person with
    ``is_employed`` and ``role``. Range 0..1, best inside the band of the team's size (B-019 to
    B-022). Undefined without roles. Source: role_mix_pct.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_employed": [True] * 4, "role": ["frontline", "frontline", "specialist", "management"]}
    >>> measure(frontline_share(pd.DataFrame(rows))).value
    0.5
    """
    employed, known = flags(agents, "is_employed"), is_known(agents, "role")
    return Share(is_one_of(agents, "role", ("frontline",)), employed & known, unknown=employed & ~known)


def executives_per_100(agents: pd.DataFrame) -> Ratio:
    """Senior executives for each hundred people in the front line.

    Formula: executives ÷ frontline × 100, over people employed today. ``agents``: one row per person
    with ``is_employed`` and ``role``. From 0 up, best near 1 (B-023). Undefined without frontline
    and where the roster names no executive at all, for then it leaves them out. Source:
    executives_per_100, R-MR-01.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_employed": [True] * 51, "role": ["executive"] + ["frontline"] * 50}
    >>> measure(executives_per_100(pd.DataFrame(rows))).value
    2.0
    """
    employed, is_executive = flags(agents, "is_employed"), is_one_of(agents, "role", ("executive",))
    counted = employed & (is_executive | is_one_of(agents, "role", ("frontline",)))
    if not is_executive.any():
        counted = np.zeros(len(agents), dtype=bool)
    return Ratio(np.where(counted, 100.0 * is_executive, NAN), np.where(is_executive, 0.0, 1.0))


def tier_ratio(agents: pd.DataFrame) -> Ratio:
    """Agents of level 1 for each agent of level 3.

    Formula: heads of L1 ÷ heads of L3, over people employed today, without management. ``agents``:
    one row per person with ``is_employed``, ``role`` and ``level`` (1, 2, 3). From 0 up, best near
    the ratio of the company's stage: 5, 8, 10 or 3 to one (B-015 to B-018). Undefined without
    anybody at level 3. Source: tier_ratio, C-64.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_employed": [True] * 6, "role": [None] * 6, "level": [1.0, 1.0, 1.0, 1.0, 1.0, 3.0]}
    >>> measure(tier_ratio(pd.DataFrame(rows))).value
    5.0
    """
    counted = flags(agents, "is_employed") & ~is_one_of(agents, "role", NOT_ANSWERING)
    level = np.where(counted, numbers(agents, "level"), NAN)
    is_end = (level == 1) | (level == 3)
    return Ratio(np.where(is_end, level == 1, NAN), np.where(is_end, level == 3, NAN))


def sick_days_per_agent(days: pd.DataFrame) -> Ratio:
    """Days of sickness for each person and quarter.

    Formula: Σ people sick ÷ Σ people employed × 91.25 days, which over a quarter is sick days ÷ mean
    headcount. ``days``: one row per local day with ``sick_count`` and ``head_count``. Days, from 0
    up, lower is better; watch the trend. Undefined where no source names sickness. Source:
    sick_days_per_agent.

    >>> from core.metrics.reduce import measure
    >>> rows = {"sick_count": [1.0, 0.0, 0.0, 0.0, 1.0], "head_count": [10.0] * 5}
    >>> round(measure(sick_days_per_agent(pd.DataFrame(rows))).value, 2)
    3.65
    """
    return Ratio(numbers(days, "sick_count") * DAYS_PER_QUARTER, numbers(days, "head_count"))


def founder_support_hours(days: pd.DataFrame) -> Ratio:
    """Hours a week that the founder spends on tickets.

    Formula: Σ founder's minutes on tickets ÷ 60 ÷ weeks. ``days``: one row per local day with
    ``founder_minutes`` and ``share`` (part of the day that has passed). Hours, from 0 up, lower is
    better: beyond 10 the first hire is due. Undefined where nobody on the roster is the founder.
    Source: founder_support_hours, R-TR-01.

    >>> from core.metrics.reduce import measure
    >>> rows = {"founder_minutes": [120.0, 60.0, 0.0, 0.0, 0.0, 0.0, 0.0], "share": [1.0] * 7}
    >>> measure(founder_support_hours(pd.DataFrame(rows))).value
    3.0
    """
    minutes, share = numbers(days, "founder_minutes"), numbers(days, "share")
    return Ratio(minutes * 7 / 60, np.where(np.isnan(minutes), NAN, share))


def _people(**given: object) -> MetricDefinition:
    shared: dict[str, object] = {
        "unit": Unit.NUMBER,
        "direction": Direction.IN_RANGE,
        "level": Level.BUSINESS,
        "frame": Frame.AGENTS,
        "attribution": None,
        "min_sample": 0,
        "owner": "directors",
        "review": "quarterly",
    }
    return MetricDefinition(**(shared | given))  # type: ignore[arg-type]


DATED_ROSTER = "the roster with dates of hire and leave"

DEFINITIONS = (
    _people(
        id="agent_turnover",
        name="Agent turnover",
        question="How many of our people leave within a year?",
        unit=Unit.RATIO,
        direction=Direction.LOWER_IS_BETTER,
        inputs=("left_count", "year_share"),
        formula=agent_turnover,
        formula_text="people who left in the last 365 days ÷ mean headcount of those days",
        min_sample=5,
        sources=("scaling 1.5", "B-028", "B-029"),
        catalog_ids=("turnover_pct",),
        needs=DATED_ROSTER,
        caveats="In a small team one person moves it by many points.",
    ),
    _people(
        id="agent_tenure",
        name="Agent tenure",
        question="How long have our people been with us?",
        unit=Unit.DAYS,
        direction=Direction.HIGHER_IS_BETTER,
        level=Level.ACTIVITY,
        inputs=("is_employed", "tenure_days"),
        formula=agent_tenure,
        formula_text="Σ days since hire ÷ people employed today",
        sources=("scaling 1.5", "B-045"),
        catalog_ids=("agent_tenure_months",),
        needs=DATED_ROSTER,
        caveats="Hiring makes it fall without anybody leaving.",
        alternatives="The tenure of those who left, at the day they left.",
        owner="managers",
    ),
    _people(
        id="frontline_share",
        name="Front line among our people",
        question="What part of the team answers first?",
        unit=Unit.SHARE,
        inputs=("is_employed", "role"),
        formula=frontline_share,
        formula_text="frontline heads ÷ heads",
        sources=("growing 2.8", "B-019", "B-020", "B-021", "B-022", "C-64"),
        catalog_ids=("role_mix_pct",),
        needs="the roster with roles",
        alternatives="Specialists and management beside it: 80/15/5, 65/25/10 or 60/30/10 % by size.",
    ),
    _people(
        id="executives_per_100",
        name="Executives for 100 frontline people",
        question="Does leadership grow with the front line?",
        inputs=("is_employed", "role"),
        formula=executives_per_100,
        formula_text="executives ÷ frontline × 100",
        min_sample=100,
        sources=("execs 1.6", "B-023", "R-MR-01"),
        needs="the roster with roles, executives included",
        caveats="Judged only from a hundred people on: 28 agents would ask for 0.28 of an executive.",
        owner="VP and C-level",
        review="as the team grows",
        gamed_by=("D-130",),
    ),
    _people(
        id="tier_ratio",
        name="Level 1 agents for each at level 3",
        question="Are the levels staffed in proportion?",
        inputs=("is_employed", "role", "level"),
        formula=tier_ratio,
        formula_text="heads at L1 ÷ heads at L3",
        sources=("handbook 2.7", "B-015", "B-016", "B-017", "B-018", "C-64"),
        needs="the roster with levels",
        caveats="Levels are worth little below eight agents (C-64).",
        alternatives="All three at once: 5 : 2 : 1, 8 : 3 : 1, 10 : 3 : 1 or 6 : 4 : 2 by stage.",
        gamed_by=("D-087",),
    ),
    _people(
        id="sick_days_per_agent",
        name="Sick days per agent and quarter",
        question="Does the work make people ill?",
        direction=Direction.LOWER_IS_BETTER,
        level=Level.ACTIVITY,
        frame=Frame.COMPANY_DAYS,
        inputs=("sick_count", "head_count"),
        formula=sick_days_per_agent,
        formula_text="sick days ÷ mean headcount, in a quarter of a year",
        attribution="day",
        sources=("scaling 1.5", "R-SC-05"),
        needs="states or shifts that say who is sick, and the roster with dates of hire",
        caveats="Days that a source does not name sick are taken for healthy. Watch the trend, not a person.",
        owner="managers",
        review="monthly",
    ),
    _people(
        id="founder_support_hours",
        name="Founder hours on support, a week",
        question="Does support still rest on the founder?",
        direction=Direction.LOWER_IS_BETTER,
        level=Level.ACTIVITY,
        frame=Frame.COMPANY_DAYS,
        inputs=("founder_minutes", "share"),
        formula=founder_support_hours,
        formula_text="hours of the founder on tickets ÷ weeks",
        attribution="day",
        min_sample=7,
        sources=("scaling 1.5", "growing 1.5", "R-TR-01", "C-101"),
        needs="the founder on the roster (role founder), with states or work entered on tickets",
        owner="founder",
        review="weekly",
        gamed_by=("D-127",),
    ),
)
