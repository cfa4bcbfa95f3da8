"""The report's inputs for a blueprint, read from the data where it tells them."""

from __future__ import annotations

from datetime import datetime

from core.insight.blueprint import MOST_TIERS, BlueprintInputs, CustomerTier, Topic
from core.metrics.capacity import NOT_ANSWERING
from core.metrics.columns import flags, is_one_of
from core.metrics.definition import Frame
from core.metrics.groups import NOT_STATED
from core.metrics.measure import NAN
from core.periods import Period
from core.reporting.figures import Look, measure_all
from core.reporting.views import EVERYBODY, Views
from core.sla.matrix import tiers_of

DAYS = 84
DAYS_A_MONTH = 365.25 / 12
TOPICS, WITH_ARTICLES = 3, 2
FIGURES = (
    "ticket_volume",
    "first_response_time",
    "csat_rate",
    "first_contact_resolution_rate",
    "deflection_rate",
    "average_handle_time",
)


class BlueprintViews(Views):
    """What the data knows of the organisation."""

    def blueprint_inputs(self, *, as_of: datetime | None = None) -> BlueprintInputs | None:
        """The organisation as its last twelve weeks show it; None on an empty store.

        Agents are those of the roster who answer tickets, else the people who did anything; tiers those of
        the tickets' customers, the order of the policy in force first; the three subjects with most tickets,
        articles for the two that are seldom escalated first.
        """
        instant = as_of or self._loader.as_of()
        if instant is None:
            return None
        loaded, settings = self._loader.load(instant), self._loader.settings()
        period = Period.last_days(DAYS, instant, settings.zone)
        look = Look(loaded.evaluation, loaded.evaluation.mask(), period)
        found = measure_all([settings.definitions[name] for name in FIGURES], {}, look, None, None)
        value = {result.id: result.value for result in found}
        agents, leads = self._people(look)
        return BlueprintInputs(
            agents=max(agents, 1),
            leads=leads,
            tickets=value["ticket_volume"] * DAYS_A_MONTH / DAYS,
            tiers=self._tiers(instant),
            topics=self._topics(look),
            response_minutes=value["first_response_time"],
            csat=value["csat_rate"],
            fcr=value["first_contact_resolution_rate"],
            deflection=value["deflection_rate"],
            handle_minutes=value["average_handle_time"],
        )

    def _people(self, look: Look) -> tuple[int, int]:
        """Heads who answer tickets, and heads who lead."""
        people = look.evaluation.frames[Frame.AGENTS]
        if len(people) and people["is_employed"].any():
            leads = is_one_of(people, "role", NOT_ANSWERING) & flags(people, "is_employed")
            return int(people["is_employed"].sum() - leads.sum()), int(leads.sum())
        held = look.evaluation.tickets["assignee"].iloc[look.evaluation.rows(look.mask, look.period.span())]
        return int(held.nunique()), 0

    def _tiers(self, instant: datetime) -> tuple[CustomerTier, ...]:
        told = [tier for tier in self._loader.load(instant).promises.tiers if tier is not None]
        order = [name.lower() for name in tiers_of(self._loader.settings().policy)]
        counts = {name: told.count(name) for name in dict.fromkeys(told)}
        names = sorted(counts, key=lambda name: (_place(order, name), -counts[name]))[:MOST_TIERS]
        return tuple(CustomerTier(name, counts[name] / len(told)) for name in names) or (
            CustomerTier("All customers"),
        )

    def _topics(self, look: Look) -> tuple[Topic, ...]:
        """The largest subjects; those of them that are escalated least can be answered by articles."""
        mix = self.mix("category", period=look.period, filters=EVERYBODY)
        mix = mix[mix["group"] != NOT_STATED].nlargest(TOPICS, "ticket_count")
        settings = self._loader.settings()
        found = measure_all([settings.definitions["escalation_rate"]], {}, look, None, "category")
        rate = {result.group: result.value for result in found if result.group is not None}
        easy = sorted(mix["group"], key=lambda name: rate.get(name, NAN))[:WITH_ARTICLES]
        return tuple(
            Topic(str(name), float(share), name in easy)
            for name, share in zip(mix["group"], mix["share"], strict=True)
        )


def _place(order: list[str], name: str) -> int:
    """Where a tier stands in the policy; those it does not name come last."""
    return order.index(name.lower()) if name.lower() in order else len(order)
