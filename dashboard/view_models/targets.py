"""What the editor of targets holds and says: the chosen set, shipped and own targets, texts of limits."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from core.metrics import METRICS
from core.metrics.assess import band_words
from core.metrics.benchmarks import BENCHMARKS, DEFAULT_STAGE, target_for
from core.metrics.definition import Direction, MetricDefinition, Unit
from core.metrics.targets import EVERYTHING, Band, Target
from core.report import Report
from core.reporting.targets import LIMITS, OwnTarget
from core.sla.policy import ClockKind
from dashboard import format as fmt
from dashboard.view_models.cards import Column
from dashboard.view_models.figures import spaced
from dashboard.view_models.policy_words import length_words, read_limit
from dashboard.view_models.tables import TableView

PERCENT = frozenset({Unit.SHARE, Unit.RATIO})
CLOCKS = {Unit.MINUTES: ClockKind.ALWAYS_ON, Unit.BUSINESS_MINUTES: ClockKind.BUSINESS}
LABELS = {
    "low": "At least",
    "high": "At most",
    "warn_low": "Critical below",
    "warn_high": "Critical above",
}
STAGE_NOTE = "For a company of this stage: satisfaction, response, resolution and first contact."
GUIDE_NOTE = "What the guide prints replaces the handbook's figure."
LEVEL_NOTE = "For one level of support: filter by its tier to judge it."
NOTES = {
    "handbook": "General targets, for teams of any stage.",
    **dict.fromkeys(("startup", "growth", "scale", "enterprise"), STAGE_NOTE),
    **dict.fromkeys(("growing", "scaling"), GUIDE_NOTE),
    **dict.fromkeys(("level_1", "level_2", "level_3"), LEVEL_NOTE),
}
REST = " All other figures keep the handbook's targets."
NOTHING = "–"
_NUMBER = re.compile(r"([-−]?\d+(?:[.,]\d+)?) ?(%|days?)?")
TARGET_COLUMNS = {
    "name": Column("Figure", "text", None, "medium"),
    "shipped": Column("Shipped target", "text", "Of the chosen set; where it has none, of the handbook"),
    "critical": Column("Critical unless"),
    "own": Column("Own target", "text", "Replaces the shipped one everywhere"),
    "own_critical": Column("Own: critical unless"),
    "author": Column("Set by"),
    "saved_at": Column("On"),
    "sources": Column("Source of the shipped one", "text", None, "medium"),
}


@dataclass(frozen=True)
class TargetDesk:
    """What the editor starts from: the set in force, what can be set, and what stands in the table."""

    stage: str
    stages: Mapping[str, str]
    note: str
    own_note: str
    names: Mapping[str, str]
    own: Mapping[str, OwnTarget]
    table: TableView


@dataclass(frozen=True)
class TargetForm:
    """The fields of the editor as they were typed; a side that is not asked for stays empty."""

    metric_id: str
    limits: Mapping[str, str]
    author: str


@dataclass(frozen=True)
class TargetReading:
    """What the fields mean: a target, or the sentences that say why not."""

    own: OwnTarget | None
    problems: tuple[str, ...] = ()


def build_targets(report: Report) -> TargetDesk:
    """The set in force, and every metric that has or may get a target, those that have one first."""
    stage, own = report.stage(), report.own_targets()
    table = _table(stage, own, report.zone())
    names = {name: metric.name for name, metric in METRICS.items() if not metric.is_waiting}
    first = set(table.frame["name"])
    return TargetDesk(
        stage=stage,
        stages=report.stages(),
        note=_note(stage),
        own_note=_own_note(len(own)),
        names=dict(sorted(names.items(), key=lambda item: item[1] not in first)),
        own=own,
        table=table,
    )


def _note(stage: str) -> str:
    """What the set is for, and who prints it."""
    entry = BENCHMARKS[stage]
    rest = "" if entry is BENCHMARKS[DEFAULT_STAGE] else REST
    return f"{NOTES.get(stage, '')}{rest} Source: {entry.source}.".strip()


def _own_note(count: int) -> str:
    if not count:
        return "No own target yet: the set alone decides."
    return f"{fmt.plural(count, 'own target')} count{'s' if count == 1 else ''} before the set."


def _table(stage: str, own: Mapping[str, OwnTarget], zone: str) -> TableView:
    targets = {name: target_for(name, stage) for name in METRICS}
    rows = [
        {name: NOTHING if text is None else text for name, text in row.items()}
        for row in (
            _row(metric, targets[name], own.get(name), zone)
            for name, metric in METRICS.items()
            if targets[name] is not None or name in own
        )
    ]
    return TableView(
        title="Targets in force",
        frame=pd.DataFrame(rows, columns=list(TARGET_COLUMNS)),
        columns=TARGET_COLUMNS,
        empty="No figure has a target.",
        note="an own target counts before the shipped one",
        total=len(rows),
    )


def _row(
    metric: MetricDefinition, shipped: Target | None, own: OwnTarget | None, zone: str
) -> dict[str, str | None]:
    mine = own.target() if own else None
    return {
        "name": metric.name,
        "own": _words(mine.good, metric) if mine else None,
        "own_critical": _words(mine.warn, metric) if mine else None,
        "author": own.author or None if own else None,
        "saved_at": fmt.date(own.saved_at, zone) if own and own.saved_at else None,
        "shipped": _words(shipped.good, metric) if shipped else None,
        "critical": _words(shipped.warn, metric) if shipped else None,
        "sources": ", ".join(shipped.sources) if shipped else None,
    }


def _words(band: Band, metric: MetricDefinition) -> str | None:
    return None if band == EVERYTHING else spaced(band_words(band, metric.unit))


def asked_limits(metric: MetricDefinition, targets: Iterable[Target | None] = ()) -> tuple[str, ...]:
    """Which limits are asked for: on the side that is bad, on both where both are or a target has both.

    >>> asked_limits(METRICS["csat_rate"]), asked_limits(METRICS["resolution_time"])
    (('low', 'warn_low'), ('high', 'warn_high'))
    """
    known = [target.good for target in targets if target is not None]
    has_low = metric.direction is not Direction.LOWER_IS_BETTER or any(math.isfinite(b.low) for b in known)
    has_high = metric.direction is not Direction.HIGHER_IS_BETTER or any(math.isfinite(b.high) for b in known)
    return tuple(name for name in LIMITS if (has_low if name.endswith("low") else has_high))


def limit_texts(own: OwnTarget | None, shipped: Target | None, unit: Unit) -> dict[str, str]:
    """The limits to begin with as they can be typed: those of the own target, else of the shipped one."""
    if own is not None:
        return {name: limit_text(getattr(own, name), unit) for name in LIMITS}
    if shipped is None:
        return dict.fromkeys(LIMITS, "")
    ends = (shipped.good.low, shipped.good.high, shipped.warn.low, shipped.warn.high)
    return {name: limit_text(end, unit) for name, end in zip(LIMITS, ends, strict=True)}


def limit_text(value: float | None, unit: Unit) -> str:
    """A limit as it can be typed back; "" for none.

    >>> limit_text(0.9, Unit.SHARE), limit_text(240.0, Unit.MINUTES), limit_text(None, Unit.COUNT)
    ('90 %', '4 h', '')
    """
    if value is None or math.isinf(value):
        return ""
    if unit in PERCENT:
        return f"{value * 100:.10g} %"
    return length_words(value * 60) if unit in CLOCKS else f"{value:.10g}"


def read_value(text: str, unit: Unit) -> float | None:
    """What a field means in the metric's own unit; None for an empty one, ValueError with the reason.

    >>> read_value("90 %", Unit.SHARE), read_value("1 h 30 min", Unit.MINUTES), read_value(" ", Unit.COUNT)
    (0.9, 90.0, None)
    """
    plain = " ".join(text.replace("\u00a0", " ").split())
    if not plain:
        return None
    if unit in CLOCKS:
        limit = read_limit(plain, CLOCKS[unit])
        return None if limit is None else limit.seconds / 60
    found = _NUMBER.fullmatch(plain)
    suffix = found[2] or "" if found else ""
    is_right = suffix == "" or (suffix == "%") == (unit in PERCENT)
    if found is None or not is_right or (suffix.startswith("day") and unit is not Unit.DAYS):
        raise ValueError(f"“{fmt.shorten(plain, 24)}” is not understood; write {example(unit)}")
    value = float(found[1].replace(",", ".").replace("−", "-"))
    return round(value / 100, 12) if unit in PERCENT else value


def example(unit: Unit) -> str:
    """How a limit is written.

    >>> example(Unit.SHARE), example(Unit.COUNT)
    ('85 %', '25')
    """
    if unit in CLOCKS:
        return "30 min, 4 h or 1 h 30 min"
    return {Unit.SHARE: "85 %", Unit.RATIO: "85 %", Unit.COUNT: "25", Unit.DAYS: "3 days"}.get(unit, "4.5")


def read_form(form: TargetForm) -> TargetReading:
    """What the fields mean, or every reason why they mean nothing yet."""
    unit, problems = METRICS[form.metric_id].unit, []
    values: dict[str, float | None] = {}
    for name, text in form.limits.items():
        try:
            values[name] = read_value(text, unit)
        except ValueError as error:
            problems.append(f"{LABELS[name]}: {error}")
    if problems:
        return TargetReading(None, tuple(problems))
    return TargetReading(OwnTarget(metric_id=form.metric_id, author=form.author, **values))


def in_words(error: Exception) -> str:
    """A refusal of the core with the labels of the fields in place of argument names.

    >>> in_words(ValueError("warn_low: the warning must not lie inside the target"))
    'Critical below: the warning must not lie inside the target'
    """
    name, colon, rest = str(error).partition(": ")
    label = {**LABELS, "author": "Set by", "metric_id": "Figure"}.get(name)
    return f"{label}: {rest}" if label and colon else str(error)
