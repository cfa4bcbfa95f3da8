"""Targets in force: those of the chosen set, and the users' own ones laid over them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from core.data.store import Store
from core.metrics import METRICS
from core.metrics.benchmarks import DEFAULT_STAGE, benchmark_set, target_for
from core.metrics.definition import MetricDefinition, Unit
from core.metrics.targets import Band, Target

TABLE = "target_override"
STAGE = "stage"
"""The setting that names the set of targets in force."""
SAVED, REMOVED, CHOSEN = "own target saved", "own target removed", "targets chosen"
AUTHOR_LENGTH = 80
NEVER_NEGATIVE = frozenset(
    {Unit.SHARE, Unit.RATIO, Unit.MINUTES, Unit.BUSINESS_MINUTES, Unit.PER_TICKET, Unit.DAYS}
)
LIMITS = ("low", "high", "warn_low", "warn_high")
COLUMNS = {"low": "target_low", "high": "target_high", "warn_low": "warn_low", "warn_high": "warn_high"}

Targets = Mapping[str, Target | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTarget:
    """A user's own target for a metric, in the metric's unit (durations in minutes, shares from 0 to 1).

    ``low`` to ``high`` is on target, ends included; beyond it and up to ``warn_low`` and
    ``warn_high`` a warning, further away critical. None: no limit on that side; a warning limit
    that is None means that nothing on that side is critical. ``stage``: only with that set (None:
    with all).
    """

    metric_id: str
    low: float | None = None
    high: float | None = None
    warn_low: float | None = None
    warn_high: float | None = None
    author: str = ""
    stage: str | None = None
    saved_at: datetime | None = None

    def target(self) -> Target:
        """The target that it stands for."""
        low, high = _limit(self.low, -math.inf), _limit(self.high, math.inf)
        warn = Band(min(low, _limit(self.warn_low, -math.inf)), max(high, _limit(self.warn_high, math.inf)))
        return Target(Band(low, high), warn, (f"own target, {self.author or 'unnamed'}",))


def targets_at(stage: str = DEFAULT_STAGE, overrides: pd.DataFrame | None = None) -> Targets:
    """The target of every metric at a stage, the users' own targets laid over it."""
    targets = {name: target_for(name, stage) for name in METRICS}
    own = {} if overrides is None else own_targets(overrides, stage)
    return targets | {name: one.target() for name, one in own.items() if name in targets}


def own_targets(overrides: pd.DataFrame, stage: str) -> dict[str, OwnTarget]:
    """Users' own targets that hold with a set, by metric; of several the latest.

    Rows for a single team hold nowhere yet.
    """
    found = {}
    for row in overrides.sort_values("pk").to_dict("records"):
        own = _own(row)
        if _given(row["team_id"]) is None and own.stage in {None, stage}:
            found[own.metric_id] = own
    return found


def _own(row: Mapping[Any, Any]) -> OwnTarget:
    saved_at = _given(row["valid_from"])
    return OwnTarget(
        metric_id=str(row["metric_id"]),
        author=str(_given(row["author"]) or ""),
        stage=_given(row["stage"]),
        saved_at=None if saved_at is None else pd.Timestamp(saved_at).to_pydatetime(),
        **{name: _number(row[column]) for name, column in COLUMNS.items()},
    )


def _given(value: Any) -> Any:
    return None if value == "" or pd.isna(value) else value


def _number(value: Any) -> float | None:
    found = _given(value)
    return None if found is None else float(found)


