"""Ready to grow? Seven items (R-RD-01 to R-RD-07) and the verdict over them (R-RD-08)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from core.insight.signals import CSAT, FCR, FRT
from core.insight.signals_compare import slope
from core.insight.signals_findings import Evidence, Reading, figure_words
from core.insight.signals_windows import LAST_30, LAST_90, LAST_YEAR
from core.insight.warning_signs import TURNOVER

RISE_ALLOWED, PRINTED_FCR = 0.05, 0.70
WEEKS = 13
BACKUPS = "functions with a backup"


class Tick(StrEnum):
    """How an item of the checklist stands; ``OPEN``: between pass and fail, or within noise."""

    YES = "yes"
    NO = "no"
    OPEN = "open"
    UNKNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class Item:
    """One item with its tick, its figures in words, and what it needs where it is not known."""

    id: str
    name: str
    tick: Tick
    evidence: str = ""
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Readiness:
    """The seven items and what they say together."""

    items: tuple[Item, ...]
    verdict: str
    is_now: bool | None
    """Whether an investment is due now; None where the items that are open or not known decide."""


@dataclass(frozen=True, slots=True)
class Goals:
    """What the items are held against: CSAT and first contact resolution (shares), and the stage (1 to 4).

    The sources contradict each other (C-100): the checklist wants 70 % first contact resolution, while
    the targets of the first two stages are lower. So the stage's target holds below stage 3, and the
    higher of the two from there on.
    """

    csat: float = 0.90
    fcr: float = PRINTED_FCR
    stage: int | None = None

    @property
    def fcr_limit(self) -> float:
        """The limit of R-RD-04.

        >>> Goals(fcr=0.60, stage=1).fcr_limit, Goals(fcr=0.70, stage=3).fcr_limit, Goals().fcr_limit
        (0.6, 0.7, 0.7)
        """
        return self.fcr if self.stage in {1, 2} else max(self.fcr, PRINTED_FCR)

    def fcr_words(self) -> str:
        """The limit, and the other one where they differ."""
        limit = f"limit {100 * self.fcr_limit:.0f} %"
        if self.stage in {1, 2}:
            return f"{limit}, the stage's target; the checklist prints 70 % (C-100)"
        return f"{limit}" if self.fcr_limit == PRINTED_FCR else f"{limit}, the stage's target; printed: 70 %"


Check = Callable[[Evidence, Goals], tuple[Tick, str, str]]


def response_is_stable(evidence: Evidence, goals: Goals) -> tuple[Tick, str, str]:
    """R-RD-01: mean first response does not rise by more than 5 % along the line through 90 days."""
    weeks = evidence.week(FRT, WEEKS)
    line, mean = slope(weeks), evidence.figure(FRT, LAST_90)
    if line.value != line.value or not mean.is_known or mean.value <= 0:
        return Tick.UNKNOWN, "", "first replies in at least 8 of the last 13 weeks"
    rise = line.value * (len(weeks) - 1) / mean.value
    words = f"{100 * rise:+.0f} % along the line through {line.weeks} weeks; {mean.name}: {mean.words()}"
    if rise <= RISE_ALLOWED:
        return Tick.YES, words, ""
    return (Tick.NO if line.low > 0 else Tick.OPEN), words + ("" if line.low > 0 else ", within noise"), ""


def csat_meets_target(evidence: Evidence, goals: Goals) -> tuple[Tick, str, str]:
    """R-RD-02: CSAT of 30 days at or above the stage's target."""
    found = evidence.figure(CSAT, LAST_30)
    return _against(found, found.value >= goals.csat, f"target {figure_words(goals.csat, found.unit)}")


def turnover_is_low(evidence: Evidence, goals: Goals) -> tuple[Tick, str, str]:
    """R-RD-03: fewer than 30 % left within the year; 30 to 40 % is open."""
    found = evidence.figure(TURNOVER, LAST_YEAR)
    tick, words, needs = _against(found, found.value < 0.30, "below 30 %")
    is_between = tick is Tick.NO and found.value <= 0.40
    return (Tick.OPEN if is_between else tick), words, needs


