"""What the data says about the design of a policy: the inputs of the checks R-SD-01 to R-SD-17."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd

from core.data.columns import MICROSECONDS_PER_MINUTE
from core.data.store import Store
from core.metrics.measure import Flags
from core.metrics.quality import csat_rate
from core.metrics.reduce import measure
from core.reporting.hours import HoursDraft, assumed_hours, read_hours
from core.reporting.promises import Promises
from core.sla.clock import SlaClocks
from core.sla.contact_hours import HOURS_OF_WEEK, ContactHours
from core.sla.dates import date_words, microseconds_of
from core.sla.design_inputs import DesignInputs, PromiseRecord, Satisfaction, Spread, Staffing
from core.sla.matrix import LATEST, in_force
from core.sla.measure import Outcome
from core.sla.policy import ALWAYS, Policy, Promise

ANSWERS = "sla_design_answers"
"""The setting with the team's own answers, by id of the check."""
ON_CALL = "on_call"
NOT_ANSWERING = (ON_CALL, "training")
"""Activities of a shift during which nobody answers customers."""
WEEKS_OF_PLAN = 4
SHARE = 0.95
MINUTES_OF_WEEK = HOURS_OF_WEEK * 60


def as_if_always(policy: Policy, at: int = LATEST) -> Policy:
    """The policy with its limits of an instant only, as if they had counted from the beginning."""
    chosen = in_force(policy, at) or in_force(policy)
    return replace(policy, promises=tuple(replace(promise, valid_from=ALWAYS) for promise in chosen))


@dataclass(frozen=True)
class DesignSources:
    """Where the inputs come from; ``mask`` marks the tickets that count."""

    store: Store
    promises: Promises
    mask: Flags
    zone: str
    as_of: datetime | None

    @property
    def tickets(self) -> pd.DataFrame:
        """The tickets that count."""
        return self.promises.facts.tickets[self.mask]


def design_inputs(sources: DesignSources, policy: Policy) -> DesignInputs:
    """All that the store knows; what it does not know stays None."""
    hours = contact_hours(sources.store, sources.zone, sources.as_of)
    empty = DesignInputs(policy, sources.as_of, hours=hours, answers=design_answers(sources.store))
    if sources.as_of is None or not sources.mask.any():
        return empty
    clocks = sources.promises.under(as_if_always(policy, microseconds_of(sources.as_of)))
    tickets = sources.tickets
    tiers = zip(sources.promises.tiers, sources.mask, strict=True)
    return replace(
        empty,
        history_days=(sources.as_of - tickets["created_at"].min()) / timedelta(days=1),
        tickets_by_priority={str(k): int(n) for k, n in tickets["priority"].value_counts().items()},
        records=tuple(promise_records(clocks, sources.mask[clocks.runs.ticket])),
        customer_tiers=tuple(t for t, _ in Counter(t for t, counts in tiers if counts and t).most_common()),
        staffing=staffing(sources.store.read_frame("shift"), hours.timezone, sources.as_of),
        pause_count=pause_count(clocks, tickets),
        spreads=tuple(category_spreads(tickets)),
        satisfaction=satisfaction(sources.promises.facts.tickets, sources.mask, clocks),
    )


def promise_records(clocks: SlaClocks, counts: Flags) -> Iterable[PromiseRecord]:
    """How each promise did on the clocks that count, in the order of the policy."""
    outcome = clocks.measured.outcome
    decided = counts & ((outcome == Outcome.MET) | (outcome == Outcome.BREACHED))
    for index, promise in enumerate(clocks.promises):
        own = np.flatnonzero(decided & (clocks.promise == index))
        met = int(np.count_nonzero(outcome[own] == Outcome.MET))
        yield _record(promise, np.sort(clocks.measured.elapsed[own]), met)


def _record(promise: Promise, elapsed: np.ndarray, met: int) -> PromiseRecord:
    count = len(elapsed)
    place = max(int(np.ceil(SHARE * count)) - 1, 0)
    return PromiseRecord(
        promise.metric,
        promise.priority,
        promise.tier,
        promise.channel,
        promise.clock,
        promise.seconds / 60,
        count,
        met / count if count else float("nan"),
        float(elapsed[place]) / MICROSECONDS_PER_MINUTE if count else float("nan"),
    )


def pause_count(clocks: SlaClocks, tickets: pd.DataFrame) -> int | None:
    """Pauses of tickets, one for all clocks of a ticket; None where no history tells."""
    if not (tickets["history"].astype(str) == "full").any():
        return None
    pairs = np.stack([clocks.runs.ticket[clocks.pauses.clock], clocks.pauses.begin])
    return int(np.unique(pairs, axis=1).shape[1])


