"""Each planted fault of the README is found by a computation that knows nothing of the generator."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from core.data.columns import ActorRole, EventType
from sample_data import DemoCompany

Events = Callable[[EventType], pd.DataFrame]


def test_agent_l1_03_closes_too_early(tickets: pd.DataFrame, reopened: pd.Series) -> None:
    rate = reopened.groupby(tickets["assignee_id"].astype("str")).mean()
    others = rate.drop("L1-03")
    assert rate["L1-03"] > 0.2
    assert others.max() < 0.5 * rate["L1-03"]


def test_agent_l1_05_picks_easy_categories(tickets: pd.DataFrame) -> None:
    easy = tickets["category"].isin(["login", "how-to", "account"])
    frontline = tickets["team_id"] == "Support L1"
    share = easy[frontline].groupby(tickets["assignee_id"].astype("str")).mean()
    assert share["L1-05"] > 0.8
    assert share.drop("L1-05").filter(like="L1-").max() < share["L1-05"] - 0.1


def test_agent_l2_02_pauses_just_before_the_promise_breaks(tickets: pd.DataFrame, of_type: Events) -> None:
    changes = of_type(EventType.STATUS_CHANGED)
    replies = of_type(EventType.PUBLIC_REPLY)[["ticket_id", "at"]].drop_duplicates()
    paused = changes[
        (changes["to_value"] == "pending") & (changes["actor_role"] == int(ActorRole.AGENT))
    ].merge(replies.assign(spoken=True), on=["ticket_id", "at"], how="left")
    silent = paused[paused["spoken"].isna()]
    by_agent = silent["actor_id"].value_counts()
    assert by_agent["L2-02"] > 100
    assert by_agent["L2-02"] > 0.9 * by_agent.sum()
    late = silent.set_index("ticket_id")["at"]
    span = tickets.loc[late.index, "sla_due_at"] - tickets.loc[late.index, "created_at"]
    assert (late - tickets.loc[late.index, "created_at"] > 0.4 * span).mean() > 0.8


def test_friday_afternoons_are_neglected(tickets: pd.DataFrame, first_reply_hours: pd.Series) -> None:
    created = tickets["created"].reindex(first_reply_hours.index)
    written = ~tickets["channel"].isin(["chat", "phone"]).reindex(first_reply_hours.index)
    afternoon = (created.dt.hour >= 14) & (created.dt.hour < 17) & written
    median = first_reply_hours[afternoon].groupby(created[afternoon].dt.day_of_week).median()
    assert median[4] > 2 * median[[0, 1, 2, 3]].max()


def test_data_export_grows_while_its_customers_get_unhappy(tickets: pd.DataFrame) -> None:
    export = tickets["category"] == "data export"
    share = export.groupby(tickets["month"]).mean()
    assert share.loc[:2].mean() < 0.05
    assert share.loc[15:].mean() > 0.09
    rated = tickets[tickets["csat_score"].notna() & export]
    happy = (rated["csat_score"] >= 4).groupby(rated["month"] // 6).mean()
    assert happy[0] - happy[2] > 0.2


def test_some_tickets_hang_in_limbo_for_weeks(tickets: pd.DataFrame, events: pd.DataFrame) -> None:
    gap = events.groupby("ticket_id")["when"].diff().dt.days
    waiting = events["from_value"].shift(-1).fillna("") != "pending"
    lost = events.loc[(gap >= 20) & waiting, "ticket_id"].nunique()
    assert lost > 150
    still_open = tickets[tickets["status"] == "open"]
    idle = (events["at"].max() - still_open["updated_at"]) / 86_400_000_000
    assert (idle > 14).sum() > 20


def test_agent_l2_01_hoards_the_technical_queue(tickets: pd.DataFrame) -> None:
    unfinished = tickets[tickets["status"].isin(["new", "open", "pending", "hold"])]
    held = unfinished[unfinished["team_id"] == "Technical L2"]["assignee_id"].astype("str").value_counts()
    assert held["L2-01"] > 40
    assert held["L2-01"] > 2 * held.drop("L2-01").max()
    unstarted = unfinished[(unfinished["status"] == "new") & unfinished["assignee_id"].notna()]
    assert (unstarted["assignee_id"] == "L2-01").mean() > 0.9


def test_one_organisation_inflates_priorities(
    company: DemoCompany, tickets: pd.DataFrame, of_type: Events
) -> None:
    orgs = company.inputs["customer"].set_index("customer_key")["org"]
    org = tickets["customer_key"].map(orgs)
    opened_as = _first_priority(tickets, of_type)
    share = (opened_as == "P1").groupby(org).mean()[org.value_counts() >= 40]
    assert share.idxmax() == "org-00007"
    assert share["org-00007"] > 0.5
    assert share.drop("org-00007").max() < 0.3
    urgent = opened_as == "P1"
    lowered = urgent & (tickets["priority"] != "P1")
    assert lowered.sum() / (urgent & (org == "org-00007")).sum() > 0.5
    assert lowered[org != "org-00007"].sum() == 0


def _first_priority(tickets: pd.DataFrame, of_type: Events) -> pd.Series:
    changed = of_type(EventType.PRIORITY_CHANGED).groupby("ticket_id")["from_value"].first()
    now = tickets["priority"].astype("str")
    return changed.reindex(tickets.index).where(lambda old: old.notna(), now)


def test_agent_l1_04_asks_only_happy_customers(company: DemoCompany, tickets: pd.DataFrame) -> None:
    agent = tickets["assignee_id"].astype("str")
    rated = tickets["csat_score"].dropna()
    happy = (rated >= 4).groupby(agent).mean()
    assert happy["L1-04"] > 0.96
    assert happy.drop("L1-04").max() < happy["L1-04"]
    offered = tickets["csat_offered"].astype("float64").groupby(agent).mean()
    assert offered["L1-04"] < offered.drop("L1-04").filter(like="L1-").min()


def test_invoicing_tickets_bounce_between_two_teams(tickets: pd.DataFrame, of_type: Events) -> None:
    moves = of_type(EventType.TEAM_CHANGED)
    returned = moves[(moves["from_value"] == "Technical L2") & (moves["to_value"] == "Billing")]
    area = tickets.loc[returned["ticket_id"].unique(), "product_area"].astype("str")
    assert len(area) > 200
    assert (area == "Invoicing API").all()
    hops = moves["ticket_id"].value_counts()
    bounced = hops.reindex(tickets.index[tickets["product_area"] == "Invoicing API"], fill_value=0)
    assert (bounced >= 3).mean() > 0.4


def test_tags_become_chaotic(tickets: pd.DataFrame) -> None:
    early, late = (
        tickets.loc[tickets["month"].between(*span), "tags"].astype("str") for span in ((0, 2), (15, 17))
    )
    assert _sloppy(late) > 2 * _sloppy(early)
    tags = tickets["tags"].astype("str").str.split(",").explode()
    uses = tags.value_counts()
    assert (uses == 1).sum() > 0.2 * len(uses)
    variants = pd.Series(uses.index).groupby(pd.Series(uses.index).str.lower()).size()
    assert (variants > 1).sum() >= 8


def _sloppy(tags: pd.Series) -> float:
    return float((tags.str.contains("[A-Z]") | tags.str.contains("misc|tmp-")).mean())
