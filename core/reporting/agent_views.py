"""The report's views of agents: compared with what their work lets expect."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from core.metrics import resolve
from core.periods import Period
from core.reporting.agent_comparison import compare_groups
from core.reporting.results import Filters
from core.reporting.views import EVERYBODY, Views, span_of

CREDIT = (
    "A ticket counts for the agent who held it last; earlier holders get neither credit nor blame. "
    "Reviews and worked time count for the agent they are about."
)
"""How a ticket with handoffs is credited."""


class AgentViews(Views):
    """Agents side by side; never a league table."""

    def compare_agents(
        self,
        metric: str,
        *,
        period: Period | None = None,
        filters: Filters = EVERYBODY,
        as_of: datetime | None = None,
    ) -> pd.DataFrame:
        """Each agent's value beside the expected one; see `core.reporting.agent_comparison`.

        Raises ValueError for a metric that is no mean of tickets.
        """
        evaluation, mask = self._selected(filters, as_of)
        definition = self._loader.settings().definitions[resolve(metric).id]
        return compare_groups(evaluation, definition, mask, span_of(period))
