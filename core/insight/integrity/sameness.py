"""Detectors of the same thing again: duplicates, floods, tags nobody keeps, answers that differ."""

from __future__ import annotations

from collections import Counter

import numpy as np
from scipy import stats

from core.data.columns import ActorRole, EventType
from core.facts.event_log import Ints
from core.insight.integrity.case import DAY, Case
from core.insight.integrity.chance import best_of
from core.insight.integrity.detector import Detector
from core.insight.integrity.effects import share_over, share_under
from core.insight.integrity.evidence import NAN, EffectUnit, Evidence, Missing, Outcome, either
from core.insight.integrity.marks import asks_again

NO_TAGS = Missing("tags of tickets")
NO_KINDS = Missing("the category of each ticket")
OUTCOME_TAG = (
    "outcome:",
    "outcome-",
    "outcome_",
    "resolution:",
    "resolution-",
    "refund",
    "workaround",
    "wontfix",
)
SHUFFLES = 200


def no_aggregation(case: Case) -> Outcome:
    """D-041: ten tickets or more of one kind in a day, far over the usual, and none joined."""
    kind = case.kind
    if not (kind >= 0).any():
        return NO_KINDS
    rows, base = case.created_in(), case.created_in(before=True)
    rows, base = rows[kind[rows] >= 0], base[kind[base] >= 0]
    if case.reach_before < 28:
        return Missing("at least four weeks before the period")
    days, size = int(np.ceil(case.span_days)), int(kind.max()) + 1
    day = (case.created[rows] - case.start) // DAY
    table = np.zeros((size, days))
    np.add.at(table, (kind[rows], day), 1)
    joined = np.zeros((size, days))
    merged = case.column("is_merged").astype(bool)[rows]
    np.add.at(joined, (kind[rows][merged], day[merged]), 1)
    usual = np.bincount(kind[base], minlength=size)[:, None] / case.reach_before
    tails = stats.poisson.sf(table - 1, np.maximum(2 * usual, 0.5))
    tails[joined > 0.1 * table] = 1.0
    best = np.unravel_index(int(tails.argmin()), tails.shape)
    count = int(table[best])
    flood = rows[(kind[rows] == best[0]) & (day == best[1])]
    often = float(usual[best[0], 0])
    words = f"{count} tickets of one kind in a day, {often:.1f} usual, {int(joined[best])} joined"
    p = best_of(float(tails[best]), table.size)
    return Evidence(float(count), 10.0, EffectUnit.COUNT, len(rows), p, count >= 10, words, flood)


def duplicate_sprawl(case: Case) -> Outcome:
    """D-080: the same customer opens the same again within a day, and nobody joins them."""
    if not (case.codes("customer_key")[0] >= 0).any() or not (case.kind >= 0).any():
        return Missing("customers and categories")
    rows = case.created_in()
    rows = rows[~case.column("is_merged").astype(bool)[rows]]
    return share_over(
        asks_again(case, rows, case.created[rows], DAY),
        rows,
        0.05,
        "tickets came twice within a day, not joined",
    )


def tag_chaos(case: Case) -> Outcome:
    """D-081: tags used once, spelt in many ways, or too many."""
    if case.tags is None:
        return NO_TAGS
    rows = case.created_in()
    lists = [_split(case.tags[row]) for row in rows.tolist()]
    count = Counter(tag for tags in lists for tag in tags)
    if not count:
        return NO_TAGS
    spelt: dict[str, set[str]] = {}
    for tag in count:
        spelt.setdefault(tag.lower().replace("_", "-").replace(" ", "-"), set()).add(tag)
    odd = {
        tag
        for forms in spelt.values()
        if len(forms) > 1
        for tag in forms - {max(forms, key=count.__getitem__)}
    }
    once = np.array([value == 1 for value in count.values()])
    variant = np.array([any(tag in odd for tag in tags) for tags in lists])
    has_once = np.array([any(count[tag] == 1 for tag in tags) for tags in lists])
    many = np.array([len(tags) > 6 for tags in lists])
    single = share_over(once, np.zeros(len(once), np.int64), 0.20, "tags were used once")
    single = Evidence(
        single.value, 0.20, single.unit, single.n, single.p, single.is_beyond, single.words, rows[has_once]
    )
    return either(
        single,
        share_over(variant, rows, 0.10, "tickets have a tag that is also spelt otherwise"),
        share_over(many, rows, 0.50, "tickets have over six tags"),
        Evidence(
            float(len(count)),
            200.0,
            EffectUnit.COUNT,
            len(rows),
            NAN,
            len(count) > 200,
            f"{len(count)} tags",
            rows,
        ),
    )


def _split(tags: str | None) -> list[str]:
    return [part.strip() for part in (tags or "").replace(";", ",").split(",") if part.strip()]


def purely_reactive(case: Case) -> Outcome:
    """D-115: nobody ever writes first."""
    events = case.of_kind(EventType.CREATED)
    events = events[case.inside(case.at(events))]
    if not len(events) or not (case.log.actor_role[events] > 0).any():
        return Missing("who opened each ticket")
    ours = case.log.actor_role[events] == ActorRole.AGENT
    return share_under(ours, case.row(events), 0.01, "tickets were opened by the team, to warn or to tell")


