"""Opening hours walked minute by minute on the wall clock, and random hours to walk through.

Shares no code with the calendars that it judges, and knows time zones only from UTC to local. A window
is open from the first minute whose wall clock has reached its opening until the first that has reached
its closing, so that a change of the clocks needs no thought: skipped times are passed at once, repeated
ones count the first time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

ZONES = (
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Asia/Kolkata",
    "America/Havana",
)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTE = 60_000_000
WALK = 3 * 1440
LEAD = 360
"""Minutes walked beforehand, so that the walk knows of a clock change shortly before it."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CLOCK_CHANGE_TIMES = (0, 15, 30, 60, 90, 105, 120, 135, 150, 179, 180, 210, 1380, 1410, 1439, 1440)

Windows = list[tuple[str, str]]
Span = tuple[int, int]
"""From, to."""


def microsecond(instant: datetime) -> int:
    return (instant - EPOCH) // timedelta(microseconds=1)


@dataclass(frozen=True)
class Hours:
    """Opening hours as a person writes them."""

    zone: str
    weekly: dict[str, Windows]
    holidays: frozenset[date] = frozenset()
    special: dict[date, Windows] = field(default_factory=dict)
    gap: str = "first_instant"

    def windows(self, day: date) -> list[tuple[datetime, datetime]]:
        """Wall times between which ``day`` is open; those of the night before end on it."""
        before = day - timedelta(days=1)
        if day in self.special:
            return [_wall_times(day, *pair) for pair in self.special[day]]
        if day in self.holidays:
            return []
        night = self.special.get(before, self.weekly[DAYS[before.weekday()]])
        own = self.weekly[DAYS[day.weekday()]]
        return [*(_wall_times(before, *pair) for pair in night), *(_wall_times(day, *pair) for pair in own)]


def _wall_times(day: date, opens: str, closes: str) -> tuple[datetime, datetime]:
    midnight = datetime(day.year, day.month, day.day)
    first, last = (midnight + timedelta(hours=int(t[:2]), minutes=int(t[3:])) for t in (opens, closes))
    return first, last if last > first else last + timedelta(days=1)


