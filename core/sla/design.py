"""The design checker: R-SD-01 to R-SD-17 in order, each answered with the figure that decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.sla import design_content as content
from core.sla import design_coverage as coverage
from core.sla import design_history as history
from core.sla.design_inputs import DesignInputs, Finding


@dataclass(frozen=True, slots=True)
class DesignRule:
    """A rule of good SLA design: its id in the catalogue, what it asks for, and how that is checked."""

    rule_id: str
    title: str
    check: Callable[[DesignInputs], Finding]


DESIGN_RULES: tuple[DesignRule, ...] = (
    DesignRule("R-SD-01", "Targets rest on enough history", history.rests_on_history),
    DesignRule("R-SD-02", "Targets can be met 95 % of the time", history.is_achievable),
    DesignRule("R-SD-03", "There is a fifth more capacity than needed", history.has_capacity),
    DesignRule("R-SD-04", "Every priority has a written criterion", content.criteria_are_written),
    DesignRule("R-SD-05", "Opening hours, zone and holidays are set", coverage.hours_are_documented),
    DesignRule("R-SD-06", "Every customer tier has targets and knows them", content.tiers_are_covered),
    DesignRule("R-SD-07", "Response, resolution, start and stop are defined", content.terms_are_defined),
    DesignRule("R-SD-08", "Only critical requests run around the clock", coverage.only_critical_is_always_on),
    DesignRule("R-SD-09", "Somebody is there around the clock", coverage.always_on_is_staffed),
    DesignRule("R-SD-10", "Fast responses are realistic for the team", coverage.fast_response_is_realistic),
    DesignRule("R-SD-11", "Less urgent priorities have longer limits", content.priorities_differ),
    DesignRule("R-SD-12", "Clocks can pause, and do", content.can_pause),
    DesignRule("R-SD-13", "Warnings and escalation come in time", content.warns_and_escalates),
    DesignRule("R-SD-14", "Performance is reviewed every month", content.is_reviewed),
    DesignRule("R-SD-15", "Targets leave room for complex requests", history.allows_for_complexity),
    DesignRule("R-SD-16", "Broken promises are not used as punishment", content.is_no_punishment),
    DesignRule("R-SD-17", "The review listens to customers", content.hears_customers),
)


def check_design(inputs: DesignInputs) -> list[tuple[DesignRule, Finding]]:
    """Every rule with what it found, in the order of the catalogue.

    >>> {finding.verdict.value for _, finding in check_design(DesignInputs())}
    {'cannot tell'}
    """
    return [(rule, rule.check(inputs)) for rule in DESIGN_RULES]
