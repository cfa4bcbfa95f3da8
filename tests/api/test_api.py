"""The API answers what the report says, page by page, and only to those with a token."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from core.report import Filters, Report, results_json
from core.reporting.tokens import add_token, remove_token, token_names
from dashboard.api.app import api_app

PATHS = ("/metrics", "/tickets", "/queue", "/sla", "/sla/clocks", "/glossary")
WRONG: list[str | bytes] = ["", "Bearer qw_wrong", "Bearer ", "Basic Zm9vOmJhcg==", "Bearer é".encode()]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "header", [None, "Bearer qw_wrong", "Bearer ", "Basic Zm9vOmJhcg==", "Bearer é".encode()]
)
def test_nobody_reads_without_a_valid_token(
    stranger: TestClient, path: str, header: str | bytes | None
) -> None:
    answer = stranger.get(path, headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_removed_token_opens_nothing(report: Report, stranger: TestClient) -> None:
    token = add_token(report.store, "short-lived")
    headers = {"Authorization": f"Bearer {token}"}
    assert stranger.get("/metrics?id=ticket_volume", headers=headers).status_code == 200
    remove_token(report.store, "short-lived")
    assert stranger.get("/metrics?id=ticket_volume", headers=headers).status_code == 401


def test_the_database_never_holds_the_token_itself(report: Report) -> None:
    token = add_token(report.store, "secret")
    assert token not in str(report.store.setting("api_tokens"))
    assert "secret" in token_names(report.store)
    with pytest.raises(ValueError, match="name: there is a token 'secret' already"):
        add_token(report.store, "secret")
    with pytest.raises(ValueError, match="name must not be empty"):
        add_token(report.store, " ")
    with pytest.raises(ValueError, match="name: there is no token 'nobody'"):
        remove_token(report.store, "nobody")


def test_metrics_are_those_of_the_report(report: Report, client: TestClient) -> None:
    team = report.options()["team"][0]
    answer = client.get("/metrics", params={"team": team, "by": "priority"}).json()
    expected = results_json(report.metrics(filters=Filters(team=(team,)), by="priority"))["metrics"]
    assert answer["metrics"] == expected
    assert answer["timezone"] == report.zone()


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("/metrics?id=nonsense", "nonsense"),
        ("/metrics?by=moon", "moon"),
        ("/metrics?from=yesterday", "from"),
        ("/metrics?stage=giant", "giant"),
        ("/tickets?where=lost", "where"),
        ("/tickets?sort=colour", "sort"),
    ],
)
def test_bad_requests_are_told_what_is_wrong(client: TestClient, query: str, word: str) -> None:
    answer = client.get(query)
    assert answer.status_code == 400
    assert word in answer.json()["detail"]


def test_pages_of_a_list_put_together_are_the_list(report: Report, client: TestClient) -> None:
    found, offset = [], 0
    while offset is not None:
        page = client.get("/tickets", params={"where": "all", "limit": 500, "offset": offset}).json()
        found += [item["ticket_id"] for item in page["items"]]
        offset = page["next_offset"]
    assert found == report.tickets(where="all")["ticket_id"].tolist()
    assert page["total"] == len(found)


@pytest.mark.parametrize("query", ["limit=0", "limit=5000", "offset=-1", "limit=many"])
def test_impossible_pages_are_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/tickets?{query}").status_code == 422


def test_queue_starts_with_what_breaks_next(client: TestClient) -> None:
    left = [item["remaining_minutes"] for item in client.get("/queue").json()["items"]]
    assert left
    assert left == sorted(left)


def test_unknown_values_are_null_and_never_zero(client: TestClient) -> None:
    items = client.get("/tickets?where=open&limit=1000").json()["items"]
    assert {item["resolution_minutes"] for item in items} == {None}


def test_asking_again_costs_nothing_until_the_data_changes(report: Report, client: TestClient) -> None:
    first = client.get("/metrics?id=csat_rate")
    again = client.get("/metrics?id=csat_rate", headers={"If-None-Match": first.headers["etag"]})
    other = client.get("/metrics?id=reopen_rate", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert other.status_code == 200


class Listening:
    """The report, and what it was asked for."""

    def __init__(self, report: Report) -> None:
        self.report, self.asked = report, set[str]()

    def __getattr__(self, name: str) -> object:
        self.asked.add(name)
        return getattr(self.report, name)


def test_an_answer_that_the_asker_has_is_not_made_again(report: Report) -> None:
    listening = Listening(report)
    headers = {"Authorization": f"Bearer {add_token(report.store, 'listening')}"}
    client = TestClient(api_app(lambda: listening))  # type: ignore[arg-type,return-value]
    first = client.get("/metrics?id=csat_rate", headers=headers)
    assert "metrics" in listening.asked
    listening.asked.clear()
    mark = {"If-None-Match": first.headers["etag"]}
    assert client.get("/metrics?id=csat_rate", headers=headers | mark).status_code == 304
    assert "metrics" not in listening.asked
    assert client.get("/metrics?id=csat_rate", headers=mark).status_code == 401


def test_an_answer_has_another_mark_once_a_setting_changes_the_figures(
    report: Report, client: TestClient
) -> None:
    before = client.get("/metrics?id=csat_rate").headers["etag"]
    report.store.set_setting("stage", "growth")
    after = client.get("/metrics?id=csat_rate", headers={"If-None-Match": before})
    report.store.set_setting("stage", "handbook")
    assert after.status_code == 200
    assert after.headers["etag"] != before


def test_description_names_every_route_and_its_refusals(client: TestClient) -> None:
    description = client.get("/openapi.json").json()
    assert set(PATHS) <= set(description["paths"])
    assert all("401" in each["get"]["responses"] for each in description["paths"].values())
