"""Figures in words."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import format as fmt

MARKDOWN_SPECIALS = set("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


def readable(text: str) -> str:
    return text.replace(fmt.NO_BREAK, " ")


@pytest.mark.parametrize("missing", [None, float("nan"), float("inf")])
def test_every_formatter_says_no_data_for_what_is_missing(missing: float | None) -> None:
    for formatter in (fmt.duration, fmt.share, fmt.count, fmt.number):
        assert formatter(missing) == fmt.NO_DATA


def test_zero_is_a_value_and_not_missing() -> None:
    words = [fmt.duration(0), fmt.share(0), fmt.count(0), fmt.number(0)]
    assert [readable(word) for word in words] == ["0 min", "0 %", "0", "0.0"]


@settings(deadline=None)
@given(st.floats(min_value=0, max_value=10_000_000))
def test_a_duration_in_words_is_within_its_rounding(minutes: float) -> None:
    sizes = {"s": 1 / 60, "min": 1.0, "h": 60.0, "d": 1440.0}
    parts = re.findall(r"(\d+) (min|s|h|d)", readable(fmt.duration(minutes)))
    told = sum(int(amount) * sizes[unit] for amount, unit in parts)
    assert 1 <= len(parts) <= 2
    assert abs(told - minutes) <= sizes[parts[-1][1]] * 0.5 + 0.51


@settings(deadline=None)
@given(st.floats(min_value=1e-9, max_value=1 - 1e-9))
def test_a_share_short_of_all_or_nothing_never_claims_it(value: float) -> None:
    words = readable(fmt.share(value))
    if 1e-5 < value < 1 - 1e-5:
        assert words not in ("0 %", "100 %", "0.0 %", "100.0 %")


def test_business_time_is_never_told_in_days_because_a_working_day_has_no_fixed_length() -> None:
    assert readable(fmt.duration(10_000, business=True)) == "167 h"
    assert readable(fmt.duration(10_000)) == "6 d 23 h"


def test_changes_carry_a_sign_that_the_metric_card_understands() -> None:
    assert readable(fmt.change(90, 100, "count") or "") == "-10"
    assert readable(fmt.change(0.92, 0.90, "share") or "") == "+2.0 pp"
    assert fmt.change(None, 1, "count") is None
    assert (fmt.change(1.0, 1.0, "minutes") or "").startswith("±")


def test_instants_are_told_in_the_display_zone() -> None:
    instant = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)
    assert readable(fmt.date_time(instant, "Europe/Berlin")) == "29 Mar 2026, 00:30"
    assert readable(fmt.date_time(instant, "America/New_York")) == "28 Mar 2026, 19:30"


@settings(deadline=None)
@given(st.text(max_size=60))
def test_escaped_text_leaves_no_markdown_punctuation_unescaped(text: str) -> None:
    escaped = fmt.escape_markdown(text)
    unescaped = re.sub(r"\\[!-/:-@\[-`{-~]", "", escaped)
    assert not MARKDOWN_SPECIALS & set(unescaped)
    assert "\n" not in escaped


@pytest.mark.parametrize("address", ["http://h/x", "https://h", "www.host.test", "me@host.test", "MAILTO:x"])
def test_escaped_text_holds_no_address_that_would_become_a_link(address: str) -> None:
    plain = fmt.escape_markdown(address).replace("\\", "")
    assert address not in plain
    assert plain.replace(fmt.JOINER, "") == address


def test_sizes_and_counts_round_as_people_expect() -> None:
    assert readable(fmt.size(1_000_000)) == "1.0 MB"
    assert fmt.plural(1, "ticket") == "1\u00a0ticket"
    assert math.isclose(float(fmt.number(2.345, 2)), 2.35, abs_tol=0.011)
