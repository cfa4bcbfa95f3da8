"""What customers say when asked: recommendation, effort, and how the team handles the asking."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.metrics.columns import is_one_of, numbers, silent_sources
from core.metrics.definition import Direction, Frame, Level, MetricDefinition, Unit
from core.metrics.measure import NAN, Duration, Flags, Mean, Share
from core.metrics.quality import SATISFIED_FROM

NPS_SCALE = 10.0
PROMOTER_FROM, DETRACTOR_UP_TO = 9.0, 6.0
EASE_SCALE, EFFORT_SCALE = 7.0, 5.0
"""C-01: an effort survey to 7 asks how easy it was (high is good), one to 5 how hard (low is good)."""


def _answers(surveys: pd.DataFrame, kind: str, *scales: float) -> tuple[Flags, Flags]:
    """Answers of a kind on one of the scales, and those on others, which cannot be read."""
    answered = is_one_of(surveys, "kind", (kind,)) & ~np.isnan(numbers(surveys, "score"))
    known = np.isin(numbers(surveys, "scale_max"), scales)
    return answered & known, answered & ~known


def net_promoter_score(surveys: pd.DataFrame) -> Mean:
    """Promoters minus detractors, in points. Formula: % scores 9 to 10 − % scores 0 to 6.

    ``surveys``: one row per survey with ``kind``, ``score`` and ``scale_max``. Each answer counts
    100, 0 or −100, so the score is their mean: −100 to 100, higher is better. Undefined without
    answers; answers on another scale than 0 to 10 cannot be read. Source: nps, C-93.

    55 promoters, 25 passives and 20 detractors:

    >>> from core.metrics.reduce import measure
    >>> rows = {"kind": ["nps"] * 100, "score": [9.0] * 55 + [8.0] * 25 + [6.0] * 20}
    >>> measure(net_promoter_score(pd.DataFrame(rows | {"scale_max": 10.0}))).value
    35.0
    """
    known, unknown = _answers(surveys, "nps", NPS_SCALE)
    score = numbers(surveys, "score")
    points = np.where(score >= PROMOTER_FROM, 100.0, np.where(score <= DETRACTOR_UP_TO, -100.0, 0.0))
    return Mean(np.where(known, points, NAN), unknown, least=-100, most=100)


def promoter_rate(surveys: pd.DataFrame) -> Share:
    """Share of customers who would recommend. Formula: scores 9 to 10 ÷ NPS answers.

    ``surveys`` as for `net_promoter_score`. Range 0..1, higher is better; undefined without answers.
    Advocacy is only named in the source: this is its share among those who were asked. Source:
    advocacy.

    >>> from core.metrics.reduce import measure
    >>> rows = {"kind": ["nps"] * 4, "score": [10.0, 9.0, 8.0, 0.0], "scale_max": [10.0] * 4}
    >>> measure(promoter_rate(pd.DataFrame(rows))).value
    0.5
    """
    known, unknown = _answers(surveys, "nps", NPS_SCALE)
    return Share(numbers(surveys, "score") >= PROMOTER_FROM, known, unknown)


def customer_effort_score(surveys: pd.DataFrame) -> Mean:
    """How easy it was, 1 (hard) to 7 (easy). Formula: Σ score ÷ answers of effort surveys to 7.

    ``surveys``: one row per survey with ``kind``, ``score`` and ``scale_max``. Higher is better;
    undefined without such answers. Surveys to 5 ask the other way round, see `customer_effort`;
    answers on any other scale cannot be read. Source: ces, C-01.

    >>> from core.metrics.reduce import measure
    >>> rows = {"kind": ["ces"] * 3, "score": [7.0, 5.0, 1.0], "scale_max": [7.0, 7.0, 5.0]}
    >>> measure(customer_effort_score(pd.DataFrame(rows))).value
    6.0
    """
    return _effort(surveys, EASE_SCALE)


def customer_effort(surveys: pd.DataFrame) -> Mean:
    """How much effort it took, 1 (very low) to 5 (very high). Formula: Σ score ÷ effort answers to 5.

    ``surveys`` as for `customer_effort_score`. Lower is better; undefined without such answers.
    Source: ces, C-01.

    >>> from core.metrics.reduce import measure
    >>> rows = {"kind": ["ces"] * 3, "score": [7.0, 1.0, 2.0], "scale_max": [7.0, 5.0, 5.0]}
    >>> measure(customer_effort(pd.DataFrame(rows))).value
    1.5
    """
    return _effort(surveys, EFFORT_SCALE)


def _effort(surveys: pd.DataFrame, scale: float) -> Mean:
    known, unknown = _answers(surveys, "ces", EASE_SCALE, EFFORT_SCALE)
    own = known & (numbers(surveys, "scale_max") == scale)
    return Mean(np.where(own, numbers(surveys, "score"), NAN), unknown, least=1, most=scale)


def survey_delay(surveys: pd.DataFrame) -> Duration:
    """Minutes from the end of a ticket to its satisfaction survey. Formula: offered − resolved.

    ``surveys``: one row per survey with ``kind`` and ``delay_minutes``, counted from the last end
    before the offer. 0 or more, lower is better. A survey of which no end before it is known is left
    out; undefined without others. Source: csat_survey_delay_h, C-88.

    >>> from core.metrics.reduce import measure
    >>> rows = {"kind": ["csat", "csat", "nps"], "delay_minutes": [60.0, 120.0, 9000.0]}
    >>> measure(survey_delay(pd.DataFrame(rows))).value
    90.0
    """
    own, delay = is_one_of(surveys, "kind", ("csat",)), numbers(surveys, "delay_minutes")
    return Duration(np.where(own, delay, NAN), unknown=own & np.isnan(delay))


def low_score_follow_up_time(surveys: pd.DataFrame) -> Duration:
    """Minutes from a low satisfaction score to the next public reply of a person on the ticket.

    Formula: first reply after the answer − answer, over low scores (1 to 3 of 5, else below 80 % of
    the scale) that were followed up; those without a reply enter the median with waiting as long as
    they have waited.

    ``surveys``: one row per survey with ``kind``, ``score``, ``scale_max``, ``follow_up_minutes`` and
    ``follow_up_observed_minutes``. 0 or more, lower is better; undefined when nobody was followed
    up. Source: low_score_followup_h, handbook 1.13.

    >>> from core.metrics.reduce import measure
    >>> rows = {"kind": ["csat"] * 3, "score": [1.0, 3.0, 5.0], "scale_max": [5.0] * 3}
    >>> rows |= {"follow_up_minutes": [30.0, NAN, 5.0], "follow_up_observed_minutes": [30.0, 90.0, 5.0]}
    >>> found = measure(low_score_follow_up_time(pd.DataFrame(rows)))
    >>> found.value, found.still_waiting
    (30.0, 1)
    """
    score, top = numbers(surveys, "score"), numbers(surveys, "scale_max")
    low = is_one_of(surveys, "kind", ("csat",)) & (score < SATISFIED_FROM * top - 1e-9)
    values = np.where(low, numbers(surveys, "follow_up_minutes"), NAN)
    observed = np.where(low, numbers(surveys, "follow_up_observed_minutes"), NAN)
    waiting = np.isnan(values) & ~np.isnan(observed)
    return Duration(values, observed, waiting, unknown=low & np.isnan(observed))


def csat_response_rate(tickets: pd.DataFrame) -> Share:
    """Share of surveys that were answered. Formula: answered ÷ offered; higher is better.

    Unknown where a source's surveys, 20 or more, were all answered: it records only answers.

    >>> from core.metrics.reduce import measure
    >>> rows = {"csat_score": [5.0, np.nan, np.nan], "csat_offered": [1.0, 1.0, 0.0]}
    >>> rows |= {"source_id": ["desk"] * 3}
    >>> measure(csat_response_rate(pd.DataFrame(rows))).value
    0.5
    """
    score, offered = numbers(tickets, "csat_score"), numbers(tickets, "csat_offered")
    answered, asked = ~np.isnan(score), offered == 1
    unknown = asked & silent_sources(tickets, ~answered, asked)
    return Share(answered, asked & ~unknown, unknown)


def _survey(**given: object) -> MetricDefinition:
    shared: dict[str, object] = {
        "frame": Frame.SURVEYS,
        "unit": Unit.SCORE,
        "direction": Direction.HIGHER_IS_BETTER,
        "level": Level.CUSTOMER,
        "inputs": ("kind", "score", "scale_max"),
        "attribution": "rated_at",
        "min_sample": 20,
        "owner": "managers",
    }
    return MetricDefinition(**(shared | given))  # type: ignore[arg-type]


HEARD = "Only those who answer are heard, and only surveys of tickets that are stored here count."

DEFINITIONS = (
    _survey(
        id="csat_response_rate",
        name="Survey response rate",
        question="How many customers answer the survey?",
        unit=Unit.SHARE,
        frame=Frame.TICKETS,
        inputs=("csat_score", "csat_offered", "source_id"),
        formula=csat_response_rate,
        formula_text="answered surveys ÷ offered surveys",
        attribution="finished_at",
        sources=("handbook 1.1",),
        needs="which tickets were offered a survey",
        review="weekly",
        gamed_by=("D-052",),
    ),
    _survey(
        id="net_promoter_score",
        name="Net promoter score",
        question="Would customers recommend us?",
        unit=Unit.POINTS,
        formula=net_promoter_score,
        formula_text="% scores 9 and 10 − % scores 0 to 6",
        sources=("handbook 1.1", "C-93"),
        catalog_ids=("nps",),
        needs="answers to a recommendation survey from 0 to 10",
        caveats=HEARD,
        owner="directors",
        review="quarterly, for the board",
        gamed_by=("D-052",),
    ),
    _survey(
        id="promoter_rate",
        name="Promoters",
        question="How many customers would speak for us?",
        unit=Unit.SHARE,
        level=Level.BUSINESS,
        formula=promoter_rate,
        formula_text="scores 9 and 10 ÷ answers to the recommendation survey",
        sources=("handbook 1.1",),
        catalog_ids=("advocacy",),
        needs="answers to a recommendation survey from 0 to 10",
        caveats=f"The handbook names advocacy without a formula; this is the product's proposal. {HEARD}",
        alternatives="Referrals, reviews and reference customers, which no table here holds.",
        owner="VP and C-level",
        review="quarterly",
        gamed_by=("D-052",),
    ),
    _survey(
        id="customer_effort_score",
        name="Customer effort score (ease, 1 to 7)",
        question="How easy do customers find it to get help?",
        formula=customer_effort_score,
        formula_text="Σ score ÷ answers of effort surveys on a scale to 7, where high is easy",
        sources=("growing 1.1", "C-01"),
        catalog_ids=("ces",),
        needs="answers to an effort survey with its scale",
        caveats=f"The scale of a survey tells its direction: to 7 high is good, to 5 low is good. {HEARD}",
        alternatives="Effort from 1 to 5, where low is good (C-01): shown as a metric of its own, "
        "because the two ask different questions and are not converted.",
        review="monthly",
        gamed_by=("D-052",),
    ),
    _survey(
        id="customer_effort",
        name="Customer effort (1 to 5, low is good)",
        question="How much trouble does it take to get help?",
        direction=Direction.LOWER_IS_BETTER,
        formula=customer_effort,
        formula_text="Σ score ÷ answers of effort surveys on a scale to 5, where low is little effort",
        sources=("handbook 1.1", "C-01"),
        needs="answers to an effort survey with its scale",
        caveats=f"The handbook prints no scale for its target; 1 to 5 is this product's reading. {HEARD}",
        alternatives="Ease from 1 to 7, where high is good (C-01).",
        review="monthly",
        gamed_by=("D-052",),
    ),
    _survey(
        id="survey_delay",
        name="Survey delay",
        question="How long after the solution do we ask?",
        unit=Unit.MINUTES,
        direction=Direction.LOWER_IS_BETTER,
        inputs=("kind", "delay_minutes"),
        formula=survey_delay,
        formula_text="survey offered − last end of the ticket before it",
        attribution="offered_at",
        sources=("handbook 1.1", "C-88"),
        catalog_ids=("csat_survey_delay_h",),
        needs="when surveys were sent and tickets were resolved",
        alternatives="Automation waits 2 hours before it asks (C-88).",
        owner="team leads",
        review="weekly",
        gamed_by=("D-052",),
    ),
    _survey(
        id="low_score_follow_up_time",
        name="Follow-up on low scores",
        question="How soon do unhappy customers hear from a person?",
        unit=Unit.MINUTES,
        direction=Direction.LOWER_IS_BETTER,
        inputs=("kind", "score", "scale_max", "follow_up_minutes", "follow_up_observed_minutes"),
        formula=low_score_follow_up_time,
        formula_text="next public reply of a person − low score (1 to 3 of 5)",
        sources=("handbook 1.1", "handbook 1.13"),
        catalog_ids=("low_score_followup_h",),
        needs="instants of answers, and replies with their authors",
        needs_history=True,
        caveats="Only replies on the rated ticket are seen: a call, or a talk on another ticket, is not. "
        "Customers who still wait enter the median with waiting.",
        alternatives="Scores 1 and 2 at once, a score of 1 with the manager (handbook 1.13).",
        review="daily",
        gamed_by=("D-007",),
    ),
)
