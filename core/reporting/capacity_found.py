"""The inputs of the what-if, one by one: measured where the data tells, else named as assumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.capacity.cost import CostLines
from core.capacity.scenario import Assumptions
from core.capacity.staffing import DayParts
from core.metrics.buckets import buckets
from core.metrics.definition import Frame, MetricDefinition
from core.metrics.evaluate import Evaluation, Span
from core.metrics.measure import Flags, Floats
from core.metrics.targets import Target
from core.reporting import capacity_measured as told
from core.reporting.capacity_measured import FEWEST, Source, assumed, measured
from core.sla.policy import ClockKind, Policy, PromiseTable, SlaMetric

LONGEST_TARGET = 1440.0
COST_NAMES = ("salary", "tools", "training", "management")


@dataclass
class Found:
    """Values and sources as they are found, by the name of the field."""

    values: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)

    def put(self, name: str, value: Any, source: Source) -> None:
        """Keep one."""
        self.values[name], self.sources[name] = value, source

    def known(self, name: str, value: float, count: int, what: str, otherwise: str) -> None:
        """Keep a measured number; the default of the assumptions, named as such, where it is not known."""
        if np.isfinite(value) and count >= FEWEST:
            self.put(name, float(value), measured(count, what))
        else:
            self.sources[name] = assumed(otherwise)


@dataclass(frozen=True)
class Look:
    """What is measured: the tickets, the whole days, and how."""

    evaluation: Evaluation
    mask: Flags
    span: Span
    days: int
    last_day: int
    definitions: Mapping[str, MetricDefinition]
    wanted: Mapping[str, Any]

    def value(self, metric: str) -> tuple[float, int]:
        """A metric over the days, and of how many."""
        found = self.evaluation.evaluate(
            self.definitions[metric], span=self.span, mask=self.mask, wanted=self.wanted
        ).total
        return float(found.value), int(found.n)


def put_hours(found: Found, is_open: Floats, volume: told.Volume) -> None:
    """Opening hours, days of a week, and hours in which tickets come."""
    days = float((is_open.reshape(7, 24).sum(axis=1) > 0).sum())
    found.put("open_days", max(days, 1.0), Source(True, int(days), "opening hours of the coming week"))
    usual = Assumptions()
    contract = usual.shifts_per_week * usual.hours_per_day
    share = min(contract / is_open.sum(), 1.0) if is_open.sum() else 0.0
    words = "opening hours, people spread evenly over them; no shifts are planned"
    found.put("shift_pattern", tuple((is_open * share).tolist()), assumed(words))
    if volume.count:
        found.put("arrival_shares", tuple(volume.by_hour.tolist()), measured(volume.count, "tickets"))


def put_tickets(found: Found, volume: told.Volume, look: Look) -> None:
    """Tickets by channel and tier, how days differ, and what happens to tickets."""
    if not volume.count:
        for name in ("channels", "tiers", "tickets_per_day", "arrival_shares"):
            found.sources[name] = assumed(f"no tickets in the last {look.days} days")
        return
    daily = volume.table / look.days * 7 / found.values["open_days"]
    note = f"; {volume.without_tier:,} without a tier are put into the first" if volume.without_tier else ""
    source = measured(volume.count, f"tickets of {look.days} days{note}")
    for name in ("channels", "tiers"):
        found.put(name, getattr(volume, name), source)
    found.put("tickets_per_day", tuple(tuple(row) for row in daily.tolist()), source)
    found.known(
        "day_spread",
        *told.spread_of(look.evaluation, look.mask, look.last_day),
        "days",
        "a tenth up or down; fewer than four weeks are known",
    )
    for metric, now, target, words in (
        (
            "first_contact_resolution_rate",
            "first_contact_now",
            "first_contact_target",
            "middle of 70 to 80 %",
        ),
        ("reopen_rate", "reopen_now", "reopen_target", "none known"),
        ("deflection_rate", "deflection_now", "deflection_target", "none known; the handbook's goal is 30 %"),
    ):
        value, count = look.value(metric)
        what = "days" if metric == "deflection_rate" else "tickets"
        found.known(now, min(value, 0.99), count, what, words)
        found.known(target, min(value, 0.99), count, f"{what}, as now", words)


def put_times(found: Found, look: Look, volume: told.Volume) -> None:
    """Minutes of work by tier; the middle of the handbook's range where too few tickets tell theirs."""
    metric = look.definitions["average_handle_time"]
    groups = look.evaluation.evaluate(metric, span=look.span, mask=look.mask, by="tier").groups
    total, everybody = look.value("average_handle_time")
    times, counts, guessed = [], 0, []
    for place, tier in enumerate(volume.tiers):
        value, count = (float(groups[tier].value), int(groups[tier].n)) if tier in groups else (np.nan, 0)
        if not groups.keys() & set(volume.tiers) and place == 0:
            value, count = total, everybody
        if count >= FEWEST and value > 0:
            times.append(value)
            counts += count
        else:
            times.append(told.handbook_time(place))
            guessed.append(f"{tier} {told.handbook_time(place):g} min")
    words = f"the handbook's middle for {', '.join(guessed)}" if guessed else ""
    source = measured(counts, "tickets with logged work") if counts else assumed(words)
    if counts and guessed:
        source = Source(True, counts, f"{source.words}; assumed: {words}")
    found.put("handle_time", tuple(times), source)
    found.known(
        "handle_variation",
        *told.variation_of(look.evaluation, look.mask, look.span),
        "tickets with logged work",
        "as different as their mean",
    )


