"""The blueprint's form: rows without a name are left out, empty fields are not known, slips are refused."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from core.insight.blueprint import EXAMPLE, blueprint
from core.insight.blueprint_policy import blueprint_policy
from dashboard.view_models.blueprint import (
    ARTICLE,
    NUMBERS,
    SHARE,
    TIER,
    TOPIC,
    flat_frame,
    read_blueprint,
    tier_frame,
    topic_frame,
)

KNOWN = {name: getattr(EXAMPLE, name) for name in NUMBERS}


def read(tiers: pd.DataFrame, topics: pd.DataFrame, **change: float):
    return read_blueprint(KNOWN | change, (8, 1), 1_200, tiers, topics, with_lower=False)


def test_the_example_comes_back_from_its_own_tables() -> None:
    found = read(tier_frame(EXAMPLE), topic_frame(EXAMPLE)).found
    assert found is not None
    assert [aim.target for aim in found.aims] == [aim.target for aim in blueprint(EXAMPLE).aims]
    assert [tier.name for tier in found.inputs.tiers] == [tier.name for tier in EXAMPLE.tiers]
    assert found.deflect_share == pytest.approx(blueprint(EXAMPLE).deflect_share)


def test_rows_without_a_name_are_left_out_and_no_subject_is_no_fault() -> None:
    tiers = pd.DataFrame({TIER: ["Gold", None, " "], SHARE: [None, 10.0, 20.0]})
    found = read(tiers, topic_frame(EXAMPLE).head(0)).found
    assert found is not None
    assert [tier.name for tier in found.inputs.tiers] == ["Gold"]
    assert math.isnan(found.inputs.tiers[0].share)
    assert found.inputs.topics == ()
    new = pd.DataFrame({TOPIC: ["login", "new"], SHARE: [22.0, None], ARTICLE: [True, None]})
    topics = read(tiers, new).found.inputs.topics
    assert [(topic.share, topic.has_article) for topic in topics] == [(0.22, True), (0.0, False)]


def test_slips_are_refused_by_name() -> None:
    assert read(tier_frame(EXAMPLE).head(0), topic_frame(EXAMPLE)).problem.startswith("tiers:")
    assert read(tier_frame(EXAMPLE), topic_frame(EXAMPLE), fcr=1.2).problem.startswith("fcr:")


def test_the_file_has_the_printed_promises_and_targets() -> None:
    rows = flat_frame(blueprint(EXAMPLE), blueprint_policy([tier.name for tier in EXAMPLE.tiers]))
    value = rows.set_index(["part", "name", "detail"])["value"]
    assert value["promise", "SMB", "P2 resolution"] == 2_880
    assert value["target", "First response", "within 90 days"] == 90
    assert value["level", "L1", "agents"] == 5
    assert math.isnan(value["staffing", "agents needed by work", "before rounding up"])
