"""How to serve: automate, be there around the clock, outsource, buy tools (R-DC-04 to R-DC-10)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from core.insight.advice import (
    LEAST_TICKETS,
    SIMPLE_FROM,
    Advice,
    Reason,
    compare,
    counted,
    said_reason,
    share_words,
)
from core.insight.diagnosis import Answer
from core.metrics.measure import NAN

OUT_OF_HOURS_FROM = 0.15
FEW_TICKETS = 1_000.0
ESCALATED_UP_TO = 0.10


def automate_first(simple_count: int, complex_count: int, total: int) -> Advice:
    """Automate or hire first (R-DC-04): simple tickets from 60 % on speak for automation.

    ``simple_count``, ``complex_count`` of ``total`` finished tickets whose course is known. Complex from
    60 % on speaks for people; in between both. Shares with 95 % intervals (Wilson).

    >>> automate_first(60, 20, 100).verdict, automate_first(59, 20, 100).verdict
    ('Automate first.', 'Both: neither kind reaches 60 %.')
    """
    simple, hard = (
        _part_reason(n, total, name) for n, name in ((simple_count, "Simple"), (complex_count, "Complex"))
    )
    if total < LEAST_TICKETS:
        verdict = "Cannot be said."
    elif simple.holds is Answer.YES:
        verdict = "Automate first."
    else:
        verdict = "Hire first." if hard.holds is Answer.YES else "Both: neither kind reaches 60 %."
    return Advice("R-DC-04", "Automate or hire first?", verdict, (simple, hard))


@dataclass(frozen=True, slots=True)
class AlwaysOpenInputs:
    """``out_of_hours_count`` of ``total`` tickets came while support was closed (``total`` 0: not known);
    the rest is what somebody said, None where nobody did."""

    out_of_hours_count: int
    total: int
    is_expected: bool | None = None
    is_critical: bool | None = None
    deals_lost: bool | None = None


def always_open(inputs: AlwaysOpenInputs) -> Advice:
    """Whether to be there around the clock (R-DC-05): any one reason is enough.

    Customers in several zones expect it, the product is critical, deals are lost to rivals who are, or
    15 % or more of the tickets come while support is closed.

    >>> always_open(AlwaysOpenInputs(15, 100)).verdict, always_open(AlwaysOpenInputs(14, 100)).verdict
    ('There is a reason to look into it.', 'No need is proven; some questions are open.')
    """
    known = inputs.total >= LEAST_TICKETS
    share = inputs.out_of_hours_count / inputs.total if known else NAN
    figures = (
        counted(inputs.out_of_hours_count, inputs.total) if known else "opening hours or tickets are missing"
    )
    reasons = (
        Reason(
            "R-DC-05",
            "Tickets come while support is closed",
            compare(share >= OUT_OF_HOURS_FROM, share),
            figures,
        ),
        said_reason("R-DC-05", "Customers in several time zones expect it", inputs.is_expected),
        said_reason("R-DC-05", "The product is critical infrastructure", inputs.is_critical),
        said_reason("R-DC-05", "Deals are lost to rivals who are always there", inputs.deals_lost),
    )
    answers = [each.holds for each in reasons]
    if Answer.YES in answers:
        verdict = "There is a reason to look into it."
    else:
        verdict = (
            "No need is proven; some questions are open."
            if Answer.UNKNOWN in answers
            else "No need is proven."
        )
    return Advice("R-DC-05", "Be there around the clock?", verdict, reasons)


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the work that somebody else might do: counts of its tickets with the trait known."""

    kind: str
    name: str
    count: int
    simple_count: int
    escalated_count: int
    out_of_hours_count: int = 0
    valued_count: int = 0
    known: int = 0


def is_outsourceable(segment: Segment) -> bool:
    """Whether a part of the work suits a partner (R-DC-07): simple, seldom escalated, of no special value.

    At least 30 tickets, 60 % of them simple, at most 10 % escalated, and no more than half of customers of
    the highest tier. Complex issues, high-value customers and escalations stay.

    >>> is_outsourceable(Segment("category", "login", 100, 60, 10, known=100))
    True
    >>> is_outsourceable(Segment("category", "login", 100, 60, 11, known=100))
    False
    """
    if segment.known < LEAST_TICKETS:
        return False
    simple = segment.simple_count / segment.known >= SIMPLE_FROM
    calm = segment.escalated_count / segment.known <= ESCALATED_UP_TO
    return simple and calm and segment.valued_count * 2 <= segment.count


def outsource(segments: Sequence[Segment]) -> Advice:
    """Which parts of the work suit a partner (R-DC-07); calibrate and review what the partner does (R-DC-08).

    >>> outsource([Segment("channel", "phone", 40, 30, 1, known=40)]).verdict
    '1 part of the work suits a partner.'
    """
    suited = [each for each in segments if is_outsourceable(each)]
    reasons = tuple(
        Reason(
            "R-DC-07", f"{each.kind.capitalize()}: {each.name}", Answer.YES,
            f"{each.count:,} tickets, {share_words(each.simple_count / each.known)} simple, "
            f"{share_words(each.escalated_count / each.known)} escalated",
        )
        for each in suited
    )  # fmt: skip
    if not any(each.known >= LEAST_TICKETS for each in segments):
        verdict = "Cannot be said."
    else:
        words = "1 part of the work suits" if len(suited) == 1 else f"{len(suited)} parts of the work suit"
        verdict = f"{words} a partner." if suited else "No part of the work suits a partner."
    return Advice("R-DC-07", "Outsource a part?", verdict, reasons)


@dataclass(frozen=True, slots=True)
class ToolInputs:
    """``tickets`` a month; hours saved a month, cost of an hour and price a month of a special tool."""

    tickets: float
    saved_hours: float = NAN
    hour_cost: float = NAN
    price: float = NAN


def build_or_buy(inputs: ToolInputs) -> Advice:
    """General tools or a specialised one (R-DC-09, R-DC-10).

    Below 1,000 tickets a month general tools do; a specialised one pays when the hours it saves × their
    cost are above its price.

    >>> [build_or_buy(ToolInputs(1500, 20, 40, price)).verdict for price in (799, 800)]
    ['Buy: it saves more than it costs.', 'Do not buy for the saving: it costs as much or more.']
    """
    saving = inputs.saved_hours * inputs.hour_cost
    few = compare(inputs.tickets < FEW_TICKETS, inputs.tickets)
    pays = compare(saving > inputs.price, saving, inputs.price)
    asked = "" if not math.isnan(saving + inputs.price) else "needs hours saved, cost of an hour and price"
    reasons = (
        Reason(
            "R-DC-10", "It saves more than it costs", pays,
            asked or f"{saving:,.0f} saved, {inputs.price:,.0f} paid a month",
        ),
        Reason(
            "R-DC-09", "Few tickets: general tools do", few,
            "not known" if math.isnan(inputs.tickets) else f"{inputs.tickets:,.0f} tickets a month",
            is_for=False,
        ),
    )  # fmt: skip
    if pays is Answer.YES:
        verdict = "Buy: it saves more than it costs."
    elif few is Answer.YES:
        verdict = "General tools do."
    elif pays is Answer.NO:
        verdict = "Do not buy for the saving: it costs as much or more."
    else:
        verdict = "Cannot be said."
    return Advice("R-DC-09", "Build on general tools or buy?", verdict, reasons)


def _part_reason(part: int, total: int, name: str) -> Reason:
    share = part / total if total >= LEAST_TICKETS else NAN
    return Reason(
        "R-DC-04",
        f"{name} tickets are 60 % or more",
        compare(share >= SIMPLE_FROM, share),
        counted(part, total),
    )
