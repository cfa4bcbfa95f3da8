"""Whether assumptions can be: every refusal names its field."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.capacity.arguments import at_least, share_of
from core.capacity.cost import CostLines
from core.capacity.staffing import DayParts

if TYPE_CHECKING:
    from core.capacity.scenario import Assumptions

MOST_WEEKS = 53
LARGEST = 1e9
"""No planned number is larger."""
TOTAL = 1e-3
"""Parts may miss their total by so much: a tenth of a point."""
SHARES = (
    "deflection_now",
    "deflection_target",
    "first_contact_now",
    "first_contact_target",
    "reopen_now",
    "reopen_target",
    "drafting_share",
    "turnover",
    "shift_pattern",
    "priority_shares",
)
FROM_ZERO = (
    "tickets_per_day",
    "handle_variation",
    "chat_slowdown",
    "live_within",
    "agents",
    "newcomer_weeks",
    "hires",
    "leavers",
    "sla_targets",
    "opening_backlog",
    "arrival_shares",
    "day_spread",
    "lead_days",
    "ramp_days",
    "margin_days",
)
ROWS = {
    "shift_pattern",
    "priority_shares",
    "newcomer_weeks",
    "agents",
    "hires",
    "leavers",
    "sla_targets",
    "arrival_shares",
    "handle_time",
}
ABOVE_ZERO = ("handle_time", "open_days", "hours_per_day", "shifts_per_week", "working_days", "utilisation")
AT_MOST = {"open_days": 7.0, "hours_per_day": 24.0, "shifts_per_week": 7.0, "working_days": 366.0}


def tuples(value: Any) -> Any:
    """Lists as tuples, all the way down; mappings stay."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(tuples(one) for one in value)
    return value


def check_assumptions(given: Assumptions) -> None:
    """Raise ValueError naming the first field that cannot be."""
    _check_parts(given)
    _check_numbers(given)
    _check_shapes(given)
    for name in ("live_goal", "sla_goal"):
        _refuse(not 0 < getattr(given, name) < 1, name, "must be between 0 and 1")
    _refuse(given.growth_rate <= -1, "growth_rate", "must be above -1")
    _refuse(given.volume_change < -1, "volume_change", "must be at least -1")
    _refuse(given.deflection_now >= 1, "deflection_now", "must be below 1")
    _refuse(given.utilisation > 1, "utilisation", "must be at most 1")
    _refuse(given.drafting_speed_up < 1, "drafting_speed_up", "must be at least 1")
    _refuse(given.chat_concurrency < 1, "chat_concurrency", "must be at least 1")
    _refuse(not given.patience > 0, "patience", "must be above 0")
    _refuse(abs(given.day_parts.total - 1) > TOTAL, "day_parts", "must total 100 %")
    _refuse(not given.day_parts.tickets > 0, "day_parts", "must leave time for tickets")
    _refuse(given.revenue is not None and not given.revenue > 0, "revenue", "must be above 0 or left out")
    _check_events(given)
    try:
        date.fromisoformat(given.first_day)
    except (TypeError, ValueError) as error:
        raise ValueError("first_day must be a day as YYYY-MM-DD") from error


def _check_parts(given: Assumptions) -> None:
    """Parts of the day and cost lines made of numbers."""
    for name, kind in (("day_parts", DayParts), ("cost", CostLines)):
        part = getattr(given, name)
        _refuse(not isinstance(part, kind), name, "must be its parts by name")
        _numbers([getattr(part, one.name) for one in fields(kind)], name)


