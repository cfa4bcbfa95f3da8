"""When one figure looks better because another gets worse (R-PS-01 to R-PS-05)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from core.insight.signals import CSAT, FRT
from core.insight.signals_compare import Moved, beyond, changed
from core.insight.signals_findings import Evidence, Finding, Outcome, State
from core.insight.signals_windows import BEFORE_28, BEFORE_90, LAST_28, LAST_90
from core.insight.warning_signs import TURNOVER

WEEKLY = "tickets per week"
REPEATS, DEFLECTION, BOT = "repeat_contact_rate", "deflection_rate", "bot_resolution_rate"
COST, LOW_SCORES, PACE = "cost_per_ticket", "scores of 1 or 2", "tickets_per_agent_day"
GRAVITY = (State.NOT_MET, State.UNKNOWN, State.NOISE, State.MET)
"""Both halves have to hold, so a pair is no surer than its weaker half."""


@dataclass(frozen=True, slots=True)
class Half:
    """One side of a pair: the figure, its windows, and when it counts as moved."""

    metric: str
    label: str
    check: Callable[[Evidence], Outcome]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two figures that belong together, what it means when both move, and what when only one does."""

    id: str
    name: str
    good: Half
    bad: Half
    both: str
    half: str


@dataclass(frozen=True, slots=True)
class PairFinding:
    """A pair with its verdict in words; ``good`` and ``bad`` tell each half apart."""

    pair: Pair
    finding: Finding
    good: Outcome
    bad: Outcome


def _moves(
    metric: str, is_past: Callable[[Moved], bool], windows: tuple[str, str]
) -> Callable[[Evidence], Outcome]:
    def check(evidence: Evidence) -> Outcome:
        now, before = evidence.pair(metric, windows)
        return changed(now, before, is_past)

    return check


MONTH, QUARTER = (LAST_28, BEFORE_28), (LAST_90, BEFORE_90)

PAIRS = (
    Pair(
        "R-PS-01",
        "Faster, and less liked",
        Half(FRT, "First response", _moves(FRT, lambda by: by.ratio <= 0.90, MONTH)),
        Half(CSAT, "CSAT", _moves(CSAT, lambda by: by.by <= -0.02, MONTH)),
        "Replies got faster while customers got less satisfied: speed is bought with quality.",
        "No sign that speed is bought with quality.",
    ),
    Pair(
        "R-PS-02",
        "Fewer tickets, and more come back",
        Half(WEEKLY, "Tickets a week", _moves(WEEKLY, lambda by: by.ratio <= 0.95, MONTH)),
        Half(REPEATS, "Repeat contacts", _moves(REPEATS, lambda by: by.by >= 0.02, MONTH)),
        "Fewer tickets come in while more customers write again: people give up or are not helped at once.",
        "No sign that fewer tickets hide unsolved ones.",
    ),
    Pair(
        "R-PS-03",
        "More per agent, and more leave",
        Half(PACE, "Tickets per agent day", _moves(PACE, lambda by: by.ratio >= 1.10, MONTH)),
        Half(TURNOVER, "Turnover, by the year", _moves(TURNOVER, lambda by: by.by >= 0.05, QUARTER)),
        "Agents finish more while more of them leave: the pace does not last.",
        "No sign that the pace drives people away.",
    ),
    Pair(
        "R-PS-04",
        "Much deflected, little resolved",
        Half(DEFLECTION, "Deflection", lambda e: beyond_or_at(e, DEFLECTION, 0.30)),
        Half(BOT, "Resolved by the bot", lambda e: beyond(e.figure(BOT, LAST_28), under=0.50)),
        "Much is deflected while the bot resolves few: customers are held off, not helped.",
        "No sign that automation holds customers off.",
    ),
    Pair(
        "R-PS-05",
        "Cheaper, and more complaints",
        Half(COST, "Cost per ticket", _moves(COST, lambda by: by.ratio <= 0.90, MONTH)),
        Half(LOW_SCORES, "Scores of 1 or 2", _moves(LOW_SCORES, lambda by: by.ratio >= 1.20, MONTH)),
        "Tickets got cheaper while more customers give the lowest scores: savings reach the customer.",
        "No sign that savings reach the customer.",
    ),
)


def beyond_or_at(evidence: Evidence, metric: str, limit: float) -> Outcome:
    """Whether a figure of the last four weeks is at a limit or above it, and its interval with it.

    >>> beyond_or_at(Evidence(), "deflection_rate", 0.3).state.value
    'not_known'
    """
    return beyond(evidence.figure(metric, LAST_28), over=math.nextafter(limit, -math.inf))


def judge_pairs(evidence: Evidence) -> tuple[PairFinding, ...]:
    """Every pair's verdict: met only where both halves moved, and both beyond noise.

    >>> [each.finding.state.value for each in judge_pairs(Evidence())]
    ['not_known', 'not_known', 'not_known', 'not_known', 'not_known']
    """
    return tuple(_judged(pair, evidence) for pair in PAIRS)


def _judged(pair: Pair, evidence: Evidence) -> PairFinding:
    good, bad = pair.good.check(evidence), pair.bad.check(evidence)
    state = min((good.state, bad.state), key=GRAVITY.index)
    words = "; ".join(each.evidence for each in (good, bad) if each.evidence)
    needs = "; ".join(each.needs for each in (good, bad) if each.needs)
    finding = Finding(pair.id, pair.name, _verdict(pair, state, good, bad), state, words, needs)
    return PairFinding(pair, finding, good, bad)


def _verdict(pair: Pair, state: State, good: Outcome, bad: Outcome) -> str:
    """The pair's state in a sentence."""
    if state is State.MET:
        return pair.both
    if state is State.NOISE:
        return f"{pair.both[:-1]} – if the change is real: chance alone may explain it."
    if state is State.UNKNOWN:
        return "Cannot be said: one of the two figures is not known."
    moved = [half.label for half, found in ((pair.good, good), (pair.bad, bad)) if found.state is State.MET]
    return f"{pair.half} Only one half holds: {moved[0]}." if moved else pair.half
