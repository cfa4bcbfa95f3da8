from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from core.data.columns import EventType
from sample_data import DemoCompany

Events = Callable[[EventType], pd.DataFrame]


def test_customer_tiers_have_the_blueprint_shares(company: DemoCompany, tickets: pd.DataFrame) -> None:
    tiers = company.inputs["customer"].set_index("customer_key")["tier"]
    share = tickets["customer_key"].map(tiers).value_counts(normalize=True)
    assert share["Enterprise"] == pytest.approx(0.15, abs=0.015)
    assert share["Mid-Market"] == pytest.approx(0.45, abs=0.015)
    assert share["SMB"] == pytest.approx(0.40, abs=0.015)


def test_top_categories_have_the_blueprint_shares(tickets: pd.DataFrame) -> None:
    share = tickets["category"].astype("str").value_counts(normalize=True)
    assert share["login"] == pytest.approx(0.22, abs=0.012)
    assert share["API errors"] == pytest.approx(0.18, abs=0.012)
    assert share["billing"] == pytest.approx(0.15, abs=0.012)


def test_most_tickets_stay_on_the_first_tier_and_few_reach_the_third(tickets: pd.DataFrame) -> None:
    share = tickets["tier"].astype("str").value_counts(normalize=True)
    assert 0.60 < share["L1"] < 0.72
    assert 0.25 < share["L2"] < 0.35
    assert 0.01 < share["L3"] < 0.06


def test_mondays_surge(tickets: pd.DataFrame) -> None:
    weekday = tickets["created"].dt.day_of_week
    per_day = weekday.value_counts() / tickets.groupby(weekday)["created"].agg(lambda c: c.dt.date.nunique())
    assert per_day[0] > 1.2 * per_day[[1, 2, 3, 4]].mean()
    assert per_day[[5, 6]].max() < 0.35 * per_day[4]


def test_nights_are_quiet(tickets: pd.DataFrame) -> None:
    hour = tickets["created"].dt.hour
    assert (hour < 6).mean() < 0.04
    assert hour.between(9, 16).mean() > 0.6


def test_holidays_are_quiet(company: DemoCompany, tickets: pd.DataFrame) -> None:
    holidays = set(company.inputs["holiday"]["day"])
    per_day = tickets["created"].dt.strftime("%Y-%m-%d").value_counts()
    weekdays = per_day[pd.to_datetime(per_day.index).day_of_week < 5]
    free = weekdays[weekdays.index.isin(holidays)]
    assert len(free) > 10
    assert free.mean() < 0.45 * weekdays[~weekdays.index.isin(holidays)].mean()


def test_volume_starts_at_1200_a_month_and_grows(tickets: pd.DataFrame) -> None:
    per_month = tickets["month"].value_counts().sort_index()
    assert per_month.loc[:2].mean() == pytest.approx(1_200, rel=0.06)
    assert per_month.loc[14:].mean() > 1.25 * per_month.loc[:2].mean()


def test_first_response_improves_and_then_gets_worse(
    tickets: pd.DataFrame, first_reply_hours: pd.Series
) -> None:
    by_month = first_reply_hours.groupby(tickets["month"]).mean()
    assert by_month.loc[:1].mean() == pytest.approx(4.3, abs=0.6)
    assert by_month.loc[8:11].mean() == pytest.approx(1.7, abs=0.4)
    assert by_month.loc[15:].mean() > 1.5 * by_month.loc[8:11].mean()


def test_satisfaction_rises_from_78_to_88_percent(tickets: pd.DataFrame) -> None:
    rated = tickets.dropna(subset="csat_score")
    happy = (rated["csat_score"] >= 4).groupby(rated["month"]).mean()
    assert happy.loc[:1].mean() == pytest.approx(0.78, abs=0.035)
    assert happy.loc[8:11].mean() == pytest.approx(0.88, abs=0.02)


def test_the_very_happy_and_the_angry_answer_more_than_the_indifferent(company: DemoCompany) -> None:
    surveys = company.inputs["csat"]
    share = surveys["score"].value_counts(normalize=True)
    assert share[5] > share[4]
    assert share[1] > 1.5 * share[3]
    assert surveys["score"].notna().mean() == pytest.approx(0.26, abs=0.03)


def test_the_outage_shows_as_a_spike_of_api_errors(company: DemoCompany, tickets: pd.DataFrame) -> None:
    assert _surge(company, tickets, "INC-1", "API errors", hours=9) > 6
    assert _surge(company, tickets, "INC-1", "billing", hours=9) < 2.5


def test_the_release_shows_as_a_spike_of_login_questions(company: DemoCompany, tickets: pd.DataFrame) -> None:
    assert _surge(company, tickets, "REL-1", "login", hours=24) > 1.8


def _surge(company: DemoCompany, tickets: pd.DataFrame, incident: str, category: str, hours: int) -> float:
    """Tickets of the category after the start, against the same hours of the four weeks before."""
    start = company.inputs["incident"].set_index("incident_id").loc[incident, "starts_at"]
    created = tickets.loc[tickets["category"] == category, "created"]
    counts = [
        created.between(begin, begin + pd.Timedelta(hours=hours)).sum()
        for begin in (start - pd.Timedelta(weeks=week) for week in range(5))
    ]
    return float(counts[0] / max(np.mean(counts[1:]), 1))


