"""The report's saved scenarios. `core.report.Report` has them all."""

from __future__ import annotations

from core.data import scenario_book
from core.data.scenario_book import Body, SavedScenario
from core.reporting.views import Views


class ScenarioViews(Views):
    """What somebody assumed and wants to find again."""

    def scenarios(self) -> list[SavedScenario]:
        """All saved scenarios by name."""
        return scenario_book.saved_scenarios(self.store)

    def save_scenario(self, name: str, body: Body, *, replaces: bool = False) -> None:
        """Keep a scenario under a name; with ``replaces`` in the place of the one that has it.

        Raises ValueError naming the argument: a bad or taken name, a body that is not names with
        finite numbers, short texts or yes and no.
        """
        scenario_book.save_scenario(self.store, name, body, replaces=replaces)

    def rename_scenario(self, name: str, new_name: str) -> None:
        """Give a scenario another name. Raises ValueError where there is none or the new one is taken."""
        scenario_book.rename_scenario(self.store, name, new_name)

    def delete_scenario(self, name: str) -> None:
        """Forget a scenario. Raises ValueError where there is none."""
        scenario_book.delete_scenario(self.store, name)
