"""Which traits of a ticket belong to which factor of a change, and how they are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor of a change: its name, the traits that belong to it, and what a part of it means."""

    name: str
    traits: tuple[str, ...]
    meaning: str


FACTORS: Mapping[str, Factor] = {
    "category": Factor("Categories", ("category",), "other subjects came in"),
    "mix": Factor(
        "Priority, channel, level", ("priority", "channel", "tier"), "other kinds of tickets came in"
    ),
    "hour": Factor("Hour of day", ("hour",), "tickets came in at other hours"),
    "load": Factor(
        "Volume against capacity", ("load",), "more or fewer tickets stood against each person at work"
    ),
    "agents": Factor("Agents", ("assignee",), "other people worked on them"),
}
"""By id, in the order in which they are shown."""
REST_NAME = "Anything else"
REST_MEANING = "the same kind of work, at the same hours and load, by the same people, went another way"
METRICS = ("first_response_time", "csat_rate", "first_contact_resolution_rate")
"""What can be diagnosed: means of tickets whose change customers feel."""
DIMENSIONS = ("category", "priority", "channel", "tier", "assignee")
