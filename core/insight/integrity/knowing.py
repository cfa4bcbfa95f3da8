"""Detectors of knowledge in one head, and of comparisons that forget who got what."""

from __future__ import annotations

import numpy as np
from scipy import stats

from core.data.columns import EventType
from core.facts.event_log import Ints
from core.insight.integrity.case import Case
from core.insight.integrity.chance import best_of
from core.insight.integrity.detector import Detector
from core.insight.integrity.effects import SMALLEST_GROUP, holder, share_over
from core.insight.integrity.evidence import NAN, EffectUnit, Evidence, Missing, Outcome, both
from core.metrics.measure import Floats

SMALLEST_EFFECT = float(np.log(1.15))
NO_KINDS = Missing("the category of each ticket and who it is with")


def _held(case: Case) -> tuple[Ints, Ints, list[str]]:
    """Tickets resolved in the window with an agent and a category."""
    agent, (category, words) = case.agents[0], case.codes("category")
    rows = case.resolved_in()
    rows = rows[(agent[rows] >= 0) & (category[rows] >= 0)]
    return rows, category[rows], words


def knowledge_hoarding(case: Case) -> Outcome:
    """D-003: a category that one person solves."""
    rows, category, words = _held(case)
    agent, names = case.agents
    if not len(rows) or len(np.unique(agent[rows])) < 3:
        return NO_KINDS
    return holder(agent[rows], category, names, words, rows, 0.80, "resolutions")


def knowledge_in_one_head(case: Case) -> Outcome:
    """D-124: half of the categories or more are one person's."""
    rows, category, words = _held(case)
    agent, names = case.agents
    if not len(rows) or len(np.unique(agent[rows])) < 3:
        return NO_KINDS
    table = np.zeros((len(words), len(names)))
    np.add.at(table, (category, agent[rows]), 1)
    n = table.sum(axis=1)
    counted = n >= SMALLEST_GROUP
    if not counted.any():
        return Evidence(NAN, 0.50, EffectUnit.SHARE, 0, NAN, False, "no category with ten resolutions")
    most, looks = table.max(axis=1), (table > 0).sum(axis=1)
    one = counted & (most >= 0.8 * n)
    held = int(one.sum())
    tails = np.minimum(stats.binom.sf(most - 1, n, 0.5) * looks, 1.0)
    rest = np.sort(tails[counted])[: int(np.ceil(0.5 * counted.sum()))]
    value = held / int(counted.sum())
    text = f"{held} of {int(counted.sum())} categories are solved by one person at 80 % or more"
    mine = rows[one[category] & (table.argmax(axis=1)[category] == agent[rows])]
    return Evidence(
        value, 0.50, EffectUnit.SHARE, int(n[counted].sum()), float(rest.max()), value >= 0.5, text, mine
    )


def tribal_knowledge(case: Case) -> Outcome:
    """D-014: one person writes the notes on other people's tickets."""
    if not case.tells(EventType.INTERNAL_NOTE):
        return Missing("internal notes and who wrote them")
    notes = case.notes[case.inside(case.at(case.notes))]
    rows, writer = case.row(notes), case.actor(notes)
    helped = (writer >= 0) & (writer != case.agent_terms[rows])
    rows, writer = rows[helped], writer[helped]
    n = np.bincount(writer, minlength=len(case.words)) if len(writer) else np.zeros(len(case.words))
    if (n > 0).sum() < 3:
        return Evidence(
            NAN,
            0.30,
            EffectUnit.SHARE,
            len(rows),
            NAN,
            False,
            "fewer than three people wrote notes for others",
        )
    who = int(n.argmax())
    part = share_over(writer == who, rows, 0.30, "notes on colleagues' tickets are one person's")
    even = float(stats.binom.sf(n[who] - 1, n.sum(), 1.5 / (n > 0).sum()))
    p = best_of(even, int((n > 0).sum()))
    return Evidence(part.value, 0.30, part.unit, part.n, p, part.is_beyond, part.words, part.rows)


