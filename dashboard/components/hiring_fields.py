"""A row of number fields that start from given figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.view_models.hiring_fields import Field


def number_fields(
    fields: Sequence[Field], start: Mapping[str, float], *, key: str, stamp: str, width: int = 156
) -> dict[str, float]:
    """The fields side by side, as many in a row as fit; NaN where one is empty."""
    found = {}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=key):
        for field in fields:
            typed = st.number_input(
                field.label,
                min_value=field.low,
                max_value=field.high,
                value=_inside(field, field.shown(start[field.name])),
                step=field.step,
                format=f"%.{field.digits}f",
                placeholder="not known",
                help=field.help or None,
                key=f"{key}_{field.name}_{stamp}",
                width=width,
            )
            found[field.name] = field.figure(typed, start[field.name])
    return found


def _inside(field: Field, value: float | None) -> float | None:
    """A kept figure that a field does not take is cut to what it takes."""
    if value is None:
        return None
    least = value if field.low is None else max(value, field.low)
    return least if field.high is None else min(least, field.high)
