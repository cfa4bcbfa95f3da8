"""The fields of a rule, filled with what is kept; they start anew when that was changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st

from core.alerts.figures import is_live
from core.alerts.rule import MOST_PERIODS, NAME_LENGTH, Against, AlertRule, Severity
from core.alerts.windows import MOST_STEPS, Step, Window
from dashboard.components.alert_quiet import quiet_fields
from dashboard.format import escape_markdown
from dashboard.view_models import alert_form as form

NARROWED = ("team", "priority")
"""What a rule can be narrowed to here; what else it was narrowed to elsewhere stays."""
LENGTH_HELP = "How many of these steps one reading covers, e.g. 7 days every day."
PERIODS_HELP = "How often in a row the figure must be out before anybody is told: two, against daily noise."
BY_HELP = "One alert for each team, or one for all tickets together."
OUTSIDE = AlertRule(name="?", figure="queue_depth", high=25.0, window=Window(Step.HOUR))
"""Where a new rule starts from."""
Choice = TypeVar("Choice")


@dataclass(frozen=True)
class RuleFields:
    """Draws the fields of one rule; ``rule`` None: of a new one."""

    rule: AlertRule | None
    options: Mapping[str, Sequence[str]]
    channels: Sequence[str]
    zone: str

    @property
    def kept(self) -> AlertRule:
        """What the fields begin with."""
        return self.rule or OUTSIDE

    def draw(self) -> form.RuleForm:
        """All fields in four rows; returns what stands in them."""
        is_on = bool(st.toggle("On", self.rule is None or self.kept.is_on, key=self._key("on")))
        with self._row("what"):
            name = self._name()
            figure = self._figure()
            against = self._choice(
                "Held against", self._ways(figure), form.AGAINST_WORDS, self.kept.against, 210
            )
            low, high = self._limits(figure) if against is Against.LIMITS else ("", "")
        with self._row("when"):
            step = self._choice("Looks", list(Step), form.STEP_WORDS, self.kept.window.step, 170)
            length = self._number("Steps together", self.kept.window.length, MOST_STEPS, LENGTH_HELP)
            periods = self._number("Times in a row", self.kept.periods, MOST_PERIODS, PERIODS_HELP)
            severity = self._choice("Severity", list(Severity), form.SEVERITY_WORDS, self.kept.severity, 130)
        with self._row("of"):
            by = self._choice(
                "Told apart by",
                self._apart(figure),
                form.BY_WORDS,
                self.kept.by or form.TOGETHER,
                170,
                BY_HELP,
            )
            filters = {**self.kept.filters, **{name: self._values(name) for name in NARROWED}}
        with self._row("whom"):
            told = self._told()
            again = self._choice(
                "Reminds", self._agains(), form.AGAIN_WORDS, self.kept.again_minutes or form.NEVER, 150
            )
            tells_end = bool(st.toggle("Tells when it is over", self.kept.tells_end, key=self._key("end")))
        quiet = quiet_fields(self.kept.quiet, key=self._key("quiet"))
        return form.RuleForm(
            name, figure, against, low, high, step, length, periods, by, filters, severity, quiet, again,
            tells_end, told, is_on, self.zone,
        )  # fmt: skip

    def _key(self, name: str) -> str:
        return f"rule_{name}_{form.stamp_of(self.rule)}"

    def _row(self, name: str) -> st.delta_generator.DeltaGenerator:
        return st.container(
            horizontal=True, vertical_alignment="bottom", gap="small", key=f"alert_rule_{name}"
        )

    def _name(self) -> str:
        if self.rule is not None:
            return self.rule.name
        return str(st.text_input("Name", max_chars=NAME_LENGTH, key=self._key("name"), width=220) or "")

    def _figure(self) -> str:
        names = form.figure_names()
        return self._choice("Figure", list(names), names, self.kept.figure, 300)

    def _ways(self, figure: str) -> list[Against]:
        return [Against.LIMITS] if is_live(figure) else list(Against)

    def _limits(self, figure: str) -> tuple[str, str]:
        example = escape_markdown(form.limit_example(figure))
        found = []
        for side in ("low", "high"):
            text = form.limit_words(self.rule, figure, side)
            key = f"{self._key(side)}_{figure}"
            field = st.text_input(
                form.LABELS[side], text, key=key, placeholder="no limit", max_chars=40, width=120,
                help=f"Write {example}. The limit itself is still in band.",
            )  # fmt: skip
            found.append(str(field or ""))
        return found[0], found[1]

    def _apart(self, figure: str) -> list[str]:
        if is_live(figure):
            return [form.TOGETHER]
        return list(dict.fromkeys([*form.BY_WORDS, self.kept.by or form.TOGETHER]))

    def _agains(self) -> list[int]:
        return list(dict.fromkeys([*form.AGAIN_WORDS, self.kept.again_minutes or form.NEVER]))

    def _values(self, dimension: str) -> tuple[str, ...]:
        kept = list(self.kept.filters.get(dimension, ()))
        options = list(dict.fromkeys([*self.options.get(dimension, ()), *kept]))
        label, key = dimension.capitalize(), self._key(dimension)
        chosen = st.multiselect(label, options, default=kept, placeholder="all", key=key, width=240)
        return tuple(chosen)

    def _told(self) -> tuple[str, ...]:
        kept = list(self.kept.channels)
        options = list(dict.fromkeys([*self.channels, *kept]))
        chosen = st.multiselect(
            "Tells", options, default=kept, placeholder="nobody", key=self._key("channels"), width=300
        )
        return tuple(chosen)

    def _number(self, label: str, kept: int, most: int, help_text: str) -> int:
        key = self._key(label)
        return int(st.number_input(label, 1, most, kept, key=key, width=130, help=help_text))

    def _choice(
        self,
        label: str,
        options: Sequence[Choice],
        words: Mapping[Choice, str],
        kept: Choice,
        width: int,
        help_text: str | None = None,
    ) -> Choice:
        found = st.selectbox(
            label,
            options,
            index=options.index(kept) if kept in options else 0,
            format_func=lambda choice: words.get(choice, str(choice)),
            key=self._key(label),
            width=width,
            help=help_text,
        )
        return options[0] if found is None else found