def specialist_overload(case: Case) -> Outcome:
    """D-091: one person's specialty, and twice the open load of others."""
    agent, names = case.agents
    lead = knowledge_hoarding(case)
    if isinstance(lead, Missing) or not lead.people:
        return lead
    who = names.index(lead.people[0].name)
    rows = np.flatnonzero(case.is_open & (agent >= 0))
    load = np.bincount(agent[rows], minlength=len(names)).astype(float)
    others = load[(load > 0) & (np.arange(len(names)) != who)]
    usual = float(others.mean()) if len(others) else NAN
    p = (
        float(stats.binom.sf(load[who] - 1, load[who] + others.sum(), 1 / (len(others) + 1)))
        if len(others)
        else NAN
    )
    value = float(load[who]) / usual if len(others) else NAN
    words = f"{int(load[who])} open tickets, {usual:.1f} of a colleague"
    busy = Evidence(value, 2.0, EffectUnit.RATIO, len(rows), p, value >= 2.0, words, rows[agent[rows] == who])
    return both(busy, lead)


def wrong_resource(case: Case) -> Outcome:
    """D-129: third-level people on questions that the first level solves."""
    base, kind, level = case.resolved_in(before=True), np.where(case.kind < 0, 0, case.kind + 1), case.level
    if not (level >= 3).any() or not len(base):
        return Missing("three support tiers, and resolved tickets of the weeks before")
    n = np.bincount(kind[base], minlength=kind.max() + 1)
    low = np.bincount(kind[base[level[base] == 1]], minlength=kind.max() + 1)
    simple = (n >= SMALLEST_GROUP) & (low >= 0.9 * n)
    rows = case.resolved_in()
    rows = rows[simple[kind[rows]]]
    return share_over(level[rows] >= 3, rows, 0.02, "simple questions ended with the third level")


def unequal_mix(case: Case) -> Outcome:
    """D-057: ranks of people that move once the mix of tickets is taken into account."""
    rows, category, _ = _held(case)
    agent, team = case.agents[0], case.codes("team")[0]
    minutes = case.column("net_resolution_minutes")
    keep = np.isfinite(minutes[rows])
    rows, category = rows[keep], category[keep]
    found = [_ranks(team_rows, category[team[rows] == code], agent[team_rows], minutes[team_rows])
             for code in np.unique(team[rows]) for team_rows in [rows[team[rows] == code]]]  # fmt: skip
    known = [each for each in found if each is not None]
    if not known:
        return Missing("a team with four people, ten resolved tickets each, in two categories")
    p, moves, n, mine = min(known, key=lambda each: (each[1] < 3, each[0]))
    words = f"places by which one person's rank moves, over {n:,} tickets of a team, once the mix is equal"
    p = best_of(p, len(known))
    return Evidence(float(moves), 3.0, EffectUnit.PLACES, n, p, moves >= 3, words, mine)


def _ranks(rows: Ints, category: Ints, agent: Ints, minutes: Floats) -> tuple[float, int, int, Ints] | None:
    """Chance of such an unequal mix, and how far it moves a rank by mean time.

    Only people whose mix makes a difference of 15 % or more count: other ranks move by luck."""
    who = np.unique(agent, return_inverse=True)[1]
    kinds, what = np.unique(category, return_inverse=True)
    if not len(rows) or len(kinds) < 2:
        return None
    n = np.bincount(who)
    big = np.flatnonzero(n >= SMALLEST_GROUP)
    if len(big) < 4:
        return None
    kept = np.isin(who, big)
    who, what, rows = np.searchsorted(big, who[kept]), what[kept], rows[kept]
    value = np.log1p(minutes[kept])
    table = np.zeros((len(big), len(kinds)))
    np.add.at(table, (who, what), 1)
    table = table[:, table.sum(axis=0) > 0]
    mean_of_kind = np.bincount(what, value, len(kinds)) / np.maximum(
        np.bincount(what, minlength=len(kinds)), 1
    )
    raw = np.bincount(who, value) / np.bincount(who)
    fair = np.bincount(who, value - mean_of_kind[what]) / np.bincount(who)
    moves = np.abs(stats.rankdata(raw) - stats.rankdata(fair))
    by_mix = raw - fair - (value.mean() - (value - mean_of_kind[what]).mean())
    moves = np.where(np.abs(by_mix) >= SMALLEST_EFFECT, moves, 0)
    p = float(stats.chi2_contingency(table).pvalue) if table.shape[1] > 1 else 1.0
    return p, int(moves.max()), len(rows), rows[who == int(moves.argmax())]