def category_spreads(tickets: pd.DataFrame) -> Iterable[Spread]:
    """Median and 90th percentile of resolution by category."""
    known = tickets.dropna(subset=["resolution_minutes", "category"])
    for category, minutes in known.groupby("category", observed=True)["resolution_minutes"]:
        yield Spread(str(category), len(minutes), float(minutes.median()), float(minutes.quantile(0.9)))


def satisfaction(tickets: pd.DataFrame, mask: Flags, clocks: SlaClocks) -> Satisfaction:
    """Satisfied answers of tickets that broke a promise, and of those that kept every one."""
    ticket, outcome = clocks.runs.ticket, clocks.measured.outcome
    broken, met = (
        np.isin(np.arange(len(tickets)), ticket[outcome == kind]) for kind in (Outcome.BREACHED, Outcome.MET)
    )
    split = (measure(csat_rate(tickets[mask & rows])) for rows in (broken, met & ~broken))
    (worse, worse_count), (better, better_count) = ((found.value, found.n) for found in split)
    return Satisfaction(worse, int(worse_count), better, int(better_count))


def staffing(shifts: pd.DataFrame, zone: str, as_of: datetime) -> Staffing | None:
    """Who is planned in each hour of the week, in the last four whole weeks; None without a plan."""
    today = pd.Timestamp(as_of).tz_convert(zone).tz_localize(None).normalize()
    end = today - pd.Timedelta(days=today.day_of_week)
    first = end - pd.Timedelta(weeks=WEEKS_OF_PLAN)
    wall = [shifts[name].dt.tz_convert(zone).dt.tz_localize(None) for name in ("starts_at", "ends_at")]
    inside = (wall[0] < end) & (wall[1] > first)
    if not inside.any():
        return None
    opens, closes = ((at[inside] - first) / pd.Timedelta(minutes=1) for at in wall)
    kinds = shifts["activity"][inside]
    at_work, on_call = ~kinds.isin(NOT_ANSWERING).to_numpy(), (kinds == ON_CALL).to_numpy()
    present = [_fewest(opens[rows], closes[rows]) for rows in (at_work, at_work | on_call)]
    weeks = (
        f"in the weeks from {date_words(first.date())} to {date_words((end - pd.Timedelta(days=1)).date())}"
    )
    return Staffing(present[0], present[1], weeks)


def _fewest(opens: pd.Series, closes: pd.Series) -> tuple[int, ...]:
    """The fewest people in any minute of each hour of the week."""
    size = WEEKS_OF_PLAN * MINUTES_OF_WEEK
    steps = np.zeros(size + 1, np.int64)
    np.add.at(steps, np.clip(np.ceil(opens), 0, size).astype(int), 1)
    np.add.at(steps, np.clip(np.floor(closes), 0, size).astype(int), -1)
    people = np.cumsum(steps[:size]).reshape(WEEKS_OF_PLAN, HOURS_OF_WEEK, 60)
    return tuple(int(count) for count in people.min(axis=(0, 2)))


def contact_hours(store: Store, zone: str, as_of: datetime | None) -> ContactHours:
    """The opening hours at an instant, for people; those assumed where nobody has set any."""
    versions = read_hours(store)
    if not versions:
        return _in_words(assumed_hours(zone, date(1970, 1, 1)), is_assumed=True)
    at = LATEST if as_of is None else microseconds_of(as_of)
    begun = [draft for draft in versions if draft.starts_at <= at]
    return _in_words(begun[-1] if begun else versions[0], is_assumed=False)


def _in_words(draft: HoursDraft, *, is_assumed: bool) -> ContactHours:
    days = (dict(draft.holidays), dict(draft.special_days))
    return ContactHours(draft.timezone, draft.weekly, *days, name=draft.name, is_assumed=is_assumed)


def design_answers(store: Store) -> dict[str, bool]:
    """The team's own answers, by id of the check."""
    kept = store.setting(ANSWERS, {})
    return {str(rule): bool(answer) for rule, answer in kept.items()} if isinstance(kept, dict) else {}


def save_design_answer(store: Store, rule_id: str, answer: bool | None) -> None:
    """Keep the team's answer to a check; None takes it back."""
    kept = {rule: known for rule, known in design_answers(store).items() if rule != rule_id}
    store.set_setting(ANSWERS, kept if answer is None else {**kept, rule_id: answer})
