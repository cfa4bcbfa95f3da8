"""What a page asks its view model: the period, what to compare with, the filters, the instant."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from core.periods import Period
from core.report import Filters


class Question(Protocol):
    """The part of the filter bar's selection that view models rely on."""

    @property
    def period(self) -> Period:
        """The half-open period that is looked at."""

    @property
    def comparison(self) -> Period | None:
        """The period to compare with, if any."""

    @property
    def comparison_label(self) -> str:
        """The comparison in words."""

    @property
    def filters(self) -> Filters:
        """Which tickets count."""

    @property
    def as_of(self) -> datetime | None:
        """The instant at which things are looked at; None on an empty store."""

    @property
    def zone(self) -> str:
        """The display zone."""
