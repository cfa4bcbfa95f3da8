"""The report's advice on decisions, each with its evidence. `core.report.Report` has it all."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from core.insight.advice import Advice
from core.insight.advisors_hiring import HireInputs, first_hire, hire, hire_next
from core.insight.advisors_service import (
    AlwaysOpenInputs,
    ToolInputs,
    always_open,
    automate_first,
    build_or_buy,
    outsource,
)
from core.metrics.capacity import NOT_ANSWERING
from core.metrics.columns import flags, is_one_of
from core.metrics.definition import Frame
from core.metrics.measure import NAN, Integers
from core.periods import Period, local_date
from core.reporting import insight_advice as counts
from core.reporting.figures import Look, measure_all
from core.reporting.hours import stored_hours
from core.reporting.insight_advice import ANSWERS, AdviceAnswers, known_number
from core.reporting.results import Filters
from core.reporting.targets import targets_at
from core.reporting.views import EVERYBODY, Views
from core.sla.matrix import tiers_of

WEEKS = 13
MONTH_DAYS, SHORT_DAYS = 28, 14
DAYS_A_MONTH = 365.25 / 12


class AdviceViews(Views):
    """Whether to hire, automate, be there around the clock, outsource, buy."""

    def advice_answers(self) -> AdviceAnswers:
        """What people said that no data can tell."""
        return AdviceAnswers.of(self.store.setting(ANSWERS, {}))

    def save_advice_answers(self, answers: AdviceAnswers) -> None:
        """Keep what people said."""
        self.store.set_setting(ANSWERS, answers.kept())

    def advice(self, *, filters: Filters = EVERYBODY, as_of: datetime | None = None) -> tuple[Advice, ...]:
        """Every decision with its evidence, as things stood at an instant (default: the latest)."""
        instant = as_of or self._loader.as_of()
        if instant is None:
            return ()
        told = self.advice_answers()
        return (
            self._hire(instant, filters, told),
            self._hire_next(instant, filters, told),
            self._first_hire(instant, filters),
            *self._service(instant, filters, told),
        )

    def _hire(self, instant: datetime, filters: Filters, told: AdviceAnswers) -> Advice:
        weeks = whole_weeks(instant, self._loader.settings().zone)
        evaluation, _ = self._selected(filters, instant)
        course, rows = self._course(instant, filters)
        edges = [period.span()[0] or 0 for period in weeks[-4:]] + [weeks[-1].span()[1] or 0]
        simple = int(course.simple[rows].sum()) / len(rows) if len(rows) else NAN
        return hire(
            HireInputs(
                sla_met=self._series("response_sla_met_rate", weeks[-4:], filters, instant),
                overtime=counts.overtime_shares(evaluation.frames[Frame.AGENT_TIME], edges),
                volume=self._volume(weeks, filters, instant),
                quality=self._series("csat_rate", weeks, filters, instant),
                utilisation=self._value("utilisation", SHORT_DAYS, filters, instant),
                simple_share=simple,
                is_displacing=told.is_displacing,
            )
        )

    def _volume(self, weeks: list[Period], filters: Filters, instant: datetime) -> list[float]:
        """New tickets by week; NaN before the first one of all."""
        evaluation, _ = self._selected(filters, instant)
        first = evaluation.tickets["created_at"].min()
        found = self._series("ticket_volume", weeks, filters, instant)
        known = [week.start is not None and week.start >= first for week in weeks]
        return [value if told else NAN for value, told in zip(found, known, strict=True)]

    def _hire_next(self, instant: datetime, filters: Filters, told: AdviceAnswers) -> Advice:
        threshold = known_number(told.response_threshold_minutes)
        settings = self._loader.settings()
        target = targets_at(settings.stage, settings.own_targets).get("first_response_time")
        if np.isnan(threshold) and target is not None:
            threshold = target.good.high
        busy = self._value("utilisation", SHORT_DAYS, filters, instant)
        return hire_next(
            self._value("first_response_time", SHORT_DAYS, filters, instant), float(threshold), busy
        )

    def _first_hire(self, instant: datetime, filters: Filters) -> Advice:
        weeks = whole_weeks(instant, self._loader.settings().zone)[-2:]
        evaluation, _ = self._selected(filters, instant)
        people = evaluation.frames[Frame.AGENTS]
        helpers = flags(people, "is_employed") & ~is_one_of(people, "role", NOT_ANSWERING)
        count = NAN if people.empty else float(helpers.sum())
        return first_hire(self._series("founder_support_hours", weeks, filters, instant), count)

    def _service(self, instant: datetime, filters: Filters, told: AdviceAnswers) -> tuple[Advice, ...]:
        evaluation, mask = self._selected(filters, instant)
        period = Period.last_days(3 * MONTH_DAYS, instant, evaluation.zone)
        rows = evaluation.rows(mask, period.span())
        course, known = self._course(instant, filters)
        calendar = self._loader.settings().calendar if stored_hours(self.store) else None
        late = 0 if calendar is None else int(counts.out_of_hours(evaluation, rows, calendar).sum())
        tiers = tiers_of(self._loader.settings().policy)
        valued = counts.valued_tickets(self._loader.load(instant).promises.tiers, tiers[0] if tiers else None)
        volume = self._value("ticket_volume", MONTH_DAYS, filters, instant) * DAYS_A_MONTH / MONTH_DAYS
        return (
            automate_first(int(course.simple[known].sum()), int(course.complex[known].sum()), len(known)),
            always_open(
                AlwaysOpenInputs(
                    late,
                    0 if calendar is None else len(rows),
                    told.is_expected,
                    told.is_critical,
                    told.deals_lost,
                )
            ),
            outsource(counts.segments(evaluation, mask, period.span(), calendar, valued)),
            build_or_buy(
                ToolInputs(volume, *map(known_number, (told.saved_hours, told.hour_cost, told.tool_price)))
            ),
        )

    def _course(self, instant: datetime, filters: Filters) -> tuple[counts.Course, Integers]:
        """How tickets went, and the finished ones of the last three months whose course is known."""
        evaluation, mask = self._selected(filters, instant)
        period = Period.last_days(3 * MONTH_DAYS, instant, evaluation.zone)
        course, rows = counts.course_of(evaluation), evaluation.rows(mask, period.span(), "finished_at")
        return course, rows[course.known[rows]]

    def _value(self, name: str, days: int, filters: Filters, instant: datetime) -> float:
        period = Period.last_days(days, instant, self._loader.settings().zone)
        return self._series(name, [period], filters, instant)[0]

    def _series(self, name: str, periods: list[Period], filters: Filters, instant: datetime) -> list[float]:
        """A metric in each of some periods, as things stood at an instant."""
        settings, wanted = self._loader.settings(), filters.wanted()
        evaluation, mask = self._selected(filters, instant)
        targets = targets_at(settings.stage, settings.own_targets)
        found = [
            measure_all(
                [settings.definitions[name]], targets, Look(evaluation, mask, each, wanted), None, None
            )
            for each in periods
        ]
        return [results[0].value for results in found]


def whole_weeks(instant: datetime, zone: str, count: int = WEEKS) -> list[Period]:
    """The last whole local weeks before an instant, the latest last.

    >>> from datetime import UTC
    >>> whole_weeks(datetime(2026, 3, 9, 15, tzinfo=UTC), "UTC", 1)[0].label
    '2026-03-02 to 2026-03-08'
    """
    today = local_date(instant, zone)
    monday = today - timedelta(days=today.weekday())
    starts = [monday - timedelta(weeks=number) for number in range(count, 0, -1)]
    return [Period.of_days(start, start + timedelta(days=6), zone) for start in starts]
