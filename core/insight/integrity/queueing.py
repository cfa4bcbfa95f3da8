"""Detectors of what lies in the queue: hidden, stuck, hoarded, picked, or never looked at."""

from __future__ import annotations

import numpy as np
from scipy import stats

from core.data.columns import MISSING_INSTANT, ActorRole, EventType, Status
from core.facts.event_log import Ints
from core.facts.ticket_table import Flags
from core.insight.integrity.case import BEFORE, DAY, FAR, Case
from core.insight.integrity.chance import best_of
from core.insight.integrity.effects import SMALLEST_GROUP, counted, group_beside_rest, holder, share_over
from core.insight.integrity.evidence import NAN, EffectUnit, Evidence, Missing, Outcome, Person, either
from core.insight.integrity.marks import clock_of, elapsed, last_touched, waits_on_purpose
from core.metrics.measure import Floats

MOST_PICKS = 2_000
"""Of more picks every second, third… is looked at."""
NO_QUEUE = Missing("open tickets")
NO_PICKS = Missing("people who take tickets themselves out of a queue, one event a pick")


def open_rows(case: Case) -> Ints:
    """Chosen tickets that are open."""
    return np.flatnonzero(case.is_open)


def invisible_backlog(case: Case) -> Outcome:
    """D-008: open tickets on which nothing happened for three days."""
    rows = open_rows(case)
    idle = case.as_of - last_touched(case)[rows]
    hit = (idle > 3 * DAY) & ~waits_on_purpose(case)[rows]
    return share_over(hit, rows, 0.05, "open tickets saw nothing for over three days")


def queue_hiding(case: Case) -> Outcome:
    """D-078: open, with a person, but in no team's queue."""
    rows, team = open_rows(case), case.codes("team")[0]
    if not (team >= 0).any():
        return Missing("the team of each ticket")
    return counted(
        (team[rows] < 0) & (case.agents[0][rows] >= 0), rows, 0.0, "open tickets lie in no team's queue"
    )


def status_limbo(case: Case) -> Outcome:
    """D-079: in progress without any event for 24 opening hours."""
    rows = open_rows(case)
    idle = elapsed(case, last_touched(case)[rows], np.full(len(rows), case.as_of), np.ones(len(rows), bool))
    hit = (idle > 24 * 60) & ~waits_on_purpose(case)[rows]
    return share_over(hit, rows, 0.10, "open tickets stand still for over 24 opening hours")


def assignment_hoarding(case: Case) -> Outcome:
    """D-082: more than two weeks of one's own work held, or little of it started."""
    agent, names = case.agents
    rows = open_rows(case)
    rows = rows[agent[rows] >= 0]
    if not len(rows):
        return NO_QUEUE
    given = np.maximum(case.last_at(case.assignments, rows, np.full(len(rows), case.as_of)), 0)
    started = case.next_at(case.by_people, rows, given - 1) < FAR
    idle = group_beside_rest(~started, rows, agent[rows], names, "held tickets were never started")
    return either(_held_beside_work(case, rows), idle)


def _held_beside_work(case: Case, rows: Ints) -> Evidence:
    agent, names = case.agents
    weeks = case.span_days / 7
    done = (
        np.bincount(agent[case.resolved_in()][agent[case.resolved_in()] >= 0], minlength=len(names)) / weeks
    )
    held = np.bincount(agent[rows], minlength=len(names)).astype(float)
    expected = (done + 0.5 / weeks) / (done + 0.5 / weeks).sum()
    eligible = np.flatnonzero(held >= SMALLEST_GROUP)
    if not len(eligible):
        return Evidence(NAN, 2.0, EffectUnit.WEEKS, 0, NAN, False, "nobody holds ten tickets")
    tails = stats.binom.sf(held[eligible] - 1, held.sum(), np.minimum(2 * expected[eligible], 1.0))
    best = int(np.argmin(tails))
    who = int(eligible[best])
    value = float(held[who] / max(done[who], 0.5 / weeks))
    person = Person(names[who], value, int(held[who]), float(tails[best]))
    words = (
        f"one person holds {int(held[who])} of {int(held.sum())} tickets and finishes {done[who]:.1f} a week"
    )
    p = best_of(float(tails[best]), len(eligible))
    mine = rows[agent[rows] == who]
    return Evidence(value, 2.0, EffectUnit.WEEKS, int(held.sum()), p, value > 2.0, words, mine, (person,))