def test_every_channel_is_used_and_phone_and_chat_only_when_staffed(
    company: DemoCompany, tickets: pd.DataFrame
) -> None:
    assert set(tickets["channel"].astype("str")) == {"email", "chat", "web", "phone", "social"}
    live = tickets[tickets["channel"].isin(["phone", "chat"])]
    assert live["created"].dt.hour.between(8, 19).all()


def test_hires_ramp_up(of_type: Events, company: DemoCompany) -> None:
    hired = company.inputs["agent"].set_index("agent_id").loc["L1-05", "hired_at"]
    replies = of_type(EventType.PUBLIC_REPLY)
    own = replies.loc[replies["actor_id"] == "L1-05", "when"]
    week = (own - hired).dt.days // 7
    per_week = week.value_counts().reindex(range(30), fill_value=0)
    assert per_week.loc[:1].sum() == 0
    assert 0 < per_week.loc[2:3].mean() < 0.7 * per_week.loc[8:].mean()


def test_all_ways_of_a_ticket_occur(events: pd.DataFrame, tickets: pd.DataFrame) -> None:
    missing = set(EventType) - {EventType(kind) for kind in events["type"].unique()}
    assert missing == {EventType.FIELD_CHANGED}
    assert {"new", "open", "pending", "hold", "solved", "closed", "deleted"} == set(
        tickets["status"].astype("str")
    )
    unfinished = tickets["status"].isin(["new", "open", "pending", "hold"])
    assert 100 < unfinished.sum() < 500


def test_costs_per_ticket_are_plausible(company: DemoCompany, tickets: pd.DataFrame) -> None:
    costs = company.inputs["cost_entry"]
    spent = costs[costs["kind"] != "revenue"].groupby("month")["amount"].sum()
    assert len(spent) == 18
    assert (spent / tickets["month"].value_counts().sort_index().to_numpy()).between(40, 110).all()


def test_the_knowledge_base_has_no_article_on_data_export(company: DemoCompany) -> None:
    traffic = company.inputs["kb_stat"]
    assert "data export" not in set(traffic["category"].dropna())
    assert traffic["view_count"].sum() > 10_000
    searches = traffic[traffic["article_id"] == "search"]
    failing = searches["failed_search_count"] / searches["search_count"]
    assert failing.iloc[-100:].mean() > failing.iloc[:100].mean()


def test_occupancy_falls_and_then_exceeds_the_start(company: DemoCompany) -> None:
    states = company.inputs["agent_state"]
    minutes = (states["ends_at"] - states["starts_at"]).dt.total_seconds() / 60
    table = minutes.groupby([states["starts_at"].dt.strftime("%Y-%m"), states["state"]]).sum().unstack()
    occupancy = table["ticket"] / (table["ticket"] + table["available"])
    assert occupancy.iloc[9:12].mean() < occupancy.iloc[0] < occupancy.iloc[-1]


def test_deflection_grows_to_a_quarter(company: DemoCompany) -> None:
    visits = company.inputs["kb_stat"].query("article_id != 'search'")
    assert (visits["ticket_after_count"] <= visits["view_count"]).all()
    months = visits.groupby(visits["day"].str[:7])[["view_count", "ticket_after_count"]].sum()
    deflected = 1 - months["ticket_after_count"] / months["view_count"]
    assert deflected.iloc[0] < 0.05
    assert deflected.iloc[-5:-1].between(0.23, 0.27).all()


def test_some_articles_help_and_some_do_not(company: DemoCompany) -> None:
    articles = (
        company.inputs["kb_stat"].query("article_id != 'search'").groupby("article_id").sum(numeric_only=True)
    )
    votes = articles["helpful_yes_count"] + articles["helpful_no_count"]
    helpful = articles["helpful_yes_count"] / votes
    assert votes.sum() / articles["view_count"].sum() == pytest.approx(0.08, abs=0.01)
    assert helpful.min() < 0.75 < 0.85 < helpful.max()


def test_reviewers_score_the_same_three_tickets_a_month_and_come_closer(company: DemoCompany) -> None:
    reviews = company.inputs["qa_review"]
    sessions = reviews[reviews["selection"] == "calibration"]
    assert not set(sessions["ticket_id"]) & set(reviews.drop(sessions.index)["ticket_id"])
    by_ticket = sessions.groupby("ticket_id")
    assert set(by_ticket["reviewer_id"].nunique()) == {2, 3}
    month = by_ticket["reviewed_at"].min().dt.strftime("%Y-%m")
    assert set(month.value_counts()) == {3}
    spread = (by_ticket["score"].max() - by_ticket["score"].min()).groupby(month).mean()
    assert spread.iloc[-6:].mean() < 5 < spread.iloc[:6].mean()


def test_what_was_learned_is_asked_again_twice_a_year_while_people_stay(company: DemoCompany) -> None:
    training = company.inputs["training"]
    refresh = training[training["kind"] == "refresh"]
    people = company.inputs["agent"].set_index("agent_id").loc[refresh["agent_id"]]
    tenure = pd.Series(refresh["due_at"].to_numpy() - people["hired_at"].to_numpy()).dt.days
    assert ((tenure % 182) == 0).all()
    assert not (refresh["due_at"].to_numpy() >= people["left_at"].to_numpy()).any()
    assert refresh["score"].dropna().between(74, 100).all()