def put_people(found: Found, look: Look, volume: told.Volume) -> None:
    """Agents now, newcomers, and who is on shift when."""
    people = told.people_of(look.evaluation.frames[Frame.AGENTS], volume.tiers, _working(look))
    found.put("agents", people.agents, people.source)
    found.put("newcomer_weeks", people.newcomer_weeks, people.source)
    value, count = look.value("agent_turnover")
    if np.isfinite(value) and count:
        found.put("turnover", min(float(value), 1.0), measured(count, "people of the roster"))
    staffed = look.evaluation.frames[Frame.STAFFED_HOURS]
    at = look.evaluation.instants(Frame.STAFFED_HOURS, "hour")
    inside = (at >= (look.span[0] or 0)) & (at < (look.span[1] or 0))
    hour = buckets(at[inside], "hour", look.evaluation.zone)
    planned = told.planned_by_hour(staffed[inside], hour, look.days / 7)
    team = sum(people.agents)
    if np.isfinite(planned).all() and team:
        pattern = tuple(np.minimum(planned / team, 1.0).tolist())
        found.put("shift_pattern", pattern, measured(int(inside.sum()), "hours with planned shifts"))


def _working(look: Look) -> int:
    """People who finished a ticket in the days that were measured."""
    done = look.evaluation.instants("tickets", "resolved_at")
    rows = look.mask & (done >= (look.span[0] or 0)) & (done < (look.span[1] or 0))
    return int(look.evaluation.tickets["assignee"][rows].nunique())


def put_day_parts(found: Found, look: Look) -> None:
    """Time away as measured, in the parts that it was."""
    value, count = look.value("shrinkage")
    usual = DayParts(0.75, 0.075, 0.065, 0.04, 0.07)
    if not (np.isfinite(value) and 0 <= value < 1):
        found.put("day_parts", usual, assumed("middles of the handbook's ranges, total 100 %"))
        return
    rows = look.evaluation.frames[Frame.AGENT_TIME]
    at = look.evaluation.instants(Frame.AGENT_TIME, "day")
    rows = rows[(at >= (look.span[0] or 0)) & (at < (look.span[1] or 0))]
    minutes = [
        float(np.nansum(rows[name]))
        for name in ("training_minutes", "meeting_minutes", "admin_minutes", "break_minutes")
    ]
    shares = np.array(minutes) if sum(minutes) else np.array([0.075, 0.065, 0.04, 0.07])
    away = shares / shares.sum() * value
    found.put("day_parts", DayParts(1 - value, *away.tolist()), measured(count, "days of agents"))


