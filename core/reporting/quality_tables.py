"""Tables of quality reviews: the reviews themselves, the shape of their scores, calibration, the sample."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd

from core.metrics.agreement import alpha_measure
from core.metrics.columns import numbers
from core.metrics.definition import Frame
from core.metrics.evaluate import Evaluation, Span
from core.metrics.measure import NAN, AnyMeasure, Flags, Mean, Measure
from core.metrics.quality import SATISFIED_FROM
from core.metrics.reduce import measure
from core.metrics.sampling import SampleSize, draw_sample, sample_size
from core.metrics.scorecard import DIMENSIONS
from core.periods import Period, local_date

ALIGNED_BELOW = 5.0
"""R-QA-09: reviewers who are less points apart agree."""
SCORE_STEPS = (0, 50, 60, 70, 80, 90)
"""Where the bands of totals begin; the last one ends at 100."""
TICKET_COLUMNS = ("priority", "category", "channel", "team")
_MISSING = np.iinfo(np.int64).min


@dataclass(frozen=True)
class ScoreDistribution:
    """How totals spread: ``bands`` with band, review_count and share; a bell around the mean is healthy."""

    bands: pd.DataFrame
    mean: float
    deviation: float
    n: int


@dataclass(frozen=True)
class Calibration:
    """Whether reviewers agree.

    ``cases``: one row per ticket and agent that several people scored, the widest spread first;
    ``reviewers``: how far each of them is from the mean of their cases; ``agreement``:
    Krippendorff's alpha; ``spread``: the mean spread, the same as the metric.
    """

    cases: pd.DataFrame
    reviewers: pd.DataFrame
    agreement: Measure
    spread: AnyMeasure


@dataclass(frozen=True)
class ReviewSample:
    """Tickets to review of a week, and the rule by which they were drawn.

    ``tickets``: one row per ticket, ``is_bad`` (reopened, escalated or a dissatisfied customer),
    ``weight`` (how many of the agent's tickets it stands for), ``is_done`` (reviewed since).
    """

    week: date
    agents: int
    per_agent: int
    rule: SampleSize | None
    seed: int
    tickets: pd.DataFrame


def chosen_reviews(evaluation: Evaluation, mask: Flags, span: Span) -> pd.DataFrame:
    """Reviews of the chosen tickets, made in a span; ``ticket_row`` leads to the ticket."""
    reviews = evaluation.frames[Frame.REVIEWS]
    keep = np.append(mask, False)[reviews["ticket_row"].to_numpy()]
    return reviews[keep & inside(evaluation.instants(Frame.REVIEWS, "reviewed_at"), span)]


def inside(at: np.ndarray, span: Span) -> Flags:
    """Which instants lie in a half-open span; missing ones only where it has no ends."""
    start, end = span
    if start is None and end is None:
        return np.ones(len(at), bool)
    late = at >= (start if start is not None else _MISSING + 1)
    return np.asarray(late if end is None else late & (at < end))


def review_table(evaluation: Evaluation, reviews: pd.DataFrame) -> pd.DataFrame:
    """Reviews with their tickets, the newest first.

    ``findings`` names what asks for a talk (R-CO-01 to R-CO-05); "" where nothing does.
    """
    table = reviews.drop(columns=["ticket_row", "case", "calibration_spread"])
    tickets = evaluation.tickets.iloc[reviews["ticket_row"]]
    for name in TICKET_COLUMNS:
        table[name] = tickets[name].astype("object").to_numpy()
    table["ticket_source"] = tickets["source_id"].astype("object").to_numpy()
    low = np.stack([numbers(reviews, each.id) <= each.coach_from for each in DIMENSIONS], axis=1)
    words = [each.finding for each in DIMENSIONS]
    table["findings"] = [", ".join(w for w, found in zip(words, row, strict=True) if found) for row in low]
    order = table.sort_values(["reviewed_at", "review_id"], ascending=[False, True], kind="stable")
    return order.reset_index(drop=True)


def score_distribution(reviews: pd.DataFrame) -> ScoreDistribution:
    """Totals of reviews of agents in bands of ten points."""
    score = numbers(reviews[~reviews["is_calibration"].to_numpy(bool)], "score")
    place = np.searchsorted(SCORE_STEPS, score, side="right") - 1
    count = np.bincount(place, minlength=len(SCORE_STEPS))
    ends = [f"{step - 1}" for step in SCORE_STEPS[1:]] + ["100"]
    labels = [f"{low} to {high}" for low, high in zip(SCORE_STEPS, ends, strict=True)]
    share = count / len(score) if len(score) else np.full(len(count), NAN)
    bands = pd.DataFrame({"band": labels, "review_count": count, "share": share})
    mean = float(score.mean()) if len(score) else NAN
    deviation = float(score.std(ddof=1)) if len(score) > 1 else NAN
    return ScoreDistribution(bands, mean, deviation, len(score))


def calibration_table(evaluation: Evaluation, mask: Flags, span: Span, seed: int) -> Calibration:
    """Tickets of several reviewers whose last review falls into the span."""
    every = chosen_reviews(evaluation, mask, (None, None))
    last = every[every["calibration_spread"].notna()]
    at = last["reviewed_at"].dt.as_unit("us").astype("int64").to_numpy()
    cases = last.loc[inside(at, span), "case"]
    rows = every[every["case"].isin(cases)]
    scores = rows.pivot(index="case", columns="reviewer", values="score")
    matrix = scores.to_numpy(dtype=np.float64)
    spread = measure(Mean(numbers(rows, "calibration_spread"), least=0, most=100))
    return Calibration(_cases(rows), _reviewers(rows), alpha_measure(matrix, seed=seed), spread)


def _cases(rows: pd.DataFrame) -> pd.DataFrame:
    words = [f"{who} {score:g}" for who, score in zip(rows["reviewer"], rows["score"], strict=True)]
    told = rows.assign(words=pd.Series(words, index=rows.index, dtype="object"))
    by_case = told.sort_values(["reviewed_at", "reviewer"]).groupby("case")
    cases = by_case.agg(
        ticket_id=("ticket_id", "last"),
        assignee=("assignee", "last"),
        reviewer_count=("reviewer", "size"),
        scores=("words", ", ".join),
        low=("score", "min"),
        high=("score", "max"),
        mean=("score", "mean"),
        spread=("calibration_spread", "max"),
        reviewed_at=("reviewed_at", "max"),
    )
    cases["is_aligned"] = cases["spread"] < ALIGNED_BELOW
    return cases.sort_values(["spread", "ticket_id"], ascending=[False, True], ignore_index=True)


def _reviewers(rows: pd.DataFrame) -> pd.DataFrame:
    """How many cases each reviewer scored, and how far above the others' mean of the case."""
    by_case = rows.groupby("case")["score"]
    others = (by_case.transform("sum") - rows["score"]) / (by_case.transform("size") - 1)
    apart = rows.assign(apart=rows["score"] - others).groupby("reviewer")["apart"]
    found = apart.agg(case_count="size", above_others="mean").reset_index()
    return found.sort_values("above_others", ignore_index=True)


def review_sample(
    evaluation: Evaluation,
    mask: Flags,
    week: date,
    *,
    bots: Collection[str],
    seed: int | None,
    per_agent: int | None,
    flagged: Collection[str],
) -> ReviewSample:
    """Tickets finished in the week of a day, drawn as things stood at its end; see `draw_sample`."""
    monday = week - timedelta(days=week.weekday())
    period = Period.of_days(monday, monday + timedelta(days=6), evaluation.zone)
    pool = review_pool(evaluation, mask, period.span(), bots, flagged)
    agents = int(pool["assignee"].nunique())
    rule = sample_size(agents) if agents and per_agent is None else None
    wanted = per_agent if per_agent is not None else (rule.default if rule else 1)
    number = monday.toordinal() // 7 if seed is None else seed
    keys = pool.loc[pool["ticket_id"].isin(list(flagged)), "key"]
    drawn = draw_sample(pool, wanted, seed=number, flagged=list(keys))
    rest = pool.drop(columns=["assignee", "is_bad", "is_reviewed"])
    tickets = drawn.merge(rest, on="key").drop(columns="key")
    return ReviewSample(monday, agents, wanted, rule, number, tickets)


def review_pool(
    evaluation: Evaluation, mask: Flags, span: Span, bots: Collection[str], flagged: Collection[str]
) -> pd.DataFrame:
    """Tickets that may be drawn: finished in the span by people, or flagged."""
    tickets, reviews = evaluation.tickets, evaluation.frames[Frame.REVIEWS]
    at = evaluation.instants(Frame.TICKETS, "resolved_at")
    by_people = (tickets["assignee"].notna() & ~tickets["assignee"].isin(bots)).to_numpy(bool)
    done = tickets["is_finished"].to_numpy(bool) & inside(at, span)
    asked = done | tickets["ticket_id"].isin(list(flagged)).to_numpy(bool)
    rows = np.flatnonzero(mask & by_people & asked)
    before = evaluation.instants(Frame.REVIEWS, "reviewed_at") < (span[1] or 0)
    reviewed = reviews["ticket_row"].to_numpy()
    names = ["ticket_id", "source_id", "assignee", "category", "priority", "channel"]
    pool = tickets.iloc[rows][[*names, "resolved_at"]].astype(dict.fromkeys(names, "object"))
    return pool.reset_index(drop=True).assign(
        key=lambda each: each["source_id"] + "/" + each["ticket_id"],
        is_bad=is_bad(tickets)[rows],
        is_reviewed=np.isin(rows, reviewed[before]),
        is_done=np.isin(rows, reviewed[~before]),
    )


def is_bad(tickets: pd.DataFrame) -> Flags:
    """Tickets that went badly as far as is known: reopened, escalated, or a dissatisfied customer."""
    score, top = numbers(tickets, "csat_score"), numbers(tickets, "csat_scale_max")
    with np.errstate(invalid="ignore"):
        unhappy = score < SATISFIED_FROM * top - 1e-9
        again = (numbers(tickets, "reopen_count") > 0) | (numbers(tickets, "escalation_count") > 0)
    return np.asarray(unhappy | again)


def last_whole_week(as_of: datetime, zone: str) -> date:
    """Monday of the last local week that is over."""
    today = local_date(as_of, zone)
    return today - timedelta(days=today.weekday() + 7)