def metric_blindness(case: Case) -> Outcome:
    """D-102: required metrics that nobody can compute here."""
    if not case.metric_known:
        return Missing("which required metrics have data")
    known = list(case.metric_known.values())
    value = 1 - sum(known) / len(known)
    unknown = [name for name, there in case.metric_known.items() if not there]
    words = (
        f"{len(unknown)} of {len(known)} required metrics have no data"
        + (": " if unknown else "")
        + ", ".join(unknown)
    )
    return Evidence(value, 0.20, EffectUnit.SHARE, len(known), NAN, value > 0.20, words)


KNOWING = (
    Detector(
        "D-003", "Knowledge hoarding", "overview", "Which questions can only one person answer?",
        "A category with ten resolutions or more of which one person made 80 %. Articles are not linked to"
        " tickets here, so whether one exists has to be asked.",
        "A small team, or a colleague on leave.",
        "Who would answer tomorrow if this person were ill? Is there time to write it down?",
        ("resolved_count",), look=knowledge_hoarding, is_personal=True,
    ),
    Detector(
        "D-124", "Knowledge in one head", "other sources", "Does the team stand on one person's memory?",
        "Half of the categories or more are solved by one person each at 80 % or more.",
        "A team of specialists by design.",
        "Which of these would hurt most tomorrow?",
        ("resolved_count",), look=knowledge_in_one_head,
    ),
    Detector(
        "D-014", "Ask a colleague", "training", "Is one colleague the handbook?",
        "One person writes 30 % or more of the notes on other people's tickets, and clearly more"
        " than an even part.",
        "A lead whose task it is.",
        "Which three questions come most often? Where could they be written down?",
        ("average_handle_time",), look=tribal_knowledge,
    ),
    Detector(
        "D-091", "Overloaded specialist", "tiers", "Is the one who knows also the one who drowns?",
        "A category that one person solves at 80 % or more, and at least twice the open tickets of a"
        " colleague. Working hours would say more; where they are recorded, see utilisation.",
        "A colleague on leave.",
        "What could somebody else take today?",
        ("utilisation", "resolution_time"), look=specialist_overload, is_personal=True,
    ),
    Detector(
        "D-129", "Experts on simple questions", "other sources", "Who resets passwords?",
        "Over 2 % of kinds that the first level usually solves ended with the third level.",
        "A simple question that turned out to be a fault.",
        "How did these reach the third level?",
        ("tier_one_share", "cost_per_ticket"), look=wrong_resource,
    ),
    Detector(
        "D-057", "Comparison without context", "metrics", "Are people ranked on unequal work?",
        "Within a team, categories spread unequally over people (chi-square test), and somebody's"
        " rank by mean time to resolution moves three places or more once the mix is made equal.",
        "Agreed specialties: then compare within a specialty.",
        "Who sees the ranking, and what do they do with it?",
        ("resolution_time",), look=unequal_mix,
    ),
    Detector(
        "D-102", "Blind spots", "tooling", "Which figures that we should know can nobody compute?",
        "Over 20 % of the essential metrics have no data in the store.",
        "Data that exists elsewhere and is not imported yet.",
        "Which of them would change a decision this quarter?",
        (), look=metric_blindness,
    ),
)  # fmt: skip
