"""The facade: everything that the dashboard, the command line and the API show comes from here.

One number, everywhere: tile, chart, table and export call the same functions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd

from core.data.store import Store
from core.metrics import resolve
from core.metrics.benchmarks import BENCHMARKS
from core.metrics.definition import MetricDefinition
from core.metrics.evaluate import DIMENSIONS
from core.metrics.groups import NOT_STATED
from core.metrics.variants import VARIANTS
from core.periods import Period
from core.reporting.agent_views import AgentViews
from core.reporting.anomalies import Anomaly, anomaly_tickets
from core.reporting.assignment_views import AssignmentViews
from core.reporting.capacity_inputs import CapacityViews
from core.reporting.coaching_views import CoachingViews
from core.reporting.data_quality import (
    Completeness,
    Computability,
    DataQuality,
    Freshness,
    computability,
    data_quality,
)
from core.reporting.figures import Look, chosen, measure_all
from core.reporting.forecast_views import ForecastViews
from core.reporting.glossary import glossary
from core.reporting.hiring_views import HiringViews
from core.reporting.insight_advice_views import AdviceViews
from core.reporting.insight_blueprint_views import BlueprintViews
from core.reporting.insight_diagnosis_views import DiagnosisViews
from core.reporting.insight_integrity import IntegrityViews
from core.reporting.insight_stage_views import StageViews
from core.reporting.live_views import LiveViews
from core.reporting.odd_logs import LoggedTickets
from core.reporting.people_views import PeopleViews
from core.reporting.quality_views import QualityViews
from core.reporting.results import Filters, MetricResult, results_json, worst_first
from core.reporting.scenarios import ScenarioViews
from core.reporting.schedule_views import ScheduleViews
from core.reporting.self_service_views import SelfServiceViews
from core.reporting.targets import OwnTarget, Targets, own_targets, targets_at
from core.reporting.team_views import TeamViews
from core.reporting.views import EVERYBODY
from core.reporting.written_voice import VoiceViews

__all__ = [
    "DIMENSIONS",
    "NOT_STATED",
    "Anomaly",
    "Completeness",
    "Computability",
    "DataQuality",
    "Filters",
    "Freshness",
    "MetricResult",
    "Period",
    "Report",
    "results_json",
]


class Report(
    LiveViews,
    QualityViews,
    CoachingViews,
    SelfServiceViews,
    PeopleViews,
    AgentViews,
    TeamViews,
    DiagnosisViews,
    AdviceViews,
    BlueprintViews,
    VoiceViews,
    StageViews,
    IntegrityViews,
    CapacityViews,
    ForecastViews,
    ScenarioViews,
    HiringViews,
    AssignmentViews,
    ScheduleViews,
):
    """A store's figures. Open it once and share it: reading from several threads is safe.

    ``filters`` choose tickets by their values, ``period`` by date (each metric says by which),
    ``as_of`` is the instant at which things are looked at (default: the latest in the data).
    """

    @classmethod
    def open(cls, url: str | Path | None = None) -> Report:
        """Open the store at a path or address, creating it if needed; see `Store.open`."""
        return cls(Store.open(url))

    def close(self) -> None:
        """Leave what was read for the next time, and close the store."""
        self._loader.save()
        self.store.close()

    def as_of(self) -> datetime | None:
        """Instant of the latest event in the store; None when it is empty."""
        return self._loader.as_of()

    def zone(self) -> str:
        """The display zone: the setting, else the one zone of all imports, else UTC."""
        return self._loader.settings().zone

    def revision(self) -> str:
        """Changes whenever the figures may change: with the data, a setting, or after `refresh`."""
        settings = self._loader.settings()
        words = (self._loader.snapshot().revision, settings.stamp, settings.key, self._refreshed)
        return hashlib.blake2b(repr(words).encode(), digest_size=12).hexdigest()

    def stage(self) -> str:
        """The set of targets in use: the setting, else the handbook's general targets."""
        return self._loader.settings().stage

    def stages(self) -> dict[str, str]:
        """Sets of targets to choose from: id to name."""
        return {key: entry.name for key, entry in BENCHMARKS.items()}

    def own_targets(self) -> dict[str, OwnTarget]:
        """The users' own targets that hold with the set in use, by metric."""
        return own_targets(self._loader.settings().own_targets, self.stage())

    def metrics(
        self,
        ids: Iterable[str] | None = None,
        *,
        period: Period | None = None,
        filters: Filters = EVERYBODY,
        as_of: datetime | None = None,
        by: str | None = None,
        compare: bool | Period = False,
        stage: str | None = None,
    ) -> list[MetricResult]:
        """Measure and judge metrics.

        Without ``ids`` all (over time: all that have a date). With ``by`` (a dimension or "hour",
        "day", "week", "month") each metric's total comes first (``group`` None), then its groups.
        ``compare`` adds the result of another period, as things stood at its end: True for the
        previous one with the same weekdays (`Period.previous`, aligned). Raises ValueError for
        unknown names.
        """
        metrics = chosen(ids, by, self._loader.settings().definitions)
        wanted = filters.wanted()
        now = Look(*self._selected(filters, as_of), period or Period.all_time(), wanted)
        before = compare if isinstance(compare, Period) else None
        before = now.period.previous(aligned=True) if compare is True else before
        past = None
        if before is not None and before.end is not None:
            past = Look(*self._selected(filters, before.end - timedelta(microseconds=1)), before, wanted)
        return measure_all(metrics, self._targets(stage), now, past, by)

    def metric(
        self,
        name: str,
        *,
        period: Period | None = None,
        filters: Filters = EVERYBODY,
        as_of: datetime | None = None,
    ) -> MetricResult:
        """One metric over all chosen tickets."""
        return self.metrics([name], period=period, filters=filters, as_of=as_of)[0]

    def definition(self, name: str) -> MetricDefinition:
        """A metric as it is counted here: by the shipped definition, or by the chosen variant."""
        return self._loader.settings().definitions[resolve(name).id]

    def variants(
        self,
        name: str,
        *,
        period: Period | None = None,
        filters: Filters = EVERYBODY,
        as_of: datetime | None = None,
    ) -> list[MetricResult]:
        """What each way of counting a metric gives, in the order of `core.metrics.variants`."""
        ways = [one.definition for one in VARIANTS.get(resolve(name).id, ())]
        now = Look(*self._selected(filters, as_of), period or Period.all_time(), filters.wanted())
        return measure_all(ways, self._targets(None), now, None, None)

    def metrics_frame(
        self,
        *,
        period: Period | None = None,
        filters: Filters = EVERYBODY,
        as_of: datetime | None = None,
        by: str | None = None,
    ) -> pd.DataFrame:
        """All metrics as a table, for export: the documented JSON fields as columns."""
        results = self.metrics(period=period, filters=filters, as_of=as_of, by=by)
        rows = [
            {
                "id": r.id,
                "name": r.name,
                "group": r.group,
                **r.to_json(),
                "reason": r.reason,
                "target": r.target_text,
            }
            for r in results
        ]
        return pd.DataFrame(rows) if by else pd.DataFrame(rows).drop(columns="group")

    def warnings(
        self,
        stage: str | None = None,
        *,
        period: Period | None = None,
        filters: Filters = EVERYBODY,
        as_of: datetime | None = None,
    ) -> list[MetricResult]:
        """Metrics in trouble, the worst first, each with its reason."""
        return worst_first(self.metrics(period=period, filters=filters, as_of=as_of, stage=stage))

    def data_quality(self) -> DataQuality:
        """Completeness of required fields, and tickets whose data contradicts itself."""
        promises = self._loader.load().promises
        return data_quality(promises.facts.tickets, promises.log)

    def anomaly_tickets(self, anomaly: str, limit: int | None = None) -> pd.DataFrame:
        """Tickets with one kind of anomaly, the last created first; see `core.reporting.anomalies`."""
        promises = self._loader.load().promises
        logged = LoggedTickets(promises.log, promises.facts.tickets)
        return anomaly_tickets(anomaly, logged, promises.terms, limit)

    def computability(self) -> list[Computability]:
        """Which metrics this data can answer, and why not the others."""
        return computability(self._loader.load().evaluation, self._loader.settings().definitions)

    def imports(self) -> pd.DataFrame:
        """All imports with their counts, newest first."""
        return self.store.batches()

    def freshness(self) -> Freshness:
        """How recent the data is, and how much there is."""
        finished = self.store.batches()["finished_at"].dropna()
        counts = self.store.counts()
        last = finished.max().to_pydatetime() if len(finished) else None
        return Freshness(self.as_of(), last, counts["tickets"], counts["events"], self.revision())

    def glossary(self, stage: str | None = None) -> pd.DataFrame:
        """Every metric's meaning, formula, dates, target, sources and what these disagree about."""
        return glossary(self._targets(stage), self._loader.settings().definitions)

    def refresh(self) -> None:
        """Forget what is in memory, after calendars, teams or own targets were edited."""
        self._forget()

    def _targets(self, stage: str | None) -> Targets:
        settings = self._loader.settings()
        return targets_at(stage or settings.stage, settings.own_targets)
