"""What is assumed about the coming weeks, and what becomes of them: the inputs and outputs of the what-if.

``core.capacity.scenario_model.what_if`` turns one into the other. Shares are parts of 1, times minutes,
unless a field says otherwise. Hours of the week are counted from Monday midnight, 0 to 167.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from core.capacity.cost import CostLines
from core.capacity.log_sums import Floats
from core.capacity.scenario_checks import check_assumptions, tuples
from core.capacity.staffing import DayParts

WEEK_HOURS = 168
TIERS = ("L1", "L2", "L3")
HANDLE_TIME = (12.5, 45.0, 240.0)
"""Middles of the printed ranges of minutes of work by tier."""
LIVE = ("phone", "chat")
"""Channels in which somebody waits on the line; all others may wait for hours."""
OFFICE_HOURS = tuple(float(hour // 24 < 5 and 9 <= hour % 24 < 17) for hour in range(WEEK_HOURS))
"""Monday to Friday, 9 to 17."""


@dataclass(frozen=True, slots=True)
class Event:
    """A known stretch with more or fewer tickets."""

    start_week: int
    """First week it touches, 0 for the coming one."""
    weeks: float
    """How many weeks it lasts; a part of a week counts as that part."""
    change: float
    """What it does to the tickets while it lasts: 0.5 for 50 % more, −0.5 for half."""
    name: str = "event"
    """What people call it."""


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Every input of the what-if; ``what_if`` explains how each one counts. Bad values raise ValueError."""

    channels: tuple[str, ...] = ("email",)
    """Names of the channels; those of ``LIVE`` are staffed by the hour, the others by their queue."""
    tiers: tuple[str, ...] = TIERS
    """Names of the tiers, the first line first."""
    tickets_per_day: tuple[tuple[float, ...], ...] = ((500.0, 0.0, 0.0),)
    """Tickets of a working day (a week's tickets ÷ ``open_days``), a row per channel, a column per tier."""
    open_days: float = 5.0
    """Days of a week on which the desk works, above 0 to 7."""
    handle_time: tuple[float, ...] = HANDLE_TIME
    """Minutes of work on a ticket, one per tier (AHT)."""
    handle_variation: float = 1.0
    """Standard deviation of the handle time inside a tier ÷ its mean."""
    growth_rate: float = 0.0
    """Weekly growth of the tickets, 0.01 for 1 % a week; above −1."""
    volume_change: float = 0.0
    """Change of all tickets, the scenario: 3.0 for +300 %, −0.5 for half; from −1."""
    events: tuple[Event, ...] = ()
    """Seasonal and other known events."""
    deflection_now: float = 0.0
    """Share of all questions that self-service answers now; below 1."""
    deflection_target: float = 0.0
    """Share that it shall answer."""
    first_contact_now: float = 0.75
    """Share of tickets that end with the first contact now (FCR)."""
    first_contact_target: float = 0.75
    """Share that shall; each point is taken to spare one ticket in a hundred."""
    reopen_now: float = 0.0
    """Share of tickets that come back now."""
    reopen_target: float = 0.0
    """Share that shall come back; a ticket that does is worked on once more."""
    drafting_share: float = 0.0
    """Share of tickets whose answer a machine drafts."""
    drafting_speed_up: float = 1.0
    """How many times faster those are handled; from 1, at most 3 is printed."""
    rate_includes_concurrency: bool = True
    """Whether a chat rate counts all chats of an agent together (else each slot of its own)."""
    chat_concurrency: int = 2
    """Chats that one agent holds at most."""
    chat_slowdown: float = 0.3
    """How much longer every further chat makes all of an agent's chats."""
    patience: float = 5.0
    """Minutes after which callers give up on average; infinite where nobody does."""
    live_within: float = 0.5
    """Minutes within which phone and chat shall be answered."""
    live_goal: float = 0.8
    """Share of calls and chats that shall be answered so soon."""
    utilisation: float = 0.75
    """Part of gross working time planned for tickets by the printed formula; above 0 to 1."""
    day_parts: DayParts = field(default_factory=lambda: DayParts(0.75, 0.075, 0.065, 0.04, 0.07))
    """How gross working time is divided, total 1; people are on tickets in the part ``tickets``."""
    hours_per_day: float = 8.0
    """Gross hours of a shift."""
    shifts_per_week: float = 5.0
    """Shifts that a full-time agent works in a week."""
    working_days: float = 240.0
    """Days a year that an agent works; decides the cost of a ticket at the printed output."""
    agents: tuple[float, ...] = (28.0, 0.0, 0.0)
    """Full-time agents now, one number per tier, newcomers of ``newcomer_weeks`` included."""
    newcomer_weeks: tuple[float, ...] = ()
    """Weeks since their first day of those who are still in their first six weeks."""
    shift_pattern: tuple[float, ...] = OFFICE_HOURS
    """Share of the agents who are on shift in each of the 168 hours of the week, from 0 to 1."""
    hires: tuple[float, ...] = ()
    """Full-time agents who start in each coming week; weeks left out have none."""
    leavers: tuple[float, ...] = ()
    """Full-time agents who are gone from each coming week on; weeks left out have none."""
    turnover: float = 0.0
    """Further share of the agents who leave in a year, spread evenly over the weeks."""
    priorities: tuple[str, ...] = ("P1", "P2", "P3", "P4")
    """Names of the priorities, the most urgent first."""
    priority_shares: tuple[float, ...] = (0.05, 0.15, 0.5, 0.3)
    """Share of tickets in each priority; total 1."""
    sla_targets: tuple[float, ...] = (60.0, 240.0, 480.0, 1440.0)
    """Minutes until a ticket of each priority must be taken up."""
    sla_goal: float = 0.9
    """Share of tickets that shall be taken up in time."""
    clock_runs_always: bool = False
    """Whether promises run at night and on free days; else only in hours with somebody on shift."""
    opening_backlog: float = 0.0
    """Tickets that wait before the first week."""
    arrival_shares: tuple[float, ...] = OFFICE_HOURS
    """Share of a week's tickets that come in each of the 168 hours; any scale."""
    day_spread: float = 0.01
    """Variance of a day's volume beyond chance, in parts of its square (see ``day_spread_of``)."""
    cost: CostLines = field(default_factory=CostLines)
    """What an agent costs in a year."""
    revenue: float | None = None
    """Revenue of a year in the same money; none where not known."""
    first_day: str = "2026-01-05"
    """The Monday on which the first week begins, as YYYY-MM-DD."""
    lead_days: float = 105.0
    """Days from opening a position to the first day (B-094: growth hire, 3 to 4 months)."""
    ramp_days: float = 42.0
    """Days from the first day to the full load (B-102: week 7)."""
    margin_days: float = 75.0
    """Days by which capacity shall be there before growth (R-WP-07: 60 to 90)."""
    weeks: int = 13
    """Weeks ahead, from 1 to 53."""
    seed: int = 0
    """The same seed plays the same chance."""

    def __post_init__(self) -> None:
        """Refuse what cannot be, naming the field."""
        check_assumptions(self)

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers, texts and lists: what JSON can hold.

        >>> Assumptions.from_dict(Assumptions(weeks=4).to_dict()).weeks
        4
        """
        plain = asdict(self)
        return {**plain, "patience": None if plain["patience"] == float("inf") else plain["patience"]}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Assumptions:
        """The assumptions of ``to_dict``; what is left out keeps its default.

        Raises ValueError for names that do not exist and for values that cannot be.

        >>> Assumptions.from_dict({"volume_change": 0.5}).volume_change
        0.5
        """
        unknown = set(values) - {one.name for one in fields(cls)}
        if unknown:
            raise ValueError(f"{', '.join(sorted(unknown))}: no such assumption")
        read = {name: tuples(value) for name, value in values.items()}
        for name, kind in (("day_parts", DayParts), ("cost", CostLines)):
            if name in read:
                read[name] = _made(kind, read[name], name)
        if isinstance(read.get("events"), tuple):
            read["events"] = tuple(_made(Event, one, "events") for one in read["events"])
        if read.get("patience", 0) is None:
            read["patience"] = float("inf")
        return cls(**read)


def _made(kind: type, values: Any, name: str) -> Any:
    """One of the parts that are classes of their own, as it is or from its fields."""
    if isinstance(values, kind):
        return values
    if not isinstance(values, Mapping):
        raise ValueError(f"{name} must be its parts by name")
    try:
        return kind(**values)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name}: {error}") from error


@dataclass(frozen=True, slots=True)
class Outlook:
    """What becomes of the assumptions, week by week; arrays have one element per coming week.

    NaN where there is no figure; then ``states`` says why.
    """

    volume: Floats
    """Tickets of the week, all channels, after growth, scenario, events, deflection and first contact."""
    work_minutes: Floats
    """Minutes of work that they bring."""
    required_fte: Floats
    """Full-time agents by the printed formula, before rounding up."""
    required_by_tier: Floats
    """The same by tier: tiers by weeks."""
    effective_fte: Floats
    """What the agents are worth, newcomers by what they carry."""
    headcount: Floats
    """Full-time agents who are paid."""
    gap: Floats
    """Effective − required: below 0 somebody is missing."""
    utilisation: Floats
    """Part of gross working time that the tickets take of the agents there (70 to 80 % is the band)."""
    load: Floats
    """Work of the week ÷ what can be taken up in it, mean; from 1 on the queue grows."""
    service_level: Floats
    """Share of tickets taken up in time, mean (without phone and chat)."""
    service_level_low: Floats
    """5 of 100 weeks of chance are below."""
    service_level_high: Floats
    """5 of 100 weeks of chance are above."""
    service_level_by_priority: Floats
    """Mean by priority: priorities by weeks."""
    mean_wait: Floats
    """Minutes of open time until a ticket is taken up, mean by priority over all weeks."""
    backlog: Floats
    """Tickets that wait at the end of the week, mean."""
    backlog_low: Floats
    """Low end of the range, 5 %."""
    backlog_high: Floats
    """High end of the range, 95 %."""
    live_service_level: Floats
    """Share of calls and chats answered within ``live_within``; NaN without such channels."""
    live_agents: Floats
    """Agents that phone and chat need in their fullest hour of the week."""
    cost_per_ticket: Floats
    """Cost of those paid ÷ tickets of the week."""
    yearly_cost: float
    """Cost of the agents of the last week, over a year."""
    budget_share: float
    """That cost ÷ revenue; NaN where revenue is not known."""
    states: tuple[str, ...]
    """What is wrong in the week in words, empty where nothing is."""
    first_red_week: int | None
    """First week (from 0) in which the promise is missed, the queue grows or utilisation is over 90 %."""
    first_short_week: int | None
    """First week (from 0) in which fewer agents are effective than required."""
    latest_requisition: str | None
    """Last day (YYYY-MM-DD) to open a position so that it carries its full load in that week, with margin."""
    formula_agents: float
    """The printed formula's answer for an average working day of the first week, rounded up."""
    formula_exact: float
    """The same before rounding up."""
    formula_sentence: str
    """Why the printed formula and the queue say different numbers."""
    warnings: tuple[str, ...]
    """What a planner should know about these assumptions, in words."""
    replications: int
    """How often chance was played."""
