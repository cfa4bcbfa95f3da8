"""The report's views of this moment: open tickets, what breaks next, who is away, what came in today."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Self

import numpy as np
import pandas as pd

from core.data.columns import MICROSECONDS_PER_MINUTE
from core.data.feed import last_delivery
from core.facts.log_view import instants_of
from core.metrics.evaluate import Evaluation
from core.periods import microseconds
from core.reporting import breakdowns
from core.reporting.arrivals import Arrivals, arrivals_today
from core.reporting.away import away_agents
from core.reporting.breach_forecast import BreachForecast, Pace, breach_forecast, pace_of
from core.reporting.lifecycle import is_in_limbo, is_untriaged, lifecycle
from core.reporting.live_part import LiveLoader
from core.reporting.open_queue import OpenQueues
from core.reporting.results import Filters
from core.reporting.sla_views import SlaViews
from core.reporting.views import EVERYBODY

FORECAST_HOURS = 8
PROMISES = {"first_response": "first_response_at", "resolution": "resolved_at"}
"""The promises that are forecast, and the instant at which their tickets are done."""


class LiveViews(SlaViews):
    """What a page that stays open all day asks for every few seconds."""

    @cached_property
    def _queues(self) -> OpenQueues:
        return OpenQueues(LiveLoader(self.store, self._loader), self.store, self._loader)

    def live(self, as_of: datetime) -> Self:
        """A report of the open tickets as they stand at an instant after the latest event.

        Lists, counts and running promises of open tickets are those of this report at that instant, in
        milliseconds: only what time alone changes is computed. Finished tickets and stopped clocks are
        not in it. An instant before the latest event means that event. Do not close it.
        """
        report = type(self)(self.store)
        report._loader = self._queues.at(as_of)
        return report

    def past(self, as_of: datetime) -> Self:
        """This report with all its tickets as they were when somebody first asked for ``as_of``.

        For figures of the past beside a queue that changes every second: they need not be made anew each
        time. It knows the latest event of that moment and nothing later. Do not close it.
        """
        report = type(self)(self.store)
        report._loader = self._queues.past(as_of)
        report.__dict__["_queues"] = self._queues
        return report

    def latest_event(self) -> datetime | None:
        """`as_of`, found without looking at the history; None for an empty store."""
        return self._queues.latest()

    def live_revision(self) -> str:
        """`revision`, found without looking at the history, for pages that are drawn again and again."""
        return f"{self._queues.revision()} {self._refreshed}"

    def last_delivery(self) -> datetime | None:
        """When the last delivery of a webhook came in that was understood; None if never."""
        return last_delivery(self.store)

    def open_tickets(
        self, *, filters: Filters = EVERYBODY, as_of: datetime | None = None, where: str = "open"
    ) -> pd.DataFrame:
        """A list of open tickets (see `tickets`) with ``lifecycle``, ``is_untriaged``, ``is_limbo`` and the
        promise of each that breaks first or is broken longest: ``promise``, ``remaining_minutes``, ``level``,
        ``due_at``."""
        frame = self.tickets(filters=filters, as_of=as_of, where=where)
        calendar, now = self._loader.settings().calendar, self.facts(as_of).as_of
        heard = np.maximum(instants_of(frame, "last_event_at"), instants_of(frame, "created_at"))
        known = np.flatnonzero(heard > 0)
        idle = np.full(len(frame), np.nan)
        idle[known] = calendar.elapsed(heard[known], np.full(len(known), now)) / MICROSECONDS_PER_MINUTE
        frame = frame.assign(
            lifecycle=lifecycle(frame), is_untriaged=is_untriaged(frame), is_limbo=is_in_limbo(frame, idle)
        )
        clocks = self.sla_clocks(filters=filters, as_of=as_of)
        clocks = clocks[clocks["stopped_at"].isna() & clocks["metric"].isin(PROMISES)]
        first = clocks.sort_values("remaining_minutes", kind="stable")
        first = first.drop_duplicates(["source_id", "ticket_id"]).rename(columns={"metric": "promise"})
        columns = ["source_id", "ticket_id", "promise", "remaining_minutes", "level", "due_at"]
        return frame.merge(first[columns], how="left", on=["source_id", "ticket_id"], sort=False)

    def pace(
        self, as_of: datetime, *, filters: Filters = EVERYBODY, hours: int = FORECAST_HOURS
    ) -> dict[str, Pace]:
        """How fast waiting tickets were answered and resolved at this time of earlier weeks, by promise."""
        evaluation, mask = self._selected(filters, None)
        created = evaluation.instants("tickets", "created_at")[mask]
        now = microseconds(as_of)
        return {
            name: pace_of(created, evaluation.instants("tickets", column)[mask], now, hours)
            for name, column in PROMISES.items()
        }

    def breach_forecast(
        self,
        paces: dict[str, Pace],
        *,
        filters: Filters = EVERYBODY,
        as_of: datetime | None = None,
        hours: int = FORECAST_HOURS,
    ) -> BreachForecast:
        """Promises that break in the next hours at a `pace`; see `core.reporting.breach_forecast`."""
        clocks = self.sla_clocks(filters=filters, as_of=as_of, outcome=("running",))
        evaluation, mask = self._selected(filters, as_of)
        waiting = {
            "first_response": _count(evaluation, mask, ~evaluation.tickets["is_answered"].to_numpy(bool)),
            "resolution": _count(evaluation, mask, np.ones(len(mask), bool)),
        }
        due = {name: instants_of(clocks[clocks["metric"] == name], "due_at") for name in PROMISES}
        return breach_forecast(due, waiting, paces, self.facts(as_of).as_of, hours)

    def arrivals_today(self, as_of: datetime, *, filters: Filters = EVERYBODY) -> Arrivals:
        """New tickets of the local day beside the same weekday before; see `core.reporting.arrivals`."""
        evaluation, mask = self._selected(filters, None)
        created = evaluation.instants("tickets", "created_at")[mask]
        return arrivals_today(created, microseconds(as_of), evaluation.zone)

    def trending_now(self, as_of: datetime, *, filters: Filters = EVERYBODY) -> pd.DataFrame:
        """`trending` of the seven days before an instant after the latest event."""
        return breakdowns.trending(*self._selected(filters, None), microseconds(as_of))

    def away_agents(self, as_of: datetime) -> dict[str, str]:
        """Agents who are not there for their tickets, with the reason; see `core.reporting.away`."""
        read = self.store.read_frame
        return away_agents(
            read("agent_state"), read("shift"), read("agent"), as_of, self._loader.settings().zone
        )


def _count(evaluation: Evaluation, mask: np.ndarray, chosen: np.ndarray) -> int:
    return int((mask & chosen & evaluation.tickets["is_open"].to_numpy(bool)).sum())
