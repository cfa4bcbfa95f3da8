"""What the weekly voice-of-customer report needs beside the metrics: themes, faults, requests, accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from core.insight.accounts import DAY, ESCALATION_DAYS, AccountRows, at_risk_accounts
from core.metrics.columns import numbers
from core.metrics.definition import Frame
from core.metrics.evaluate import Evaluation, Span
from core.metrics.frames import MISSING
from core.metrics.groups import NOT_STATED
from core.metrics.measure import Flags, Integers
from core.metrics.quality import on_five
from core.periods import Period
from core.reporting.results import Filters
from core.reporting.views import EVERYBODY, Views, span_of

FAULT_WORDS = ("bug", "error", "fault", "defect", "crash", "outage")
REQUEST_WORDS = ("feature", "request", "enhancement", "idea")
SUBJECT_COLUMNS = ("group", "kind", "ticket_count", "before_count", "customer_count")


@dataclass(frozen=True)
class VoiceOfCustomer:
    """A week's subjects, incidents and accounts.

    ``subjects``: categories with ``kind`` (fault, request or "" by the words of their name),
    ``ticket_count``, ``before_count`` (the period before) and ``customer_count`` (different ones, of those
    known), the most tickets first. ``incidents`` that began in the week. ``accounts`` at risk; see
    `core.insight.accounts`. The flags say whether anything is told of customers, incidents, escalations and
    survey answers at all; where it is not, the counts of it mean nothing.
    """

    subjects: pd.DataFrame
    incidents: pd.DataFrame
    accounts: pd.DataFrame
    knows_customers: bool
    knows_incidents: bool
    knows_escalations: bool
    knows_answers: bool


class VoiceViews(Views):
    """What customers came with, and who of them should be called."""

    def voice_of_customer(
        self, period: Period, before: Period, *, filters: Filters = EVERYBODY, as_of: datetime | None = None
    ) -> VoiceOfCustomer:
        """Subjects of two periods, incidents of the later one, and accounts at risk at its end."""
        evaluation, mask = self._selected(filters, as_of)
        incidents = evaluation.frames[Frame.INCIDENTS]
        end = span_of(period)[1]
        now = self.facts(as_of).as_of if end is None else min(self.facts(as_of).as_of, end - 1)
        customers = evaluation.tickets["customer_key"].astype("object")
        return VoiceOfCustomer(
            subjects(evaluation, mask, span_of(period), span_of(before)),
            _within(incidents, span_of(period)),
            at_risk_accounts(account_rows(evaluation, mask, now), now),
            bool(customers.notna().any()),
            len(incidents) > 0,
            bool(evaluation.tickets["escalation_count"].notna().any()),
            bool(evaluation.frames[Frame.SURVEYS]["rated_at"].notna().any()),
        )


def subjects(evaluation: Evaluation, mask: Flags, now: Span, before: Span) -> pd.DataFrame:
    """Created tickets by category in two spans; see `VoiceOfCustomer`."""
    codes, labels = evaluation.groups("category")
    rows, earlier = (evaluation.rows(mask, span) for span in (now, before))
    keys = evaluation.tickets["customer_key"].astype("category").cat.codes.to_numpy()[rows]
    pairs = np.unique(np.column_stack([codes[rows], keys])[keys >= 0], axis=0)
    count, past = (np.bincount(codes[each], minlength=len(labels)) for each in (rows, earlier))
    people = np.bincount(pairs[:, 0], minlength=len(labels))
    frame = pd.DataFrame(
        {
            "group": labels,
            "kind": [_kind(label) for label in labels],
            "ticket_count": count,
            "before_count": past,
            "customer_count": people,
        }
    )
    frame = frame[(frame["ticket_count"] > 0) & (frame["group"] != NOT_STATED)]
    return frame.sort_values("ticket_count", ascending=False, kind="stable", ignore_index=True)


def _kind(label: str) -> str:
    """What a category is about, by the words of its name.

    >>> _kind("bug report"), _kind("Feature request"), _kind("billing")
    ('fault', 'request', '')
    """
    words = label.lower()
    if any(word in words for word in FAULT_WORDS):
        return "fault"
    return "request" if any(word in words for word in REQUEST_WORDS) else ""


def _within(incidents: pd.DataFrame, span: Span) -> pd.DataFrame:
    """Unplanned incidents that began in a span."""
    if incidents.empty:
        return incidents
    at = incidents["starts_at"].dt.as_unit("us").astype("int64").to_numpy()
    inside = (at >= (span[0] or 0)) & ((span[1] is None) | (at < (span[1] or 0)))
    return incidents[inside & ~incidents["is_planned"].to_numpy(bool)].reset_index(drop=True)


def account_rows(evaluation: Evaluation, mask: Flags, now: int) -> AccountRows:
    """Escalations and answers of the chosen tickets with their customers."""
    tickets = evaluation.tickets
    customer = tickets["customer_key"].astype("object")
    escalations, surveys = evaluation.frames[Frame.ESCALATIONS], evaluation.frames[Frame.SURVEYS]
    owner = _owners(escalations, mask)
    answered = _owners(surveys, mask)
    answered &= numbers(surveys, "score") > 0
    answered &= (surveys["kind"].astype("object") == "csat").to_numpy()
    created = evaluation.instants(Frame.TICKETS, "created_at")
    recent = mask & (created > now - ESCALATION_DAYS * DAY) & (created <= now)
    scores = on_five(numbers(surveys, "score"), numbers(surveys, "scale_max"))
    rated_at = evaluation.instants(Frame.SURVEYS, "rated_at")
    answered &= rated_at != MISSING
    return AccountRows(
        _of(customer, escalations, owner),
        evaluation.instants(Frame.ESCALATIONS, "at")[owner],
        _of(customer, surveys, answered),
        rated_at[answered],
        scores[answered],
        customer[recent],
    )


def _owners(frame: pd.DataFrame, mask: Flags) -> Flags:
    """Rows whose ticket takes part."""
    row: Integers = frame["ticket_row"].to_numpy()
    return np.asarray((row >= 0) & np.append(mask, False)[row])


def _of(customer: pd.Series, frame: pd.DataFrame, keep: Flags) -> pd.Series:
    return customer.iloc[frame["ticket_row"].to_numpy()[keep]].reset_index(drop=True)
