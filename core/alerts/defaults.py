"""The shipped rules. All are off until somebody switches them on, except the ladder.

The limits are the handbook's where it prints one (R-RT, R-QR, R-AU, B-ids); where it only names what to
look at, the number is a proposal to be set by the team, and the text says so.
"""

from __future__ import annotations

from core.alerts.ladder import Ladder
from core.alerts.rule import Against, AlertRule, Severity
from core.alerts.windows import Step, Window

DEFAULT_LADDER = Ladder()
SHIPPED = (
    AlertRule(
        name="Wait for a first reply",
        figure="wait_time",
        high=15.0,
        window=Window(Step.FIVE_MINUTES),
        severity=Severity.CRITICAL,
        again_minutes=60,
        advice="Pull people from training and escalate.",
        source="R-RT-01",
    ),
    AlertRule(
        name="Queue depth",
        figure="queue_depth",
        high=25.0,
        window=Window(Step.FIVE_MINUTES),
        severity=Severity.CRITICAL,
        again_minutes=60,
        advice="All hands; put off what is not urgent.",
        source="R-RT-02",
    ),
    AlertRule(
        name="Utilisation",
        figure="utilisation",
        high=0.9,
        window=Window(Step.DAY),
        again_minutes=None,
        advice="Watch for burnout and get help.",
        source="R-RT-03",
    ),
    AlertRule(
        name="Agents against plan",
        figure="agents_gap",
        low=-3.0,
        window=Window(Step.QUARTER),
        severity=Severity.CRITICAL,
        again_minutes=60,
        advice="Call in backups.",
        source="R-RT-04",
    ),
    AlertRule(
        name="P1 and P2 open for more than 2 h",
        figure="urgent_over_2h",
        high=0.0,
        window=Window(Step.QUARTER),
        severity=Severity.CRITICAL,
        advice="Look at these first; name somebody who owns each.",
        source="R-QR-01, R-AU-17",
    ),
    AlertRule(
        name="Backlog age",
        figure="backlog_age",
        against=Against.CRITICAL,
        window=Window(Step.DAY),
        again_minutes=None,
        advice="Go through the tickets that are older than 24 hours.",
        source="R-QR-02",
    ),
    AlertRule(
        name="Trending issues",
        figure="trending_issue_count",
        high=0.0,
        window=Window(Step.DAY),
        again_minutes=None,
        advice="Look for a common cause; write an article or open an incident.",
        source="R-QR-03, R-PP-07",
    ),
    AlertRule(
        name="Tickets of people who are away",
        figure="away_tickets",
        high=0.0,
        window=Window(Step.HOUR),
        again_minutes=1440,
        advice="Reassign what cannot wait until they are back.",
        source="R-QR-04",
    ),
    AlertRule(
        name="Workload balance",
        figure="load_ratio",
        high=1.5,
        window=Window(Step.DAY),
        again_minutes=None,
        advice="Hand tickets over from the agent who has most.",
        source="R-QR-05",
    ),
    AlertRule(
        name="Backlog grows",
        figure="net_resolved",
        low=0.0,
        window=Window(Step.WEEK),
        again_minutes=None,
        advice="Fewer tickets were resolved than came in: check staffing and what came in.",
        source="R-QR-06",
    ),
    AlertRule(
        name="Stuck tickets",
        figure="stuck_tickets",
        high=10.0,
        window=Window(Step.DAY),
        again_minutes=None,
        advice="Reassign or chase what nobody touched for 48 hours. The limit is a proposal: set your own.",
        source="R-QR-08, R-AU-04",
    ),
    AlertRule(
        name="Low scores wait for an answer",
        figure="low_score_follow_up_time",
        against=Against.TARGET,
        window=Window(Step.DAY, 7),
        advice="Call the customers who gave 1 or 2.",
        source="R-AU-05, R-PB-001",
    ),
    AlertRule(
        name="First responses in time",
        figure="response_sla_met_rate",
        against=Against.TARGET,
        window=Window(Step.WEEK),
        again_minutes=None,
        advice="See where they broke on the SLA page.",
        source="B-073",
    ),
    AlertRule(
        name="Resolutions in time",
        figure="resolution_sla_met_rate",
        against=Against.TARGET,
        window=Window(Step.WEEK),
        again_minutes=None,
        advice="See where they broke on the SLA page.",
        source="B-074",
    ),
    AlertRule(
        name="Nothing heard",
        figure="silence",
        high=240.0,
        window=Window(Step.QUARTER),
        severity=Severity.CRITICAL,
        advice="Check the connection to the help desk. The limit is a proposal: set your own.",
        source="",
    ),
)
"""Shipped rules, in the order in which they are shown."""
