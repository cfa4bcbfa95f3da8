"""What the store says about how to count: the display zone, opening hours, escalation teams."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import pandas as pd

from core.calendars import BusinessCalendar
from core.data.store import Store
from core.metrics.benchmarks import BENCHMARKS, DEFAULT_STAGE
from core.metrics.definition import MetricDefinition
from core.metrics.variants import check_variant, metrics_in_use
from core.reporting.hours import assumed_hours, changed_calendar, stored_hours
from core.reporting.policies import chosen_policy
from core.reporting.targets import STAGE
from core.sla.policy import Policy

DISPLAY_ZONE = "display_zone"
ESCALATION_TEAMS = "escalation_teams"
METRIC_VARIANTS = "metric_variants"
"""The setting that says how to count where there is a choice: metric id to variant id."""


@dataclass(frozen=True)
class Settings:
    """How to count and judge.

    ``stamp`` changes when a setting or target is set, ``key`` with what decides how is counted.
    """

    stamp: str
    zone: str
    escalation_teams: tuple[str, ...] | None
    calendar: BusinessCalendar
    stage: str
    policy: Policy
    own_targets: pd.DataFrame = field(compare=False)
    variants: Mapping[str, str] = field(default_factory=dict, compare=False)

    @cached_property
    def key(self) -> str:
        """Equal for settings that count alike."""
        return repr((self.zone, self.escalation_teams, self.calendar, self.policy))

    @cached_property
    def definitions(self) -> Mapping[str, MetricDefinition]:
        """Every metric by id, as it is counted here; facts do not depend on it."""
        return metrics_in_use(self.variants)


def read_settings(store: Store, stamp: str) -> Settings:
    """Read everything that decides how figures are counted."""
    zone = display_zone(store)
    teams, calendar = escalation_teams(store), business_calendar(store, zone)
    stage = str(store.setting(STAGE, DEFAULT_STAGE))
    own_targets = store.read_frame("target_override")
    variants = metric_variants(store)
    stage = stage if stage in BENCHMARKS else DEFAULT_STAGE
    return Settings(stamp, zone, teams, calendar, stage, chosen_policy(store), own_targets, variants)


def metric_variants(store: Store) -> dict[str, str]:
    """The chosen variants by metric id; metrics that are counted as shipped are not in it."""
    return {str(name): str(variant) for name, variant in store.setting(METRIC_VARIANTS, {}).items()}


def choose_variant(store: Store, metric_id: str, variant_id: str) -> None:
    """Count a metric in another way from now on, everywhere and for the past too.

    Raises ValueError for a metric without choices and for an unknown variant.
    """
    variant = check_variant(metric_id, variant_id)
    others = {name: one for name, one in metric_variants(store).items() if name != metric_id}
    store.set_setting(METRIC_VARIANTS, others if variant.is_shipped else {**others, metric_id: variant_id})


def display_zone(store: Store) -> str:
    """The set zone; else the zone of all imports, where they share one; else UTC."""
    chosen = store.setting(DISPLAY_ZONE)
    if chosen:
        return str(chosen)
    zones = store.read_frame("import_batch")["timezone"].dropna().unique()
    return str(zones[0]) if len(zones) == 1 else "UTC"


def business_calendar(store: Store, zone: str) -> BusinessCalendar:
    """The store's opening hours with all their changes; else Monday to Friday, 9 to 17, in ``zone``."""
    versions = stored_hours(store)
    return changed_calendar(versions) if versions else assumed_hours(zone, date(1970, 1, 1)).calendar()


def escalation_teams(store: Store) -> tuple[str, ...] | None:
    """Teams whose receiving a ticket is an escalation: a setting, else the team table, else None."""
    chosen = store.setting(ESCALATION_TEAMS)
    if chosen is not None:
        return tuple(str(name) for name in chosen)
    teams = store.read_frame("team")
    marked = teams.loc[teams["is_escalation"].astype(bool), "team_id"] if len(teams) else []
    return tuple(str(name) for name in marked) or None
