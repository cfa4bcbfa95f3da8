"""Detectors of tickets that are handed around, and of escalations that are a way out or never happen."""

from __future__ import annotations

import numpy as np

from core.data.columns import EventType
from core.facts.escalations import once_per_instant
from core.facts.event_log import Ints
from core.facts.ticket_table import Flags
from core.insight.integrity.case import DAY, FAR, HOUR, Case
from core.insight.integrity.chance import best_of, rank_tail
from core.insight.integrity.effects import SMALLEST_GROUP, group_beside_rest, share_over
from core.insight.integrity.evidence import NAN, EffectUnit, Evidence, Missing, Outcome, Person, either

MINUTE = HOUR // 60
NO_MOVES = Missing("who tickets were assigned to, one event a change")
NO_ESCALATIONS = Missing("escalations: a tier that rises or a move to an escalation team")
NO_NOTES = Missing("internal notes")


def moves(case: Case) -> Ints:
    """Changes of owner from one person to another."""
    events = case.assignments
    return events[case.rules.changes(case.log.from_term[events], case.log.to_term[events])]


def escalations(case: Case, *, in_window: bool = True) -> Ints:
    """The first event of each escalation, in the window or whenever."""
    team, tier = case.of_kind(EventType.TEAM_CHANGED), case.of_kind(EventType.TIER_CHANGED)
    before, after = case.log.from_term, case.log.to_term
    team = team[case.rules.enters_escalation(before[team], after[team])]
    tier = tier[case.rules.raises_tier(before[tier], after[tier])]
    found = once_per_instant(case.view.row, case.log.at, np.concatenate([team, tier]))
    return found[case.inside(case.at(found))] if in_window else found


def has_note(case: Case, events: Ints, around: int) -> Flags:
    """Whether somebody wrote an internal note on the ticket around an event."""
    row, at = case.row(events), case.at(events)
    return np.asarray(
        (case.last_at(case.notes, row, at) >= at - around)
        | (case.next_at(case.notes, row, at) <= at + around)
    )


def ticket_tennis(case: Case) -> Outcome:
    """D-002: three owners or more, or there and back again."""
    rows, every = case.resolved_in(), case.of_kind(EventType.ASSIGNED, EventType.TEAM_CHANGED)
    if not len(every):
        return NO_MOVES
    owner = moves(case)
    returns = np.zeros(case.size, bool)
    for kind in (EventType.ASSIGNED, EventType.TEAM_CHANGED):
        events = case.of_kind(kind)
        events = events[case.rules.changes(case.log.from_term[events], case.log.to_term[events])]
        row, source, target = case.row(events), case.log.from_term[events], case.log.to_term[events]
        back = (row[1:] == row[:-1]) & (target[1:] == source[:-1])
        returns[row[1:][back]] = True
    hit = (case.count(owner)[rows] >= 3) | returns[rows]
    words = "resolved tickets changed owner three times, or went back"
    area, names = case.codes("product_area")
    return either(
        share_over(hit, rows, 0.05, words), group_beside_rest(hit, rows, area[rows], names, words, ratio=4.0)
    )


def escalation_avoidance(case: Case) -> Outcome:
    """D-005: first-line tickets that take far too long, or keep coming back, and are never escalated."""
    first = case.level == case.level[case.level > 0].min(initial=9)
    minutes, kind = case.column("net_resolution_minutes"), np.where(case.kind < 0, 0, case.kind + 1)
    base = case.resolved_in(before=True)
    rows = case.resolved_in()
    rows = rows[first[rows] & (case.column("escalation_count")[rows] == 0)]
    base = base[first[base] & ~np.isnan(minutes[base])]
    if not len(rows) or len(base) < SMALLEST_GROUP:
        return Missing("support tiers, escalations, and resolved tickets of the weeks before")
    usual = np.full(kind.max() + 1, np.nan)
    for code in np.unique(kind[base]):
        same = minutes[base[kind[base] == code]]
        usual[code] = np.quantile(same, 0.9) if len(same) >= SMALLEST_GROUP else np.nan
    again = case.count(case.reopenings)[rows] >= 2
    hit = (minutes[rows] > 2 * usual[kind[rows]]) | again
    words = "first-line tickets took over twice the slowest tenth of their kind, or came back twice"
    agent, names = case.agents
    return either(share_over(hit, rows, 0.05, words), group_beside_rest(hit, rows, agent[rows], names, words))