def triage_delay(case: Case) -> Outcome:
    """D-083: over an hour until anybody sorts a ticket, or one person sorts nearly all."""
    kinds = (EventType.ASSIGNED, EventType.TEAM_CHANGED, EventType.PRIORITY_CHANGED, EventType.TIER_CHANGED)
    sorting = case.of_kind(*kinds)
    if not len(sorting):
        return Missing("when tickets were first assigned or sorted")
    rows = case.created_in()
    first = case.timeline(sorting).after(rows, case.created[rows] - 1)
    at = np.append(case.at(sorting), case.as_of)[first]
    waited = elapsed(case, case.created[rows], at, np.ones(len(rows), bool))
    target, _ = clock_of(case, "first_response")
    late = (waited > 60) | (waited > 0.25 * np.nan_to_num(target[rows], nan=np.inf))
    sorter = np.append(
        np.where(case.log.actor_role[sorting] == ActorRole.AGENT, case.actor(sorting), -1), -1
    )[first]
    one = holder(
        np.where(sorter >= 0, sorter, -1), np.zeros(len(rows), np.int64), case.words, ["all tickets"], rows,
        0.80, "first sortings",
    )  # fmt: skip
    words = "tickets waited over an hour, or a quarter of the promised answer, to be sorted"
    return either(share_over(late, rows, 0.50, words), one)


def no_ageing_escalation(case: Case) -> Outcome:
    """D-085: open beyond twice the target, never raised."""
    target, is_business = clock_of(case, "resolution")
    rows = open_rows(case)
    rows = rows[~np.isnan(target[rows])]
    if not len(rows):
        return Missing("open tickets with a promised time to resolution")
    age = elapsed(case, case.created[rows], np.full(len(rows), case.as_of), is_business[rows])
    raised = np.zeros(case.size, bool)
    moved = case.of_kind(EventType.PRIORITY_CHANGED, EventType.TIER_CHANGED, EventType.TEAM_CHANGED)
    moved = moved[case.rules.changes(case.log.from_term[moved], case.log.to_term[moved])]
    raised[case.row(moved)] = True
    hit = (age > 2 * target[rows]) & ~raised[rows]
    return share_over(hit, rows, 0.05, "open tickets are past twice their promise, and nobody raised them")


def specialist_bottleneck(case: Case) -> Outcome:
    """D-087: the third level's queue is old."""
    rows = np.flatnonzero(case.is_open & (case.level >= 3))
    if not (case.level >= 3).any():
        return Missing("tickets of a third support tier")
    old = case.as_of - case.created[rows] > 14 * DAY
    return share_over(old, rows, 0.10, "open third-level tickets are older than 14 days")


def manual_routing(case: Case) -> Outcome:
    """D-100: people assign to others what a rule could."""
    events = case.assignments
    events = events[case.inside(case.at(events)) & ~case.rules.is_nobody[case.log.to_term[events]]]
    if not len(events):
        return Missing("who assigned tickets")
    by_hand = case.log.actor_role[events] == ActorRole.AGENT
    hit = by_hand & (case.actor(events) != case.log.to_term[events])
    return share_over(hit, case.row(events), 0.50, "assignments were made by hand for somebody else")


def founder_bottleneck(case: Case) -> Outcome:
    """D-127: tickets that only the founder, or one person at the end of every line, can close."""
    rows, (agent, names) = case.resolved_in(), case.agents
    top = [n for n, name in enumerate(names) if case.roles.get(name, "") in ("executive", "founder")]
    if top:
        words = "resolved tickets ended with a founder or executive"
        return share_over(np.isin(agent[rows], top), rows, 0.20, words)
    moved = case.column("reassignment_count")[rows] > 0
    rows = rows[moved & (agent[rows] >= 0)]
    if not len(rows):
        return Missing("the role of each person, or changes of owner")
    counts = np.bincount(agent[rows], minlength=len(names))
    who, whole = int(counts.argmax()), len(case.resolved_in())
    hit = np.zeros(whole, bool)
    hit[: counts[who]] = True
    part = share_over(
        hit, np.zeros(whole, np.int64), 0.20, "resolved tickets were passed to one person to be closed"
    )
    person = Person(names[who], part.value, whole, part.p)
    return Evidence(
        part.value, 0.20, EffectUnit.SHARE, whole, part.p, part.is_beyond, part.words,
        rows[agent[rows] == who], (person,),
    )  # fmt: skip


def picks(case: Case) -> Ints:
    """Assignments in which people took a ticket that nobody held."""
    log = case.log
    events = case.assignments
    own = (log.actor_role[events] == ActorRole.AGENT) & (log.actor[events] == log.to_term[events])
    free = case.rules.is_nobody[log.from_term[events]]
    return np.asarray(events[own & free & ~case.rules.is_nobody[log.to_term[events]]])


