"""One row per reviewed conversation: what it scored, how soon it came, what the talk about it changed."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np
import pandas as pd

from core.data.columns import MICROSECONDS_PER_DAY, MISSING_INSTANT
from core.facts.agent_windows import AgentWindows, agent_numbers, counted, mean_of
from core.facts.beside_tickets import ticket_rows
from core.facts.event_log import Ints
from core.facts.log_view import instants_of
from core.facts.ticket_table import Flags, Floats, as_datetimes, minutes_between

OWN_SOURCE = "queuewise"
"""Source of the reviews that were written here."""
CALIBRATION = "calibration"
"""Selection of reviews that test the reviewers, not the agent."""
WINDOW = 28 * MICROSECONDS_PER_DAY
"""Before and after a talk or a training: four weeks."""


def review_frame(
    reviews: pd.DataFrame,
    tickets: pd.DataFrame,
    trainings: pd.DataFrame,
    *,
    maxima: Mapping[str, float],
    as_of: int,
    zone: str = "UTC",
) -> pd.DataFrame:
    """Facts of every review up to ``as_of`` (UTC microseconds), in the order given.

    ``reviews`` and ``trainings`` are tables of the store, ``tickets`` the ticket facts, ``maxima``
    the most points of every dimension of the scorecard, ``zone`` where a month ends. ``assignee``
    is the agent reviewed. A review that only tests the reviewers has ``is_calibration``; it takes
    no part in ``earlier_score`` (the agent's mean of the calendar month before),
    ``coached_earlier`` and ``coached_later`` (0 to 100 on the weakest dimension of a review that
    was talked over, four weeks before and after the talk, without that review) and
    ``is_after_training`` (a module was completed in the four weeks before).
    """
    reviews = reviews[instants_of(reviews, "reviewed_at") <= as_of].reset_index(drop=True)
    rows = _Rows(reviews, tickets, maxima, as_of)
    return pd.DataFrame(
        {
            **rows.identity(),
            **rows.scores(),
            **rows.latencies(tickets),
            **_calibrations(reviews, rows),
            "earlier_score": rows.score_of_the_month_before(zone),
            "is_after_training": rows.follows_training(trainings),
            **rows.around_the_talk(),
        }
    )


class _Rows:
    """Reviews as plain arrays while their facts are put together."""

    def __init__(
        self, reviews: pd.DataFrame, tickets: pd.DataFrame, maxima: Mapping[str, float], as_of: int
    ) -> None:
        self.reviews, self.maxima, self.as_of = reviews, maxima, as_of
        self.ticket_row = ticket_rows(asked_tickets(reviews), tickets)
        self.reviewed_at = instants_of(reviews, "reviewed_at")
        coached = instants_of(reviews, "coached_at")
        self.coached_at = np.where(coached <= as_of, coached, MISSING_INSTANT)
        self.score = reviews["score"].to_numpy(np.float64)
        self.points = dimension_points(reviews["dimensions"], maxima)
        self.is_calibration = (reviews["selection"].str.lower() == CALIBRATION).to_numpy(bool)

    def identity(self) -> dict[str, object]:
        reviews = self.reviews
        names = {"source": "source_id", "assignee": "agent_id", "reviewer": "reviewer_id"}
        same = ("review_id", "ticket_id", "selection")
        return {
            "ticket_row": self.ticket_row,
            **{name: reviews[column] for name, column in names.items()},
            **{name: reviews[name] for name in same},
            "reviewed_at": as_datetimes(self.reviewed_at),
            "coached_at": as_datetimes(self.coached_at),
        }

    def scores(self) -> dict[str, object]:
        stated = self.reviews["is_critical_fail"].to_numpy(bool)
        return {
            "score": self.score,
            **{name: self.points[:, place] for place, name in enumerate(self.maxima)},
            "is_critical_fail": stated | (self.points == 0).any(axis=1),
            "is_calibration": self.is_calibration,
        }

    def latencies(self, tickets: pd.DataFrame) -> dict[str, object]:
        """Minutes from the last resolution before the review, and from the review to the talk."""
        ended = np.full(len(self.reviews), MISSING_INSTANT)
        for name in ("first_resolved_at", "resolved_at"):
            at = np.append(instants_of(tickets, name), MISSING_INSTANT)[self.ticket_row]
            ended = np.where(at <= self.reviewed_at, np.maximum(at, ended), ended)
        untold = self.coached_at == MISSING_INSTANT
        talked = minutes_between(self.reviewed_at, self.coached_at)
        waited = minutes_between(self.reviewed_at, np.full(len(untold), self.as_of))
        return {
            "latency_minutes": minutes_between(ended, self.reviewed_at),
            "coaching_minutes": talked,
            "coaching_observed_minutes": np.where(untold, waited, talked),
        }

    def score_of_the_month_before(self, zone: str) -> Floats:
        """The same agent's mean over the calendar month before that of the review."""
        local = as_datetimes(self.reviewed_at).tz_convert(zone)
        month = np.asarray(local.year * 12 + local.month, np.int64)
        (agent,) = agent_numbers(self.reviews["agent_id"])
        windows = AgentWindows.of(agent, month, counted(self.score, ~self.is_calibration))
        return mean_of(windows.moments(agent, month - 1, month))

    def follows_training(self, trainings: pd.DataFrame) -> Flags:
        agent, trained = agent_numbers(self.reviews["agent_id"], trainings["agent_id"])
        done = instants_of(trainings, "completed_at")
        known = counted(np.ones(len(done)), done != MISSING_INSTANT)
        windows = AgentWindows.of(trained, done, known)
        count, _ = windows.moments(agent, self.reviewed_at - WINDOW, self.reviewed_at + 1)
        return np.asarray(count > 0)

    def around_the_talk(self) -> dict[str, object]:
        """The weakest dimension of a review that was talked over, and its level before and after."""
        share = 100 * self.points / np.array(list(self.maxima.values()))
        told = (self.coached_at != MISSING_INSTANT) & ~self.is_calibration
        weakest = _weakest(share, told)
        earlier, later = np.full(len(told), np.nan), np.full(len(told), np.nan)
        for place in range(share.shape[1]):
            rows = np.flatnonzero(weakest == place)
            earlier[rows], later[rows] = self._before_and_after(rows, share[:, place])
        names = pd.Categorical.from_codes(weakest, categories=list(self.maxima))
        return {"coached_dimension": names, "coached_earlier": earlier, "coached_later": later}

    def _before_and_after(self, rows: Ints, share: Floats) -> tuple[Floats, Floats]:
        (agent,) = agent_numbers(self.reviews["agent_id"])
        windows = AgentWindows.of(agent, self.reviewed_at, counted(share, ~self.is_calibration))
        who, talk = agent[rows], self.coached_at[rows]
        count, total = windows.moments(who, talk - WINDOW, talk)
        own = (self.reviewed_at[rows] >= talk - WINDOW) & (self.reviewed_at[rows] < talk)
        before = mean_of((count - own, total - np.where(own, share[rows], 0)))
        after = mean_of(windows.moments(who, talk + 1, talk + WINDOW + 1))
        return before, np.where(talk + WINDOW <= self.as_of, after, np.nan)


def _weakest(share: Floats, told: Flags) -> Ints:
    """Place of the lowest share of each row, -1 where none is known or nothing is left to gain."""
    filled = np.where(np.isnan(share), np.inf, share)
    lowest = filled.argmin(axis=1)
    return np.where(told & (filled.min(axis=1) < 100), lowest, -1)


def dimension_points(texts: pd.Series, maxima: Mapping[str, float]) -> Floats:
    """Points by dimension, one column each, from JSON; NaN where unknown or off the scale.

    >>> texts = pd.Series(['{"Solution quality": 25, "efficiency": 99}', None])
    >>> dimension_points(texts, {"solution_quality": 30, "efficiency": 15}).tolist()
    [[25.0, nan], [nan, nan]]
    """
    codes, words = pd.factorize(texts)
    table = np.array([_points_in(str(word), maxima) for word in words] + [[np.nan] * len(maxima)])
    return np.asarray(table[codes], np.float64)


def _points_in(text: str, maxima: Mapping[str, float]) -> list[float]:
    try:
        told = json.loads(text)
    except json.JSONDecodeError:
        told = None
    given = told if isinstance(told, dict) else {}
    named = {str(name).strip().lower().replace(" ", "_"): value for name, value in given.items()}
    return [_on_scale(named.get(name), most) for name, most in maxima.items()]


def _on_scale(value: object, most: float) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and 0 <= value <= most else np.nan  # type: ignore[arg-type, operator]


def _calibrations(reviews: pd.DataFrame, rows: _Rows) -> dict[str, object]:
    """Groups of reviews of one agent's work on one ticket by several reviewers, and their spread.

    Of a reviewer who scored twice the later one counts. The spread (most less least) stands on
    the group's last review, NaN on the others.
    """
    frame = pd.DataFrame(
        {
            "ticket": np.where(
                rows.ticket_row >= 0, rows.ticket_row, -1 - pd.factorize(reviews["ticket_id"])[0]
            ),
            "agent": reviews["agent_id"],
            "reviewer": reviews["reviewer_id"],
            "at": rows.reviewed_at,
            "score": rows.score,
        }
    ).sort_values("at", kind="stable")
    latest = frame.dropna().drop_duplicates(["ticket", "agent", "reviewer"], keep="last")
    by_case = latest.groupby(["ticket", "agent"])
    latest = latest.assign(case=by_case.ngroup(), size=by_case["score"].transform("size"))
    latest = latest.assign(spread=by_case["score"].transform("max") - by_case["score"].transform("min"))
    latest = latest[latest["size"] > 1]
    last = latest.drop_duplicates("case", keep="last")["spread"]
    case = latest["case"].reindex(range(len(reviews)), fill_value=-1)
    return {"case": case.to_numpy(np.int64), "calibration_spread": last.reindex(range(len(reviews)))}


def review_key(source_id: str, ticket_id: str, agent_id: str, reviewer_id: str) -> str:
    """The number of an own review: one per ticket, agent and reviewer, so that a second one corrects it.

    >>> review_key("desk", "17", "ann", "lee")
    'desk:17:ann:lee'
    """
    return f"{source_id}:{ticket_id}:{agent_id}:{reviewer_id}"


def asked_tickets(reviews: pd.DataFrame) -> pd.DataFrame:
    """``source_id`` and ``ticket_id`` of the reviewed tickets; own reviews name the source in their key."""
    source = reviews["source_id"].astype("object").to_numpy(copy=True)
    for row in np.flatnonzero(source == OWN_SOURCE):
        review, ticket = reviews["review_id"].iat[row], reviews["ticket_id"].iat[row]
        source[row] = str(review).partition(f":{ticket}:")[0]
    return pd.DataFrame({"source_id": source, "ticket_id": reviews["ticket_id"].astype("object")})
