"""Random days of agents, rosters, staffed hours and days of a company, for the laws of metrics."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.facts.ticket_table import as_datetimes

HOUR = 3_600_000_000
DAY = 24 * HOUR
NAMES = ("ann", "bo", "cy")
OFF = ("training", "meeting", "admin", "break", "other")


def people_frames(rng: np.random.Generator, size: int, as_of: int) -> dict[str, pd.DataFrame]:
    """Frames beside the tickets; all empty for size 0."""
    days = min(size, 120)
    return {
        "agent_time": _agent_time(rng, size, as_of),
        "agents": _agents(rng, min(size, 40)),
        "staffed_hours": _staffed_hours(rng, size, as_of),
        "company_days": _company_days(rng, days, as_of),
    }


def _some(rng: np.random.Generator, values: np.ndarray) -> np.ndarray:
    return np.where(rng.random(len(values)) < 0.9, values, np.nan)


def _words(rng: np.random.Generator, size: int, *values: str) -> pd.Categorical:
    return pd.Categorical(rng.choice(np.array([*values, None], dtype=object), size), categories=list(values))


def _agent_time(rng: np.random.Generator, size: int, as_of: int) -> pd.DataFrame:
    parts = rng.dirichlet(np.ones(8), size) * 480
    present = np.where(rng.random(size) < 0.1, 0.0, parts.sum(axis=1))
    ticket, idle = (parts[:, column] * (present > 0) for column in (0, 1))
    planned = np.where(rng.random(size) < 0.2, 0.0, 480.0)
    return pd.DataFrame(
        {
            "assignee": _words(rng, size, *NAMES),
            "team": _words(rng, size, "billing", "support"),
            "tier": _words(rng, size, "L1", "L2"),
            "source": pd.Categorical(["desk"] * size),
            "day": as_datetimes(as_of - rng.integers(0, 60, size) * DAY),
            "planned_minutes": _some(rng, planned),
            "present_minutes": _some(rng, present),
            "available_minutes": _some(rng, present),
            "ticket_minutes": _some(rng, ticket),
            "idle_minutes": _some(rng, idle),
            **{f"{name}_minutes": parts[:, 2 + place] * (present > 0) for place, name in enumerate(OFF)},
            "absent_minutes": _some(rng, rng.choice([0.0, 480.0], size, p=[0.9, 0.1])),
            "adherent_minutes": _some(rng, planned * rng.random(size)),
            "overtime_minutes": _some(rng, rng.choice([0.0, 30.0], size)),
            "work_minutes": _some(rng, ticket),
            "resolved_count": rng.poisson(6, size).astype(float),
            "worked_count": (present > 0).astype(float),
            "sick_count": _some(rng, np.zeros(size)),
        }
    )


def _agents(rng: np.random.Generator, size: int) -> pd.DataFrame:
    roles = ["frontline", "specialist", "management", "executive", "founder"]
    tenure = rng.integers(0, 2000, size).astype(float)
    return pd.DataFrame(
        {
            "assignee": pd.Categorical([f"a{number}" for number in range(size)]),
            "team": _words(rng, size, "billing", "support"),
            "tier": _words(rng, size, "L1", "L2"),
            "source": pd.Categorical(["desk"] * size),
            "role": _words(rng, size, *roles),
            "level": _some(rng, rng.integers(1, 4, size).astype(float)),
            "is_employed": rng.random(size) < 0.8,
            "fte": _some(rng, rng.choice([0.5, 1.0], size)),
            "tenure_days": _some(rng, tenure),
            "ramp_share": _some(rng, np.minimum(tenure / 56, 1)),
            "year_share": _some(rng, rng.random(size)),
            "left_count": _some(rng, rng.integers(0, 2, size).astype(float)),
            "present_count": _some(rng, rng.integers(0, 2, size).astype(float)),
            "planned_count": _some(rng, rng.integers(0, 2, size).astype(float)),
        }
    )


def _staffed_hours(rng: np.random.Generator, size: int, as_of: int) -> pd.DataFrame:
    planned = rng.choice([0.0, 60.0, 240.0], size)
    return pd.DataFrame(
        {
            "hour": as_datetimes(as_of - np.arange(size, dtype=np.int64) * HOUR),
            "planned_minutes": _some(rng, planned),
            "present_minutes": _some(rng, planned * rng.random(size)),
        }
    )


def _company_days(rng: np.random.Generator, size: int, as_of: int) -> pd.DataFrame:
    ago = np.arange(size, dtype=np.int64)
    costs = {f"{kind}_cost": rng.exponential(100, size) for kind in ("people", "technology", "self_service")}
    counts = {
        name: rng.poisson(20, size).astype(float)
        for name in ("created", "resolved", "lasting", "handled", "customer", "deflected")
    }
    return pd.DataFrame(
        {
            "day": as_datetimes(as_of - ago * DAY),
            "days_ago": ago.astype(float),
            "weekday": ((7 - ago) % 7).astype(float),
            "share": 1.0,
            "month_share": 1 / 30,
            "year_share": 1 / 365,
            **{name: _some(rng, values) for name, values in costs.items()},
            "cost": sum(costs.values()),
            "handling_cost": costs["people_cost"] + costs["technology_cost"],
            "revenue": _some(rng, rng.exponential(9000, size)),
            "ticket_cost": _some(rng, rng.exponential(15, size)),
            **{f"{name}_count": _some(rng, values) for name, values in counts.items()},
            "handled_minutes": _some(rng, rng.exponential(400, size)),
            "handle_minutes": _some(rng, rng.exponential(20, size)),
            "head_count": 10.0,
            "agent_count": _some(rng, np.full(size, 8.0)),
            "sick_count": _some(rng, rng.poisson(0.3, size).astype(float)),
            "founder_minutes": _some(rng, rng.exponential(60, size)),
        }
    )
