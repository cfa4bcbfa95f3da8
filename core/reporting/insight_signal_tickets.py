"""Tickets and their events as figures for the rules: who holds them, how they are assigned, what spikes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from core.data.columns import MICROSECONDS_PER_MINUTE, ActorRole, EventType
from core.facts.log_view import LogView
from core.insight.assessment_evidence import AGENTS, ASSIGNED, BY_SYSTEM, HANDOFF_NOTES, OFFERED, OWN_PROMISES
from core.insight.failure_patterns import BOT_TURNS, SURVEYED
from core.insight.paired_signs import LOW_SCORES
from core.insight.readiness import BACKUPS
from core.insight.signals import CSAT, SPIKE
from core.insight.signals_findings import NAN, Reading
from core.insight.signals_windows import BEFORE_28, LAST_7, LAST_28, LAST_30, LAST_90, NOW
from core.metrics.change import poisson_interval
from core.metrics.definition import Frame, Unit
from core.metrics.measure import Flags
from core.metrics.quality import on_five
from core.periods import microseconds, midnight
from core.reporting.insight_signal_sight import Sight, exact, part
from core.reporting.quality_tables import inside

Figures = dict[tuple[str, str], Reading]
HISTORY = "a full history of tickets"
NOTE_REACH = 30 * MICROSECONDS_PER_MINUTE
"""A note belongs to a handoff that is at most half an hour away."""
LEAST_IN_CATEGORY, ALONE = 10, 0.80
SPIKE_FROM = 5
"""A category with fewer tickets in the week is no spike, whatever its ratio."""


def ticket_figures(sight: Sight) -> Figures:
    """Everything that tickets and their events tell."""
    return {
        **_surveys(sight),
        **_holding(sight),
        **_handling(sight),
        (SPIKE, LAST_7): _spike(sight),
        (OWN_PROMISES, NOW): _promises(sight),
    }


def _ratings(sight: Sight) -> np.ndarray:
    scores, tops = (sight.tickets[name].to_numpy(np.float64) for name in ("csat_score", "csat_scale_max"))
    return on_five(scores, tops)


def _surveys(sight: Sight) -> Figures:
    """Answers in 30 days, the lowest scores, and surveys sent; nothing where none ever came."""
    rating, date = _ratings(sight), sight.settings.definitions[CSAT].attribution or "finished_at"
    rated, needs = ~np.isnan(rating) & sight.mask, "answers to satisfaction surveys"
    found: Figures = {}
    for window in (LAST_28, BEFORE_28):
        rows = rated & _dated(sight, date, window)
        low = int((rows & (rating <= 2)).sum())
        found[LOW_SCORES, window] = part(
            LOW_SCORES.capitalize(), low, int(rows.sum()), sight.label(window), needs
        )
    last = float((rated & _dated(sight, date, LAST_30)).sum()) if rated.any() else NAN
    found[SURVEYED, LAST_30] = exact(
        SURVEYED.capitalize(), last, int(rated.sum()), sight.label(LAST_30), needs=needs
    )
    return found | {(OFFERED, LAST_90): _offered(sight, rated.any())}


def _dated(sight: Sight, column: str, window: str) -> Flags:
    """Tickets in a window by a date; "finished_at" is that of the metrics."""
    return inside(sight.evaluation.instants(Frame.TICKETS, column), sight.ends(window))


def _offered(sight: Sight, is_asked: bool) -> Reading:
    tickets = sight.tickets
    offered = tickets["csat_offered"].to_numpy(np.float64)
    rows = sight.mask & tickets["is_finished"].to_numpy(bool) & _dated(sight, "finished_at", LAST_90)
    known = rows & ~np.isnan(offered)
    whole = int(known.sum()) if is_asked else 0
    name = OFFERED.capitalize()
    return part(
        name, int((known & (offered > 0)).sum()), whole, sight.label(LAST_90), "surveys that were sent"
    )


def _holding(sight: Sight) -> Figures:
    """Tickets with an assignee, how many agents hold some, and categories that more than one resolves."""
    tickets, label = sight.tickets, sight.label(LAST_90)
    rows = sight.mask & _dated(sight, "created_at", LAST_90)
    agents = tickets["assignee"][rows]
    is_told = bool(sight.mask.any() and tickets["assignee"].notna().any())
    holders = float(agents.nunique()) if is_told else NAN
    whole = int(rows.sum()) if is_told else 0
    done = sight.mask & _dated(sight, "finished_at", LAST_90) & tickets["is_finished"].to_numpy(bool)
    _, share = largest_shares(tickets[done])
    return {
        (ASSIGNED, LAST_90): part(
            ASSIGNED.capitalize(), int(agents.notna().sum()), whole, label, "tickets with assignees"
        ),
        (AGENTS, LAST_90): exact(AGENTS, holders, whole, label, needs="tickets with assignees"),
        (BACKUPS, LAST_90): part(
            "Categories that more than one agent resolves",
            int((share < ALONE).sum()),
            len(share),
            label,
            "categories with ten resolved tickets and their agents",
        ),
    }


def largest_shares(tickets: pd.DataFrame) -> tuple[list[str], np.ndarray]:
    """Categories with ten or more resolved tickets, and the share of each that its busiest agent resolved.

    >>> rows = {"category": ["x"] * 10, "assignee": ["a"] * 8 + ["b"] * 2}
    >>> names, share = largest_shares(pd.DataFrame(rows, dtype="category"))
    >>> names, share.tolist()
    (['x'], [0.8])
    """
    category, assignee = (tickets[name].astype("category").cat for name in ("category", "assignee"))
    cat, who = category.codes.to_numpy(np.int64), assignee.codes.to_numpy(np.int64)
    known = (cat >= 0) & (who >= 0)
    width = len(assignee.categories) + 1
    pairs, counts = np.unique(cat[known] * width + who[known], return_counts=True)
    size = len(category.categories)
    whole = np.bincount(pairs // width, counts, size)
    most = np.zeros(size)
    np.maximum.at(most, pairs // width, counts)
    enough = np.flatnonzero(whole >= LEAST_IN_CATEGORY)
    return [str(category.categories[row]) for row in enough], most[enough] / whole[enough]


def _handling(sight: Sight) -> Figures:
    """First assignments by the system, handoffs with a note, and tickets in a loop with a bot."""
    log, label = sight.log, sight.label(LAST_90)
    view = LogView.of(log, sight.tickets, sight.facts.as_of)
    recent = np.append(sight.mask & _dated(sight, "created_at", LAST_90), False)[view.row]
    assigned = view.rows_where((log.type == EventType.ASSIGNED) & recent)
    first = np.append(True, view.row[assigned][1:] != view.row[assigned][:-1])[: len(assigned)]
    role = log.actor_role[assigned[first]]
    known = role != ActorRole.UNKNOWN
    system = known & np.isin(role, (ActorRole.SYSTEM, ActorRole.BOT))
    return {
        (BY_SYSTEM, LAST_90): part(
            BY_SYSTEM.capitalize(),
            int(system.sum()),
            int(known.sum()),
            label,
            f"{HISTORY} with who assigned them",
        ),
        (HANDOFF_NOTES, LAST_90): _notes(view, assigned[~first], label),
        (BOT_TURNS, LAST_90): _bot_turns(sight, label),
    }


def _notes(view: LogView, handoffs: np.ndarray, label: str) -> Reading:
    """Handoffs with an internal note on the same ticket within half an hour."""
    log, name = view.log, HANDOFF_NOTES.capitalize()
    notes = view.rows_where(log.type == EventType.INTERNAL_NOTE)
    if not len(notes):
        return part(name, 0, 0, label, f"{HISTORY} with internal notes")
    near = np.zeros(len(handoffs), bool)
    place = np.searchsorted(notes, handoffs)
    for step in (place - 1, place):
        other = notes[np.clip(step, 0, len(notes) - 1)]
        same = (step >= 0) & (step < len(notes)) & (view.row[other] == view.row[handoffs])
        near |= same & (np.abs(log.at[other] - log.at[handoffs]) <= NOTE_REACH)
    return part(name, int(near.sum()), len(handoffs), label, f"{HISTORY} with handoffs")


def _bot_turns(sight: Sight, label: str) -> Reading:
    turns = sight.tickets["bot_reply_count"].to_numpy(np.float64)
    rows = sight.mask & _dated(sight, "created_at", LAST_90) & (turns >= 1)
    name, needs = BOT_TURNS.capitalize(), "tickets that a bot answered"
    return part(name, int((rows & (turns > 2)).sum()), int(rows.sum()), label, needs)


def _spike(sight: Sight) -> Reading:
    """The category with the steepest last seven days, beside its usual week."""
    trends = sight.evaluation.frames[Frame.TRENDS]
    some = trends[(trends["ticket_count"] >= SPIKE_FROM) & (trends["usual_count"] > 0)]
    if some.empty:
        needs = "categories with eight weeks before"
        return Reading(unit=Unit.NUMBER, window=sight.label(LAST_7), needs=needs, name="Category")
    top = some.sort_values("ratio", ascending=False).iloc[0]
    low, high = (end / float(top["usual_count"]) for end in poisson_interval(float(top["ticket_count"])))
    return Reading(
        float(top["ratio"]),
        int(top["ticket_count"]),
        low,
        high,
        Unit.NUMBER,
        sight.label(LAST_7),
        "",
        str(top["category"]),
    )


def _promises(sight: Sight) -> Reading:
    own = set(sight.read("sla_policy")["policy_id"])
    is_own = float(sight.settings.policy.policy_id in own)
    return exact(OWN_PROMISES.capitalize(), is_own, len(own), f"as of {sight.today}")


def rated_weeks(sight: Sight, mondays: Sequence[date]) -> tuple[list[int], list[int]]:
    """Answers of 1 or 2, and all answers, in each week that begins on a Monday."""
    rating, date_column = _ratings(sight), sight.settings.definitions[CSAT].attribution or "finished_at"
    rows = np.flatnonzero(~np.isnan(rating) & sight.mask)
    at = sight.evaluation.instants(Frame.TICKETS, date_column)[rows]
    edges = [microseconds(midnight(day, sight.zone)) for day in (*mondays, mondays[-1] + timedelta(days=7))]
    week = np.searchsorted(np.array(edges), at, side="right") - 1
    inside_weeks = (week >= 0) & (week < len(mondays))
    low = inside_weeks & (rating[rows] <= 2)
    counts = [np.bincount(week[some], minlength=len(mondays)).tolist() for some in (low, inside_weeks)]
    return counts[0], counts[1]
