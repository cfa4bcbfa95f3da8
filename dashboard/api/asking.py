"""What a request may carry: filters, instants, pages."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query

MOST = 1000
Values = Annotated[list[str], Query(default_factory=list, max_length=100)]
Text = Annotated[str | None, Query(max_length=40)]
From = Annotated[str | None, Query(alias="from", max_length=40)]
Limit = Annotated[int, Query(ge=1, le=MOST)]
Offset = Annotated[int, Query(ge=0, le=10_000_000)]


def wanted(
    team: Values,
    priority: Values,
    channel: Values,
    tier: Values,
    category: Values,
    assignee: Values,
    source: Values,
) -> dict[str, tuple[str, ...]]:
    """The filters of a request; a name may be repeated."""
    given = {"team": team, "priority": priority, "channel": channel, "tier": tier}
    given |= {"category": category, "assignee": assignee, "source": source}
    return {name: tuple(values) for name, values in given.items() if values}


Wanted = Annotated[dict[str, tuple[str, ...]], Depends(wanted)]
