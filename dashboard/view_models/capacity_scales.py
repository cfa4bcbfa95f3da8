"""Scales of the Capacity page's sliders: round values, written as people say them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dashboard import format as fmt
from dashboard.view_models.sliders import DURATIONS, Scale, exact_duration

Words = Callable[[float], str]
MOST_AGENTS = 120


def steps(low: float, high: float, step: float) -> tuple[float, ...]:
    """Equal steps, both ends included.

    >>> steps(-0.1, 0.1, 0.1)
    (-0.1, 0.0, 0.1)
    """
    count = round((high - low) / step)
    return tuple(round(low + step * number, 6) + 0.0 for number in range(count + 1))


def scale(values: Iterable[float], words: Words, also: float = float("nan")) -> Scale:
    """A scale with one further value among the round ones, such as what was measured."""
    known = {float(value) for value in values} | ({float(also)} if also == also else set())
    ascending = tuple(sorted(known))
    return Scale(ascending, tuple(words(value) for value in ascending))


def percent(value: float) -> str:
    """A share, with a decimal where it has one.

    >>> percent(0.75).replace(chr(160), " "), percent(0.065).replace(chr(160), " ")
    ('75 %', '6.5 %')
    """
    return f"{_short(100 * value)}{fmt.NO_BREAK}%"


def change(value: float) -> str:
    """A change in percent with its sign.

    >>> [change(value).replace(chr(160), " ") for value in (3.0, -0.5, 0)]
    ['+300 %', '−50 %', '0 %']
    """
    return f"{_sign(value)}{_short(abs(100 * value))}{fmt.NO_BREAK}%"


def plain(value: float) -> str:
    """A number with at most one decimal."""
    return _short(value)


def times(value: float) -> str:
    """A factor.

    >>> times(1.5)
    '1.5×'
    """
    return f"{_short(value)}×"


def money(value: float) -> str:
    """An amount without a currency: the data names none.

    >>> money(60_000)
    '60,000'
    """
    return fmt.count(value)


def week(value: float) -> str:
    """A coming week, counted from 1 for people."""
    return f"week {value + 1:.0f}"


def minutes(value: float) -> str:
    """A duration to the second."""
    return exact_duration(value)


PERCENT = steps(0, 1, 0.01)
CHANGE = (*steps(-0.9, 1, 0.05), *steps(1.1, 2, 0.1), *steps(2.25, 5, 0.25))
HANDLE = steps(-0.5, 1, 0.02)
AGENTS = tuple(float(number) for number in range(MOST_AGENTS + 1))
SHORT_MINUTES = (*steps(1, 30, 0.5), *steps(32, 60, 2), *steps(65, 120, 5), *steps(130, 480, 10))
WAITS = DURATIONS


def around(value: float, count: int = 60, most: float = 3.0) -> tuple[float, ...]:
    """Round values from 0 to some times a value.

    >>> around(100.0, count=4, most=2.0)
    (0.0, 50.0, 100.0, 150.0, 200.0)
    """
    end = max(value, 1.0) * most
    step = end / count
    digits = 0 if step >= 1 else 1
    return tuple(sorted({round(step * number, digits) for number in range(count + 1)}))


def _short(value: float) -> str:
    return f"{round(value, 1):,.1f}".removesuffix(".0")


def _sign(value: float) -> str:
    return "+" if value > 0 else fmt.MINUS if value < 0 else ""