def inconsistent_answers(case: Case) -> Outcome:
    """D-123: the same kind of question ends differently by who answers.

    Permutation test: the tail of a gamma distribution with the mean and variance of the shuffled values, for
    counting shuffles alone could never get below one in their number.
    """
    if case.tags is None:
        return NO_TAGS
    rows, (agent, _) = case.resolved_in(), case.agents
    rows = rows[(agent[rows] >= 0) & (case.kind[rows] >= 0)]
    found = [
        next((t for t in _split(case.tags[r]) if t.lower().startswith(OUTCOME_TAG)), "")
        for r in rows.tolist()
    ]
    kept = np.array([bool(tag) for tag in found], bool)
    if not kept.any():
        return Missing("tags that say how a ticket ended, such as outcome:refund")
    rows, tags = rows[kept], np.unique([tag for tag in found if tag], return_inverse=True)[1]
    group, who = (
        np.unique(case.kind[rows], return_inverse=True)[1],
        np.unique(agent[rows], return_inverse=True)[1],
    )
    seen = _between(group, who, tags)
    rng = np.random.default_rng(0)
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    shuffled = np.array([_between(group, _shuffle(who, order, starts, rng), tags) for _ in range(SHUFFLES)])
    mean, spread = float(shuffled.mean()), float(shuffled.var()) or 1e-12
    p = float(stats.gamma.sf(seen, mean**2 / spread, scale=spread / mean)) if mean > 0 else 1.0
    value = seen - mean
    words = f"bits by which an agent's name tells how {len(rows):,} tickets of a kind end, beyond chance"
    return Evidence(value, 0.3, EffectUnit.BITS, len(rows), p, value >= 0.3, words, rows)


def _between(group: Ints, who: Ints, tag: Ints) -> float:
    """Mutual information of agent and outcome within kinds, in bits."""
    whole = _entropy(group * (tag.max() + 1) + tag) - _entropy(group)
    pair = group * (who.max() + 1) + who
    return whole - (_entropy(pair * (tag.max() + 1) + tag) - _entropy(pair))


def _entropy(code: Ints) -> float:
    share = np.bincount(code) / len(code)
    share = share[share > 0]
    return float(-(share * np.log2(share)).sum())


def _shuffle(who: Ints, order: Ints, starts: Ints, rng: np.random.Generator) -> Ints:
    """The same agents, dealt anew within each kind."""
    mixed, ends = who.copy(), np.append(starts[1:], len(order))
    for first, last in zip(starts.tolist(), ends.tolist(), strict=True):
        part = order[first:last]
        mixed[part] = who[rng.permutation(part)]
    return mixed


def repeated_defect(case: Case) -> Outcome:
    """D-128 (R-FP-11): ten tickets a week or more of one kind of fault, four weeks running."""
    codes, names = case.codes("category")
    faults = [
        n for n, name in enumerate(names) if any(word in name.lower() for word in ("bug", "defect", "error"))
    ]
    if not faults:
        return Missing("a category for faults of the product (bug, defect or error in its name)")
    weeks, rows = (
        4,
        np.flatnonzero(case.chosen & (case.created >= case.end - 28 * DAY) & (case.created < case.end)),
    )
    rows = rows[np.isin(codes[rows], faults) & (case.kind[rows] >= 0)]
    table = np.zeros((int(case.kind.max()) + 1, weeks))
    np.add.at(table, (case.kind[rows], (case.end - 1 - case.created[rows]) // (7 * DAY)), 1)
    least = table.min(axis=1)
    best = int(least.argmax())
    words = f"tickets in the calmest of four weeks about one fault, {int(table[best].sum())} in all"
    p = float(stats.poisson.sf(table[best].sum() - 1, 10.0 * weeks))
    mine = rows[case.kind[rows] == best]
    return Evidence(float(least[best]), 10.0, EffectUnit.COUNT, len(rows), p, least[best] >= 10, words, mine)


SAMENESS = (
    Detector(
        "D-041", "A flood that nobody joins", "feedback", "Is one problem reported apart a hundred times?",
        "Ten tickets or more of one kind in a day, over twice what is usual, with under a tenth joined.",
        "A campaign or an invoice run: many customers, many matters.",
        "Was there one cause? Who could have told all of them at once?",
        ("ticket_volume", "trending_issue_count"), look=no_aggregation,
    ),
    Detector(
        "D-080", "Duplicate sprawl", "queue", "Are duplicates left apart?",
        "The same customer with the same kind of ticket twice within a day, not joined: over 5 %.",
        "Two matters of one kind on one day, such as two invoices.",
        "How would an agent see that the customer has another ticket?",
        ("ticket_volume", "resolved_count"), look=duplicate_sprawl,
    ),
    Detector(
        "D-081", "Tag chaos", "queue", "Can tags still be counted?",
        "Over 20 % of tags used once, over 10 % of tickets with a tag that is spelt in several ways,"
        " over 200 tags, or mostly over six a ticket.",
        "A new product with many new words.",
        "Who may invent a tag, and who uses the counts?",
        ("trending_issue_count",), look=tag_chaos,
    ),
    Detector(
        "D-115", "Purely reactive", "other sources", "Does the team ever write first?",
        "Under 1 % of tickets were opened by the team itself.",
        "News that goes out by mail or on a status page.",
        "How did customers hear of the last known fault?",
        ("ticket_volume",), look=purely_reactive,
    ),
    Detector(
        "D-123", "Answers that differ by who gives them", "other sources",
        "Does the answer depend on the person?",
        "How much an agent's name tells about the outcome tag within one kind of ticket, beyond what"
        " shuffled names tell: 0.3 bits or more.",
        "Agents who get different cases of one kind, such as large refunds.",
        "Show both answers to both agents: which rule would decide?",
        ("csat_rate",), look=inconsistent_answers,
    ),
    Detector(
        "D-128", "One defect, many calls", "other sources",
        "Does a fault of the product keep the queue busy?",
        "Ten tickets a week or more of one kind of fault in each of the last four weeks, surely over"
        " ten in the mean. Whether a fix is linked is not stored.",
        "A fix that is on its way.",
        "Does the product team know the number, and what does it cost us a week?",
        ("ticket_volume",), look=repeated_defect,
    ),
)  # fmt: skip