def escalation_black_hole(case: Case) -> Outcome:
    """D-029: nobody of the receiving level acts within 48 hours."""
    events = escalations(case)
    if not len(escalations(case, in_window=False)):
        return NO_ESCALATIONS
    events = events[case.at(events) + 2 * DAY <= case.as_of]
    rows, at = case.row(events), case.at(events)
    mover, work = case.actor(events), case.by_people
    due, taken = at + 2 * DAY, np.full(len(events), FAR)
    at_first = at.copy()
    for _ in range(6):
        found = case.timeline(work).after(rows, at_first)
        when = np.append(case.at(work), FAR)[found]
        other = np.append(case.actor(work), -1)[found] != mover
        taken = np.where((taken == FAR) & other & (found >= 0), when, taken)
        at_first = np.where(found >= 0, np.minimum(when, FAR - 1), at_first)
    return share_over(taken > due, rows, 0.10, "escalations saw no act of the receiving level in 48 hours")


def context_free_handoff(case: Case) -> Outcome:
    """D-030: handed to somebody else without a note."""
    events = moves(case)
    events = events[case.inside(case.at(events))]
    if not case.tells(EventType.INTERNAL_NOTE):
        return NO_NOTES
    hit = ~has_note(case, events, HOUR // 2)
    return share_over(hit, case.row(events), 0.10, "handoffs came without a note within half an hour")


def skip_level(case: Case) -> Outcome:
    """D-032: two levels at once, at P3 to P5."""
    events = case.of_kind(EventType.TIER_CHANGED)
    rank = case.rules.tier_rank.astype(np.int64)
    before, after = rank[case.log.from_term[events]], rank[case.log.to_term[events]]
    raised = (before > 0) & (after > before) & case.inside(case.at(events))
    calm = np.isin(case.tickets["priority"].astype(object).to_numpy()[case.row(events)], ["P3", "P4", "P5"])
    if not case.tells(EventType.TIER_CHANGED):
        return NO_ESCALATIONS
    events, jump = events[raised & calm], (after - before)[raised & calm]
    return share_over(jump >= 2, case.row(events), 0.02, "escalations of P3 to P5 skipped a level")


def escalation_as_way_out(case: Case) -> Outcome:
    """D-086: escalated within five minutes, without an answer or a note before."""
    events = escalations(case)
    if not len(escalations(case, in_window=False)):
        return NO_ESCALATIONS
    rows, at = case.row(events), case.at(events)
    assigned = case.assignments
    held = at - np.maximum(case.last_at(assigned, rows, at, or_at=False), case.created[rows])
    steps = np.sort(np.concatenate([case.replies, case.notes]))
    tried = case.last_at(steps, rows, at) >= case.created[rows]
    hit = (held < 5 * MINUTE) & ~tried
    return share_over(hit, rows, 0.20, "escalations came within five minutes, with no step before")


def tier_rigidity(case: Case) -> Outcome:
    """D-089: kinds that end at a higher level but wait at the first one."""
    base, level = case.resolved_in(before=True), case.level
    kind = np.where(case.kind < 0, 0, case.kind + 1)
    if not len(escalations(case, in_window=False)) or not (level > 1).any():
        return NO_ESCALATIONS
    n = np.bincount(kind[base], minlength=kind.max() + 1)
    high = np.bincount(kind[base[level[base] >= 2]], minlength=kind.max() + 1)
    belongs = (n >= SMALLEST_GROUP) & (high >= 0.7 * n)
    rows = case.created_in()
    rows = rows[belongs[kind[rows]]]
    clocks = case.clocks[(case.clocks["metric"] == "first_response") & (case.clocks["period"] == 0)]
    target = np.full(case.size, np.nan)
    target[clocks["ticket_row"].to_numpy()] = clocks["target_minutes"].to_numpy()
    first = case.next_at(escalations(case, in_window=False), rows, case.created[rows])
    waited = np.where(first < FAR, first - case.created[rows], 0) / MINUTE
    words = "tickets of higher-level kinds waited at the first level over half the promised answer"
    return share_over(waited > 0.5 * target[rows], rows, 0.20, words)


def escalation_shame(case: Case) -> Outcome:
    """D-092: one person escalates much later than colleagues."""
    events = escalations(case)
    if not len(escalations(case, in_window=False)):
        return NO_ESCALATIONS
    rows, at = case.row(events), case.at(events)
    held = (at - case.created[rows]) / MINUTE
    actor, best = case.actor(events), None
    who = [code for code in np.unique(actor) if code >= 0 and (actor == code).sum() >= SMALLEST_GROUP]
    source = case.log.from_term[events]
    for code in who:
        mine = (actor == code) & (source == np.bincount(source[actor == code] + 1).argmax() - 1)
        peers = (actor != code) & (source == source[mine][0])
        if not peers.any() or mine.sum() < SMALLEST_GROUP:
            continue
        ratio, p = float(np.median(held[mine]) / np.median(held[peers])), rank_tail(held[mine], held[peers])
        found = (ratio >= 2.0, -p, ratio, code)
        best = found if best is None or found > best else best
    if best is None:
        return Evidence(
            NAN, 2.0, EffectUnit.RATIO, 0, NAN, False, "nobody escalated ten tickets beside a colleague"
        )
    beyond, p, ratio, code = best[0], best_of(-best[1], len(who)), best[2], best[3]
    mine = actor == code
    peers = ~mine & np.isin(source, source[mine])
    person = Person(case.words[code], float(np.median(held[mine]) / 60), int(mine.sum()), -best[1])
    own, others = np.median(held[mine]) / 60, np.median(held[peers]) / 60
    words = f"hours to escalate: {own:.1f} of one person, {others:.1f} of the others"
    return Evidence(ratio, 2.0, EffectUnit.RATIO, len(held), p, beyond, words, rows[mine], (person,))


def vanishing_owner(case: Case) -> Outcome:
    """D-093: the person who escalated never acts on the ticket again."""
    events = escalations(case)
    if not len(escalations(case, in_window=False)):
        return NO_ESCALATIONS
    rows, at, mover = case.row(events), case.at(events), case.actor(events)
    work = case.by_people
    later = case.count(work)[rows] - _count_until(case, work, rows, at)
    keep = (later >= 2) & (mover >= 0)
    rows, at, mover = rows[keep], at[keep], mover[keep]
    stays = np.zeros(len(rows), bool)
    key = case.row(work) * (len(case.words) + 1) + case.actor(work)
    order = np.argsort(key, kind="stable")
    last = np.searchsorted(key[order], rows * (len(case.words) + 1) + mover, side="right") - 1
    own = (last >= 0) & (key[order][np.maximum(last, 0)] == rows * (len(case.words) + 1) + mover)
    stays[own] = case.at(work)[order][last[own]] > at[own]
    return share_over(~stays, rows, 0.80, "escalations lost their first agent for good")


def _count_until(case: Case, events: Ints, rows: Ints, at: Ints) -> Ints:
    row = case.row(events)
    place = case.timeline(events).before(rows, at, or_at=True)
    return np.where(place >= 0, place - np.searchsorted(row, rows) + 1, 0)


def undocumented_escalation(case: Case) -> Outcome:
    """D-094: escalated without a word about why."""
    if not len(escalations(case, in_window=False)):
        return NO_ESCALATIONS
    if not case.tells(EventType.INTERNAL_NOTE):
        return NO_NOTES
    events = escalations(case)
    hit = ~has_note(case, events, 10 * MINUTE)
    return share_over(hit, case.row(events), 0.10, "escalations have no note within ten minutes")


def outsourcing_layer(case: Case) -> Outcome:
    """D-116: begun at a partner's team and forwarded."""
    codes, names = case.codes("team")
    partner = [n for n, word in enumerate(case.words) if any(part in word.lower() for part in PARTNER_WORDS)]
    partner_now = [n for n, word in enumerate(names) if any(part in word.lower() for part in PARTNER_WORDS)]
    if not partner and not partner_now:
        return Missing(
            "a team whose name says that it is a partner (partner, outsourced, external, BPO, vendor)"
        )
    events = case.of_kind(EventType.TEAM_CHANGED)
    leaving = np.isin(case.log.from_term[events], partner) & ~np.isin(case.log.to_term[events], partner)
    left = np.zeros(case.size, bool)
    left[case.row(events[leaving])] = True
    rows = case.created_in()
    rows = rows[left[rows] | np.isin(codes[rows], partner_now)]
    return share_over(left[rows], rows, 0.20, "the partner's tickets were forwarded")


PARTNER_WORDS = ("partner", "outsourc", "external", "bpo", "vendor")


def repeated_story(case: Case) -> Outcome:
    """D-125: the customer writes again right after a handoff, before anybody answered."""
    events = moves(case)
    events = events[case.inside(case.at(events))]
    if not len(moves(case)):
        return NO_MOVES
    rows, at = case.row(events), case.at(events)
    asked = case.next_at(case.questions, rows, at)
    hit = (asked <= at + DAY) & (asked < case.next_at(case.replies, rows, at))
    return share_over(hit, rows, 0.10, "handoffs made the customer write before anybody answered")
