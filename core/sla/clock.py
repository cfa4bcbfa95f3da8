"""The SLA clock: from events to one row per promise and ticket, each with its outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.calendars import BusinessCalendar
from core.data.columns import MICROSECONDS_PER_MINUTE
from core.facts.event_log import Ints
from core.facts.ticket_table import as_datetimes
from core.sla.as_it_was import pairs, priority_codes
from core.sla.due import due_instants
from core.sla.measure import Level, Measured, Outcome, Pauses, measure_clocks
from core.sla.pauses import state_pauses
from core.sla.policy import NO_POLICY, ClockKind, Policy, Promise, PromiseTable, SlaMetric
from core.sla.running import METRICS, Runs, TicketFrames, gaps_between_spells, runs_of

OUTCOMES = [outcome.name.lower() for outcome in Outcome]
LEVELS = [level.name.lower() for level in Level]


@dataclass(frozen=True, slots=True)
class SlaClocks:
    """All clocks of a policy as things stood at ``as_of``; ``promise`` is an index into ``promises``.

    ``pauses`` belong to rows of the clocks. ``priority`` and ``tier`` are codes of ``priorities`` and
    ``tiers``, as they were when the clock stopped (or now).
    """

    runs: Runs
    promise: Ints
    promises: tuple[Promise, ...]
    is_business: NDArray[np.bool_]
    target: Ints
    priority: Ints
    tier: Ints
    priorities: tuple[str, ...]
    tiers: tuple[str, ...]
    pauses: Pauses
    measured: Measured
    as_of: int

    def due_at(self, calendar: BusinessCalendar) -> Ints:
        """When each clock reaches its limit, with the pauses so far; missing without a policy."""
        return due_instants(self.runs.started_at, self.target, self.is_business, self.pauses, calendar)

    def frame(self, calendar: BusinessCalendar) -> pd.DataFrame:
        """One row per clock: ``ticket_row``, ``metric``, ``period``, ``priority``, ``customer_tier``,
        instants ``started_at``, ``stopped_at``, ``due_at``, minutes ``target``, ``elapsed``, ``paused``,
        ``remaining``, ``late``, and ``outcome``, ``level``, ``is_business``."""
        runs, found = self.runs, self.measured
        minutes = {
            "target_minutes": np.where(self.promise == NO_POLICY, np.nan, self.target),
            "elapsed_minutes": found.elapsed,
            "paused_minutes": found.paused,
            "remaining_minutes": np.where(self.promise == NO_POLICY, np.nan, found.remaining),
            "late_minutes": found.late_by,
        }
        columns = {
            "ticket_row": runs.ticket,
            "metric": pd.Categorical.from_codes(runs.metric, [metric.value for metric in METRICS]),
            "period": runs.period,
            "priority": pd.Categorical.from_codes(self.priority, list(self.priorities)),
            "customer_tier": pd.Categorical.from_codes(self.tier, list(self.tiers)),
            "started_at": as_datetimes(runs.started_at),
            "stopped_at": as_datetimes(runs.stopped_at),
            "due_at": as_datetimes(self.due_at(calendar)),
            **{name: column / MICROSECONDS_PER_MINUTE for name, column in minutes.items()},
            "outcome": pd.Categorical.from_codes(found.outcome, OUTCOMES),
            "level": pd.Categorical.from_codes(found.level, LEVELS),
            "is_business": self.is_business,
        }
        return pd.DataFrame(columns, copy=False)


def sla_clocks(
    frames: TicketFrames,
    terms: Sequence[str | None],
    policy: Policy,
    calendar: BusinessCalendar,
    customer_tier: Sequence[str | None] | None = None,
) -> SlaClocks:
    """Every clock of ``policy`` (R-CK-01 to R-CK-08), as things stood at ``frames.as_of``.

    ``customer_tier``: one word per ticket, None where unknown. The limit is that of the priority at
    the stop, counted from the start (R-CK-08); of several versions of a policy the one valid at the
    start. Where no promise fits, the outcome is ``no_policy``.
    """
    runs = runs_of(frames, policy)
    priority, priorities = _priority_of(frames, terms, policy, runs)
    tier, tiers = _tier_of(frames, policy, runs, customer_tier)
    promise, promises = _promised(frames, policy, runs, (priority, tier), (priorities, tiers))
    limits = np.array([*(p.microseconds for p in promises), 0], np.int64)
    always = np.array([*(p.clock is ClockKind.ALWAYS_ON for p in promises), False])
    target, is_business = limits[promise] * runs.factor, ~always[promise]
    pauses = _pauses_of(frames, policy, runs)
    measured = measure_clocks(
        runs.started_at, runs.stopped_at, target, is_business, pauses, calendar, frames.as_of
    )
    return SlaClocks(
        runs, promise, promises, is_business, target, priority, tier, priorities, tiers, pauses, measured,
        frames.as_of,
    )  # fmt: skip


def _priority_of(
    frames: TicketFrames, terms: Sequence[str | None], policy: Policy, runs: Runs
) -> tuple[Ints, tuple[str, ...]]:
    present = frames.tickets["priority"]
    more = [promise.priority for promise in policy.promises if promise.priority is not None]
    words = tuple(dict.fromkeys([*present.cat.categories, *more]))
    stop = np.where(runs.stopped_at < 0, frames.as_of, np.minimum(runs.stopped_at, frames.as_of))
    now = present.cat.codes.to_numpy(np.int64)[runs.ticket]
    return priority_codes(frames.view, terms, words, runs.ticket, stop, now), words


def _tier_of(
    frames: TicketFrames, policy: Policy, runs: Runs, customer_tier: Sequence[str | None] | None
) -> tuple[Ints, tuple[str, ...]]:
    given = pd.Series(
        [None] * len(frames.tickets) if customer_tier is None else customer_tier, dtype="object"
    )
    codes, words = pd.factorize(given)
    return np.asarray(codes, np.int64)[runs.ticket], tuple(str(word) for word in words)


def _promised(
    frames: TicketFrames,
    policy: Policy,
    runs: Runs,
    codes: tuple[Ints, Ints],
    words: tuple[tuple[str, ...], tuple[str, ...]],
) -> tuple[Ints, tuple[Promise, ...]]:
    """Which promise each clock is measured against, and the promises of all metrics in one list."""
    channel = frames.tickets["channel"]
    channels, channel_code = list(channel.cat.categories), channel.cat.codes.to_numpy(np.int64)[runs.ticket]
    found, promises = np.full(len(runs.ticket), NO_POLICY, np.int64), list[Promise]()
    for number, metric in enumerate(METRICS):
        rows = np.flatnonzero(runs.metric == number)
        table = PromiseTable.of(policy, SlaMetric(metric), *words, channels)
        given = (codes[0][rows], codes[1][rows], channel_code[rows], runs.started_at[rows])
        chosen = table.lookup(*given)
        found[rows] = np.where(chosen == NO_POLICY, NO_POLICY, chosen + len(promises))
        promises += table.promises
    return found, tuple(promises)


def _pauses_of(frames: TicketFrames, policy: Policy, runs: Runs) -> Pauses:
    """The ticket's pauses for each of its clocks; finished stretches for resolutions that go on."""
    states = state_pauses(frames.log, frames.as_of, policy.pausing_states, frames.view.row)
    own = np.flatnonzero(states.clock >= 0)
    states = Pauses(states.clock[own], states.begin[own], states.end[own])
    gaps = gaps_between_spells(frames, policy)
    resolution = np.flatnonzero(runs.metric == METRICS.index(SlaMetric.RESOLUTION))
    i, j = pairs(states.clock, runs.ticket)
    k, gap = pairs(gaps.clock, runs.ticket[resolution])
    return Pauses(
        np.concatenate([i, resolution[k]]),
        np.concatenate([states.begin[j], gaps.begin[gap]]),
        np.concatenate([states.end[j], gaps.end[gap]]),
    )