def _check_numbers(given: Assumptions) -> None:
    """Finite numbers inside their ranges, single or in rows as their defaults are."""
    for name in (*SHARES, *FROM_ZERO, *ABOVE_ZERO, "growth_rate", "volume_change"):
        flat = _numbers(getattr(given, name), name)
        _refuse(flat.ndim != (2 if name == "tickets_per_day" else int(name in ROWS)), name, "must be numbers")
        if name in SHARES:
            share_of(flat, name)
        elif name in FROM_ZERO:
            at_least(flat, 0.0, name)
        elif name in ABOVE_ZERO:
            _refuse(bool(np.any(flat <= 0)), name, "must be above 0")
        most = AT_MOST.get(name, LARGEST)
        _refuse(bool(np.any(np.abs(flat) > most)), name, f"must be at most {most:g}")
    for name in ("live_goal", "sla_goal", "drafting_speed_up", "patience"):
        value = getattr(given, name)
        _refuse(not _is_number(value) or math.isnan(value), name, "must be a number")
    if given.revenue is not None:
        _refuse(
            not _is_number(given.revenue) or not math.isfinite(given.revenue), "revenue", "must be a number"
        )
    for name in ("clock_runs_always", "rate_includes_concurrency"):
        _refuse(not isinstance(getattr(given, name), bool), name, "must be true or false")
    _refuse(not _is_whole(given.chat_concurrency), "chat_concurrency", "must be a whole number")


def _numbers(value: Any, name: str) -> NDArray[np.float64]:
    """Known and finite numbers as an array."""
    try:
        flat = np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name} must be numbers, in rows of one length") from error
    _refuse(flat.size > 0 and flat.dtype.kind not in "iuf", name, "must be numbers, in rows of one length")
    found = flat.astype(np.float64)
    _refuse(not np.isfinite(found).all(), name, "must be known and finite")
    return found


def _is_number(value: Any) -> bool:
    """A number, but not true or false."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_whole(value: Any) -> bool:
    """A whole number, but not true or false."""
    return isinstance(value, int) and not isinstance(value, bool)


def _check_shapes(given: Assumptions) -> None:
    """Rows of the right length."""
    _refuse(not _is_whole(given.weeks), "weeks", "must be a whole number")
    _refuse(not 1 <= given.weeks <= MOST_WEEKS, "weeks", f"must be from 1 to {MOST_WEEKS}")
    _refuse(not _is_whole(given.seed) or given.seed < 0, "seed", "must be a whole number from 0")
    for name in ("channels", "tiers", "priorities"):
        names = getattr(given, name)
        is_row = isinstance(names, tuple) and all(isinstance(one, str) for one in names)
        _refuse(not is_row or not names or len(set(names)) != len(names), name, "must be names, none twice")
    shape = len(given.channels), len(given.tiers)
    _refuse(
        np.shape(given.tickets_per_day) != shape,
        "tickets_per_day",
        "must have a row per channel and a column per tier",
    )
    for name, size, of in (
        ("handle_time", shape[1], "tier"),
        ("agents", shape[1], "tier"),
        ("priority_shares", len(given.priorities), "priority"),
        ("sla_targets", len(given.priorities), "priority"),
        ("shift_pattern", 168, "hour of the week"),
        ("arrival_shares", 168, "hour of the week"),
    ):
        _refuse(np.shape(getattr(given, name)) != (size,), name, f"must have one number per {of}")
    _refuse(abs(sum(given.priority_shares) - 1) > TOTAL, "priority_shares", "must total 100 %")
    _refuse(not sum(given.arrival_shares) > 0, "arrival_shares", "must not all be 0")


def _check_events(given: Assumptions) -> None:
    """Events with numbers that can be."""
    _refuse(not isinstance(given.events, tuple), "events", "must be a row of events")
    for one in given.events:
        numbers = one.weeks, one.change
        known = all(_is_number(value) and math.isfinite(value) for value in numbers)
        _refuse(not known or not _is_whole(one.start_week), "events", "must have numbers, whole start weeks")
        _refuse(not isinstance(one.name, str), "events", "must have names")
        _refuse(not 0 <= one.weeks <= LARGEST, "events", "must last from 0 weeks")
        _refuse(not -1 <= one.change <= LARGEST, "events", "must change by at least -1")


def _refuse(bad: bool, name: str, words: str) -> None:
    """Say what is wrong with which field."""
    if bad:
        raise ValueError(f"{name} {words}")
