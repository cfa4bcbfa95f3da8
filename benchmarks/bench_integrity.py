"""Detectors of gamed figures: false alarms on 200 clean companies, and power at three planted strengths.

Every company is small (some 4,800 tickets in 17 weeks, 14 people). The clean ones have the blemishes of
everyday life, each well below its limit. A detector's power is the share of companies in which a habit
planted at that strength is found, after the correction together with what all other detectors say of the
same company without it (a habit that helps several detectors would only make each of them easier to find).
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from scipy import stats

from benchmarks.harness import Result
from core.insight.integrity.chance import corrected
from core.insight.integrity.evidence import Evidence, Outcome
from core.insight.integrity.findings import Verdict, is_tested, look_at, verdict_of
from core.insight.integrity.registry import LOOKING, detector
from sample_data.healthy import Tables
from sample_data.planted_case import case_of
from sample_data.planted_trends import ESSENTIAL, PLANTS, ordinary_company

CLEAN = 200
REPEATS = 8
FIRST_SEED = 10_000
STRENGTHS = ("weak", "medium", "strong")
MOST_FALSE = 5.0
LEAST_POWER = 80.0


def found_in(tables: Tables) -> set[str]:
    """The detectors that find something."""
    tables.metric_known = tables.metric_known or dict.fromkeys(ESSENTIAL, True)
    findings = look_at(case_of(tables), LOOKING)
    return {each.detector.id for each in findings if each.verdict is Verdict.FOUND}


def upper_end(hits: int, n: int) -> float:
    """Upper end of the exact 95 % interval of a share, in per cent."""
    return 100 * (float(stats.beta.ppf(0.975, hits + 1, n - hits)) if hits < n else 1.0)


def false_alarms() -> list[Result]:
    """In how many clean companies anything is found, and which detector errs most often."""
    alarms = [found_in(ordinary_company(seed)) for seed in range(CLEAN)]
    any_found = sum(bool(each) for each in alarms)
    by_detector = Counter(number for each in alarms for number in each)
    worst = max(by_detector.values(), default=0)
    names = ", ".join(f"{name} in {n}" for name, n in by_detector.most_common()) or "none"
    goal = "at most 5 %"
    return [
        Result(
            "clean companies with any false alarm, upper end of the 95 % interval",
            upper_end(any_found, CLEAN), "the limit", MOST_FALSE, goal, 100 * any_found / CLEAN <= MOST_FALSE,
            f"{any_found} of {CLEAN} companies, {len(LOOKING)} detectors each: {names}", "%",
        ),
        Result(
            "false alarms of the detector that errs most, upper end of the 95 % interval",
            upper_end(worst, CLEAN), "the limit", MOST_FALSE, goal, 100 * worst / CLEAN <= MOST_FALSE,
            f"{worst} of {CLEAN} companies", "%",
        ),
    ]  # fmt: skip


def others_of(tables: Tables) -> dict[str, float]:
    """What every detector says of a company: the p-values that the correction takes in."""
    case = case_of(tables)
    outcomes = {each.id: each.look(case) for each in LOOKING if each.look is not None}
    return {name: outcome.p for name, outcome in outcomes.items() if is_tested(outcome)}


def is_found(number: str, outcome: Outcome, others: dict[str, float]) -> bool:
    """Whether one detector finds something, corrected together with the others."""
    if not isinstance(outcome, Evidence):
        return False
    rest = [p for name, p in others.items() if name != number]
    p = corrected([outcome.p, *rest])[0] if is_tested(outcome) else float("nan")
    return verdict_of(outcome, p) is Verdict.FOUND


def powers() -> Iterator[Result]:
    """How often each habit is found at each strength."""
    companies = [ordinary_company(FIRST_SEED + n) for n in range(REPEATS)]
    others = [others_of(each) for each in companies]
    for number, plant in sorted(PLANTS.items()):
        look = detector(number).look
        found = {}
        for strength in STRENGTHS:
            hits = 0
            for company, rest in zip(companies, others, strict=True):
                tables = copy.deepcopy(company)
                plant.put(tables, getattr(plant, strength))
                hits += look is not None and is_found(number, look(case_of(tables)), rest)
            found[strength] = 100 * hits / REPEATS
        note = ", ".join(f"{name} {getattr(plant, name):g}: {found[name]:.0f} %" for name in STRENGTHS)
        what = f"{number} {detector(number).name}: found at the strong of three planted strengths"
        met = found["strong"] >= LEAST_POWER
        yield Result(what, found["strong"], "the goal", LEAST_POWER, "80 % or more", met, note, "%")


def suite() -> list[Result]:
    """False alarms first, then the power of every detector."""
    return [*false_alarms(), *powers()]


if __name__ == "__main__":
    for result in chain(false_alarms(), powers()):
        verdict = "met" if result.met else "NOT MET"
        print(result.what, f"{result.ours_seconds:.1f} %", verdict, "|", result.note, flush=True)
