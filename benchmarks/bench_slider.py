"""A slider held for ten seconds in Chromium: how often the charts follow, beside Streamlit's own slider."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

from benchmarks.bench_app import FLAGS, percentile_95
from benchmarks.harness import Result
from benchmarks.streamlit_client import App, plain, queuewise
from core.data.store import Store
from sample_data.committed import committed_company
from sample_data.loading import load_into

HELD_SECONDS, WARM_SECONDS, REST_SECONDS = 10.0, 2.0, 3.0
MOVE_SECONDS, KEY_SECONDS, SWEEP_SECONDS = 0.016, 0.033, 0.8
LEAST_REPAINTS, MOST_SECONDS = 10.0, 0.100
PEER = "`st.slider` and `st.line_chart`, `streamlit run` as shipped"
PEER_PAGE = """
from dataclasses import replace
import streamlit as st
from core.capacity.scenario import Assumptions
from core.capacity.scenario_model import what_if

agents = st.slider("Agents", 0, 84, 28)
found = what_if(replace(Assumptions(), agents=(float(agents), 0.0, 0.0)))
st.metric("Agents there", f"{found.effective_fte[0]:.1f}")
for name in ("required_fte", "service_level", "backlog", "utilisation"):
    st.line_chart({name: getattr(found, name)})
"""
RECORD = """([thumb, shown, charts, pattern]) => {
  const log = (window.log = { moves: [], paints: [] });
  const number = (text) => parseFloat((text.match(new RegExp(pattern)) || ["", text])[1]);
  const moved = () => {
    const value = number(thumb.getAttribute("aria-valuetext"));
    if (log.moves.at(-1)?.[1] !== value) log.moves.push([performance.now(), value]);
  };
  new MutationObserver(moved).observe(thumb, { attributeFilter: ["aria-valuetext"] });
  const painted = () => log.paints.push([performance.now(), number(shown.textContent)]);
  const changed = () => requestAnimationFrame(() => setTimeout(painted, 0));
  new MutationObserver(changed).observe(charts, { childList: true, subtree: true, characterData: true });
}"""
CAUGHT_UP = "() => window.log.paints.at(-1)?.[1] === window.log.moves.at(-1)?.[1]"
"""A paint is over in the task after the frame in which the new chart is in the document."""


@dataclass(frozen=True)
class Held:
    """What ten seconds gave: repaints while held, how old each repaint's move was, how long moves waited."""

    repaints: float
    ages: list[float]
    seconds: list[float]

    @property
    def tail(self) -> float:
        """Seconds within which 95 of 100 repaints followed the move that they show."""
        return percentile_95(self.ages) if len(self.ages) > 1 else max(self.ages)


@dataclass(frozen=True)
class Parts:
    """What is held, what says which value the chart shows (and where in its text), and the chart itself."""

    thumb: Locator
    track: Locator
    shown: Locator
    charts: Locator
    pattern: str = "(.*)"


def ours(page: Page) -> Parts:
    """The slider of planned utilisation on the Capacity page; the printed formula says its value."""
    thumb = page.get_by_role("slider", name="Planned utilisation · People")
    shown = page.locator('[data-board="formula"] .foot')
    return Parts(thumb, thumb, shown, page.locator('[data-board="fte"] .drawing'), r"60 × (\d+)")


def theirs(page: Page) -> Parts:
    """The one slider of the plain page; its metric is what changes first."""
    shown = page.get_by_test_id("stMetricValue")
    track = page.locator('[data-testid="stSlider"] [data-rac][data-orientation] [data-orientation]').first
    return Parts(page.get_by_role("slider"), track, shown, page.get_by_test_id("stMetric"))


def by_mouse(page: Page, parts: Parts, seconds: float) -> Callable[[], None]:
    """Drag to and fro; gives what lets go of the slider."""
    parts.track.scroll_into_view_if_needed()
    box = parts.track.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    left, right = box["x"] + 0.1 * box["width"], box["x"] + 0.9 * box["width"]
    page.mouse.move(left, y)
    page.mouse.down()
    for place in _to_and_fro(left, right, seconds):
        page.mouse.move(place, y)
    return page.mouse.up


def _to_and_fro(left: float, right: float, seconds: float) -> Iterator[float]:
    """Places on the way, a few pixels apart, in the rhythm of a mouse."""
    began = now = time.perf_counter()
    while now - began < seconds:
        part = (now - began) / SWEEP_SECONDS % 2
        yield left + (right - left) * (part if part < 1 else 2 - part)
        time.sleep(max(MOVE_SECONDS - (time.perf_counter() - now), 0))
        now = time.perf_counter()


