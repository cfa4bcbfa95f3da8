from __future__ import annotations

import pandas as pd

from core.data.columns import ActorRole, EventType
from sample_data import DemoCompany

FIELDS = {
    EventType.ASSIGNED: "assignee_id",
    EventType.TEAM_CHANGED: "team_id",
    EventType.STATUS_CHANGED: "status",
    EventType.DELETED: "status",
    EventType.PRIORITY_CHANGED: "priority",
    EventType.TIER_CHANGED: "tier",
}


def test_every_reference_points_to_a_row(company: DemoCompany, tickets: pd.DataFrame) -> None:
    agents = set(company.inputs["agent"]["agent_id"])
    assert set(tickets["assignee_id"].dropna()) <= agents
    assert set(tickets["customer_key"]) <= set(company.inputs["customer"]["customer_key"])
    assert set(tickets["team_id"]) <= set(company.inputs["team"]["team_id"])
    assert set(company.inputs["csat"]["ticket_id"]) <= set(tickets.index)
    assert set(company.inputs["qa_review"]["ticket_id"]) <= set(tickets.index)
    for name in ("shift", "agent_state", "qa_review", "training", "team_member"):
        assert set(company.inputs[name]["agent_id"]) <= agents, name


def test_actors_of_agent_events_are_agents(company: DemoCompany, events: pd.DataFrame) -> None:
    agents = company.inputs["agent"]
    by_agent = events[events["actor_role"] == int(ActorRole.AGENT)]
    assert by_agent["actor_id"].isin(agents.loc[~agents["is_bot"], "agent_id"]).all()
    by_bot = events[events["actor_role"] == int(ActorRole.BOT)]
    assert len(by_bot)
    assert by_bot["actor_id"].isin(agents.loc[agents["is_bot"], "agent_id"]).all()


def test_events_stand_in_time_order_and_start_with_the_creation(
    tickets: pd.DataFrame, events: pd.DataFrame
) -> None:
    by_ticket = events.groupby("ticket_id", sort=False)
    assert (by_ticket["at"].diff().dropna() >= 0).all()
    assert (by_ticket["seq"].diff().dropna() == 1).all()
    first = by_ticket.first()
    assert (first["type"] == int(EventType.CREATED)).all()
    assert (first["at"] == tickets["created_at"].reindex(first.index)).all()
    assert (events["type"] == int(EventType.CREATED)).sum() == len(tickets)
    assert (by_ticket["at"].max() == tickets["updated_at"].reindex(first.index)).all()


def test_event_ids_are_unique_inside_a_ticket(events: pd.DataFrame) -> None:
    assert not events.duplicated(["ticket_id", "event_id"]).any()


def test_replaying_the_events_gives_the_tickets_as_they_stand(
    tickets: pd.DataFrame, events: pd.DataFrame
) -> None:
    state: dict[str, dict[str, str]] = {ticket: {"status": "new"} for ticket in tickets.index}
    first: dict[tuple[str, str], str] = {}
    wanted = events[events["type"].isin([int(kind) for kind in FIELDS])]
    for ticket, kind, old, new in wanted[["ticket_id", "type", "from_value", "to_value"]].itertuples(
        index=False
    ):
        field = FIELDS[EventType(kind)]
        assert state[ticket].get(field, old) == old or pd.isna(old)
        first.setdefault((ticket, field), old)
        state[ticket][field] = new
    for field in FIELDS.values():
        replayed = pd.Series({ticket: values.get(field) for ticket, values in state.items()}, dtype="str")
        changed = replayed.notna()
        assert (replayed[changed] == tickets.loc[changed.to_numpy(), field].astype("str")).all(), field


def test_merged_tickets_point_to_an_earlier_ticket_that_lives(
    tickets: pd.DataFrame, events: pd.DataFrame
) -> None:
    merged = tickets[tickets["merged_into"].notna()]
    targets = tickets.loc[merged["merged_into"].astype("str")]
    assert len(merged) > 200
    assert targets["merged_into"].isna().all()
    assert (targets["created_at"].to_numpy() <= merged["created_at"].to_numpy()).all()
    assert (targets["customer_key"].to_numpy() == merged["customer_key"].to_numpy()).all()
    named = events[events["type"] == int(EventType.MERGED)].set_index("ticket_id")["to_value"]
    assert named.to_dict() == merged["merged_into"].astype("str").to_dict()


def test_nobody_works_off_duty(company: DemoCompany, events: pd.DataFrame) -> None:
    shifts = company.inputs["shift"]
    acts = events[events["actor_role"] == int(ActorRole.AGENT)].sort_values("when")
    planned = _covered(acts, shifts[shifts["activity"] != "on_call"])
    on_call = _covered(acts, shifts[shifts["activity"] == "on_call"])
    assert (planned | on_call).all()
    assert planned.mean() > 0.97
    assert (~planned).sum() > 50


def _covered(acts: pd.DataFrame, shifts: pd.DataFrame) -> pd.Series:
    plan = shifts[["agent_id", "starts_at", "ends_at"]].sort_values("starts_at")
    plan = plan.astype({"agent_id": acts["actor_id"].dtype})
    left = acts[["actor_id", "when"]].astype({"when": plan["starts_at"].dtype})
    found = pd.merge_asof(
        left, plan, left_on="when", right_on="starts_at", left_by="actor_id", right_by="agent_id"
    )
    return found["when"] <= found["ends_at"]


def test_nobody_works_before_being_hired_or_after_leaving(company: DemoCompany, events: pd.DataFrame) -> None:
    agents = company.inputs["agent"].set_index("agent_id")
    acts = events[events["actor_role"] == int(ActorRole.AGENT)]
    spans = acts.groupby("actor_id")["when"].agg(["min", "max"]).join(agents[["hired_at", "left_at"]])
    assert (spans["min"] >= spans["hired_at"]).all()
    left = spans.dropna(subset="left_at")
    assert len(left) == 3
    assert (left["max"] <= left["left_at"]).all()


def test_surveys_come_after_the_solution_and_agree_with_the_tickets(
    company: DemoCompany, tickets: pd.DataFrame, events: pd.DataFrame
) -> None:
    surveys = company.inputs["csat"].set_index("ticket_id")
    solved = events[events["to_value"] == "solved"].groupby("ticket_id")["when"].max()
    assert (surveys["offered_at"] > solved.reindex(surveys.index)).all()
    rated = surveys.dropna(subset="score")
    assert (rated["rated_at"] >= rated["offered_at"]).all()
    assert rated["score"].to_dict() == tickets["csat_score"].dropna().to_dict()
    assert rated["score"].between(1, 5).all()


def test_states_of_an_agent_do_not_overlap(company: DemoCompany) -> None:
    states = company.inputs["agent_state"].sort_values(["agent_id", "starts_at"])
    assert (states["ends_at"] > states["starts_at"]).all()
    before = states.groupby("agent_id")["ends_at"].shift()
    assert (states["starts_at"] >= before)[before.notna()].all()


def test_review_scores_are_the_sum_of_their_dimensions(company: DemoCompany) -> None:
    reviews = company.inputs["qa_review"]
    sums = reviews["dimensions"].map(pd.io.json.ujson_loads).map(lambda points: sum(points.values()))
    assert (sums == reviews["score"]).all()
    assert 70 < reviews["score"].mean() < 95
