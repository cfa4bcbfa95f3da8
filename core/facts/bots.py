"""Tickets that no person had a hand in: a bot answered, and no person finished them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.data.columns import ActorRole
from core.facts.raw_facts import NO_ROLE
from core.facts.ticket_table import Flags, Floats

PEOPLE = (ActorRole.AGENT, ActorRole.UNKNOWN)
"""Whoever is of unknown role counts as a person, as with replies."""


def solved_by_bot(
    is_finished: Flags, reply_count: Floats, bot_reply_count: Floats, finisher_role: NDArray[np.int8]
) -> Floats:
    """1 where a ticket is finished, only bots replied, and no agent finished it; else 0.

    Parameters
    ----------
    is_finished : solved or closed, one per ticket
    reply_count, bot_reply_count : public replies of people and of bots, NaN where unknown
    finisher_role : `ActorRole` of who set the state in which it ended, `NO_ROLE` without an event

    NaN where replies are unknown, or only bots replied and nobody tells who finished it.

    >>> replies, bots = np.array([0.0, 0.0, 2.0, 0.0]), np.array([1.0, 1.0, 1.0, 0.0])
    >>> role = np.array([ActorRole.SYSTEM, ActorRole.AGENT, ActorRole.BOT, ActorRole.SYSTEM], np.int8)
    >>> solved_by_bot(np.array([True] * 4), replies, bots, role).tolist()
    [1.0, 0.0, 0.0, 0.0]
    """
    alone = is_finished & (reply_count == 0) & (bot_reply_count > 0)
    solved = np.where(alone, ~np.isin(finisher_role, PEOPLE), 0.0)
    unknown = np.isnan(reply_count) | np.isnan(bot_reply_count) | (alone & (finisher_role == NO_ROLE))
    return np.where(unknown, np.nan, solved)
