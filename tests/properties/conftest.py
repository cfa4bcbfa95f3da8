"""Random but consistent facts, as the fact builder would hand them to the metrics."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from tests.properties.random_people import people_frames
from tests.properties.random_quality import quality_frames
from tests.properties.random_service import service_frames

START = 1_767_571_200_000_000  # Monday 2026-01-05 00:00 UTC
DAY = 86_400_000_000
AS_OF = START + 60 * DAY


def random_frames(seed: int, size: int, *, history: bool = True) -> dict[str, pd.DataFrame]:
    rng = np.random.default_rng(seed)
    created = np.sort(rng.integers(START, AS_OF, size))
    took = rng.exponential(2 * DAY, size).astype(np.int64)
    finished = (rng.random(size) < 0.8) & (created + took <= AS_OF)
    resolved = np.where(finished, created + took, np.iinfo(np.int64).min)
    stop = np.where(finished, resolved, AS_OF)
    answered = rng.random(size) < 0.85
    answer = created + ((stop - created) * rng.random(size)).astype(np.int64)
    minutes = (stop - created) / 6e7
    nan = np.nan
    known = rng.random(size) < 0.9 if history else np.zeros(size, bool)

    def count(rate: float) -> np.ndarray:
        return np.where(known, rng.poisson(rate, size), nan)

    def words(*values: str) -> pd.Categorical:
        return pd.Categorical(rng.choice([*values, None], size), categories=list(values))

    response = np.where(answered & known, (answer - created) / 6e7, nan)
    observed = np.where(known, np.where(answered, (answer - created) / 6e7, minutes), nan)
    rated = finished & (rng.random(size) < 0.3)
    tickets = pd.DataFrame(
        {
            "ticket_pk": np.arange(1, size + 1),
            "ticket_id": [str(i) for i in range(size)],
            "source_id": pd.Categorical(["desk"] * size),
            "priority": words("P1", "P2", "P3", "P4"),
            "first_priority": pd.Categorical(np.where(known, rng.choice(["P1", "P2", "P3"], size), None)),
            "team": words("billing", "support"),
            "channel": words("email", "chat"),
            "category": words("bug", "how-to", "refund"),
            "product_area": words("app", "site"),
            "tier": words("L1", "L2"),
            "assignee": words("ann", "bo", "cy"),
            "customer_key": words("a", "b", "c", "d"),
            "status": pd.Categorical(np.where(finished, "solved", "open")),
            "history": pd.Categorical(np.where(known, "full", "partial")),
            "created_at": stamps(created),
            "first_response_at": stamps(np.where(answered & known, answer, np.iinfo(np.int64).min)),
            "resolved_at": stamps(resolved),
            "closed_at": stamps(np.full(size, np.iinfo(np.int64).min)),
            "last_event_at": stamps(np.where(finished, resolved, created)),
            "is_open": ~finished,
            "is_finished": finished,
            "is_deleted": rng.random(size) < 0.02,
            "is_answered": answered & known,
            "is_assigned": rng.random(size) < 0.7,
            "is_waiting_for_agent": ~finished & (rng.random(size) < 0.5),
            "first_response_minutes": response,
            "first_response_observed_minutes": observed,
            "first_response_business_minutes": response / 3,
            "first_response_business_observed_minutes": observed / 3,
            "resolution_minutes": np.where(finished, minutes, nan),
            "resolution_observed_minutes": minutes,
            "resolution_business_minutes": np.where(finished, minutes / 3, nan),
            "resolution_business_observed_minutes": minutes / 3,
            "net_resolution_minutes": np.where(finished & known, minutes * 0.8, nan),
            "requester_wait_minutes": np.where(known, minutes * 0.6, nan),
            "agent_wait_minutes": np.where(known, minutes * 0.2, nan),
            "age_minutes": np.where(finished, nan, minutes),
            "idle_minutes": np.where(finished, nan, minutes / 2),
            "time_worked_minutes": np.where(rng.random(size) < 0.5, rng.exponential(20, size), nan),
            "public_reply_count": count(1.5),
            "bot_reply_count": count(0.7),
            "is_solved_by_bot": np.where(known, finished & (rng.random(size) < 0.3), nan),
            "customer_reply_count": count(0.8),
            "reopen_count": count(0.1),
            "escalation_count": count(0.2),
            "reassignment_count": count(0.3),
            "team_change_count": count(0.2),
            "csat_score": np.where(rated, rng.integers(1, 6, size), nan),
            "csat_scale_max": np.where(rated, 5.0, nan),
            "csat_offered": np.where(finished, 1.0, nan),
            "sla_met": np.where(rng.random(size) < 0.6, rng.integers(0, 2, size), nan),
        }
    )
    return {
        "tickets": tickets,
        **_others(rng, tickets, created, stop),
        **quality_frames(rng, size),
        **people_frames(np.random.default_rng(seed), size, AS_OF),
        **service_frames(rng, tickets, AS_OF),
    }


def stamps(at: np.ndarray) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(at.astype(np.int64).view("M8[us]")).tz_localize("UTC")


def _others(
    rng: np.random.Generator, tickets: pd.DataFrame, created: np.ndarray, stop: np.ndarray
) -> dict[str, pd.DataFrame]:
    size = len(tickets)
    row = np.sort(rng.integers(0, size, size)) if size else np.zeros(0, np.int64)
    asked = created[row] + ((stop - created)[row] * rng.random(size)).astype(np.int64)
    waited = (stop[row] - asked) / 6e7 * rng.random(size)
    answered = rng.random(size) < 0.8
    responses = pd.DataFrame(
        {
            "ticket_row": row,
            "asked_at": stamps(asked),
            "waiting_minutes": np.where(answered, waited, np.nan),
            "observed_minutes": waited,
        }
    )
    some = row[: size // 5]
    escalations = pd.DataFrame({"ticket_row": some, "at": stamps(created[some])})
    return {"responses": responses, "escalations": escalations, "sla_clocks": _clocks(rng, row, asked, stop)}


def _clocks(rng: np.random.Generator, row: np.ndarray, start: np.ndarray, stop: np.ndarray) -> pd.DataFrame:
    size = len(row)
    elapsed, target = rng.exponential(120, size), rng.choice([60.0, 240.0], size)
    stopped = rng.random(size) < 0.8
    outcome = np.where(elapsed > target, "breached", np.where(stopped, "met", "running"))
    level = np.where(elapsed >= 2 * target, "severe", np.where(elapsed > target, "breach", "none"))
    kinds = ["first_response", "next_response", "periodic_update", "resolution"]
    decided = np.where(outcome == "running", np.iinfo(np.int64).min, start)
    return pd.DataFrame(
        {
            "ticket_row": row,
            "metric": pd.Categorical(rng.choice(kinds, size), categories=kinds),
            "outcome": pd.Categorical(outcome),
            "level": pd.Categorical(level),
            "elapsed_minutes": elapsed,
            "target_minutes": target,
            "decided_at": stamps(decided),
        }
    )


@pytest.fixture(scope="session")
def make_frames() -> Callable[..., dict[str, pd.DataFrame]]:
    """``make_frames(seed, size, history=True)``."""
    return random_frames
