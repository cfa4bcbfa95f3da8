"""Messages really delivered: to a mail server, a webhook and a chat on this machine."""

from __future__ import annotations

from email.message import Message
from typing import Any

import apprise.plugins.pagerduty as pagerduty
import pytest
from apprise.plugins.slack import NotifySlack

from core.alerts.evaluate import Finding, State
from core.alerts.lifecycle import Act
from core.alerts.rule import AlertRule
from core.alerts.windows import Step, Window
from core.reporting.alert_notices import Notice
from dashboard.delivery import DeliveryError, check_channel, deliver, describe
from dashboard.view_models.alert_message import message_of
from tests.alerts.help_desk import Mailbox, Receiver, at

EVIL = "<script>alert(1)</script> & ![x](http://h/evil.png) <!channel> @here"
RULE = AlertRule(
    name="Queue depth",
    figure="queue_depth",
    high=25,
    window=Window(Step.HOUR),
    by="category",
    advice="All hands.",
)
SLACK = "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"


def body(scope: str = EVIL, act: Act = Act.RAISE) -> dict[str, Any]:
    """What the outbox holds of an alert about a category with a nasty name."""
    detail = {"value": 31.0, "n": 31, "low": None, "high": 25.0, "target": ""}
    now = at("2026-03-02 12:00")
    finding = Finding(
        "Queue depth", "k", scope, "critical", State.OUT, now, figure="queue_depth", detail=detail
    )
    notice = Notice(act, "lead", RULE, "critical", (finding,), now, event_pks=(7,), sender="store")
    words = message_of(notice, zone="Europe/Berlin", address="https://desk.example.org")
    return words.to_json() | {"thread": notice.thread}


def part(letter: Message, kind: str) -> str:
    found = next(each for each in letter.walk() if each.get_content_type() == kind)
    return bytes(found.get_payload(decode=True)).decode()


def test_a_mail_arrives_with_text_and_html_and_the_link(mailbox: Mailbox) -> None:
    deliver(mailbox.url("lead@example.org,second@example.org"), body("Billing"), key="abc123")
    ((sender, to, letter),) = mailbox.letters
    assert (sender, to) == ("alerts@example.org", ["lead@example.org", "second@example.org"])
    assert letter["Subject"] == "Queue depth (Billing): 31"
    assert letter["Message-Id"] == "<abc123@queuewise>"
    assert letter.get_content_type() == "multipart/alternative"
    for kind in ("text/plain", "text/html"):
        text = part(letter, kind)
        assert "All hands." in text
        assert "at most 25 is wanted" in text
        assert "2 Mar 2026, 13:00" in text  # in Berlin
        assert "https://desk.example.org/queue-health" in text


def test_the_same_message_sent_again_has_the_same_id(mailbox: Mailbox) -> None:
    for _ in range(2):
        deliver(mailbox.url(), body(), key="abc123")
    deliver(mailbox.url(), body(), key="def456")
    ids = [letter["Message-Id"] for _, _, letter in mailbox.letters]
    assert ids == ["<abc123@queuewise>", "<abc123@queuewise>", "<def456@queuewise>"]
    assert len({letter["References"] for _, _, letter in mailbox.letters}) == 1


