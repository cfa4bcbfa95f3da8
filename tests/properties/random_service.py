"""Random surveys, customers by month, contacts, earlier queues and trends, for the laws of metrics."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.facts.contacts import contacts
from core.facts.ticket_table import as_datetimes

HOUR = 3_600_000_000


def service_frames(rng: np.random.Generator, tickets: pd.DataFrame, as_of: int) -> dict[str, pd.DataFrame]:
    """Frames that follow random tickets, or stand beside them; all empty without tickets."""
    return {
        "surveys": _surveys(rng, tickets, as_of),
        "contacts": contacts(tickets, as_of=as_of),
        "queue_weeks": _queue_weeks(rng, tickets),
        "customers": _customers(rng, 6 if len(tickets) else 0, as_of),
        "trends": _trends(rng, len(tickets)),
    }


def _surveys(rng: np.random.Generator, tickets: pd.DataFrame, as_of: int) -> pd.DataFrame:
    size = len(tickets)
    kind, scale = rng.choice(["csat", "ces", "nps"], size), rng.choice([5.0, 7.0, 10.0, np.nan], size)
    answered = rng.random(size) < 0.7
    waited, replied = rng.exponential(600, size), rng.random(size) < 0.6
    told = tickets["public_reply_count"].notna().to_numpy()
    offered = as_of - rng.integers(1, 1000, size) * HOUR
    return pd.DataFrame(
        {
            "ticket_row": np.where(rng.random(size) < 0.05, -1, np.arange(size)),
            "kind": pd.Categorical(kind),
            "offered_at": as_datetimes(offered),
            "rated_at": as_datetimes(np.where(answered, offered + HOUR // 2, np.iinfo(np.int64).min)),
            "score": np.where(answered, rng.integers(1, 6, size), np.nan),
            "scale_max": scale,
            "delay_minutes": np.where(rng.random(size) < 0.9, rng.exponential(200, size), np.nan),
            "follow_up_minutes": np.where(told & replied, waited, np.nan),
            "follow_up_observed_minutes": np.where(told, waited, np.nan),
        }
    )


def _queue_weeks(rng: np.random.Generator, tickets: pd.DataFrame) -> pd.DataFrame:
    waits = tickets["is_waiting_for_agent"].to_numpy()
    bits = np.where(rng.random(len(tickets)) < 0.5, rng.integers(0, 256, len(tickets)), 0)
    rows = np.flatnonzero(waits | (bits > 0))
    return pd.DataFrame(
        {
            "ticket_row": rows,
            "is_waiting": waits[rows],
            "waited_weeks": bits[rows].astype(np.uint8),
            "known_weeks": np.full(len(rows), 8),
        }
    )


def _customers(rng: np.random.Generator, months: int, as_of: int) -> pd.DataFrame:
    starts = pd.date_range(end=pd.Timestamp(as_of, unit="us", tz="UTC"), periods=months, freq="MS")
    start = rng.integers(100, 200, months).astype(float)
    lost = rng.integers(0, 20, months).astype(float)
    return pd.DataFrame(
        {
            "month": starts.normalize().as_unit("us"),
            "ticket_count": rng.integers(0, 50, months).astype(float),
            "customer_count": start + rng.integers(0, 9, months),
            "start_count": start,
            "kept_count": start - lost,
            "lost_count": lost,
            "start_mrr": start * rng.uniform(40, 60, months),
            "paying_lost_count": np.minimum(lost, 15),
        }
    )


def _trends(rng: np.random.Generator, tickets: int) -> pd.DataFrame:
    size = min(tickets, 5)
    names = pd.Categorical([f"matter {number}" for number in range(size)])
    return pd.DataFrame({"category": names, "is_trending": rng.random(size) < 0.5})
