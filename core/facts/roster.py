"""Who works in support: tenure, role, level and share of a full load, as things stood at an instant."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.columns import MICROSECONDS_PER_DAY, MISSING_INSTANT
from core.facts.event_log import Ints
from core.facts.log_view import instants_of
from core.facts.presence import Pieces
from core.facts.rules import tier_rank
from core.facts.ticket_table import Floats, as_datetimes

FULL_WEEK_HOURS = 40.0
YEAR = 365 * MICROSECONDS_PER_DAY
WEEK = 7 * MICROSECONDS_PER_DAY
RAMP = (0.0, 0.0, 0.25, 0.5, 0.75, 0.75)
"""Share of a full load in the first weeks; the full load after them (B-097 to B-102)."""
STALE = MICROSECONDS_PER_DAY
"""Time after which a log of states that has ended says nothing about who is there now."""
ROLES: dict[str, tuple[str, ...]] = {
    "frontline": ("frontline", "agent", "support agent", "support"),
    "specialist": ("specialist", "senior", "expert", "engineer"),
    "management": ("management", "manager", "lead", "team lead", "supervisor"),
    "executive": ("executive", "director", "vp", "head of support", "c-level"),
    "founder": ("founder", "co-founder", "owner"),
}
"""Roles and the words that rosters use for them; any other word is "other"."""
_ROLE_OF = {word: role for role, words in ROLES.items() for word in words}


def people(agents: pd.DataFrame) -> pd.DataFrame:
    """The rows of the table "agent" that are people, once each; of two rows the dated one."""
    persons = agents[~agents["is_bot"].fillna(value=False).astype(bool) & (agents["role"] != "bot")]
    dated = persons.sort_values("hired_at", na_position="last", kind="stable")
    return dated.drop_duplicates("agent_id").sort_values("agent_id").reset_index(drop=True)


def roles(words: pd.Series) -> pd.Categorical:
    """Roles in one vocabulary; missing where nobody says.

    >>> list(roles(pd.Series(["Team lead", "agent", "poet"])))
    ['management', 'frontline', 'other']
    """
    found = [_ROLE_OF.get(str(word).strip().lower(), "other") if pd.notna(word) else None for word in words]
    return pd.Categorical(found, categories=[*ROLES, "other"])


def levels(tiers: pd.Series) -> Floats:
    """1 to 9 for "L2", "Tier 2" or "2"; NaN for no level.

    >>> levels(pd.Series(["L2", None, "Tier 3"])).tolist()
    [2.0, nan, 3.0]
    """
    ranks = np.array([tier_rank(str(word)) if pd.notna(word) else 0 for word in tiers], dtype=np.float64)
    return np.where(ranks > 0, ranks, np.nan)


def ramp_share(tenure_days: Floats) -> Floats:
    """Share of a full load that an agent carries in each week of tenure; NaN where the tenure is.

    >>> ramp_share(np.array([0.0, 13.9, 14.0, 27.0, 41.0, 42.0, np.nan])).tolist()
    [0.0, 0.0, 0.25, 0.5, 0.75, 1.0, nan]
    """
    week = np.nan_to_num(tenure_days // 7).astype(np.int64)
    share = np.array([*RAMP, 1.0])[np.clip(week, 0, len(RAMP))]
    return np.where(np.isnan(tenure_days), np.nan, share)


def roster(agents: pd.DataFrame, members: pd.DataFrame, presence: Pieces, *, as_of: int) -> pd.DataFrame:
    """One row per person hired by ``as_of`` (UTC microseconds), those who left included.

    ``assignee``, ``team`` (at ``as_of`` or when they left), ``tier``, ``source``, ``role``,
    ``level`` (1 to 9), ``is_employed``, ``fte`` (weekly hours ÷ 40), ``tenure_days`` (until the day
    they left), ``ramp_share``, ``year_share`` (part of the last 365 days in which they belonged to
    the roster), ``left_count`` (1: left in the last 365 days), ``present_count`` and
    ``planned_count`` (1 or 0: at work and planned at ``as_of``; NaN where that is not told).

    A missing ``hired_at`` leaves tenure, ramp and the year unknown, but not that somebody is there.
    """
    who = people(agents)
    hired, left = instants_of(who, "hired_at"), instants_of(who, "left_at")
    who = who[hired <= as_of].reset_index(drop=True)
    hired, left = instants_of(who, "hired_at"), instants_of(who, "left_at")
    until = np.where((left == MISSING_INSTANT) | (left > as_of), as_of, left)
    dated = hired != MISSING_INSTANT
    tenure = np.where(dated, (until - np.where(dated, hired, until)) / MICROSECONDS_PER_DAY, np.nan)
    in_year = np.maximum(until - np.maximum(np.where(dated, hired, as_of), as_of - YEAR), 0) / YEAR
    left_lately = (left != MISSING_INSTANT) & (left <= as_of) & (left > as_of - YEAR)
    names = who["agent_id"].astype("object")
    present, planned = _at_this_moment(names, presence, as_of)
    return pd.DataFrame(
        {
            "assignee": pd.Categorical(names),
            "team": pd.Categorical(team_on(names, until, members)),
            "tier": pd.Categorical(who["tier"].astype("object")),
            "source": pd.Categorical(who["source_id"].astype("object")),
            "role": roles(who["role"]),
            "level": levels(who["tier"]),
            "is_employed": (left == MISSING_INSTANT) | (left > as_of),
            "fte": who["weekly_hours"].to_numpy(np.float64) / FULL_WEEK_HOURS,
            "tenure_days": tenure,
            "ramp_share": ramp_share(tenure),
            "year_share": np.where(dated, in_year, np.nan),
            "left_count": np.where(dated, left_lately.astype(float), np.nan),
            "present_count": present,
            "planned_count": planned,
        }
    )


def team_on(
    names: pd.Series, at: Ints, members: pd.DataFrame, since: Ints | None = None
) -> NDArray[np.object_]:
    """The team of each name at each instant by the table "team_member"; None for no team.

    The latest membership that began by ``at`` counts, if it had not ended before ``since`` (default:
    ``at`` too).
    """
    asked = pd.DataFrame({"agent_id": names.astype("object"), "at": as_datetimes(at)})
    asked["since"] = as_datetimes(at if since is None else since)
    asked = asked.sort_values("at", kind="stable")
    known = members[["agent_id", "team_id", "valid_from", "valid_to"]].astype({"agent_id": "object"})
    found = pd.merge_asof(
        asked.reset_index(names="row"),
        known.sort_values("valid_from", kind="stable"),
        left_on="at",
        right_on="valid_from",
        by="agent_id",
    ).sort_values("row")
    over = found["valid_to"].notna() & (found["valid_to"] < found["since"])
    return np.asarray(found["team_id"].astype("object").where(found["team_id"].notna() & ~over, None))


def _at_this_moment(names: pd.Series, presence: Pieces, as_of: int) -> tuple[Floats, Floats]:
    """Who is at work and who is planned; NaN where the source plans nothing or its log has ended."""
    fresh = presence.told_until > as_of - STALE
    told = fresh & (presence.planned_until != MISSING_INSTANT)
    code = pd.Index(presence.agents).get_indexer(list(names))
    known = told[code] & (code >= 0) if len(told) else np.zeros(len(names), bool)
    here, due = (
        np.where(known, flags[code] if len(flags) else 0.0, np.nan)
        for flags in (presence.is_here, presence.is_due)
    )
    return here, due


def employed_on(agents: pd.DataFrame, days: Ints, *roles_left_out: str) -> Floats:
    """Heads at the start of each day (UTC microseconds); NaN where no row says when people came."""
    who = people(agents)
    who = who[~pd.Series(roles(who["role"])).isin(roles_left_out).to_numpy()]
    return heads_on(instants_of(who, "hired_at"), instants_of(who, "left_at"), days)


def heads_on(came: Ints, left: Ints, at: Ints) -> Floats:
    """How many had come and not left by each instant; undated rows were there from the beginning.

    NaN where not one row is dated, for then nobody told.

    >>> heads_on(np.array([10, 20]), np.array([15, MISSING_INSTANT]), np.array([5, 10, 15, 20])).tolist()
    [0.0, 1.0, 0.0, 1.0]
    """
    if not (came != MISSING_INSTANT).any():
        return np.full(len(at), np.nan)
    gone = np.sort(left[left != MISSING_INSTANT])
    return (np.searchsorted(np.sort(came), at, "right") - np.searchsorted(gone, at, "right")).astype(float)
