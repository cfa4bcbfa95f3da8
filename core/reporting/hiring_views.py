"""The report's inputs of hiring plans and costs, and what was assumed. `core.report.Report` has them all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np
import pandas as pd

from core.capacity.hiring_leavers import Team
from core.metrics.columns import numbers
from core.metrics.definition import Frame
from core.metrics.measure import Floats
from core.periods import Period, local_date
from core.reporting.hiring_assumed import NOT_KNOWN, CostAssumptions, HiringAssumptions, kept, to_keep
from core.reporting.told_rows import told_rows
from core.reporting.views import Views, span_of

COST_SETTING, HIRING_SETTING = "cost_assumptions", "hiring_assumptions"
NOT_ANSWERING = ("management", "executive", "founder")
WEEK_DAYS = 7
SPAN_DAYS = 91
"""Thirteen whole weeks are compared with the thirteen before: three months."""
MONTHS_BETWEEN = 3
RAMP_WEEKS = 6


@dataclass(frozen=True)
class HiringStart:
    """What was measured: people now, agents needed, growth a month and turnover a year; NaN where unknown.

    ``team``: who answers tickets, newcomers with their weeks; ``growth``: from the last 91 whole days and the
    91 before, the interval ``growth_low`` to ``growth_high`` 95 %; ``today``: the day of the data.
    """

    team: Team | None
    required: float
    growth: float
    growth_low: float
    growth_high: float
    turnover: float
    today: date | None


class HiringViews(Views):
    """Where hiring plans and costs start."""

    def hiring_start(self, *, as_of: datetime | None = None) -> HiringStart:
        """The team, the need and how both change, as measured at an instant; of all tickets."""
        settings, now = self._loader.settings(), as_of or self._loader.as_of()
        if now is None:
            nothing = float("nan")
            return HiringStart(None, nothing, nothing, nothing, nothing, nothing, None)
        evaluation, span = (
            self._loader.load(as_of).evaluation,
            Period.last_days(28, now, settings.zone).span(),
        )
        need = evaluation.evaluate(settings.definitions["required_agents"], span=span).total.value
        turnover = evaluation.evaluate(settings.definitions["agent_turnover"]).total.value
        days = evaluation.frames[Frame.COMPANY_DAYS]
        growth = monthly_growth(days[["day", "created_count", "share"]])
        team = team_of(evaluation.frames[Frame.AGENTS])
        return HiringStart(team, float(need), *growth, float(turnover), local_date(now, settings.zone))

    def measured_costs(
        self, *, period: Period | None = None, as_of: datetime | None = None
    ) -> CostAssumptions:
        """The cost model's figures from booked costs, resolved tickets and the roster; NaN where nobody told.

        Those of self-service are left to `self_service_inputs`. Money as for a year, per agent without
        management; what is booked for people stands under ``salary``, technology under ``tools``, overhead
        under ``management``, and training is part of these.
        """
        evaluation, definitions = self._loader.load(as_of).evaluation, self._loader.settings().definitions
        span = span_of(period)
        days = told_rows(evaluation, Frame.COMPANY_DAYS, {}, "day", span)
        handle = evaluation.evaluate(definitions["average_handle_time"], span=span).total.value
        return costs_of(days, float(handle))

    def customers_and_agents(self, *, as_of: datetime | None = None) -> pd.DataFrame:
        """Customers and agents (without management) by local month: ``month``, both means over its days."""
        days = self._loader.load(as_of).evaluation.frames[Frame.COMPANY_DAYS]
        zone = self._loader.settings().zone
        month = days["day"].dt.tz_convert(zone).dt.strftime("%Y-%m")
        counts = days[["customer_count", "agent_count"]].groupby(month.rename("month")).mean()
        return counts.reset_index()

    def cost_assumptions(self) -> CostAssumptions:
        """What somebody kept, else the printed examples."""
        return kept(CostAssumptions(), self.store.setting(COST_SETTING, {}))

    def has_kept_costs(self) -> bool:
        """Whether somebody kept figures of the cost model."""
        return bool(self.store.setting(COST_SETTING, {}))

    def keep_cost_assumptions(self, assumed: CostAssumptions) -> None:
        """Keep what the cost model starts from. Raises ValueError naming a figure below 0."""
        self.store.set_setting(COST_SETTING, to_keep(assumed, {}))

    def hiring_assumptions(self) -> HiringAssumptions:
        """What somebody kept; figures that are not kept are NaN: as measured."""
        return kept(HiringAssumptions(), self.store.setting(HIRING_SETTING, {}))

    def keep_hiring_assumptions(self, assumed: HiringAssumptions) -> None:
        """Keep what a hiring plan starts from. Raises ValueError naming a figure that cannot be."""
        self.store.set_setting(HIRING_SETTING, to_keep(assumed, {"growth": -1.0}))


def costs_of(days: pd.DataFrame, handle_time: float) -> CostAssumptions:
    """The cost model's figures from days of a company as `core.facts.company_days` makes them.

    Per agent and year: Σ money ÷ Σ agents × part of a year, over days that know both; the shares of the
    budget leave self-service out.
    """
    years = numbers(days, "agent_count") * numbers(days, "year_share")
    per_agent = {
        name: _quotient(numbers(days, column), years)
        for name, column in (
            ("salary", "people_cost"), ("tools", "technology_cost"), ("management", "overhead_cost"),
            ("output", "resolved_count"),
        )
    }  # fmt: skip
    total = per_agent["salary"] + per_agent["tools"] + per_agent["management"]
    usual = CostAssumptions()
    agents = numbers(days, "agent_count")
    known = agents[~np.isnan(agents)]
    return replace(
        usual,
        salary=per_agent["salary"],
        tools=per_agent["tools"],
        training=0.0 * per_agent["salary"],
        management=per_agent["management"],
        tickets_per_day=per_agent["output"] / usual.working_days,
        handle_time=handle_time,
        agents=float(known[-1]) if len(known) else NOT_KNOWN,
        visits=NOT_KNOWN,
        rate=NOT_KNOWN,
        deflected_cost=NOT_KNOWN,
        investment=NOT_KNOWN,
        revenue=_quotient(numbers(days, "revenue"), numbers(days, "year_share")),
        people=per_agent["salary"] / total,
        technology=per_agent["tools"] / total,
        overhead=per_agent["management"] / total,
    )


def _quotient(part: Floats, whole: Floats) -> float:
    """Sum by sum, over rows that know both."""
    both = ~np.isnan(part + whole)
    base = float(whole[both].sum())
    return float(part[both].sum()) / base if base else NOT_KNOWN


def team_of(roster: pd.DataFrame) -> Team | None:
    """Who answers tickets now: trained full-time agents and newcomers; None without a roster.

    Hours that nobody tells count as full time, a day of hire that nobody tells as long ago.
    """
    there = roster["is_employed"].to_numpy(bool) & ~roster["role"].isin(NOT_ANSWERING).to_numpy()
    if not there.any():
        return None
    share = np.nan_to_num(roster["fte"].to_numpy(np.float64)[there], nan=1.0)
    tenure = roster["tenure_days"].to_numpy(np.float64)[there] / WEEK_DAYS
    is_new = tenure < RAMP_WEEKS
    new, shares = np.floor(tenure[is_new]).tolist(), share[is_new].tolist()
    return Team(float(share[~is_new].sum()), tuple(new), tuple(shares))


def monthly_growth(days: pd.DataFrame) -> tuple[float, float, float]:
    """Growth of new tickets a month with its 95 % interval; NaN without half a year of whole days.

    Formula: (tickets of the last 91 whole days ÷ those of the 91 before)^(1/3) − 1. The interval comes from
    how weeks differ, not from single tickets. ``days``: one row per local day with
    ``day``, ``created_count`` and ``share`` (part of the day that has passed). Source: R-FM-02.
    """
    whole = days[days["share"].to_numpy(float) >= 1]
    counts = whole["created_count"].to_numpy(np.float64)[-2 * SPAN_DAYS :]
    if len(counts) < 2 * SPAN_DAYS or np.isnan(counts).any():
        return (float("nan"),) * 3
    before, after = (part.reshape(-1, WEEK_DAYS).sum(axis=1) for part in np.split(counts, 2))
    if not before.sum() or not after.sum():
        return (float("nan"),) * 3
    ratio = np.log(after.mean() / before.mean())
    error = np.sqrt(sum(part.var(ddof=1) / len(part) / part.mean() ** 2 for part in (before, after)))
    found = np.expm1(np.array([ratio, ratio - 1.96 * error, ratio + 1.96 * error]) / MONTHS_BETWEEN)
    return float(found[0]), float(found[1]), float(found[2])
