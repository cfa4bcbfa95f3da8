"""Whether to hire: the evidence for the first person, the next one, or any (R-DC-01 to R-DC-03)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.insight.advice import SIMPLE_FROM, Advice, Reason, compare, hours_words, said_reason, share_words
from core.insight.diagnosis import Answer
from core.metrics.measure import NAN

SLA_BELOW = 0.95
OVERTIME_AGENTS = 0.5
WINDOW_WEEKS, OF_WEEKS = 4, 3
QUALITY_WEEKS, QUALITY_R = 13, -0.5
SPIKE_RATIO = 2.0
BUSY_FROM = 0.70
FOUNDER_HOURS = 10.0
ALREADY_DONE = "Already done: there are people for it."


@dataclass(frozen=True, slots=True)
class HireInputs:
    """What the advice on hiring rests on; weeks are whole ones, the latest last, NaN where not told.

    ``sla_met``: share of response promises kept in each of the last 4 weeks; ``overtime``: share of
    agents with overtime in each; ``volume`` and ``quality``: new tickets and satisfied share in each of
    the last 13; ``utilisation`` over the last 14 days; ``simple_share`` of the tickets; ``is_displacing``:
    whether support work crowds out opportunities, None where nobody said.
    """

    sla_met: Sequence[float]
    overtime: Sequence[float]
    volume: Sequence[float]
    quality: Sequence[float]
    utilisation: float = NAN
    simple_share: float = NAN
    is_displacing: bool | None = None


def hire(inputs: HireInputs) -> Advice:
    """Whether to hire (R-DC-01).

    Yes when one of these holds: response promises kept below 95 % in 3 of 4 weeks (R-SC-09), overtime of
    half the agents in 3 of 4 weeks (R-SC-10), satisfaction falling with volume, r ≤ −0.5 over 13 weeks
    (R-SC-11), opportunities turned away (R-SC-12). Against: the last week is a spike, twice the median
    of the eight before (R-SC-13, D-122); utilisation below 70 %; 60 % or more of the tickets simple.

    >>> calm = HireInputs([0.97] * 4, [0.0] * 4, [100.0] * 13, [0.9] * 13, 0.75, 0.4, False)
    >>> hire(calm).verdict
    'No sign asks for it.'
    """
    reasons = (
        _weeks_reason(
            "R-SC-09", "Response promises are missed", inputs.sla_met, SLA_BELOW, "kept", is_below=True
        ),
        _weeks_reason(
            "R-SC-10", "Overtime is regular", inputs.overtime, OVERTIME_AGENTS, "of agents", is_below=False
        ),
        _quality_reason(inputs.volume, inputs.quality),
        said_reason("R-SC-12", "Support crowds out opportunities", inputs.is_displacing),
        _spike_reason(inputs.volume),
        _slack_reason(inputs.utilisation),
        _simple_reason(inputs.simple_share),
    )
    return Advice(
        "R-DC-01", "Hire?", _verdict(reasons, "Hire", "first see to what speaks against it"), reasons
    )


def hire_next(response_minutes: float, threshold_minutes: float, utilisation: float) -> Advice:
    """Whether to add the next person: responses above your threshold, not for slack (R-DC-02, R-TR-10).

    ``response_minutes`` mean first response of the last 14 days, ``threshold_minutes`` the own limit,
    ``utilisation`` (0 up) of the same days; NaN where not known.

    >>> hire_next(300.0, 240.0, 0.70).verdict, hire_next(300.0, 240.0, 0.69).verdict
    ('Add a person.', 'Not yet: there is slack to use first.')
    """
    slow = compare(response_minutes > threshold_minutes, response_minutes, threshold_minutes)
    busy = compare(utilisation >= BUSY_FROM, utilisation)
    reasons = (
        Reason(
            "R-TR-10", "Responses are slower than your threshold", slow,
            f"mean {hours_words(response_minutes)}, threshold {hours_words(threshold_minutes)}",
        ),
        Reason("R-TR-10", "People are busy", busy, f"utilisation {share_words(utilisation)}, busy from 70 %"),
    )  # fmt: skip
    if slow is Answer.NO:
        verdict = "Not yet: responses are fast enough."
    elif busy is Answer.NO:
        verdict = "Not yet: there is slack to use first."
    else:
        verdict = "Add a person." if slow is busy is Answer.YES else "Cannot be said."
    return Advice("R-DC-02", "Add the next person?", verdict, reasons)


def first_hire(founder_hours: Sequence[float], helper_count: float) -> Advice:
    """Whether to make the first hire, one technical support person (R-DC-03, R-TR-01).

    ``founder_hours`` on support in each of the last two whole weeks, ``helper_count`` of employed people
    other than founders who answer tickets; NaN where not known. Yes when nobody else answers and both
    weeks are above 10 hours. Tiers come later.

    >>> first_hire([11.0, 10.5], 0).verdict, first_hire([11.0, 10.0], 0).verdict
    ('Hire one technical support person; no levels yet.', 'Not yet.')
    """
    known = len(founder_hours) >= 2 and not any(math.isnan(each) for each in founder_hours[-2:])
    much = compare(all(each > FOUNDER_HOURS for each in founder_hours[-2:]), 0.0 if known else NAN)
    alone = compare(helper_count == 0, helper_count)
    told = ", ".join(f"{each:.1f} h" for each in founder_hours[-2:]) if known else "not logged"
    helpers = "not known" if math.isnan(helper_count) else f"{helper_count:.0f} people besides founders"
    reasons = (
        Reason(
            "R-TR-01", "Founders spend more than 10 hours a week on support", much, f"last two weeks: {told}"
        ),
        Reason("R-DC-03", "Founders answer everything", alone, helpers),
    )
    if alone is Answer.NO:
        verdict = ALREADY_DONE
    elif much is alone is Answer.YES:
        verdict = "Hire one technical support person; no levels yet."
    else:
        verdict = "Not yet." if much is Answer.NO else "Cannot be said."
    return Advice("R-DC-03", "Make the first hire?", verdict, reasons)


def _verdict(reasons: Sequence[Reason], yes: str, hold: str) -> str:
    for_it = [each.holds for each in reasons if each.is_for]
    against = any(each.holds is Answer.YES for each in reasons if not each.is_for)
    if Answer.YES in for_it:
        return f"{yes}, but {hold}." if against else f"{yes}."
    if all(each is Answer.UNKNOWN for each in for_it):
        return "Cannot be said."
    return "No sign asks for it." if Answer.UNKNOWN not in for_it else "No known sign asks for it."


def _weeks_reason(
    rule: str, name: str, weeks: Sequence[float], limit: float, noun: str, *, is_below: bool
) -> Reason:
    """Whether a share lies beyond a limit in three of the last four weeks."""
    last = [each for each in weeks[-WINDOW_WEEKS:] if not math.isnan(each)]
    hits = sum(each < limit if is_below else each >= limit for each in last)
    enough = hits >= OF_WEEKS or len(last) == WINDOW_WEEKS or WINDOW_WEEKS - len(last) + hits < OF_WEEKS
    holds = compare(hits >= OF_WEEKS, 0.0 if enough and last else NAN)
    told = ", ".join(share_words(each) for each in last)
    side = "below" if is_below else "at or above"
    words = (
        f"{side} {share_words(limit)} {noun} in {hits} of {len(last)} weeks: {told}" if last else "not told"
    )
    return Reason(rule, name, holds, words)


def _quality_reason(volume: Sequence[float], quality: Sequence[float]) -> Reason:
    pairs = np.array(
        [p for p in zip(volume, quality, strict=True) if not any(map(math.isnan, p))][-QUALITY_WEEKS:]
    )
    name = "Quality drops with volume"
    if len(pairs) < QUALITY_WEEKS or np.ptp(pairs[:, 1]) == 0 or np.ptp(pairs[:, 0]) == 0:
        holds = Answer.NO if len(pairs) >= QUALITY_WEEKS else Answer.UNKNOWN
        return Reason("R-SC-11", name, holds, f"{len(pairs)} of {QUALITY_WEEKS} weeks told")
    r = float(np.corrcoef(pairs.T)[0, 1])
    return Reason(
        "R-SC-11", name, compare(r <= QUALITY_R, r), f"r = {r:.2f} over {len(pairs)} weeks, −0.50 counts"
    )


def _spike_reason(volume: Sequence[float]) -> Reason:
    """R-SC-13 for all tickets: the last week against the median of the eight before."""
    known = [each for each in volume if not math.isnan(each)]
    name, last, before = "The last week is a spike that may pass", known[-1:], known[-9:-1]
    if len(before) < 4:
        return Reason("D-122", name, Answer.UNKNOWN, f"{len(known)} weeks told", is_for=False)
    usual = float(np.median(before))
    holds = compare(last[0] >= SPIKE_RATIO * usual, usual if usual > 0 else NAN)
    return Reason("D-122", name, holds, f"{last[0]:,.0f} tickets, usually {usual:,.0f}", is_for=False)


def _slack_reason(utilisation: float) -> Reason:
    holds = compare(utilisation < BUSY_FROM, utilisation)
    return Reason("R-DC-01", "There is slack", holds, f"utilisation {share_words(utilisation)}", is_for=False)


def _simple_reason(share: float) -> Reason:
    holds = compare(share >= SIMPLE_FROM, share)
    return Reason(
        "R-DC-04", "Automation can take much of it", holds, f"simple {share_words(share)}", is_for=False
    )