def put_promises(found: Found, policy: Policy, volume: told.Volume, now: int) -> None:
    """Priorities that occur with their shares and first response targets of the policy in force."""
    names = volume.priorities
    if not names:
        for name in ("priorities", "priority_shares", "sla_targets", "clock_runs_always"):
            found.sources[name] = assumed("no ticket says its priority")
        return
    known = int(volume.by_priority.sum())
    source = measured(known, "tickets")
    found.put("priorities", names, source)
    found.put("priority_shares", tuple((volume.by_priority / known).tolist()), source)
    table = PromiseTable.of(policy, SlaMetric.FIRST_RESPONSE, names, [], [])
    none, codes = np.full(len(names), -1), np.arange(len(names))
    chosen = table.lookup(codes, none, none, np.full(len(names), now))
    limits = [None if place < 0 else table.promises[place] for place in chosen]
    targets = tuple(LONGEST_TARGET if one is None else one.seconds / 60 for one in limits)
    open_ended = [name for name, one in zip(names, limits, strict=True) if one is None]
    always = [one is not None and one.clock is ClockKind.ALWAYS_ON for one in limits]
    words = f"first response of the policy {policy.name}, customers without a tier of their own"
    if open_ended:
        words += f"; nothing is promised for {', '.join(open_ended)}, taken as a day"
    if any(always) and not all(always):
        around = ", ".join(name for name, one in zip(names, always, strict=True) if one)
        words += f"; {around} is promised around the clock, here it counts hours with somebody on shift"
    found.put("sla_targets", targets, Source(True, len(names), words))
    found.put("clock_runs_always", all(always), Source(True, len(names), words))


def put_goal(found: Found, target: Target | None) -> None:
    """Share of promises to keep: the target in use for first responses in time."""
    if target is not None and 0 < target.good.low < 1:
        words = "the target for first responses in time"
        found.put("sla_goal", float(target.good.low), Source(True, 1, words))


def put_costs(found: Found, look: Look, kept: Mapping[str, Any]) -> None:
    """Cost of an agent: as kept by somebody, as booked, else as printed."""
    own = {name: float(kept[name]) for name in COST_NAMES if np.isfinite(kept.get(name, np.nan))}
    usual = CostLines()
    if own:
        found.put("cost", CostLines(**own), Source(True, len(own), "kept under Hiring and cost"))
    else:
        value, count = look.value("cost_per_agent_year")
        if np.isfinite(value) and value > 0:
            scale = value / usual.per_agent
            lines = {name: getattr(usual, name) * scale for name in COST_NAMES}
            found.put("cost", CostLines(**lines), Source(True, count, "booked costs, split as printed"))
        else:
            found.put("cost", usual, assumed("handbook, 75,000 a year"))
    days = look.evaluation.frames[Frame.COMPANY_DAYS]
    revenue, share = (days[name].to_numpy(np.float64) for name in ("revenue", "year_share"))
    told_days = np.isfinite(revenue) & np.isfinite(share) & (share > 0)
    if told_days.any() and revenue[told_days].sum() > 0:
        yearly = float(revenue[told_days].sum() / share[told_days].sum())
        found.put("revenue", yearly, measured(int(told_days.sum()), "days with booked revenue"))


def put_rest(found: Found) -> None:
    """Everything that no data tells."""
    words = {
        "utilisation": "handbook, 70 to 80 %",
        "hours_per_day": "handbook, 8 h",
        "working_days": "handbook, 240 days",
        "growth_rate": "no growth",
        "volume_change": "no scenario",
        "lead_days": "handbook, 3 to 4 months for growth",
        "ramp_days": "handbook, full load from week 7",
        "margin_days": "handbook, 60 to 90 days",
    }
    for name in Assumptions.__dataclass_fields__:
        if name not in found.sources:
            found.sources[name] = assumed(words.get(name, "as given, nothing measures it"))