def cherry_picking(case: Case) -> Outcome:
    """D-061: easy ones first, or the oldest left lying (order against chance)."""
    chosen = picks(case)
    chosen = chosen[case.inside(case.at(chosen))]
    if not len(chosen):
        return NO_PICKS
    chosen = chosen[:: 1 + len(chosen) // MOST_PICKS]
    rank, skipped, useful = _choices(case, chosen)
    events, rank, skipped = chosen[useful], rank[useful], skipped[useful]
    if len(events) < SMALLEST_GROUP:
        return Missing("picks with at least two free tickets of the same team and priority to choose from")
    rows, actor = case.row(events), case.actor(events)
    oldest = share_over(skipped, rows, 0.60, "picks left an older ticket of the same priority lying")
    return either(_easiest_picker(case, actor, rank, rows), oldest)


def _difficulty(case: Case) -> Floats:
    """Expected minutes to resolve a ticket of each kind, from the weeks before."""
    base, kind = case.resolved_in(before=True), np.where(case.kind < 0, 0, case.kind + 1)
    work = case.column("time_worked_minutes")
    minutes = (
        work if np.isfinite(work[base]).sum() > 0.5 * len(base) else case.column("net_resolution_minutes")
    )
    base = base[np.isfinite(minutes[base])]
    n = np.bincount(kind[base], minlength=kind.max(initial=0) + 1)
    total = np.bincount(kind[base], minutes[base], minlength=len(n))
    return np.asarray(np.where(n >= 5, total / np.maximum(n, 1), np.nan)[kind])


def _choices(case: Case, chosen: Ints) -> tuple[Floats, Flags, Flags]:
    """Each pick's place among the free tickets by difficulty (0 easiest), whether an older one was there."""
    hard, created = _difficulty(case), case.created
    taken = case.assignments
    out_of_queue = np.minimum(case.next_at(taken, np.arange(case.size), created - 1), _gone(case))
    first_priority = case.codes("first_priority")[0]
    pool = case.codes("team")[0] * (first_priority.max(initial=0) + 2) + first_priority
    rank, skipped = np.full(len(chosen), np.nan), np.zeros(len(chosen), bool)
    free = np.flatnonzero(case.chosen & (created != MISSING_INSTANT))
    free = free[np.lexsort((created[free], pool[free]))]
    recent = free[created[free] >= case.start - BEFORE]
    horizon = int(np.quantile((out_of_queue - created)[recent], 0.99)) if len(recent) else 0
    begins = np.searchsorted(pool[free], pool[case.row(chosen)])
    ends = np.searchsorted(pool[free], pool[case.row(chosen)], side="right")
    for n, (row, at) in enumerate(zip(case.row(chosen).tolist(), case.at(chosen).tolist(), strict=True)):
        own = free[begins[n] : ends[n]]
        first, last = np.searchsorted(created[own], [at - horizon, at], side="right")
        there = own[first:last]
        there = there[(out_of_queue[there] > at) & (there != row)]
        known = there[np.isfinite(hard[there])]
        if len(known) and np.isfinite(hard[row]):
            below, same = (hard[known] < hard[row]).sum(), (hard[known] == hard[row]).sum()
            rank[n] = (below + 0.5 * same) / len(known)
            skipped[n] = bool((created[there] < created[row]).any())
    return rank, skipped, np.isfinite(rank)


def _gone(case: Case) -> Ints:
    ended = case.rows_of((case.log.to_status >= Status.SOLVED) | (case.log.type == EventType.MERGED))
    return case.next_at(ended, np.arange(case.size), case.created - 1)


def _easiest_picker(case: Case, actor: Ints, rank: Floats, rows: Ints) -> Evidence:
    """The person whose picks are the easiest, beside an even choice: mean place 0.5, spread as seen."""
    n = np.bincount(actor[actor >= 0], minlength=len(case.words))
    who = np.flatnonzero(n >= SMALLEST_GROUP)
    if not len(who):
        return Evidence(NAN, 0.35, EffectUnit.SHARE, 0, NAN, False, "nobody with ten picks")
    spread = max(float(rank.std()), 0.1)
    means = np.array([rank[actor == code].mean() for code in who])
    tails = stats.norm.cdf((means - 0.5) / (spread / np.sqrt(n[who])))
    best = int(np.lexsort((tails, means >= 0.35))[0])
    mine = actor == who[best]
    person = Person(case.words[int(who[best])], float(means[best]), int(n[who[best]]), float(tails[best]))
    words = f"mean place of one person's {n[who[best]]} picks among the free tickets, 0 easiest, 0.5 even"
    p = best_of(float(tails[best]), len(who))
    value, lower = float(means[best]), rows[mine & (rank < 0.5)]
    return Evidence(value, 0.35, EffectUnit.SHARE, len(rank), p, value < 0.35, words, lower, (person,))
