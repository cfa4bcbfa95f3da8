"""Incidents: how long they last; how they are answered, told about and learned from waits for a record."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.metrics.columns import flags, numbers
from core.metrics.definition import Direction, Frame, Level, MetricDefinition, Unit
from core.metrics.measure import NAN, Duration
from core.metrics.waiting import _waiting


def incident_duration(incidents: pd.DataFrame) -> Duration:
    """Minutes from the beginning of an incident to its resolution. Mean, median, p90.

    ``incidents``: one row per incident, ``duration_minutes`` (NaN while it lasts),
    ``observed_minutes`` (so far), ``is_running`` and ``is_planned`` (a release or the like, which
    takes no part). 0 or more, lower is better; undefined without a resolved incident. Source:
    incident_impact.

    >>> from core.metrics.reduce import measure
    >>> rows = {"duration_minutes": [420.0, 240.0, 60.0], "observed_minutes": [420.0, 240.0, 60.0]}
    >>> rows |= {"is_running": [False] * 3, "is_planned": [False, False, True]}
    >>> measure(incident_duration(pd.DataFrame(rows))).value
    330.0
    """
    real = ~flags(incidents, "is_planned")
    lasted, observed = (
        np.where(real, numbers(incidents, name), NAN) for name in ("duration_minutes", "observed_minutes")
    )
    return Duration(lasted, observed, waiting=real & flags(incidents, "is_running"))


def _incident(id: str, name: str, question: str, waits_for: str, **given: object) -> MetricDefinition:
    shared: dict[str, object] = {
        "unit": Unit.MINUTES,
        "direction": Direction.LOWER_IS_BETTER,
        "sources": ("handbook 1.10",),
        "owner": "people on call",
        "review": "after every incident",
    }
    return _waiting(id, name, question, waits_for, **(shared | given))


INCIDENT_DURATION = MetricDefinition(
    id="incident_duration",
    name="Length of incidents",
    question="How long are customers hit?",
    unit=Unit.MINUTES,
    direction=Direction.LOWER_IS_BETTER,
    level=Level.BUSINESS,
    frame=Frame.INCIDENTS,
    inputs=("duration_minutes", "observed_minutes", "is_running", "is_planned"),
    formula=incident_duration,
    formula_text="resolved − began; mean, median, p90, and with those that still last",
    attribution="starts_at",
    min_sample=1,
    sources=("handbook 1.10",),
    catalog_ids=("incident_impact",),
    needs="incidents with their beginning and end",
    caveats="The length stands for the record of impact; customers and tickets of each incident are in "
    "its list, lost revenue is not known.",
    owner="incident commanders",
    review="after every incident",
)
PAGE_RESPONSE_TIME = _incident(
    "page_response_time",
    "Response to a page",
    "How fast does somebody answer the alarm?",
    "when people on call were paged and when they answered",
    formula_text="answered − paged; mean, median, p90",
    sources=("handbook 1.10", "R-OC-06", "C-59"),
    catalog_ids=("page_response_min",),
)
PAGE_ACKNOWLEDGEMENT_TIME = _incident(
    "page_acknowledgement_time",
    "Acknowledged or escalated",
    "How fast does somebody take it over, or call for help?",
    "when pages were acknowledged or escalated",
    formula_text="acknowledged − paged; mean, median, p90",
    sources=("handbook 1.10", "R-OC-07", "C-59"),
    catalog_ids=("page_ack_min",),
)
INCIDENT_UPDATE_INTERVAL = _incident(
    "incident_update_interval",
    "Status update interval",
    "How long are people left without news?",
    "the status updates of incidents",
    formula_text="longest gap between two updates of an incident; mean, median, p90",
    catalog_ids=("incident_update_min",),
    caveats="By severity 15, 30, 120 and 480 minutes are asked for (SEV1 to SEV4).",
    owner="communications leads",
)
POST_INCIDENT_REVIEW_RATE = _incident(
    "post_incident_review_rate",
    "Post-incident reviews done",
    "Do we look back at what went wrong?",
    "the dates of post-incident reviews",
    unit=Unit.SHARE,
    direction=Direction.HIGHER_IS_BETTER,
    formula_text="SEV1 and SEV2 incidents with a review ÷ SEV1 and SEV2 incidents",
    catalog_ids=("pir_done_pct",),
    owner="incident commanders",
    review="monthly",
    gamed_by=("D-027",),
)
REVIEW_ACTION_CLOSURE_RATE = _incident(
    "review_action_closure_rate",
    "Review actions completed",
    "Do we do what we decided?",
    "the actions of post-incident reviews, when they were due and closed",
    unit=Unit.SHARE,
    direction=Direction.HIGHER_IS_BETTER,
    formula_text="actions closed ÷ actions due",
    catalog_ids=("pir_action_closure_pct",),
    owner="owners of the actions",
    review="monthly",
)

DEFINITIONS = (
    INCIDENT_DURATION,
    PAGE_RESPONSE_TIME,
    PAGE_ACKNOWLEDGEMENT_TIME,
    INCIDENT_UPDATE_INTERVAL,
    POST_INCIDENT_REVIEW_RATE,
    REVIEW_ACTION_CLOSURE_RATE,
)
