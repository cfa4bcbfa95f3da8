"""Cards of figures about reviews, articles and people, with words for what they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.metrics.definition import Unit
from core.report import MetricResult
from dashboard import format as fmt
from dashboard.view_models import figures as f
from dashboard.view_models.cards import KpiCard


@dataclass(frozen=True)
class CardShape:
    """How a figure is called on its card, and what it rests on where that is no row of its frame."""

    label: str
    noun: str = ""

    def counted(self, n: float) -> str:
        """The sample in words.

        >>> CardShape("Spread", "compared ticket").counted(2).replace(chr(160), " ")
        '2 compared tickets'
        """
        return fmt.kept_together(fmt.plural(n, self.noun))


def counted_cards(
    results: Mapping[str, MetricResult], shapes: Mapping[str, CardShape]
) -> tuple[KpiCard, ...]:
    """One card for each figure."""
    return tuple(counted_card(results[name], shape) for name, shape in shapes.items())


def counted_card(result: MetricResult, shape: CardShape, sample: float | None = None) -> KpiCard:
    """The card of one figure; without a value, why there is none.

    ``sample``: how many of the shape's noun there are, where these are not the rows counted.
    """
    (card,) = f.cards({result.id: result}, {result.id: shape.label})
    if f.status_of(result) == "no_data":
        return replace(card, note=missing_words(result))
    if result.unit is Unit.SCORE:
        card = replace(card, value=fmt.number(result.value))
    if not shape.noun:
        return card
    rows = fmt.kept_together(result.definition.row_words(result.n))
    return replace(card, note=card.note.replace(rows, shape.counted(result.n if sample is None else sample)))


def missing_words(result: MetricResult) -> str:
    """Why a figure has no value: what it waits for, or that nothing of it lies in the period."""
    if result.definition.is_waiting:
        return f"needs {result.definition.waits_for}"
    return "none here" if not result.excluded else f.spaced(result.reason).partition(";")[0]


def interval(result: MetricResult) -> str:
    """The 95 % interval of a value in its unit; "" without one.

    A correlation of −0.36 between −0.73 and 0.17 may be none at all.
    """
    if fmt.is_missing(result.low) or fmt.is_missing(result.high):
        return ""
    digits = 2 if result.unit is Unit.NUMBER else 1
    ends = [
        fmt.share(end) if result.unit in {Unit.SHARE, Unit.RATIO} else fmt.number(end, digits)
        for end in (result.low, result.high)
    ]
    return f"95{fmt.NO_BREAK}%: {ends[0]} to {ends[1]}"
