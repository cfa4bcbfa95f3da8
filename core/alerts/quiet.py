"""Quiet hours: wall-clock times at which nobody is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From ``start`` to ``end`` on the wall clock of ``zone`` every day, and whole ``weekdays``.

    ``start`` belongs to the quiet, ``end`` does not; an end before the start is on the next morning, the
    same time on both sides means no hours. ``weekdays``: 0 Monday to 6 Sunday, quiet from midnight to
    midnight. The wall clock decides, so a night is as long as it is: where the clock goes forward an hour
    shorter, where it goes back an hour longer. Raises ValueError for an unknown zone, a weekday that is
    none, and for all seven.

    >>> from datetime import UTC
    >>> nights = QuietHours(time(22), time(7), "Europe/Berlin")
    >>> nights.is_quiet(datetime(2026, 7, 1, 4, 59, tzinfo=UTC))  # 6:59 in Berlin
    True
    >>> nights.is_quiet(datetime(2026, 7, 1, 5, 0, tzinfo=UTC))
    False
    """

    start: time
    end: time
    zone: str
    weekdays: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Refuse hours that can never be understood or never end."""
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"zone: there is no time zone {self.zone!r}") from error
        if not set(self.weekdays) <= set(range(7)):
            raise ValueError("weekdays: the days are 0 (Monday) to 6 (Sunday)")
        if len(set(self.weekdays)) == 7:
            raise ValueError("weekdays: nobody would ever be told; switch the rule off instead")

    def is_quiet(self, at: datetime) -> bool:
        """Whether nobody is told at an instant."""
        local = at.astimezone(ZoneInfo(self.zone))
        now = local.time().replace(tzinfo=None, fold=0)
        if local.weekday() in self.weekdays:
            return True
        if self.start <= self.end:
            return self.start <= now < self.end
        return now >= self.start or now < self.end

    def to_json(self) -> dict[str, Any]:
        """As JSON can say it; `from_json` reads it back."""
        return {
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "zone": self.zone,
            "weekdays": list(self.weekdays),
        }

    @classmethod
    def from_json(cls, body: dict[str, Any]) -> QuietHours:
        """Quiet hours as `to_json` wrote them.

        >>> nights = QuietHours(time(22), time(7), "UTC", (5, 6))
        >>> QuietHours.from_json(nights.to_json()) == nights
        True
        """
        start, end = (time.fromisoformat(str(body[name])) for name in ("start", "end"))
        return cls(start, end, str(body["zone"]), tuple(int(day) for day in body.get("weekdays", ())))
