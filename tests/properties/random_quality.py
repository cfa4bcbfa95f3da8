"""Random reviews, trainings, article days and incidents, as their makers would hand them over."""

from __future__ import annotations

import numpy as np
import pandas as pd

START = 1_767_571_200_000_000
DAY = 86_400_000_000
MISSING = np.iinfo(np.int64).min
DIMENSIONS = ["solution_quality", "communication"]
TEAMS = ["billing", "support"]


def quality_frames(rng: np.random.Generator, size: int) -> dict[str, pd.DataFrame]:
    """Frames of ``size`` rows; with ``size`` 0 all are empty."""
    topics = {"category": _words(rng, size, "bug", "how-to"), "article_count": rng.poisson(1.0, size)}
    return {
        "reviews": _reviews(rng, size),
        "agent_weeks": _agent_weeks(rng, size),
        "reviewed_agents": _reviewed_agents(rng, size),
        "newcomers": _newcomers(rng, size),
        "trainings": _trainings(rng, size),
        "kb_days": _kb_days(rng, size),
        "kb_topics": pd.DataFrame(topics),
        "incidents": _incidents(rng, size),
    }


def _reviews(rng: np.random.Generator, size: int) -> pd.DataFrame:
    at = _days(rng, size)
    talked = _some(rng, rng.exponential(3_000, size))
    is_open = np.isnan(talked)
    dimension = np.where(is_open, None, rng.choice(np.array(DIMENSIONS, dtype=object), size))
    return pd.DataFrame(
        {
            "ticket_row": rng.integers(-1, size, size) if size else np.zeros(0, np.int64),
            "assignee": _words(rng, size, "ann", "bo", "cy"),
            "reviewed_at": _stamps(at),
            "coached_at": _stamps(np.where(is_open, MISSING, at + 60_000_000)),
            "score": rng.integers(40, 101, size).astype(float),
            "is_critical_fail": rng.random(size) < 0.1,
            "is_calibration": rng.random(size) < 0.1,
            "latency_minutes": _some(rng, rng.exponential(3_000, size)),
            "coaching_minutes": talked,
            "coaching_observed_minutes": np.where(is_open, 9_000.0, talked),
            "calibration_spread": _some(rng, rng.integers(0, 20, size).astype(float)),
            "earlier_score": _some(rng, rng.uniform(60, 100, size)),
            "is_after_training": rng.random(size) < 0.2,
            "coached_dimension": pd.Categorical(dimension, categories=DIMENSIONS),
            "coached_earlier": np.where(is_open, np.nan, _some(rng, rng.uniform(0, 100, size))),
            "coached_later": _some(rng, rng.uniform(0, 100, size)),
        }
    )


def _agent_weeks(rng: np.random.Generator, size: int) -> pd.DataFrame:
    handled = rng.poisson(3, size)
    return pd.DataFrame(
        {
            "assignee": _words(rng, size, "ann", "bo", "cy"),
            "team": _words(rng, size, *TEAMS),
            "week": _stamps(_days(rng, size)),
            "resolved_count": handled,
            "review_count": rng.poisson(1, size),
            "tenure_week": _some(rng, rng.integers(1, 30, size).astype(float)),
            "is_active": handled > 0,
            "full_load": _some(rng, rng.uniform(1, 50, size)),
        }
    )


def _reviewed_agents(rng: np.random.Generator, size: int) -> pd.DataFrame:
    quality = rng.normal(85, 5, size)
    return pd.DataFrame(
        {
            "team": rng.choice(np.array(TEAMS, dtype=object), size),
            "qa_mean": np.clip(quality, 0, 100),
            "csat_mean": np.clip(4 + (quality - 85) / 20 + rng.normal(0, 0.3, size), 1, 5),
        }
    )


def _newcomers(rng: np.random.Generator, size: int) -> pd.DataFrame:
    observed = rng.exponential(40_000, size)
    reached = rng.random(size) < 0.6
    return pd.DataFrame(
        {
            "assignee": _words(rng, size, "ann", "bo", "cy"),
            "team": _words(rng, size, *TEAMS),
            "hired_at": _stamps(_days(rng, size)),
            "proficiency_minutes": np.where(reached, observed, np.nan),
            "observed_minutes": observed,
            "is_learning": ~reached & (rng.random(size) < 0.7),
        }
    )


def _trainings(rng: np.random.Generator, size: int) -> pd.DataFrame:
    done = rng.random(size) < 0.8
    due = _days(rng, size)
    score = np.where(done, rng.integers(50, 101, size), np.nan)
    return pd.DataFrame(
        {
            "assignee": _words(rng, size, "ann", "bo", "cy"),
            "due_at": _stamps(due),
            "completed_at": _stamps(np.where(done, due - DAY, MISSING)),
            "attempt": rng.integers(1, 3, size),
            "score": score,
            "is_module": rng.random(size) < 0.8,
            "is_completed": done,
            "is_due": rng.random(size) < 0.9,
            "is_refresh": rng.random(size) < 0.2,
            "is_certificate": rng.random(size) < 0.3,
            "is_passed": score >= 80,
        }
    )


def _kb_days(rng: np.random.Generator, size: int) -> pd.DataFrame:
    views, searches = (rng.poisson(rate, size).astype(float) for rate in (40, 90))
    article = rng.random(size) < 0.8
    values = {
        "view_count": (views, article),
        "ticket_after_view_count": (np.floor(views * rng.random(size)), article),
        "helpful_yes_count": (np.floor(views * 0.08), article),
        "helpful_no_count": (rng.poisson(1, size).astype(float), article),
        "search_count": (searches, ~article),
        "failed_search_count": (np.floor(searches * rng.random(size)), ~article),
        "ticket_after_search_count": (np.floor(searches * rng.random(size)), ~article),
    }
    frame = pd.DataFrame({name: np.where(rows, value, np.nan) for name, (value, rows) in values.items()})
    return frame.assign(day=_stamps(_days(rng, size)), category=_words(rng, size, "bug", "how-to"))


def _incidents(rng: np.random.Generator, size: int) -> pd.DataFrame:
    observed, running = rng.exponential(300, size), rng.random(size) < 0.2
    return pd.DataFrame(
        {
            "starts_at": _stamps(_days(rng, size)),
            "duration_minutes": np.where(running, np.nan, observed),
            "observed_minutes": observed,
            "is_running": running,
            "is_planned": rng.random(size) < 0.3,
        }
    )


def _some(rng: np.random.Generator, values: np.ndarray) -> np.ndarray:
    return np.where(rng.random(len(values)) < 0.8, values, np.nan)


def _words(rng: np.random.Generator, size: int, *words: str) -> np.ndarray:
    return rng.choice(np.array([*words, None], dtype=object), size)


def _days(rng: np.random.Generator, size: int) -> np.ndarray:
    return rng.integers(START, START + 60 * DAY, size)


def _stamps(at: np.ndarray) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(at.astype(np.int64).view("M8[us]")).tz_localize("UTC")
