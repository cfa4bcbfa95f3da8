"""The parts of the Quality page: each asks for what it shows only while it is open."""

from __future__ import annotations

from dashboard.components.people_panels import people_part
from dashboard.components.review_panels import reviews_part
from dashboard.components.sample_panels import calibration_part, sample_part
from dashboard.components.score_form import FORM, score_part
from dashboard.components.self_service_panels import self_service_part

PARTS = {
    "Reviews": reviews_part,
    FORM: score_part,
    "Sample": sample_part,
    "Calibration": calibration_part,
    "Self-service": self_service_part,
    "People": people_part,
}
