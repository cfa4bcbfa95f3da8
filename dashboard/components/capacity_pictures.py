"""The boards of the Capacity page with their pictures, in the colours of the browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from core.capacity.scenario import Assumptions, Outlook
from dashboard.charts import capacity_pictures as pictures
from dashboard.charts.capacity_pictures import Weeks
from dashboard.theme import Mode
from dashboard.view_models import capacity_boards as boards
from dashboard.view_models.capacity import CapacityView, known
from dashboard.view_models.capacity_weeks import week_words
from dashboard.view_models.sliders import SliderPanel

Draw = Callable[[Assumptions, Outlook, Weeks], str]


def drawn(view: CapacityView, mode: Mode) -> SliderPanel:
    """The panel with a picture on every board that has one."""
    assumptions, outlook = view.assumptions, view.outlook
    if assumptions is None or outlook is None:
        return view.panel
    weeks = Weeks(week_words(assumptions), outlook.first_red_week, mode)
    found = tuple(
        replace(board, picture=PICTURES[board.board_id](assumptions, outlook, weeks))
        if board.board_id in PICTURES
        else board
        for board in view.panel.boards
    )
    return replace(view.panel, boards=found)


def _people(_: Assumptions, outlook: Outlook, weeks: Weeks) -> str:
    return pictures.people_picture(known(outlook.required_fte), known(outlook.effective_fte), weeks)


def _service(assumptions: Assumptions, outlook: Outlook, weeks: Weeks) -> str:
    rows = (outlook.service_level, outlook.service_level_low, outlook.service_level_high)
    mean, low, high = (known(row) for row in rows)
    return pictures.service_picture(mean, low, high, assumptions.sla_goal, weeks)


def _backlog(_: Assumptions, outlook: Outlook, weeks: Weeks) -> str:
    rows = (outlook.backlog, outlook.backlog_low, outlook.backlog_high)
    mean, low, high = (known(row) for row in rows)
    return pictures.backlog_picture(mean, low, high, weeks)


def _use(_: Assumptions, outlook: Outlook, weeks: Weeks) -> str:
    return pictures.use_picture(known(outlook.utilisation), weeks)


PICTURES: dict[str, Draw] = {
    boards.FTE: _people,
    boards.SERVICE: _service,
    boards.BACKLOG: _backlog,
    boards.USE: _use,
}