def _limit(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


def save_target(store: Store, own: OwnTarget) -> None:
    """Keep an own target, in the place of an earlier one of the same metric and set.

    It is in force at once. Raises ValueError that names the argument: an unknown metric or set, no
    limit at all, limits that are no numbers or out of the metric's range, ends the wrong way round,
    a warning inside the target, no author.
    """
    checked = _checked(own)
    row = {
        "metric_id": checked.metric_id,
        "stage": checked.stage,
        "author": checked.author.strip(),
        "valid_from": pd.Timestamp(checked.saved_at or datetime.now(UTC)),
        **{column: getattr(checked, name) for name, column in COLUMNS.items()},
    }
    _replace(store, checked.metric_id, checked.stage, [row])
    detail = {name: getattr(checked, name) for name in (*LIMITS, "stage", "author")}
    _log(store, SAVED, checked.metric_id, detail)


def remove_target(store: Store, metric_id: str, stage: str | None = None) -> None:
    """Forget an own target, so that the one of the chosen set counts again.

    Raises ValueError where there is none.
    """
    rows = store.read_frame(TABLE)
    if not any(_is_same(row, metric_id, stage) for row in rows.to_dict("records")):
        raise ValueError(f"metric_id: {metric_id!r} has no own target")
    _replace(store, metric_id, stage, [])
    _log(store, REMOVED, metric_id, {"stage": stage})


def choose_stage(store: Store, stage: str) -> None:
    """Put a set of targets in force. Raises ValueError for an unknown one."""
    benchmark_set(stage)
    store.set_setting(STAGE, stage)
    _log(store, CHOSEN, stage, {})


def _checked(own: OwnTarget) -> OwnTarget:
    metric = METRICS.get(own.metric_id)
    if metric is None or metric.is_waiting:
        raise ValueError(f"metric_id: there is no metric {own.metric_id!r} with a value")
    if own.stage is not None:
        benchmark_set(own.stage)
    if own.low is None and own.high is None:
        raise ValueError("low: give at least one limit of the target")
    for name in LIMITS:
        _check_limit(name, getattr(own, name), metric)
    _check_order(own)
    if not own.author.strip() or len(own.author) > AUTHOR_LENGTH:
        raise ValueError(f"author: say who sets the target, in at most {AUTHOR_LENGTH} characters")
    return own


def _check_limit(name: str, value: float | None, metric: MetricDefinition) -> None:
    if value is None:
        return
    if not math.isfinite(value):
        raise ValueError(f"{name}: {value} is not a number")
    if value < 0 and metric.unit in NEVER_NEGATIVE:
        raise ValueError(f"{name}: {metric.name} is never below 0")
    if value > 1 and metric.unit is Unit.SHARE:
        raise ValueError(f"{name}: {metric.name} is never above 100 %")


def _check_order(own: OwnTarget) -> None:
    if own.low is not None and own.high is not None and own.low > own.high:
        raise ValueError("low: the target must not end below its beginning")
    for side, beyond in (("low", -1), ("high", 1)):
        limit, warn = getattr(own, side), getattr(own, f"warn_{side}")
        if warn is None:
            continue
        if limit is None:
            raise ValueError(f"warn_{side}: there is no limit of the target on this side")
        if (warn - limit) * beyond < 0:
            raise ValueError(f"warn_{side}: the warning must not lie inside the target")


def _is_same(row: Mapping[Any, Any], metric_id: str, stage: str | None) -> bool:
    is_for_all_teams = _given(row["team_id"]) is None
    return bool(row["metric_id"] == metric_id and _given(row["stage"]) == stage and is_for_all_teams)


def _replace(store: Store, metric_id: str, stage: str | None, rows: list[dict[Any, Any]]) -> None:
    """Other rows of the metric, for other sets and teams, stay as they are."""
    kept = store.read_frame(TABLE)
    kept = kept[kept["metric_id"] == metric_id].drop(columns="pk")
    others = [row for row in kept.to_dict("records") if not _is_same(row, metric_id, stage)]
    frame = pd.DataFrame([*others, *rows], columns=list(kept.columns))
    for name in ("stage", "team_id", "author"):
        frame[name] = frame[name].astype(object).where(frame[name].notna(), None)
    for name in COLUMNS.values():
        frame[name] = frame[name].astype("float64")
    store.replace_frame(TABLE, "metric_id", metric_id, frame)


def _log(store: Store, action: str, subject: str, detail: Mapping[str, object]) -> None:
    entry = {
        "at": [datetime.now(UTC)],
        "action": [action],
        "subject": [subject],
        "detail": [json.dumps(detail)],
    }
    store.upsert_frame("audit_log", pd.DataFrame(entry))
