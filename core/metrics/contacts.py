"""Who comes back about the same matter, and what bots solve without a person."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.metrics.columns import DAY_MINUTES, flags, numbers
from core.metrics.definition import Direction, Frame, Level, MetricDefinition, Unit
from core.metrics.measure import Share

RETURN_WITHIN_MINUTES = 7 * DAY_MINUTES
"""Catalogue 1.1 and 1.2, repeat_contact_pct and bot_resolution_pct: the same matter within seven days."""


def repeat_contact_rate(contacts: pd.DataFrame) -> Share:
    """Share of tickets about a matter that the same customer had brought in the seven days before.

    Formula: tickets whose customer had another ticket of the same category created at most seven
    days earlier ÷ tickets with a known customer and category. ``contacts``: one row per such ticket
    with ``previous_contact_minutes`` (NaN: none before). Range 0..1, lower is better; undefined
    without such tickets. Source: repeat_contact_pct, R-PS-02.

    >>> from core.metrics.reduce import measure
    >>> measure(repeat_contact_rate(pd.DataFrame({"previous_contact_minutes": [10080.0, 10081.0]}))).value
    0.5
    """
    earlier = numbers(contacts, "previous_contact_minutes")
    return Share(earlier <= RETURN_WITHIN_MINUTES, np.ones(len(contacts), dtype=bool))


def bot_handled_rate(tickets: pd.DataFrame) -> Share:
    """Share of all tickets that a bot solved alone. Formula: solved by a bot ÷ tickets created.

    ``tickets``: ``is_solved_by_bot`` is 1 where a ticket is finished, only bots replied and no person
    finished it, NaN where that cannot be told. Range 0..1, higher is better as long as quality
    holds; undefined where no ticket tells. Source: ai_handled_share.

    >>> from core.metrics.reduce import measure
    >>> measure(bot_handled_rate(pd.DataFrame({"is_solved_by_bot": [1.0, 0.0, 0.0, np.nan]}))).n
    3
    """
    solved = numbers(tickets, "is_solved_by_bot")
    return Share(solved == 1, ~np.isnan(solved), unknown=np.isnan(solved))


def containment_rate(tickets: pd.DataFrame) -> Share:
    """Share of finished tickets with a bot's reply that ended without a person.

    Formula: solved by a bot ÷ finished with a bot's reply. ``tickets``: ``is_finished``,
    ``bot_reply_count`` and ``is_solved_by_bot``, see `bot_handled_rate`. Range 0..1, higher is
    better; undefined where no bot replied. Source: containment_pct.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_finished": [True] * 3, "bot_reply_count": [1.0, 2.0, 0.0]}
    >>> measure(containment_rate(pd.DataFrame(rows | {"is_solved_by_bot": [1.0, 0.0, 0.0]}))).value
    0.5
    """
    solved, whole = numbers(tickets, "is_solved_by_bot"), _ended_sessions(tickets)
    known = ~np.isnan(solved) & ~np.isnan(numbers(tickets, "bot_reply_count"))
    return Share(solved == 1, whole & known, unknown=flags(tickets, "is_finished") & ~known)


def bot_resolution_rate(contacts: pd.DataFrame) -> Share:
    """Share of finished tickets with a bot's reply that the bot solved for good.

    Formula: solved by a bot, and no further ticket of the same customer and category within seven
    days of the end ÷ finished with a bot's reply. Where the bot solved it and the seven days are
    not over, the ticket takes no part yet. ``contacts``: one row per ticket with ``is_finished``,
    ``bot_reply_count``, ``is_solved_by_bot``, ``next_contact_minutes`` (from the end; NaN: none) and
    ``ended_minutes`` (since the end). Range 0..1, higher is better; undefined where no bot replied.
    Source: bot_resolution_pct, R-PS-04.

    >>> from core.metrics.reduce import measure
    >>> rows = {"is_finished": [True] * 3, "bot_reply_count": [1.0] * 3, "is_solved_by_bot": [1.0, 1.0, 0.0]}
    >>> rows |= {"next_contact_minutes": [np.nan, 60.0, np.nan], "ended_minutes": [20000.0] * 3}
    >>> round(measure(bot_resolution_rate(pd.DataFrame(rows))).value, 4)
    0.3333
    """
    solved = numbers(contacts, "is_solved_by_bot")
    came_back = numbers(contacts, "next_contact_minutes") <= RETURN_WITHIN_MINUTES
    is_over = numbers(contacts, "ended_minutes") >= RETURN_WITHIN_MINUTES
    settled = (solved == 0) | came_back | is_over
    known = ~np.isnan(solved)
    whole = _ended_sessions(contacts) & known & settled
    return Share((solved == 1) & ~came_back, whole, unknown=flags(contacts, "is_finished") & ~known)


def _ended_sessions(tickets: pd.DataFrame) -> np.ndarray:
    return np.asarray(flags(tickets, "is_finished") & (numbers(tickets, "bot_reply_count") > 0))


def _bot(**given: object) -> MetricDefinition:
    shared: dict[str, object] = {
        "unit": Unit.SHARE,
        "direction": Direction.HIGHER_IS_BETTER,
        "level": Level.OPERATIONS,
        "attribution": "created_at",
        "min_sample": 20,
        "needs": "replies with their authors, bots apart from people",
        "needs_history": True,
        "owner": "managers",
        "review": "weekly",
        "gamed_by": ("D-010",),
    }
    return MetricDefinition(**(shared | given))  # type: ignore[arg-type]


BOT_INPUTS = ("is_finished", "bot_reply_count", "is_solved_by_bot")
SESSIONS = (
    "A bot's session is a ticket with a bot's reply, an automatic receipt included; talks that never "
    "became a ticket are not stored."
)

DEFINITIONS = (
    _bot(
        id="repeat_contact_rate",
        name="Repeat contacts",
        question="How many customers have to ask again?",
        direction=Direction.LOWER_IS_BETTER,
        level=Level.CUSTOMER,
        frame=Frame.CONTACTS,
        known_from="customer_key",
        inputs=("previous_contact_minutes",),
        formula=repeat_contact_rate,
        formula_text="tickets with one of the same customer and category in the 7 days before ÷ tickets",
        sources=("scaling 1.1", "growing 1.1", "R-PS-02"),
        catalog_ids=("repeat_contact_pct",),
        needs="customers and categories",
        needs_history=False,
        caveats="Tickets without a category take no part. A merged duplicate is a contact too.",
        alternatives="Three contacts or more about one matter, which the growing guide escalates.",
        gamed_by=("D-001", "D-055"),
    ),
    _bot(
        id="bot_handled_rate",
        name="Handled by bots",
        question="How much work needs no person?",
        inputs=("is_solved_by_bot",),
        formula=bot_handled_rate,
        formula_text="tickets that only bots answered and no person finished ÷ tickets",
        sources=("scaling 1.2",),
        catalog_ids=("ai_handled_share",),
        caveats="Good only while quality holds: look at satisfaction and repeat contacts beside it.",
        review="monthly",
    ),
    _bot(
        id="containment_rate",
        name="Containment",
        question="How often does a bot's talk end without a person?",
        inputs=BOT_INPUTS,
        formula=containment_rate,
        formula_text="tickets that only bots answered and no person finished ÷ finished with a bot's reply",
        sources=("handbook 1.2",),
        catalog_ids=("containment_pct",),
        caveats=SESSIONS,
        alternatives="Sessions of the bot's own log, where one exists.",
    ),
    _bot(
        id="bot_resolution_rate",
        name="Solved by bots for good",
        question="Do customers whom a bot served come back?",
        frame=Frame.CONTACTS,
        inputs=(*BOT_INPUTS, "next_contact_minutes", "ended_minutes"),
        formula=bot_resolution_rate,
        formula_text="solved by a bot and not asked again within 7 days ÷ finished with a bot's reply",
        sources=("scaling 1.2", "R-PS-04"),
        catalog_ids=("bot_resolution_pct",),
        caveats=SESSIONS,
        alternatives="Without looking at who comes back, see containment.",
    ),
)
