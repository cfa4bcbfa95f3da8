"""The figures of `/metrics`: the queue as it stands now, how fresh it is, and what the server answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib.metadata import version

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from core.data.inbox import inbox_counts
from core.report import Report

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
DESCRIBED = {
    "queuewise_open_tickets": "Tickets that are open",
    "queuewise_waiting_tickets": "Open tickets whose customer waits for an answer",
    "queuewise_running_breaches": "Promises that are broken and still not kept",
    "queuewise_data_age_seconds": "Time since the latest event in the data",
    "queuewise_inbox_waiting": "Deliveries that are kept but not applied yet",
    "queuewise_inbox_quarantined": "Deliveries that were refused, wholly or in part",
}


def queue_figures(report: Report, now: datetime) -> dict[str, float]:
    """The gauges by name, as things stand at ``now``; of an empty store only those of the inbox."""
    figures = {f"queuewise_inbox_{name}": float(count) for name, count in inbox_counts(report.store).items()}
    latest = report.as_of()
    if latest is None:
        return figures
    queue = report.live(now)
    clocks = queue.sla_clocks(outcome=("breached",))
    return figures | {
        "queuewise_open_tickets": queue.metric("backlog_count").value,
        "queuewise_waiting_tickets": queue.metric("queue_depth").value,
        "queuewise_running_breaches": float(clocks["stopped_at"].isna().sum()),
        "queuewise_data_age_seconds": (now - latest).total_seconds(),
    }


class _Figures(Collector):
    def __init__(self, gauges: Mapping[str, float], answered: Mapping[tuple[str, str], int]) -> None:
        self._gauges, self._answered = gauges, answered

    def collect(self) -> Iterator[Metric]:
        """Every figure as Prometheus wants it."""
        for name, sentence in DESCRIBED.items():
            if name in self._gauges:
                yield GaugeMetricFamily(name, sentence, value=self._gauges[name])
        requests = CounterMetricFamily(
            "queuewise_http_requests", "Answers by area and status", labels=("area", "status")
        )
        for (area, status), count in sorted(self._answered.items()):
            requests.add_metric((area, status), count)
        yield requests
        built = GaugeMetricFamily("queuewise_build_info", "The running version", labels=("version",))
        built.add_metric((version("queuewise"),), 1)
        yield built


def exposition(gauges: Mapping[str, float], answered: Mapping[tuple[str, str], int]) -> bytes:
    """The text of `/metrics`."""
    registry = CollectorRegistry()
    registry.register(_Figures(gauges, answered))
    return generate_latest(registry)
