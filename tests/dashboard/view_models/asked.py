"""What a page asks its view model, as tests ask it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from core.periods import Period
from core.report import Filters


@dataclass(frozen=True)
class Asked:
    """A question like the filter bar's; all time and all tickets unless told otherwise."""

    period: Period = field(default_factory=Period.all_time)
    as_of: datetime | None = None
    comparison: Period | None = None
    comparison_label: str = "Previous period"
    filters: Filters = field(default_factory=Filters)
    zone: str = "America/New_York"