def by_keyboard(page: Page, parts: Parts, seconds: float) -> Callable[[], None]:
    """Hold an arrow key as a keyboard repeats it, the other arrow in turn."""
    parts.thumb.focus()
    began = now = time.perf_counter()
    held_key = ""
    while now - began < seconds:
        key = ("ArrowRight", "ArrowLeft")[int((now - began) / SWEEP_SECONDS) % 2]
        if held_key not in ("", key):
            page.keyboard.up(held_key)
        page.keyboard.down(key)
        held_key = key
        time.sleep(max(KEY_SECONDS - (time.perf_counter() - now), 0))
        now = time.perf_counter()
    return lambda: page.keyboard.up(held_key)


def held(page: Page, parts: Parts, how: Callable[[Page, Parts, float], Callable[[], None]]) -> Held:
    """Hold for ten seconds after a short while that is not counted."""
    how(page, parts, WARM_SECONDS)()
    page.wait_for_timeout(REST_SECONDS * 1000)
    handles = [one.element_handle() for one in (parts.thumb, parts.shown, parts.charts)]
    page.evaluate(RECORD, [*handles, parts.pattern])
    let_go = how(page, parts, HELD_SECONDS)
    repaints = len(page.evaluate("window.log.paints"))
    let_go()
    if not page.evaluate("window.log.paints.length"):  # let go where it was: nothing to draw yet
        parts.thumb.press("ArrowLeft")
    page.wait_for_function(CAUGHT_UP, timeout=60_000)
    log = page.evaluate("window.log")
    moves, paints = log["moves"], log["paints"]
    return Held(repaints / HELD_SECONDS, ages(moves, paints), waits(moves, paints))


def ages(moves: list[list[float]], paints: list[list[float]]) -> list[float]:
    """Seconds from the move that a paint shows to that paint.

    >>> ages([[0, 1], [10, 2], [20, 3]], [[50, 1], [80, 3]])
    [0.05, 0.06]
    """
    found = []
    for at, value in paints:
        own = [moved_at for moved_at, moved_to in moves if moved_at <= at and moved_to == value]
        found += [(at - own[-1]) / 1000] if own else []
    return found


def waits(moves: list[list[float]], paints: list[list[float]]) -> list[float]:
    """Seconds from each move to the first paint that shows its value or a later one's.

    >>> waits([[0, 1], [10, 2], [20, 3]], [[50, 1], [80, 3]])
    [0.05, 0.07, 0.06]
    """
    seconds, waiting = [], 0
    for at, value in paints:
        own = [n for n, (moved_at, moved_to) in enumerate(moves) if moved_at <= at and moved_to == value]
        if own and own[-1] >= waiting:
            seconds += [(at - moved_at) / 1000 for moved_at, _ in moves[waiting : own[-1] + 1]]
            waiting = own[-1] + 1
    return seconds


@contextmanager
def opened(app: App, path: str) -> Iterator[Page]:
    """A tab of a served app, once its slider is there."""
    with app.serve() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        page.goto(f"{url}/{path}")
        page.get_by_role("slider").first.wait_for(timeout=60_000)
        page.wait_for_timeout(REST_SECONDS * 2000)
        yield page
        page.goto("about:blank")  # ends the session, so that the server can stop
        page.wait_for_timeout(REST_SECONDS * 1000)
        browser.close()


def _results(how: str, mine: Held, peer: Held) -> list[Result]:
    median, every = statistics.median(mine.ages), percentile_95(mine.seconds) * 1000
    return [
        Result(
            f"repaints a second, slider held by {how}",
            mine.repaints,
            PEER,
            peer.repaints,
            f"at least {LEAST_REPAINTS:.0f} a second",
            mine.repaints >= LEAST_REPAINTS,
            f"{len(mine.seconds)} moves in {HELD_SECONDS:.0f} s",
            unit="/s",
        ),
        Result(
            f"move to repainted chart, by {how}, p95",
            mine.tail,
            PEER,
            peer.tail,
            f"at most {MOST_SECONDS * 1000:.0f} ms",
            mine.tail <= MOST_SECONDS,
            f"median {median * 1000:.0f} ms; with moves that were overtaken, p95 {every:.0f} ms",
        ),
    ]


def suite() -> list[Result]:
    """Mouse and keyboard, on the shipped demo company and on a plain page with the same model."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Store.open(folder / "demo.db") as store:
            load_into(store, committed_company())
        script = folder / "plain_slider.py"
        script.write_text(PEER_PAGE, encoding="utf-8")
        ways = {"mouse": by_mouse, "keyboard": by_keyboard}
        with opened(queuewise(folder / "demo.db"), "capacity") as page:
            mine = {name: held(page, ours(page), how) for name, how in ways.items()}
        with opened(plain(script, folder), "") as page:
            peer = {name: held(page, theirs(page), how) for name, how in ways.items()}
    return [result for name in ways for result in _results(name, mine[name], peer[name])]
