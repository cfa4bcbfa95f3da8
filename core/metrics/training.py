"""Training: whether people finish it, pass, keep what they learned, and become proficient."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.metrics.columns import flags, numbers
from core.metrics.definition import Direction, Frame, Level, MetricDefinition, Unit
from core.metrics.measure import NAN, Duration, Mean, Ratio, Share
from core.metrics.waiting import _waiting

RAMP_WEEKS = 8


def time_to_proficiency(newcomers: pd.DataFrame) -> Duration:
    """Minutes from hiring until first contacts were resolved well enough. Mean, median, p90.

    ``newcomers``: one row per agent hired while tickets were recorded, ``proficiency_minutes`` until
    the rolling four-week rate of first contact resolution reached its target on 20 tickets or more
    (NaN: not yet), ``observed_minutes`` until then, else until they left or now, ``is_learning``.
    0 or more, lower is better; undefined where nobody got there. Sources: time_to_proficiency_d,
    C-78.

    >>> from core.metrics.reduce import measure
    >>> rows = {"proficiency_minutes": [40_000.0, NAN], "observed_minutes": [40_000.0, 10_000.0]}
    >>> found = measure(time_to_proficiency(pd.DataFrame(rows | {"is_learning": [False, True]})))
    >>> found.value, found.still_waiting
    (40000.0, 1)
    """
    reached, observed = numbers(newcomers, "proficiency_minutes"), numbers(newcomers, "observed_minutes")
    return Duration(reached, observed, waiting=flags(newcomers, "is_learning"))


def certification_pass_rate(trainings: pd.DataFrame) -> Share:
    """Share of certificates passed at the first try. Formula: passes on attempt 1 ÷ first attempts.

    ``trainings``: one row per attempt with ``is_certificate``, ``attempt``, ``score`` (NaN: not
    finished) and ``is_passed``. Range 0..1, higher is better; undefined without a finished first
    attempt. Sources: cert_first_pass_pct, B-119 to B-121.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_certificate": [True] * 3, "attempt": [1, 2, 1], "score": [70.0, 90.0, 85.0]}
    >>> measure(certification_pass_rate(pd.DataFrame(rows | {"is_passed": [False, True, True]}))).value
    0.5
    """
    first = flags(trainings, "is_certificate") & (numbers(trainings, "attempt") == 1)
    taken = first & ~np.isnan(numbers(trainings, "score"))
    return Share(flags(trainings, "is_passed"), taken)


def training_completion_rate(trainings: pd.DataFrame) -> Share:
    """Share of due modules that were finished. Formula: modules finished ÷ modules due.

    ``trainings``: one row per attempt; ``is_module`` marks one of each agent and module,
    ``is_completed`` and ``is_due`` are of the module. One that is not due yet counts once it is
    finished. Range 0..1, higher is better; undefined without such modules. Source:
    training_completion_pct.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_module": [True, False, True, True], "is_completed": [True, True, False, False]}
    >>> measure(training_completion_rate(pd.DataFrame(rows | {"is_due": [True, True, True, False]}))).value
    0.5
    """
    done = flags(trainings, "is_completed")
    return Share(done, flags(trainings, "is_module") & (flags(trainings, "is_due") | done))


def post_training_qa(reviews: pd.DataFrame) -> Mean:
    """Mean review total in the four weeks after a training. Formula: Σ totals ÷ such reviews.

    ``reviews``: one row per review with ``score``, ``is_after_training`` and ``is_calibration``
    (takes no part). Range 0 to 100, higher is better; undefined without such reviews. Source:
    post_training_qa.

    >>> from core.metrics.reduce import measure
    >>> rows = {"score": [80.0, 60.0], "is_after_training": [True, False]}
    >>> measure(post_training_qa(pd.DataFrame(rows | {"is_calibration": [False, False]}))).value
    80.0
    """
    counted = flags(reviews, "is_after_training") & ~flags(reviews, "is_calibration")
    return Mean(np.where(counted, numbers(reviews, "score"), NAN), least=0, most=100)


def knowledge_retention(trainings: pd.DataFrame) -> Mean:
    """Mean score of refresh quizzes. Formula: Σ scores ÷ quizzes of the kind "refresh".

    ``trainings``: one row per attempt with ``score`` 0 to 100 and ``is_refresh``. Higher is better;
    undefined without such quizzes. Source: knowledge_retention_pct.

    >>> from core.metrics.reduce import measure
    >>> rows = {"score": [90.0, 80.0, 10.0], "is_refresh": [True, True, False]}
    >>> measure(knowledge_retention(pd.DataFrame(rows))).value
    85.0
    """
    return Mean(np.where(flags(trainings, "is_refresh"), numbers(trainings, "score"), NAN), least=0, most=100)


def ramp_load(weeks: pd.DataFrame) -> Ratio:
    """How much of a full load newcomers carry. Formula: Σ tickets handled ÷ Σ full load, weeks 1 to 8.

    ``weeks``: one row per agent and whole week with ``tenure_week``, ``resolved_count`` and
    ``full_load``, the median of experienced colleagues in that week (NaN: there were none). 0 or
    more, neither end is better; undefined without newcomers. The printed ramp adds up to 53 % over
    the eight weeks. Sources: ramp_load_pct, B-097 to B-102.

    >>> from core.metrics.reduce import measure
    >>> rows = {"tenure_week": [1.0, 4.0, 9.0], "resolved_count": [0, 20, 50]}
    >>> measure(ramp_load(pd.DataFrame(rows | {"full_load": [40.0, 40.0, NAN]}))).value
    0.25
    """
    tenure, norm = numbers(weeks, "tenure_week"), numbers(weeks, "full_load")
    rows = (tenure <= RAMP_WEEKS) & ~np.isnan(norm)
    return Ratio(np.where(rows, numbers(weeks, "resolved_count"), NAN), np.where(rows, norm, NAN))


def _training(**given: object) -> MetricDefinition:
    shared: dict[str, object] = {
        "unit": Unit.SHARE,
        "direction": Direction.HIGHER_IS_BETTER,
        "level": Level.OPERATIONS,
        "frame": Frame.TRAININGS,
        "min_sample": 10,
        "needs": "training records",
        "owner": "trainers",
        "review": "with every intake",
    }
    return MetricDefinition(**(shared | given))  # type: ignore[arg-type]


TIME_TO_PROFICIENCY = _training(
    id="time_to_proficiency",
    name="Time to proficiency",
    question="How long until a newcomer solves things alone?",
    unit=Unit.MINUTES,
    direction=Direction.LOWER_IS_BETTER,
    frame=Frame.NEWCOMERS,
    inputs=("proficiency_minutes", "observed_minutes", "is_learning"),
    formula=time_to_proficiency,
    formula_text="from hiring to the first finish at which the last four weeks' first contact resolution "
    "is at its target (on 20 tickets or more); mean, median, p90",
    attribution="hired_at",
    min_sample=3,
    sources=("handbook 1.9", "C-76", "C-78"),
    catalog_ids=("time_to_proficiency_d",),
    needs="hiring dates of agents, and messages of customers on their tickets",
    caveats="Agents hired before the first ticket in the data are left out. The printed target is "
    "shorter than the printed ramp of eight weeks; 60 days agree with it (C-78). Whoever works on "
    "escalated tickets only can hardly get there, for these are no first contacts.",
    alternatives="Full output within 30 to 60 days.",
)
CERTIFICATION_PASS_RATE = _training(
    id="certification_pass_rate",
    name="Certificates at the first try",
    question="Does the training prepare people?",
    inputs=("is_certificate", "attempt", "score", "is_passed"),
    formula=certification_pass_rate,
    formula_text="certificates passed on attempt 1 ÷ first attempts finished",
    attribution="completed_at",
    sources=("handbook 1.9", "B-119", "B-120", "B-121"),
    catalog_ids=("cert_first_pass_pct",),
    needs="training modules with a certificate in their name or kind",
    caveats="Passed from 80 points on; for a second level in the name from 85, for a third from 90.",
    gamed_by=("D-011",),
)
TRAINING_COMPLETION_RATE = _training(
    id="training_completion_rate",
    name="Training completion",
    question="Is the training done that was planned?",
    inputs=("is_module", "is_completed", "is_due"),
    formula=training_completion_rate,
    formula_text="modules finished ÷ modules due or finished",
    attribution="due_at",
    sources=("handbook 1.9",),
    catalog_ids=("training_completion_pct",),
    review="weekly",
    caveats="A module that is not due yet is not held against anybody. Finished is not passed.",
    gamed_by=("D-011", "D-015"),
)
POST_TRAINING_QA = _training(
    id="post_training_qa",
    name="QA score after training",
    question="Does training show in the work?",
    unit=Unit.SCORE,
    frame=Frame.REVIEWS,
    inputs=("score", "is_after_training", "is_calibration"),
    formula=post_training_qa,
    formula_text="mean review total in the four weeks after an agent finished a module",
    attribution="reviewed_at",
    sources=("handbook 1.9",),
    needs="reviews of agents in the four weeks after a training",
    review="after every course",
    caveats="Compare it with the agents' reviews before the training.",
    gamed_by=("D-011",),
)
KNOWLEDGE_RETENTION = _training(
    id="knowledge_retention",
    name="Knowledge retention",
    question="What is left after half a year?",
    unit=Unit.SCORE,
    inputs=("score", "is_refresh"),
    formula=knowledge_retention,
    formula_text="mean score of refresh quizzes",
    attribution="completed_at",
    sources=("handbook 1.9",),
    catalog_ids=("knowledge_retention_pct",),
    needs='training records of the kind "refresh"',
    review="twice a year",
    gamed_by=("D-015",),
)
RAMP_LOAD = _training(
    id="ramp_load",
    name="Load of newcomers",
    question="How much do newcomers carry?",
    unit=Unit.RATIO,
    direction=Direction.CONTEXT,
    frame=Frame.AGENT_WEEKS,
    inputs=("tenure_week", "resolved_count", "full_load"),
    formula=ramp_load,
    formula_text="Σ tickets handled in weeks 1 to 8 ÷ Σ median of experienced colleagues of the tier",
    attribution="week",
    sources=("handbook 1.9", "C-76"),
    catalog_ids=("ramp_load_pct",),
    needs="hiring dates of agents",
    owner="team leads",
    review="weekly",
    caveats="The printed ramp is 0, 0, 25, 50, 75, 75, 100 and 100 % by week, 53 % in all.",
    gamed_by=("D-019",),
)
TRAINING_SATISFACTION = _waiting(
    "training_satisfaction",
    "Training satisfaction",
    "Do newcomers find the training useful?",
    "ratings that newcomers give to their training",
    unit=Unit.SCORE,
    direction=Direction.HIGHER_IS_BETTER,
    level=Level.ACTIVITY,
    formula_text="mean rating on 1 to 5",
    sources=("handbook 1.9",),
    owner="trainers",
    review="with every intake",
)

DEFINITIONS = (
    TIME_TO_PROFICIENCY,
    CERTIFICATION_PASS_RATE,
    TRAINING_COMPLETION_RATE,
    POST_TRAINING_QA,
    KNOWLEDGE_RETENTION,
    RAMP_LOAD,
    TRAINING_SATISFACTION,
)
