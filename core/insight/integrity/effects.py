"""The effects that detectors are made of: a share, a group beside the rest, a change, a spike, a holder."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.facts.event_log import Ints
from core.facts.ticket_table import Flags
from core.insight.integrity import chance
from core.insight.integrity.evidence import NAN, EffectUnit, Evidence, Person
from core.metrics.measure import Floats

SMALLEST_GROUP = 10
FEWEST_HITS = 3
MOST_PEOPLE = 5


def share_over(hit: Flags, rows: Ints, limit: float, words: str) -> Evidence:
    """The share of cases that are hits, against a limit from above (exact binomial test).

    Parameters
    ----------
    hit : one flag a case
    rows : ticket row of each case
    limit : share from which on it counts
    words : what a hit is

    >>> found = share_over(np.array([True] * 9 + [False] * 11), np.arange(20), 0.1, "tickets")
    >>> found.value, found.words, found.p < 0.001
    (0.45, '9 of 20 tickets', True)
    """
    n, hits = len(hit), int(hit.sum())
    value = hits / n if n else NAN
    p = chance.share_tail(hits, n, limit)
    return Evidence(
        value, limit, EffectUnit.SHARE, n, p, value > limit, f"{hits:,} of {n:,} {words}", rows[hit]
    )


def share_under(hit: Flags, rows: Ints, limit: float, words: str) -> Evidence:
    """The share of cases that are hits, against a limit from below; the others are the evidence.

    ``hit`` one flag a case, ``rows`` the ticket row of each, ``limit`` the share below which it counts.
    Undefined (NaN) without cases.

    >>> found = share_under(np.zeros(400, bool), np.arange(400), 0.01, "opened by the team")
    >>> found.is_beyond, round(found.p, 3)
    (True, 0.018)
    """
    n, hits = len(hit), int(hit.sum())
    value = hits / n if n else NAN
    p = chance.share_low_tail(hits, n, limit)
    return Evidence(
        value, limit, EffectUnit.SHARE, n, p, value < limit, f"{hits:,} of {n:,} {words}", rows[~hit]
    )


def group_beside_rest(
    hit: Flags, rows: Ints, group: Ints, names: Sequence[str], words: str, ratio: float = 2.0
) -> Evidence:
    """The group whose share of hits stands out from the others' (Fisher's exact test, Šidák over groups).

    ``group`` is a code into ``names`` per case, -1 for none. A group counts from ten cases and
    three hits on; the
    value is its share ÷ that of the rest (with half a hit added on both sides against division by 0).

    >>> hit = np.array([True] * 9 + [False] * 31)
    >>> found = group_beside_rest(hit, np.arange(40), np.repeat([0, 1], 20), ["Ann", "Bob"], "too early")
    >>> found.people[0].name, found.p < 0.01
    ('Ann', True)
    """
    size = len(names)
    known = group >= 0
    n = np.bincount(group[known], minlength=size).astype(float)
    k = np.bincount(group[known & hit], minlength=size).astype(float)
    all_n, all_k = n.sum(), k.sum()
    eligible = np.flatnonzero((n >= SMALLEST_GROUP) & (all_n - n >= SMALLEST_GROUP))
    if not len(eligible):
        return Evidence(NAN, ratio, EffectUnit.RATIO, 0, NAN, False, f"no group with ten cases {words}")
    n, k = n[eligible], k[eligible]
    values = ((k + 0.5) / (n + 1)) / ((all_k - k + 0.5) / (all_n - n + 1))
    tails = chance.fisher_tails(k, n, all_k, all_n)
    stands_out = (values >= ratio) & (k >= FEWEST_HITS)
    order = np.lexsort((tails, ~stands_out))
    best = order[0]
    beyond = [i for i in order if stands_out[i] and tails[i] < 0.05][:MOST_PEOPLE]
    people = tuple(
        Person(str(names[eligible[i]]), float(k[i] / n[i]), int(n[i]), float(tails[i])) for i in beyond
    )
    wanted = np.isin(group, eligible[beyond] if beyond else eligible[best])
    text = (
        f"{int(k[best]):,} of {int(n[best]):,} {words} in one group, {int(all_k):,} of {int(all_n):,} in all"
    )
    p = chance.best_of(float(tails[best]), len(eligible))
    value = float(values[best]) if all_k else 0.0
    return Evidence(
        value,
        ratio,
        EffectUnit.RATIO,
        int(all_n),
        p,
        bool(stands_out[best]),
        text,
        rows[hit & wanted],
        people,
    )


def share_ratio(first: Flags, second: Flags, rows: Ints, ratio: float, words: str) -> Evidence:
    """The share of hits in one set ÷ that in another (Fisher's exact test); ``rows`` belong to ``first``.

    Half a hit is added on both sides, so that no share is divided by 0. Undefined where a set is empty.

    >>> first, second = np.arange(20) < 8, np.arange(100) < 10
    >>> found = share_ratio(first, second, np.arange(20), 2.0, "came back")
    >>> round(found.value, 2), found.words
    (3.89, '8 of 20 against 10 of 100 came back')
    """
    n = len(first) + len(second)
    k, other = int(first.sum()), int(second.sum())
    if not len(first) or not len(second):
        return Evidence(NAN, ratio, EffectUnit.RATIO, 0, NAN, False, f"nothing to compare {words}")
    value = ((k + 0.5) / (len(first) + 1)) / ((other + 0.5) / (len(second) + 1))
    p = float(chance.fisher_tails(np.array([float(k)]), np.array([float(len(first))]), k + other, n)[0])
    text = f"{k:,} of {len(first):,} against {other:,} of {len(second):,} {words}"
    return Evidence(
        value, ratio, EffectUnit.RATIO, min(len(first), len(second)), p, value >= ratio, text, rows[first]
    )


def share_change(now: Flags, before: Flags, rows: Ints, points: float, words: str) -> Evidence:
    """By how many percentage points a share moved (Fisher's exact test); negative: a fall counts.

    ``now`` and ``before`` one flag a case, ``rows`` those of ``now``. Undefined where either is empty.

    >>> now, before = np.arange(20) < 8, np.arange(100) < 10
    >>> round(share_change(now, before, np.arange(20), 2.0, "back").value, 6)
    30.0
    """
    if not len(now) or not len(before):
        return Evidence(NAN, points, EffectUnit.POINTS, 0, NAN, False, f"nothing to compare {words}")
    sign = 1 if points > 0 else -1
    value = 100 * float(now.mean() - before.mean())
    k, n = (now.sum(), before.sum()), (len(now), len(before))
    if sign < 0:
        k = (n[0] - k[0], n[1] - k[1])
    p = float(chance.fisher_tails(np.array([float(k[0])]), np.array([float(n[0])]), float(sum(k)), sum(n))[0])
    text = f"{words} {now.mean():.1%} of {n[0]:,}, before {before.mean():.1%} of {n[1]:,}"
    hits = rows[now if sign > 0 else ~now]
    return Evidence(value, points, EffectUnit.POINTS, min(n), p, sign * value >= abs(points), text, hits)


def level_change(now: Floats, before: Floats, rows: Ints, change: float, words: str) -> Evidence:
    """By which share of itself a median moved (Mann–Whitney test); negative ``change``: a fall counts.

    ``now`` and ``before`` any positive measure, NaN where unknown. Undefined where either is empty or the
    median before is 0.

    >>> found = level_change(np.full(30, 8.0), np.full(90, 10.0), np.arange(30), -0.10, "minutes")
    >>> round(found.value, 6), found.is_beyond
    (-0.2, True)
    """
    kept = ~np.isnan(now)
    now, before, rows = now[kept], before[~np.isnan(before)], rows[kept]
    if not len(now) or not len(before) or np.median(before) == 0:
        return Evidence(NAN, change, EffectUnit.CHANGE, 0, NAN, False, f"nothing to compare {words}")
    value = float(np.median(now) / np.median(before) - 1)
    p = chance.rank_tail(now, before) if change > 0 else chance.rank_tail(before, now)
    past = f"before {np.median(before):,.3g} over {len(before):,}"
    text = f"{words} {np.median(now):,.3g} over {len(now):,}, {past}"
    sign = 1 if change > 0 else -1
    n = min(len(now), len(before))
    return Evidence(value, change, EffectUnit.CHANGE, n, p, sign * value >= abs(change), text, rows)


def rate_change(
    now: int, before: int, spans: tuple[float, float], rows: Ints, change: float, words: str
) -> Evidence:
    """By which share of itself a count per span moved (conditional binomial test of two Poisson counts).

    ``spans`` are the lengths behind the two counts, in one unit. Undefined without a count before.

    >>> found = rate_change(60, 100, (28.0, 70.0), np.arange(60), 0.10, "tickets")
    >>> round(found.value, 6), found.words
    (0.5, '60 tickets, 40 expected from before')
    """
    if not before or not spans[1]:
        return Evidence(NAN, change, EffectUnit.CHANGE, 0, NAN, False, f"nothing to compare {words}")
    part = spans[0] / (spans[0] + spans[1])
    value = (now / spans[0]) / (before / spans[1]) - 1
    tail = chance.share_tail if change > 0 else chance.share_low_tail
    sign = 1 if change > 0 else -1
    text = f"{now:,} {words}, {before * spans[0] / spans[1]:,.0f} expected from before"
    return Evidence(
        value, change, EffectUnit.CHANGE, now + before, tail(now, now + before, part),
        sign * value >= abs(change), text, rows,
    )  # fmt: skip


def bunching(used: Floats, rows: Ints, ratio: float, words: str) -> Evidence:
    """A spike just under a limit: cases in the last tenth ÷ those in the one before (binomial test).

    ``used`` is the share of the limit that each case took.

    >>> used = np.concatenate([np.full(60, 0.95), np.full(20, 0.85)])
    >>> found = bunching(used, np.arange(80), 2.0, "closed")
    >>> found.value, found.is_beyond
    (3.0, True)
    """
    last, before = (used > 0.9) & (used <= 1.0), (used > 0.8) & (used <= 0.9)
    k, other = int(last.sum()), int(before.sum())
    value = k / other if other else (NAN if not k else float(k))
    p = chance.share_tail(k, k + other, 0.5)
    text = f"{k:,} {words} in the last tenth of the limit, {other:,} in the tenth before"
    return Evidence(value, ratio, EffectUnit.RATIO, k + other, p, value >= ratio, text, rows[last])


def holder(
    owner: Ints, group: Ints, names: Sequence[str], groups: Sequence[str], rows: Ints, limit: float,
    words: str, smallest: int = SMALLEST_GROUP,
) -> Evidence:  # fmt: skip
    """The group that one person holds most of (binomial test against half, Šidák over groups and people).

    ``owner`` codes into ``names``, ``group`` codes into ``groups``; -1 for none. Groups of fewer than
    ``smallest`` cases do not count; undefined where none does.

    >>> owner, group = np.array([0] * 18 + [1] * 2), np.zeros(20, int)
    >>> found = holder(owner, group, ["Ann", "Bob"], ["billing"], np.arange(20), 0.8, "resolutions")
    >>> found.value, found.words
    (0.9, 'one person: 18 of 20 resolutions of billing')
    """
    known = (owner >= 0) & (group >= 0)
    table = np.zeros((len(groups), max(len(names), 1)))
    np.add.at(table, (group[known], owner[known]), 1)
    n = table.sum(axis=1)
    eligible = np.flatnonzero(n >= smallest)
    if not len(eligible):
        return Evidence(NAN, limit, EffectUnit.SHARE, 0, NAN, False, f"no group with {smallest} {words}")
    share = table[eligible].max(axis=1) / n[eligible]
    best = int(eligible[np.lexsort((-n[eligible], -share))[0]])
    top, most = int(table[best].argmax()), int(table[best].max())
    looks = len(eligible) * int((table[best] > 0).sum() + 1)
    p = chance.best_of(chance.share_tail(most, int(n[best]), min(0.5, limit)), looks)
    value = most / float(n[best])
    people = (Person(str(names[top]), value, int(n[best]), p),)
    text = f"one person: {most:,} of {int(n[best]):,} {words} of {groups[best]}"
    wanted = known & (group == best) & (owner == top)
    return Evidence(
        value, limit, EffectUnit.SHARE, int(n[best]), p, value >= limit, text, rows[wanted], people
    )


def counted(hit: Flags, rows: Ints, limit: float, words: str) -> Evidence:
    """Cases that should not exist at all: counted, so nothing is left to chance.

    >>> found = counted(np.array([True, False]), np.arange(2), 0.0, "open tickets")
    >>> found.value, found.is_beyond, found.words
    (1.0, True, '1 of 2 open tickets')
    """
    hits = int(hit.sum())
    text = f"{hits:,} of {len(hit):,} {words}"
    return Evidence(float(hits), limit, EffectUnit.COUNT, len(hit), NAN, hits > limit, text, rows[hit])