def fcr_is_healthy(evidence: Evidence, goals: Goals) -> tuple[Tick, str, str]:
    """R-RD-04: first contact resolution of 90 days at the printed 70 % or the stage's own target (C-100)."""
    found = evidence.figure(FCR, LAST_90)
    return _against(found, found.value >= goals.fcr_limit, goals.fcr_words())


def no_hiring_backlog(evidence: Evidence, goals: Goals) -> tuple[Tick, str, str]:
    """R-RD-05: no open position is past its date."""
    return _said(evidence, "R-RD-05", "an answer: is any open position past its date?", good=False)


def documents_are_current(evidence: Evidence, goals: Goals) -> tuple[Tick, str, str]:
    """R-RD-06: documents were updated within the past quarter."""
    return _said(evidence, "R-RD-06", "an answer: were all documents looked through in the past quarter?")


def everyone_has_a_backup(evidence: Evidence, goals: Goals) -> tuple[Tick, str, str]:
    """R-RD-07: every kind of ticket has at least two people who resolve it, or somebody says so."""
    if "R-RD-07" in evidence.answers:
        return _said(evidence, "R-RD-07", "")
    found = evidence.figure(BACKUPS, LAST_90)
    return _against(found, found.value >= 1.0, "all of them")


def _against(found: Reading, is_met: bool, goal: str) -> tuple[Tick, str, str]:
    if not found.is_known:
        return Tick.UNKNOWN, "", found.needs or "nothing to measure"
    return (Tick.YES if is_met else Tick.NO), f"{found.name}: {found.words()}; {goal}", ""


def _said(evidence: Evidence, question: str, needs: str, *, good: bool = True) -> tuple[Tick, str, str]:
    said = evidence.answers.get(question)
    if said is None:
        return Tick.UNKNOWN, "", needs
    return (Tick.YES if said.value is good else Tick.NO), f"answered {said.words()}", ""


ITEMS: tuple[tuple[str, str, Check], ...] = (
    ("R-RD-01", "Response times stable or better for 90 days", response_is_stable),
    ("R-RD-02", "CSAT at or above the target", csat_meets_target),
    ("R-RD-03", "Turnover below the industry's", turnover_is_low),
    ("R-RD-04", "First contact resolution is healthy", fcr_is_healthy),
    ("R-RD-05", "No hiring backlog", no_hiring_backlog),
    ("R-RD-06", "Documents updated in the past quarter", documents_are_current),
    ("R-RD-07", "A backup for every function", everyone_has_a_backup),
)


def readiness(evidence: Evidence, goals: Goals) -> Readiness:
    """The checklist and its verdict.

    Parameters
    ----------
    evidence : figures, weeks and answers
    goals : the stage's targets

    Three or more items without a tick: invest in scaling now (R-RD-08). Items that are open or not
    known count as neither; where they could turn the verdict, there is none. Source: section 2.11.

    >>> readiness(Evidence(), Goals()).is_now is None
    True
    """
    items = tuple(Item(id, name, *check(evidence, goals)) for id, name, check in ITEMS)
    return Readiness(items, *verdict_of([item.tick for item in items]))


def verdict_of(ticks: list[Tick]) -> tuple[str, bool | None]:
    """R-RD-08 in words, and whether to invest now.

    >>> verdict_of([Tick.NO] * 3 + [Tick.YES] * 4)[1], verdict_of([Tick.NO] * 2 + [Tick.YES] * 5)[1]
    (True, False)
    """
    failed = sum(tick is Tick.NO for tick in ticks)
    doubtful = sum(tick in {Tick.OPEN, Tick.UNKNOWN} for tick in ticks)
    head = (
        f"{failed or 'None'} of {len(ticks)} items fails"
        if failed < 2
        else f"{failed} of {len(ticks)} items fail"
    )
    if failed > 2:
        return f"{head}: invest in scaling now.", True
    if failed + doubtful > 2:
        return f"{head}, {doubtful} are open or not known: it cannot be said yet.", None
    rest = f", {doubtful} open or not known" if doubtful else ""
    return f"{head}{rest}: no investment is due.", False
