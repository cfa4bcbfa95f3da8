"""Accounts at risk: customers whose tickets say that somebody should call them (9.2, F-131)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.metrics.measure import Floats, Integers

DAY = 86_400_000_000
ESCALATION_DAYS, LEAST_ESCALATIONS = 30, 2
LOW_DAYS, LEAST_LOW, LOW_SCORE = 60, 2, 2.0
RECENT = 3
"""R-CS-06: the last three answers against the three before."""
COLUMNS = ("customer_key", "escalation_count", "low_score_count", "is_falling", "ticket_count", "signals")


@dataclass(frozen=True)
class AccountRows:
    """What accounts are judged by: escalations and answers on 1 to 5, with customers and UTC microseconds.

    ``tickets``: the customer of every ticket of the last 30 days.
    """

    escalated: pd.Series
    escalated_at: Integers
    rated: pd.Series
    rated_at: Integers
    scores: Floats
    tickets: pd.Series


def at_risk_accounts(rows: AccountRows, as_of: int) -> pd.DataFrame:
    """Customers with a sign of risk, those with most signs first, then with most escalations.

    R-CS-01: two escalations or more in the 30 days to ``as_of`` (UTC microseconds). R-CS-06: two answers
    of 1 or 2 in 60 days, or the mean of the last three answers below that of the three before,
    where the last one is of these 60 days. Rows without a customer are left out. ``signals`` names the
    rules that hold.

    >>> names, day = pd.Series(["a", "a", "b"]), np.array([1, 2, 2]) * DAY
    >>> none = pd.Series(dtype=object)
    >>> rows = AccountRows(names, day, none, np.zeros(0, np.int64), np.zeros(0), names)
    >>> at_risk_accounts(rows, 30 * DAY)[["customer_key", "signals"]].values.tolist()
    [['a', 'R-CS-01']]
    """
    recent = (rows.escalated_at > as_of - ESCALATION_DAYS * DAY) & (rows.escalated_at <= as_of)
    escalations = rows.escalated[recent].value_counts()
    told = rows.rated_at <= as_of
    answers = pd.DataFrame(
        {"customer": rows.rated.to_numpy()[told], "at": rows.rated_at[told], "score": rows.scores[told]}
    ).dropna()
    answers = answers.sort_values("at", kind="stable")
    low = answers[(answers["at"] > as_of - LOW_DAYS * DAY) & (answers["score"] <= LOW_SCORE)]
    lows = low["customer"].value_counts()
    falling = _falling(answers, as_of - LOW_DAYS * DAY)
    names = sorted(
        {*escalations[escalations >= LEAST_ESCALATIONS].index, *lows[lows >= LEAST_LOW].index, *falling}
    )
    tickets = rows.tickets.value_counts()
    lines = [_line(name, escalations, lows, name in falling, tickets) for name in names]
    frame = pd.DataFrame(lines, columns=list(COLUMNS))
    frame["order"] = frame["signals"].str.count("R-CS")
    by = ["order", "escalation_count", "low_score_count", "customer_key"]
    frame = frame.sort_values(by, ascending=[False, False, False, True], kind="stable", ignore_index=True)
    return frame.drop(columns="order")


def _falling(answers: pd.DataFrame, since: int) -> set[str]:
    """Customers heard since an instant whose last three answers are lower than the three before."""
    heard = set(answers.loc[answers["at"] > since, "customer"])
    answers = answers[answers["customer"].isin(heard)]
    last = answers.groupby("customer", sort=False)["score"].agg(lambda scores: list(scores)[-2 * RECENT :])
    return {
        str(name)
        for name, scores in last.items()
        if len(scores) == 2 * RECENT and np.mean(scores[RECENT:]) < np.mean(scores[:RECENT])
    }


def _line(
    name: str, escalations: pd.Series, lows: pd.Series, is_falling: bool, tickets: pd.Series
) -> tuple[object, ...]:
    escalated, low = int(escalations.get(name, 0)), int(lows.get(name, 0))
    signals = [
        *(["R-CS-01"] if escalated >= LEAST_ESCALATIONS else []),
        *(["R-CS-06"] if low >= LEAST_LOW or is_falling else []),
    ]
    return (name, escalated, low, is_falling, int(tickets.get(name, 0)), ", ".join(signals))
