"""The report's detectors of gamed figures: what was found, and its tickets. `core.report.Report` has them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from core.data.columns import MISSING_INSTANT
from core.facts.event_log import EventLog, Ints
from core.facts.log_view import ends_of, instants_of
from core.insight.integrity.case import BEFORE, WINDOW, Case
from core.insight.integrity.findings import Finding, look_at
from core.insight.integrity.registry import detector
from core.metrics.measure import Flags
from core.periods import Period, instant_from, microseconds
from core.reporting.figures import Look, chosen, measure_all
from core.reporting.lists import list_frame
from core.reporting.results import Filters
from core.reporting.snapshot import Snapshot
from core.reporting.targets import targets_at
from core.reporting.views import EVERYBODY, Views
from core.sla.policy import ALWAYS

ESSENTIAL = (
    "first_response_time", "resolution_time", "csat_rate", "ticket_volume", "first_contact_resolution_rate",
    "customer_effort_score", "cost_per_ticket", "utilisation", "net_promoter_score",
    "tickets_per_100_customers", "deflection_rate", "escalation_rate", "reopen_rate", "average_handle_time",
    "qa_score", "backlog_age", "queue_depth", "p1_share", "response_sla_met_rate", "resolution_sla_met_rate",
    "breach_count", "tickets_per_agent_day", "coverage_gap_hours", "calibration_spread", "review_coverage",
)  # fmt: skip
"""What the sources' sets for everybody require (catalogue 1.12), as far as one figure stands for each."""
KEPT = 4


@dataclass(frozen=True)
class Integrity:
    """All findings over a window; ``start`` and ``end`` are UTC, ``past_days`` how much past there was."""

    findings: tuple[Finding, ...]
    start: datetime
    end: datetime
    past_days: float
    ticket_count: int


@dataclass(frozen=True)
class Part:
    """The tickets on which anything happened since the weeks before a window; ``rows`` among all."""

    rows: Ints
    tickets: pd.DataFrame

    @classmethod
    def of(cls, tickets: pd.DataFrame, start: int) -> Part:
        """Tickets that are open, or touched late enough to matter."""
        since = start - BEFORE
        touched = np.maximum(instants_of(tickets, "last_event_at"), instants_of(tickets, "created_at"))
        wanted = (np.maximum(touched, ends_of(tickets)) >= since) | tickets["is_open"].to_numpy(dtype=bool)
        if wanted.all():
            return cls(np.arange(len(tickets)), tickets)
        return cls(np.flatnonzero(wanted), tickets[wanted].reset_index(drop=True))

    def log(self, whole: EventLog) -> EventLog:
        """The events of these tickets."""
        wanted = np.isin(whole.ticket_pk, self.tickets["ticket_pk"].to_numpy())
        return whole if wanted.all() else whole.tickets(np.flatnonzero(wanted))

    def clocks(self, whole: pd.DataFrame) -> pd.DataFrame:
        """The SLA clocks of these tickets, by their new rows."""
        row = whole["ticket_row"].to_numpy()
        place = np.minimum(np.searchsorted(self.rows, row), max(len(self.rows) - 1, 0))
        wanted = self.rows[place] == row if len(self.rows) else np.zeros(len(row), bool)
        return whole[wanted].assign(ticket_row=place[wanted])


