"""The report's diagnosis: what changed, why, and what may come from what. `core.report.Report` has it all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.insight.diagnosis import Diagnosis, Reading, diagnose
from core.insight.improvement import PLAYBOOKS
from core.insight.symptoms import FIGURES, SYMPTOMS
from core.metrics.definition import Frame
from core.periods import Period
from core.reporting.coaching_tables import shared_gaps
from core.reporting.figures import Look, measure_all
from core.reporting.insight_change import ChangeAnalysis, analyse_change
from core.reporting.insight_readings import derived_readings, reading_of
from core.reporting.insight_rows import Side
from core.reporting.quality_tables import chosen_reviews
from core.reporting.results import Filters, MetricResult
from core.reporting.targets import targets_at
from core.reporting.views import EVERYBODY, Views, span_of

PROGRESS = tuple(dict.fromkeys(playbook.progress for playbook in PLAYBOOKS.values()))


@dataclass(frozen=True)
class Examined:
    """Every symptom weighed, with the figures behind it: metrics as results, others as readings."""

    diagnoses: tuple[Diagnosis, ...]
    results: dict[str, MetricResult]
    readings: dict[str, Reading]
    now: Period
    before: Period


class DiagnosisViews(Views):
    """Causes of changes, and symptoms with their evidence."""

    def change_analysis(
        self,
        name: str,
        *,
        period: Period,
        before: Period | None = None,
        filters: Filters = EVERYBODY,
        as_of: datetime | None = None,
    ) -> ChangeAnalysis:
        """Where the change of a metric between two periods comes from; see `insight_change`.

        ``before``: the earlier period, else the one before with the same weekdays; it is looked at as
        things stood at its end, as in `metrics`. Raises ValueError for a metric that is no mean of
        tickets, and for periods without ends.
        """
        earlier = _earlier(period, before)
        sides = self._sides(period, earlier, filters, as_of)
        result = self._compared([name], period, earlier, filters, sides)[name]
        return analyse_change(result, period, earlier, sides)

    def examine(
        self,
        *,
        period: Period,
        before: Period | None = None,
        filters: Filters = EVERYBODY,
        as_of: datetime | None = None,
    ) -> Examined:
        """Every symptom of the catalogue (R-DX-01 to R-DX-11), weighed by the figures of two periods."""
        earlier = _earlier(period, before)
        sides = self._sides(period, earlier, filters, as_of)
        asked = dict.fromkeys((*FIGURES, *PROGRESS, "required_agents", "effective_fte"))
        results = self._compared(list(asked), period, earlier, filters, sides)
        evaluation, mask = sides[1].evaluation, sides[1].mask
        reviews = chosen_reviews(evaluation, mask, span_of(period))
        reviews = reviews[~reviews["is_calibration"].to_numpy(bool)]
        gaps = shared_gaps(reviews, evaluation.frames[Frame.TICKETS])
        readings = {name: reading_of(result) for name, result in results.items()}
        readings |= derived_readings(results, *sides, gaps, reviews)
        diagnoses = tuple(diagnose(symptom, readings) for symptom in SYMPTOMS)
        return Examined(diagnoses, results, readings, period, earlier)

    def _compared(
        self, names: list[str], now: Period, before: Period, filters: Filters, sides: tuple[Side, Side]
    ) -> dict[str, MetricResult]:
        settings = self._loader.settings()
        looks = [
            Look(side.evaluation, side.mask, period, filters.wanted())
            for side, period in zip(sides, (before, now), strict=True)
        ]
        targets = targets_at(settings.stage, settings.own_targets)
        metrics = [settings.definitions[name] for name in names]
        found = measure_all(metrics, targets, looks[1], looks[0], None)
        return {result.id: result for result in found}

    def _sides(
        self, period: Period, before: Period, filters: Filters, as_of: datetime | None
    ) -> tuple[Side, Side]:
        assert before.end is not None
        end = before.end - timedelta(microseconds=1)
        return self._side(filters, end, before), self._side(filters, as_of, period)

    def _side(self, filters: Filters, as_of: datetime | None, period: Period) -> Side:
        evaluation, mask = self._selected(filters, as_of)
        return Side(evaluation, self.facts(as_of), mask, period.span())


def _earlier(period: Period, before: Period | None) -> Period:
    earlier = before or period.previous(aligned=True)
    if earlier is None or earlier.end is None or earlier.start is None:
        raise ValueError("period: must have a start and an end, and one before it")
    return earlier
