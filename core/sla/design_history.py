"""Design checks against the past: are the targets such that this team can keep them?"""

from __future__ import annotations

import math
from collections.abc import Mapping

from core.sla.design_inputs import (
    NO_SLA_POLICY,
    DesignInputs,
    Finding,
    PromiseRecord,
    Spread,
    Verdict,
    cannot_tell,
    judged,
)
from core.sla.matrix import priorities_of
from core.sla.policy import ClockKind
from core.sla.wording import listed, percent, short_duration

HISTORY_DAYS = 90
TICKETS_PER_PRIORITY = 100
SHARE_TO_MEET = 0.95
BUFFER = 1.20
ROUNDING = 1e-9
"""So that exactly 1.20 times is enough in binary fractions too."""
FEWEST_CLOCKS = 20
"""With fewer, a single miss brings the share below 95 %, and the figure says nothing."""
WIDEST_SPREAD = 4.0


def rests_on_history(inputs: DesignInputs) -> Finding:
    """R-SD-01: at least 90 days and at least 100 tickets of every priority that has a promise."""
    if inputs.policy is None:
        return NO_SLA_POLICY
    if inputs.history_days is None or inputs.tickets_by_priority is None:
        return cannot_tell("tickets", "Import the tickets of at least the last 90 days.")
    counts = _counts(inputs.tickets_by_priority, priorities_of(inputs.policy))
    rarest = min(counts, key=lambda name: counts[name])
    enough = inputs.history_days >= HISTORY_DAYS and counts[rarest] >= TICKETS_PER_PRIORITY
    days = math.floor(inputs.history_days)
    figure = f"{days:,} days of history; fewest tickets: {counts[rarest]:,} of {rarest}"
    return judged(
        enough,
        figure,
        counts[rarest],
        "Import older tickets, or treat the targets of rare priorities as provisional.",
        tuple(f"{name}: {count:,} tickets" for name, count in counts.items()),
    )


def _counts(tickets: Mapping[str, int], priorities: list[str]) -> dict[str, int]:
    """Tickets of each priority, in any spelling; of all together where the policy names none."""
    folded = {name.strip().lower(): count for name, count in tickets.items()}
    if not priorities:
        return {"any priority": sum(tickets.values())}
    return {name: folded.get(name.strip().lower(), 0) for name in priorities}


def is_achievable(inputs: DesignInputs) -> Finding:
    """R-SD-02: at least 95 % of past clocks kept every promise; says the target that 95 % would have met."""
    known, details = _known(inputs)
    if known is None:
        return cannot_tell("past response and resolution times", "Import tickets with their events.")
    missed = [record for record in known if record.met_share < SHARE_TO_MEET]
    worst = min(known, key=lambda record: record.met_share)
    rare = sum(0 < record.clock_count < FEWEST_CLOCKS for record in inputs.records or ())
    figure = f"{len(missed)} of {len(known)} promises below 95 %; the worst, {_worst(worst)}"
    figure += f"; {rare} with fewer than {FEWEST_CLOCKS} clocks not judged" if rare else ""
    advice = "Loosen these targets to what 95 % would have met, or staff for them first."
    return judged(not missed, figure, worst.met_share, advice, details)


def _worst(record: PromiseRecord) -> str:
    target, reachable = _minutes(record, record.target_minutes), _minutes(record, record.p95_minutes)
    share = f"{percent(record.met_share)} of {record.clock_count:,} within {target}"
    return f"{record.words}: {share}; 95 % would have met {reachable}"


def has_capacity(inputs: DesignInputs) -> Finding:
    """R-SD-03: 20 % spare, read as agents (A) and as targets against the 95th percentile (B)."""
    readings = (_spare_agents(inputs), _spare_time(inputs))
    verdicts = {reading.verdict for reading in readings}
    order = (Verdict.FAIL, Verdict.CANNOT_TELL, Verdict.PASS)
    verdict = next(verdict for verdict in order if verdict in verdicts)
    figure = "; ".join(f"{name}: {reading.figure}" for name, reading in zip("AB", readings, strict=True))
    advice = " ".join(reading.advice for reading in readings if reading.advice)
    value = next(reading.value for reading in readings if reading.verdict is verdict)
    return Finding(verdict, figure, value, advice, readings[1].details)


