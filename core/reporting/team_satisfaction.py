"""What follows from surveys: whom to call back, how the asking works, and who comes again."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.metrics.columns import is_one_of, numbers
from core.metrics.contacts import RETURN_WITHIN_MINUTES
from core.metrics.definition import Frame, MetricDefinition
from core.metrics.evaluate import Evaluation, Span
from core.metrics.groups import NOT_STATED, present_groups
from core.metrics.measure import Flags, Floats, Integers
from core.metrics.quality import SATISFIED_FROM, on_five
from core.reporting.lists import list_frame
from core.reporting.quality_tables import inside

FOLLOW_UP_MINUTES = 24 * 60.0
"""A low score is followed up within a day (handbook 1.13, low_score_followup_h)."""
ACTIONS = {
    1: "Manager review and service recovery",
    2: "Follow up at once",
    3: "Investigate and follow up",
}
"""What a score asks for (handbook 1.13)."""
OVERDUE, DUE, LATE, DONE = "overdue", "to follow up", "followed up late", "followed up"
OPERATIONS = ("finished_count", "offered_count", "not_offered_count", "answered_count")


def low_scores(evaluation: Evaluation, mask: Flags, span: Span) -> pd.DataFrame:
    """Answers of 1 to 3 of 5 given in a span, those that nobody followed up first, by the time left.

    ``score`` (1 to 3), ``action``, ``rated_at``, ``follow_up_minutes`` (from the answer to the first
    public reply of a person on the ticket; NaN: none yet), ``left_minutes`` (of the 24 hours; negative:
    overdue; NaN once followed up), ``state``, and the columns of a list of tickets. Answers on tickets
    whose replies nobody tells are left out.
    """
    surveys = evaluation.frames[Frame.SURVEYS]
    rows = _answers(evaluation, mask, span)
    score, top = (numbers(surveys, name)[rows] for name in ("score", "scale_max"))
    observed = numbers(surveys, "follow_up_observed_minutes")[rows]
    low = (score < SATISFIED_FROM * top - 1e-9) & ~np.isnan(observed)
    rows, observed = rows[low], observed[low]
    after = numbers(surveys, "follow_up_minutes")[rows]
    left = np.where(np.isnan(after), FOLLOW_UP_MINUTES - observed, np.nan)
    points = np.clip(np.rint(on_five(score[low], top[low])), 1, 3).astype(np.int64)
    frame = list_frame(evaluation.tickets, surveys["ticket_row"].to_numpy()[rows])
    frame.insert(0, "score", points)
    frame["action"] = [ACTIONS[point] for point in points.tolist()]
    frame["rated_at"] = surveys["rated_at"].array[rows]
    frame["follow_up_minutes"], frame["left_minutes"] = after, left
    late = after > FOLLOW_UP_MINUTES
    frame["state"] = np.select([left < 0, left >= 0, late], [OVERDUE, DUE, LATE], DONE)
    order = ["left_minutes", "score", "rated_at"]
    return frame.sort_values(order, na_position="last", kind="stable", ignore_index=True)


def _answers(evaluation: Evaluation, mask: Flags, span: Span) -> Integers:
    """Positions of the satisfaction answers about the tickets of a mask that were given in a span."""
    surveys = evaluation.frames[Frame.SURVEYS]
    keep = np.append(mask, False)[surveys["ticket_row"].to_numpy()]
    keep &= is_one_of(surveys, "kind", ("csat",)) & ~np.isnan(numbers(surveys, "score"))
    return np.flatnonzero(keep & inside(evaluation.instants(Frame.SURVEYS, "rated_at"), span))


def survey_operations(
    evaluation: Evaluation,
    mask: Flags,
    span: Span,
    dimension: str,
    response_rate: MetricDefinition,
    delay: MetricDefinition,
) -> pd.DataFrame:
    """How the asking works, by group: who was asked, who was left out, who answered, and how late it came.

    Of the tickets finished in a span: ``finished_count``, ``offered_count``, ``not_offered_count`` (the
    source says that nobody was asked), ``answered_count``; ``response_rate`` and ``delay_minutes``
    (median) as their metrics say, the second by the surveys sent in the span.
    """
    place, labels = present_groups(*evaluation.groups(dimension), mask)
    rows = evaluation.rows(mask, span, "finished_at")
    rows = rows[evaluation.tickets["is_finished"].to_numpy()[rows]]
    offered, score = (numbers(evaluation.tickets, name)[rows] for name in ("csat_offered", "csat_score"))
    flags = (np.ones(len(rows), bool), offered == 1, offered == 0, ~np.isnan(score))
    frame = pd.DataFrame({"group": labels})
    for name, wanted in zip(OPERATIONS, flags, strict=True):
        frame[name] = np.bincount(place[rows[wanted]], minlength=len(labels))
    asked = {"span": span, "mask": mask, "by": dimension}
    rates = evaluation.evaluate(response_rate, **asked).groups  # type: ignore[arg-type]
    delays = evaluation.evaluate(delay, **asked).groups  # type: ignore[arg-type]
    frame["response_rate"] = [rates[label].value if label in rates else np.nan for label in labels]
    frame["delay_minutes"] = [getattr(delays.get(label), "median", np.nan) for label in labels]
    told = frame[frame["finished_count"] > 0]
    return told.sort_values("finished_count", ascending=False, kind="stable", ignore_index=True)


def repeat_contacts(evaluation: Evaluation, mask: Flags, span: Span) -> pd.DataFrame:
    """Tickets created in a span whose customer had asked about the same in the seven days before.

    The columns of a list of tickets and ``previous_contact_minutes``; the soonest return first.
    """
    rows, before = repeat_rows(evaluation, mask, span)
    return list_frame(evaluation.tickets, rows).assign(previous_contact_minutes=before)


def repeat_rows(evaluation: Evaluation, mask: Flags, span: Span) -> tuple[Integers, Floats]:
    """Positions of the repeat contacts of a span, and minutes since the contact before, soonest first."""
    contacts = evaluation.frames[Frame.CONTACTS]
    before = numbers(contacts, "previous_contact_minutes")
    keep = mask[contacts["ticket_row"].to_numpy()] & (before <= RETURN_WITHIN_MINUTES)
    rows = np.flatnonzero(keep & inside(evaluation.instants(Frame.CONTACTS, "created_at"), span))
    rows = rows[np.argsort(before[rows], kind="stable")]
    return contacts["ticket_row"].to_numpy()[rows], before[rows]


def repeat_by_category(frame: pd.DataFrame) -> pd.DataFrame:
    """Repeat contacts and customers who came again, by category: the most first."""
    category = frame["category"].astype("object").fillna(NOT_STATED)
    grouped = frame.assign(group=category).groupby("group", observed=True)
    counted = grouped.agg(ticket_count=("ticket_id", "size"), customer_count=("customer_key", "nunique"))
    return counted.reset_index().sort_values(
        ["ticket_count", "group"], ascending=[False, True], ignore_index=True
    )
