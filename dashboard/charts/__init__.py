"""Shapes of charts: functions from a frame to a Plotly figure, in the light or the dark template.

trend(frame, x, series, *, mode, unit, target, compare, height)
small_multiples(frame, x, y, group, *, mode, unit, target, statuses, columns, limit)
ranked_bars(frame, label, value, *, mode, unit, status, target, limit)
heatmap(matrix, *, mode, unit, every, noun)
histogram(frame, label, value, *, mode, unit, status, height)
stacked_columns(frame, x, parts, *, mode, unit, height)

``mode`` comes from `dashboard.session.current_mode()`; ``unit`` is a metric's unit ("count",
"minutes", "share", "score"). Instants on an axis are shown as they are: convert them to the display
zone before.
"""

from dashboard.charts.bar import ranked_bars
from dashboard.charts.heatmap import heatmap
from dashboard.charts.histogram import histogram
from dashboard.charts.small_multiples import small_multiples
from dashboard.charts.stacked import stacked_columns
from dashboard.charts.trend import trend

__all__ = ["heatmap", "histogram", "ranked_bars", "small_multiples", "stacked_columns", "trend"]
