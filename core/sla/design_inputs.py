"""What the design checks look at, and what they answer with. None stands for "not known" throughout."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.sla.contact_hours import ContactHours
from core.sla.dates import microseconds_of
from core.sla.matrix import LATEST, in_force
from core.sla.policy import ClockKind, Policy, Promise, SlaMetric
from core.sla.wording import promise_words


class Verdict(StrEnum):
    """How a check came out."""

    PASS = "pass"
    FAIL = "fail"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class PromiseRecord:
    """How one promise did on the tickets of the past, in the promise's own clock.

    ``clock_count`` clocks met or broke it, ``met_share`` (0..1) met it; ``p95_minutes`` is the
    smallest target that 95 % of them would have met.
    """

    metric: SlaMetric
    priority: str | None
    tier: str | None
    channel: str | None
    clock: ClockKind
    target_minutes: float
    clock_count: int
    met_share: float = math.nan
    p95_minutes: float = math.nan

    @property
    def words(self) -> str:
        """What the promise is about."""
        return promise_words(self.metric, self.priority, self.tier, self.channel)


@dataclass(frozen=True, slots=True)
class Staffing:
    """Agents planned in each hour of the week (0 = Monday 00:00 local), the fewest in any minute of it.

    ``on_shift`` counts people at work, ``reachable`` also those on call; 168 numbers each.
    """

    on_shift: tuple[int, ...]
    reachable: tuple[int, ...]
    weeks: str = ""

    def __post_init__(self) -> None:
        """Refuse tables that are not a week long."""
        for name in ("on_shift", "reachable"):
            if len(getattr(self, name)) != 168:
                raise ValueError(f"{name}: must have 168 numbers, not {len(getattr(self, name))}")


@dataclass(frozen=True, slots=True)
class AlertStep:
    """An alert that is switched on: at which share of the target (0.8 = 80 %), who is told."""

    share: float
    recipients: tuple[str, ...] = ()
    escalates: bool = False


@dataclass(frozen=True, slots=True)
class Spread:
    """Resolution times of one category, in minutes."""

    category: str
    ticket_count: int
    median_minutes: float
    p90_minutes: float


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """Share of satisfied answers (0..1), for tickets that broke a promise and those that kept all."""

    breached_rate: float
    breached_count: int
    met_rate: float
    met_count: int


@dataclass(frozen=True, slots=True)
class DesignInputs:
    """Everything the checks may need; what is None makes the checks that need it "cannot tell".

    ``tickets_by_priority`` counts tickets of the last ``history_days`` days; ``required_agents`` is
    what the present volume needs, ``effective_fte`` who there is, newcomers counted by their ramp.
    ``clock_definitions`` maps response, resolution, start and stop to their wording, where it is not that
    of the policy; ``answers`` the self-assessment by check id. Limits are judged as they are at ``as_of``.
    """

    policy: Policy | None = None
    as_of: datetime | None = None
    history_days: float | None = None
    tickets_by_priority: Mapping[str, int] | None = None
    records: tuple[PromiseRecord, ...] | None = None
    effective_fte: float | None = None
    required_agents: float | None = None
    hours: ContactHours | None = None
    customer_tiers: tuple[str, ...] | None = None
    clock_definitions: Mapping[str, str] | None = None
    staffing: Staffing | None = None
    pause_count: int | None = None
    alerts: tuple[AlertStep, ...] | None = None
    spreads: tuple[Spread, ...] | None = None
    answers: Mapping[str, bool] = field(default_factory=dict)
    satisfaction: Satisfaction | None = None

    @property
    def at(self) -> int:
        """The instant looked at in UTC microseconds; after all changes of the policy where not known."""
        return LATEST if self.as_of is None else microseconds_of(self.as_of)

    @property
    def promises(self) -> tuple[Promise, ...]:
        """The promises in force; before the first of a policy begins, those to come."""
        if self.policy is None:
            return ()
        return in_force(self.policy, self.at) or in_force(self.policy)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: the verdict, the figure that decided in words and as a number, what to do."""

    verdict: Verdict
    figure: str
    value: float = math.nan
    advice: str = ""
    details: tuple[str, ...] = ()


def judged(passed: bool, figure: str, value: float, advice: str, details: tuple[str, ...] = ()) -> Finding:
    """Pass or fail; advice only for a failure."""
    verdict = Verdict.PASS if passed else Verdict.FAIL
    return Finding(verdict, figure, float(value), "" if passed else advice, details)


def cannot_tell(missing: str, advice: str, details: tuple[str, ...] = ()) -> Finding:
    """Neither: says what is missing and where it comes from."""
    return Finding(Verdict.CANNOT_TELL, f"missing: {missing}", math.nan, advice, details)


NO_SLA_POLICY = cannot_tell("a policy", "Choose a policy on the page Settings.")
