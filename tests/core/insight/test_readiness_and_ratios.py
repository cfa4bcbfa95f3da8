"""The checklist with its verdict, and how a team is composed beside the benchmark of its size."""

from __future__ import annotations

from itertools import product

import pytest

from core.insight.ratios import LEVEL_RATIOS, MIXES, level_ratio, team_mix
from core.insight.readiness import BACKUPS, ITEMS, Goals, Tick, readiness, verdict_of
from core.insight.signals import CSAT, FCR, FRT
from core.insight.signals_findings import Evidence
from core.insight.signals_windows import LAST_30, LAST_90, LAST_YEAR
from core.insight.warning_signs import TURNOVER
from tests.core.insight.rule_cases import evidence, figure, share, weeks

CHECKS = {name: check for name, _, check in ITEMS}
GOALS = Goals(csat=0.88, fcr=0.65, stage=3)


def rising(step: float, wobble: float = 0.0) -> Evidence:
    """Thirteen weeks around 100 min; the line through them rises by 12 steps."""
    values = [100 + step * (week - 6) + (wobble if week % 2 else -wobble) for week in range(13)]
    return evidence({(FRT, LAST_90): figure(100)}, by_week={FRT: weeks(*values)})


CASES = [
    ("R-RD-01", "falls", rising(-1), Tick.YES),
    ("R-RD-01", "rises by 4.8 %", rising(0.40), Tick.YES),
    ("R-RD-01", "rises by 6 %", rising(0.50), Tick.NO),
    ("R-RD-01", "rises within noise", rising(0.50, wobble=30), Tick.OPEN),
    ("R-RD-02", "at the target", evidence({(CSAT, LAST_30): share(0.88)}), Tick.YES),
    ("R-RD-02", "below", evidence({(CSAT, LAST_30): share(0.879)}), Tick.NO),
    ("R-RD-03", "29 %", evidence({(TURNOVER, LAST_YEAR): share(0.29)}), Tick.YES),
    ("R-RD-03", "30 %", evidence({(TURNOVER, LAST_YEAR): share(0.30)}), Tick.OPEN),
    ("R-RD-03", "40 %", evidence({(TURNOVER, LAST_YEAR): share(0.40)}), Tick.OPEN),
    ("R-RD-03", "41 %", evidence({(TURNOVER, LAST_YEAR): share(0.41)}), Tick.NO),
    ("R-RD-04", "70 %", evidence({(FCR, LAST_90): share(0.70)}), Tick.YES),
    ("R-RD-04", "69 %", evidence({(FCR, LAST_90): share(0.69)}), Tick.NO),
    ("R-RD-05", "none open", evidence(said={"R-RD-05": False}), Tick.YES),
    ("R-RD-05", "one open", evidence(said={"R-RD-05": True}), Tick.NO),
    ("R-RD-06", "looked through", evidence(said={"R-RD-06": True}), Tick.YES),
    ("R-RD-06", "not", evidence(said={"R-RD-06": False}), Tick.NO),
    ("R-RD-07", "all", evidence({(BACKUPS, LAST_90): share(1.0)}), Tick.YES),
    ("R-RD-07", "nearly all", evidence({(BACKUPS, LAST_90): share(0.9)}), Tick.NO),
    ("R-RD-07", "answered", evidence({(BACKUPS, LAST_90): share(0.9)}, said={"R-RD-07": True}), Tick.YES),
]


@pytest.mark.parametrize(
    ("item", "case", "given_data", "tick"), CASES, ids=[f"{i} {c}" for i, c, *_ in CASES]
)
def test_item_is_ticked_as_its_case_asks(item: str, case: str, given_data: Evidence, tick: Tick) -> None:
    found, words, _ = CHECKS[item](given_data, GOALS)
    assert (found, bool(words)) == (tick, True)


def test_every_item_has_a_case_for_yes_and_for_no_and_none_is_ticked_without_data() -> None:
    for tick in (Tick.YES, Tick.NO):
        assert {item for item, _, _, found in CASES if found is tick} == set(CHECKS)
    assert {item.tick for item in readiness(Evidence(), GOALS).items} == {Tick.UNKNOWN}


@pytest.mark.parametrize("size", range(8))
def test_verdict_asks_for_three_failed_items_and_is_open_while_the_others_decide(size: int) -> None:
    for ticks in product((Tick.YES, Tick.NO, Tick.OPEN, Tick.UNKNOWN), repeat=min(size, 4)):
        given_ticks = [*ticks, *([Tick.NO] * (size - len(ticks)))]
        failed = given_ticks.count(Tick.NO)
        possible = failed + given_ticks.count(Tick.OPEN) + given_ticks.count(Tick.UNKNOWN)
        expected = True if failed >= 3 else (None if possible >= 3 else False)
        assert verdict_of(given_ticks)[1] is expected


def test_first_contact_limit_is_the_stages_own_only_below_the_third_stage() -> None:
    assert [Goals(fcr=fcr, stage=stage).fcr_limit for stage, fcr in ((1, 0.60), (2, 0.65))] == [0.60, 0.65]
    assert [Goals(fcr=fcr, stage=stage).fcr_limit for stage, fcr in ((3, 0.70), (4, 0.75))] == [0.70, 0.75]
    assert "C-100" in Goals(fcr=0.60, stage=1).fcr_words()


@pytest.mark.parametrize("stage", LEVEL_RATIOS)
def test_a_team_in_the_printed_ratio_is_as_asked_and_a_moved_head_is_told(stage: int) -> None:
    one, two, three = (2 * part for part in LEVEL_RATIOS[stage])
    assert level_ratio((one, two, three), stage).words.startswith("as B-")
    assert "L1 +1.0, L2 -1.0" in level_ratio((one + 1, two - 1, three), stage).words


def test_levels_of_fewer_than_eight_people_are_shown_but_not_judged() -> None:
    found = level_ratio((7, 0, 0), 3)
    assert "C-64" in found.words
    assert [part.heads for part in found.parts] == [7, 0, 0]


@pytest.mark.parametrize("band", MIXES)
def test_gaps_of_a_mix_add_up_to_nothing(band: int) -> None:
    found = team_mix((20, 5, 2), band)
    assert sum(part.gap(found.total) for part in found.parts) == pytest.approx(0, abs=1e-9)
    assert sum(part.asked_share for part in found.parts) == pytest.approx(1)


def test_nobody_is_no_composition() -> None:
    assert level_ratio((0, 0, 0), 1).needs
    assert team_mix((0, 0, 0), 1).needs
    for call in (lambda: level_ratio((1, 1, 1), 5), lambda: team_mix((1, 1, 1), 0)):
        with pytest.raises(ValueError, match="is not 1 to 4"):
            call()