class IntegrityViews(Views):
    """Whether figures say what happened. Never a verdict on a person: names are for the caller to hide."""

    _looked: OrderedDict[str, tuple[Case, Integrity]] | None = None

    def integrity(
        self, period: Period | None = None, filters: Filters = EVERYBODY, *, as_of: datetime | None = None
    ) -> Integrity | None:
        """Every detector of the catalogue over a period (default: the last 28 days), the clearest first.

        Changes are against the 13 weeks before. Without ``as_of`` things are seen as at the end of the
        period. None for an empty store.
        """
        found = self._look(period, filters, as_of)
        return None if found is None else found[1]

    def integrity_tickets(
        self,
        number: str,
        period: Period | None = None,
        filters: Filters = EVERYBODY,
        *,
        as_of: datetime | None = None,
        limit: int | None = None,
    ) -> pd.DataFrame:
        """The tickets that a detector's finding rests on, newest first.

        Raises ValueError for an unknown detector.
        """
        wanted, found = detector(number), self._look(period, filters, as_of)
        if found is None:
            return list_frame(self.facts().tickets, np.zeros(0, np.int64))
        case, report = found
        evidence = next(each.evidence for each in report.findings if each.detector.id == wanted.id)
        rows = np.unique(evidence.rows) if evidence is not None else np.zeros(0, np.int64)
        rows = rows[np.argsort(case.created[rows], kind="stable")[::-1]]
        return list_frame(case.tickets, rows if limit is None else rows[:limit])

    def _look(
        self, period: Period | None, filters: Filters, as_of: datetime | None
    ) -> tuple[Case, Integrity] | None:
        latest = self._loader.as_of()
        if latest is None:
            return None
        end = period.end if period is not None else None
        instant = as_of or latest
        if end is not None and end <= instant:
            instant = end - timedelta(microseconds=1)
        settings = self._loader.settings()
        key = repr(
            (self._loader.snapshot().revision, settings.stamp, self._refreshed, period, filters, instant)
        )
        kept = self._looked = self._looked or OrderedDict()
        if key not in kept:
            case = self._case(period, filters, instant)
            kept[key] = (case, _report(case))
        kept.move_to_end(key)
        while len(kept) > KEPT:
            kept.popitem(last=False)
        return kept[key]

    def _case(self, period: Period | None, filters: Filters, instant: datetime) -> Case:
        loaded, snapshot = self._loader.load(instant), self._loader.snapshot()
        settings, (log, terms) = self._loader.settings(), self._loader.events()
        tickets, as_of = loaded.facts.tickets, microseconds(instant)
        evaluation, mask = self._selected(filters, instant)
        created = evaluation.instants("tickets", "created_at")
        start = self._start(period, as_of, created)
        part = Part.of(tickets, start)
        place = np.searchsorted(
            np.asarray(snapshot.tickets.column("pk")), part.tickets["ticket_pk"].to_numpy()
        )
        known = created[created != MISSING_INSTANT]
        return Case(
            tickets=part.tickets,
            log=part.log(log),
            terms=terms,
            clocks=part.clocks(loaded.promises.frame),
            calendar=settings.calendar,
            as_of=as_of,
            start=start,
            end=as_of + 1,
            chosen=_counting(part.tickets, mask[part.rows]),
            tags=_texts(snapshot, "tags", place),
            organisations=self._organisations(part.tickets),
            stated_due=_instants(snapshot, "sla_due_at", place),
            roles=self._roles(),
            metric_known=self._known(period, filters, instant),
            policy_changes=tuple(p.valid_from for p in settings.policy.promises if p.valid_from != ALWAYS),
            escalation_teams=settings.escalation_teams,
            first_at=int(known.min()) if len(known) else start,
        )

    def _start(self, period: Period | None, as_of: int, created: Ints) -> int:
        if period is not None and period.start is not None:
            return microseconds(period.start)
        known = created[created != MISSING_INSTANT]
        return as_of + 1 - WINDOW if period is None or not len(known) else int(known.min())

    def _known(self, period: Period | None, filters: Filters, instant: datetime) -> dict[str, bool]:
        """Which essential metrics have a value, by name."""
        settings = self._loader.settings()
        metrics = chosen(ESSENTIAL, None, settings.definitions)
        look = Look(*self._selected(filters, instant), period or Period.all_time(), filters.wanted())
        results = measure_all(metrics, targets_at(settings.stage, settings.own_targets), look, None, None)
        return {each.definition.name: not np.isnan(each.value) for each in results}

    def _roles(self) -> dict[str, str]:
        agents = self.store.read_frame("agent").dropna(subset=["role"])
        words = agents["role"].astype(str).str.strip().str.lower()
        return dict(zip(agents["agent_id"].astype(str), words, strict=True))

    def _organisations(self, tickets: pd.DataFrame) -> list[str | None] | None:
        customers = self.store.read_frame("customer").dropna(subset=["org"])
        if customers.empty:
            return None
        known = customers.drop_duplicates("customer_key", keep="last").set_index("customer_key")["org"]
        found = tickets["customer_key"].astype(object).map(known)
        return list(found.where(found.notna(), None))


def _report(case: Case) -> Integrity:
    """Ask every detector."""
    return Integrity(
        tuple(look_at(case)),
        instant_from(case.start),
        instant_from(case.end),
        case.reach_before,
        int(case.created_in().size),
    )


def _counting(tickets: pd.DataFrame, mask: Flags) -> Flags:
    """Chosen tickets that people could have worked on."""
    return np.asarray(mask & ~tickets["is_deleted"].to_numpy(dtype=bool))


def _texts(snapshot: Snapshot, name: str, place: Ints) -> list[str | None] | None:
    column = snapshot.tickets.column(name)
    if column.null_count == len(column):
        return None
    return list(column.take(place).to_pylist())


def _instants(snapshot: Snapshot, name: str, place: Ints) -> Ints | None:
    column = snapshot.tickets.column(name)
    if column.null_count == len(column):
        return None
    return np.array(column.cast("int64").fill_null(MISSING_INSTANT).to_numpy()[place], np.int64)