def test_html_in_a_category_name_arrives_as_text(mailbox: Mailbox) -> None:
    deliver(mailbox.url(), body(), key="k")
    letter = mailbox.letters[0][2]
    html = part(letter, "text/html")
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; ![x](http://h/evil.png)" in html
    assert EVIL in part(letter, "text/plain")
    assert "\n" not in str(letter["Subject"]).replace("\n ", "")


def test_a_webhook_gets_the_alert_with_its_keys(receiver: Receiver) -> None:
    deliver(f"json://user:pass@127.0.0.1:{receiver.port}/hook", body("Billing"), key="abc")
    ((path, headers, got),) = receiver.posts
    assert path == "/hook"
    assert headers["Idempotency-Key"] == "abc"
    assert got["title"] == "Queue depth (Billing): 31"
    assert {name: got[name] for name in ("key", "thread", "severity", "type", "link")} == {
        "key": "abc",
        "thread": "store-alert-7",
        "severity": "critical",
        "type": "failure",
        "link": "https://desk.example.org/queue-health",
    }


def test_a_chat_alert_arrives_and_its_ticket_text_neither_calls_nor_fetches(receiver: Receiver) -> None:
    deliver(f"mmost://127.0.0.1:{receiver.port}/chatkey", body(), key="abc")
    ((path, _, got),) = receiver.posts
    assert path == "/hooks/chatkey"
    text = got["text"]
    assert "31" in text
    assert "![x](" not in text
    assert "@here" not in text
    assert "[Open Queuewise](https://desk.example.org/queue-health)" in text


def test_slack_gets_plain_text_that_calls_nobody(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NotifySlack, "webhook_url", receiver.url)
    deliver(SLACK, body(), key="abc")
    attachment = receiver.posts[0][2]["attachments"][0]
    assert receiver.posts[0][2]["mrkdwn"] is False
    for text in (attachment["title"], attachment["text"]):
        assert "<!channel>" not in text
    assert "&lt;!channel&gt;" in attachment["title"]
    assert "footer_icon" not in attachment


def test_pagerduty_opens_and_resolves_the_same_incident(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(pagerduty.PAGERDUTY_API_LOOKUP, "us", receiver.url)
    for act, key in ((Act.RAISE, "a"), (Act.REMIND, "b"), (Act.END, "c")):
        deliver("pagerduty://integration@api", body("Billing", act), key=key)
    sent = [got for _, _, got in receiver.posts]
    assert [got["event_action"] for got in sent] == ["trigger", "trigger", "resolve"]
    assert {got["dedup_key"] for got in sent} == {"store-alert-7"}
    assert sent[0]["payload"]["severity"] == "critical"
    assert sent[0]["links"] == [{"href": "https://desk.example.org/queue-health"}]


@pytest.mark.parametrize("status", [400, 404, 500])
def test_what_is_not_taken_says_why_and_tells_no_secret(receiver: Receiver, status: int) -> None:
    receiver.status = status
    with pytest.raises(DeliveryError) as refused:
        deliver(f"json://user:secret-word@127.0.0.1:{receiver.port}/secret-path", body(), key="k")
    assert str(status) in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_mail_server_that_is_down_or_refuses_is_told(mailbox: Mailbox) -> None:
    mailbox.refuses = True
    with pytest.raises(DeliveryError, match="did not take"):
        deliver(mailbox.url(), body(), key="k")
    with pytest.raises(DeliveryError, match="could not be used") as refused:
        deliver("mailto://me:secret-word@example.org:9?smtp=127.0.0.1&to=a@example.org", body(), key="k")
    assert "secret-word" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "kind", "secrets"),
    [
        ("mailtos://me:hush@example.org?to=lead@example.org", "Mail", ["hush"]),
        (SLACK, "Slack", ["T1JJ3T3L2", "A1BRTD4JD", "TIiajkdnlazkcOXrIdevi7FQ"]),
        ("mmosts://chat.example.org/hushhush", "Mattermost", ["hushhush"]),
        ("pagerduty://hush1@hush2", "PagerDuty", ["hush1", "hush2"]),
        ("jsons://me:hush@example.org/hush/path?token=hush", "Webhook", ["hush"]),
        ("workflows://prod.example.org:443/HUSH/HUSHSIG/", "Teams", ["HUSH"]),
    ],
)
def test_a_channel_in_words_has_none_of_its_secrets(url: str, kind: str, secrets: list[str]) -> None:
    check_channel(url)
    found = describe(url)
    assert found.kind == kind
    assert not [secret for secret in secrets if secret in repr(found)]


@pytest.mark.parametrize(
    "url",
    ["", "lead@example.org", "https://example.org/hook", "dbus://", "syslog://", "macosx://", "windows://",
     "mailto://me:x@example.org?to=nobody", "file:///etc/passwd"],
)  # fmt: skip
def test_anything_else_is_no_channel(url: str) -> None:
    with pytest.raises(ValueError, match=r"^url"):
        check_channel(url)
    assert describe(url).where == ""