def _spare_agents(inputs: DesignInputs) -> Finding:
    present, needed = inputs.effective_fte, inputs.required_agents
    gaps = {"the agents with their hours": present, "the time worked on tickets": needed}
    missing = listed(name for name, value in gaps.items() if value is None or math.isnan(value))
    if present is None or needed is None or missing:
        return cannot_tell(missing, "Import agents and time worked to compare capacity with demand.")
    factor = present / needed if needed else float("inf")
    figure = f"{present:.1f} effective agents for {needed:.1f} required"
    figure += f" ({factor:.2f} times, 1.20 wanted)" if needed else ""
    return judged(present >= needed * BUFFER - ROUNDING, figure, factor, "Add agents, or promise less.")


def _spare_time(inputs: DesignInputs) -> Finding:
    known, _ = _known(inputs)
    if known is None:
        return cannot_tell("past response and resolution times", "Import tickets with their events.")
    tight = [record for record in known if record.target_minutes < record.p95_minutes * BUFFER - ROUNDING]
    worst = min(known, key=_room)
    figure = (
        f"{len(tight)} of {len(known)} targets below 1.20 times what 95 % needed; the tightest,"
        f" {worst.words}: {_minutes(worst, worst.target_minutes)} for {_minutes(worst, worst.p95_minutes)}"
    )
    details = tuple(_with_buffer(record) for record in known)
    advice = "Set targets to at least 1.20 times what 95 % of tickets needed."
    return judged(not tight, figure, _room(worst), advice, details)


def _with_buffer(record: PromiseRecord) -> str:
    needed = _minutes(record, record.p95_minutes * BUFFER)
    promised = _minutes(record, record.target_minutes)
    return f"{record.words}: needs {needed} with the buffer, promises {promised}"


def allows_for_complexity(inputs: DesignInputs) -> Finding:
    """R-SD-15: the slowest tenth of a category takes no more than four times its median."""
    spreads = [s for s in inputs.spreads or () if s.ticket_count >= FEWEST_CLOCKS and _is_known(s)]
    if not spreads:
        missing = f"categories with at least {FEWEST_CLOCKS} resolved tickets"
        return cannot_tell(missing, "Import tickets with categories.")
    ratios = {spread.category: spread.p90_minutes / spread.median_minutes for spread in spreads}
    widest = max(ratios, key=lambda name: ratios[name])
    wide = [name for name, ratio in ratios.items() if ratio > WIDEST_SPREAD]
    figure = f"widest: {widest}, 90th percentile {ratios[widest]:.1f} times the median (4 at most)"
    details = tuple(_spread_line(s) for s in sorted(spreads, key=lambda s: -ratios[s.category]))
    advice = f"Give {listed(wide)} targets of their own, or leave more room for complex tickets."
    return judged(not wide, figure, ratios[widest], advice, details)


def _spread_line(spread: Spread) -> str:
    median, p90 = short_duration(spread.median_minutes), short_duration(spread.p90_minutes)
    times = spread.p90_minutes / spread.median_minutes
    return f"{spread.category}: median {median}, 90th percentile {p90}, {times:.1f} times"


def _is_known(spread: Spread) -> bool:
    return spread.median_minutes > 0 and math.isfinite(spread.p90_minutes)


def _known(inputs: DesignInputs) -> tuple[list[PromiseRecord] | None, tuple[str, ...]]:
    """Records with enough clocks to judge (None: there is none), and all of them in words."""
    records = inputs.records or ()
    known = [record for record in records if record.clock_count >= FEWEST_CLOCKS]
    return known or None, tuple(_line(record) for record in records)


def _line(record: PromiseRecord) -> str:
    start = f"{record.words}: promised {_minutes(record, record.target_minutes)}"
    if not record.clock_count:
        return f"{start}; no such clock yet"
    return (
        f"{start}, met by {percent(record.met_share)} of {record.clock_count:,};"
        f" 95 % would have met {_minutes(record, record.p95_minutes)}"
    )


def _room(record: PromiseRecord) -> float:
    return record.target_minutes / record.p95_minutes if record.p95_minutes else float("inf")


def _minutes(record: PromiseRecord, minutes: float) -> str:
    words = short_duration(minutes, business=record.clock is ClockKind.BUSINESS)
    return f"{words} (business)" if record.clock is ClockKind.BUSINESS else words