class Walk:
    """Every minute from ``first``, open or closed, and what follows from that; instants in UTC µs."""

    def __init__(self, hours: Hours, first: datetime, length: int = WALK) -> None:
        self.first, self.last = microsecond(first), microsecond(first) + length * MINUTE
        self.pauses: list[Span] = []
        zone, step = ZoneInfo(hours.zone), timedelta(minutes=1)
        minutes = (first + step * m for m in range(-LEAD, length))
        walls = [minute.astimezone(zone).replace(tzinfo=None) for minute in minutes]
        skipped = [(a + step, b) for a, b in pairwise(walls) if b > a + step and hours.gap == "shift"]

        def moved(wall: datetime) -> datetime:
            return next((wall + (b - a) for a, b in skipped if a <= wall < b), wall)

        windows = cache(lambda day: [(moved(a), moved(b)) for a, b in hours.windows(day)])
        reached = list(accumulate(walls, max))[LEAD:]
        self.open = [any(a <= wall < b for a, b in windows(wall.date())) for wall in reached]

    def is_open(self, at: int) -> bool:
        return self.open[(at - self.first) // MINUTE] and not any(a <= at < b for a, b in self.pauses)

    def pieces(self, start: int, end: int) -> list[Span]:
        """Open stretches between two instants, none longer than a minute."""
        bounds = {start, end, *range(start // MINUTE * MINUTE, end, MINUTE)}
        bounds.update(at for pause in self.pauses for at in pause)
        cuts = sorted(at for at in bounds if start <= at <= end)
        return [(a, b) for a, b in pairwise(cuts) if self.is_open(a)]

    def elapsed(self, start: int, end: int) -> int:
        return sum(b - a for a, b in self.pieces(start, end))

    def deadline(self, start: int, budget: int) -> int | None:
        """None where it lies beyond the walk."""
        at = start
        for a, b in self.pieces(start, self.last):
            if budget > 0:
                at, budget = a + min(budget, b - a), budget - (b - a)
        return at if budget <= 0 else None

    def edges(self) -> list[int]:
        """Its beginning, and the instants at which it opens or closes."""
        changes = [m for m, (a, b) in enumerate(pairwise(self.open), 1) if a != b]
        return [self.first, *(self.first + m * MINUTE for m in changes)]


@cache
def _clock_changes(zone: str, year: int) -> list[datetime]:
    """Hours of a year within which the zone's clocks change."""
    hours = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=h) for h in range(8760)]
    offsets = [hour.astimezone(ZoneInfo(zone)).utcoffset() for hour in hours]
    return [hour for hour, (a, b) in zip(hours, pairwise(offsets), strict=False) if a != b]


@st.composite
def places(draw: st.DrawFn) -> tuple[str, datetime]:
    """A zone, and where to walk: two times of three over a change of its clocks."""
    zone = draw(st.sampled_from(ZONES))
    changes = _clock_changes(zone, draw(st.sampled_from([2026, 2015, 1998, 2043])))
    anywhere = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
    around = draw(st.one_of(anywhere, *[st.sampled_from(changes)] * 2) if changes else anywhere)
    first = around.replace(minute=0, second=0, microsecond=0)
    return zone, first - timedelta(minutes=draw(st.integers(0, WALK - 720)))


@st.composite
def _day_windows(draw: st.DrawFn) -> list[Span]:
    """Up to four windows of a day in minutes since midnight, often where clocks change; some touch."""
    point = st.sampled_from(CLOCK_CHANGE_TIMES) | st.integers(0, 1440)
    points = sorted(draw(st.lists(point, unique=True, max_size=8)))
    touching = draw(st.integers(0, 4)) == 0
    return list(pairwise(points[:5]) if touching else zip(points[::2], points[1::2], strict=False))


def _as_text(draw: st.DrawFn, own: list[Span], latest: int) -> Windows:
    """The last window may run over midnight, up to ``latest``."""
    if own and draw(st.booleans()):
        own = [*own[:-1], (own[-1][0], draw(st.integers(0, min(latest, own[-1][0]))))]
    return [(f"{a // 60:02}:{a % 60:02}", f"{b // 60:02}:{b % 60:02}") for a, b in own]


@st.composite
def opening_hours(draw: st.DrawFn, zone: str, first: datetime) -> Hours:
    """Random hours, with holidays and special days in the days from ``first``."""
    if draw(st.integers(0, 15)) == 15:
        return Hours(zone, {day: [("00:00", "24:00")] for day in DAYS})
    week = [draw(_day_windows()) for _ in DAYS]
    week[2] = week[2] or [(90, 151), (1380, 1440)]
    mornings = [own[0][0] if own else 1440 for own in (*week[1:], week[0])]
    weekly = {day: _as_text(draw, *rest) for day, *rest in zip(DAYS, week, mornings, strict=True)}
    dates = st.integers(-1, 4).map(lambda n: first.date() + timedelta(days=n))
    holidays = frozenset(draw(st.sets(dates, max_size=2)))
    special = draw(st.dictionaries(dates, _day_windows(), max_size=2))
    reduced = {day: _as_text(draw, own, 1440) for day, own in special.items()}
    gap = draw(st.sampled_from(["first_instant", "first_instant", "shift"]))
    return Hours(zone, weekly, holidays, reduced, gap)


@st.composite
def scenes(draw: st.DrawFn) -> tuple[Hours, datetime]:
    """Hours of a zone, and where to walk."""
    zone, first = draw(places())
    return draw(opening_hours(zone, first)), first


def instants(walk: Walk, size: int = 6) -> st.SearchStrategy[list[int]]:
    """Odd instants of the walk, and those a microsecond beside an opening or closing."""
    beside = st.tuples(st.sampled_from(walk.edges()), st.integers(-1, 1)).map(sum)
    within = beside.map(lambda at: min(max(at, walk.first), walk.last))
    return st.lists(st.integers(walk.first, walk.last) | within, min_size=size, max_size=size)


def pauses(walk: Walk, size: int) -> st.SearchStrategy[list[Span]]:
    """Pauses that may overlap, touch or be empty."""
    return st.lists(instants(walk, 2).map(_in_order), max_size=size)


def _in_order(ends: Iterable[int]) -> Span:
    first, last = sorted(ends)
    return first, last
