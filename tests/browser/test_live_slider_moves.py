"""The panel of sliders alone in Chromium, taken away and put back by hand as Streamlit sometimes does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from dashboard.components.live_slider import HERE

SET_UP = """async (code) => {
  const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const run = (await import(address)).default;
  window.questions = [];
  window.data = (over) => ({
    key: "k", number: 0, epoch: 0, scales: '{"s":["a","b","c","d"]}', scales_id: "1",
    groups: [{ title: "G", note: "", folded: false, sliders: [
      { id: "x", label: "X", spoken: "X", position: 1, scale: "s", result: [], foot: [], picture: "" },
    ] }],
    headline: [], boards: [], tells_rest: false, ...over,
  });
  window.place = () => {
    const parent = document.createElement("div");
    parent.innerHTML = '<div class="live"></div>';
    document.body.append(parent);
    return parent;
  };
  window.mount = (parent, over = {}) => {
    const setStateValue = (name, value) => window.questions.push(value);
    const leave = run({ data: data(over), parentElement: parent, setStateValue });
    return () => { leave(); parent.remove(); };
  };
  window.move = (position) => {
    const input = document.querySelector("input");
    input.focus();
    input.value = position;
    input.dispatchEvent(new Event("input"));
  };
}"""


@pytest.fixture
def page(new_tab: Callable[..., Any]) -> Page:
    page: Page = new_tab().page
    page.evaluate(SET_UP, (HERE / "live_slider.js").read_text("utf-8"))
    return page


def test_a_panel_put_back_at_once_keeps_the_moves_the_server_has_not_seen(page: Page) -> None:
    found = page.evaluate("""() => {
      const leave = mount(place());
      move(2);
      move(3);
      leave();
      mount(place(), { scales: "" });
      const input = document.querySelector("input");
      return [input.value, document.activeElement === input, questions.at(-1).values, questions.length];
    }""")
    assert found == ["3", True, {"x": 3}, 2]


def test_a_panel_opened_later_starts_where_the_server_says(page: Page) -> None:
    found = page.evaluate("""async () => {
      const leave = mount(place());
      move(3);
      leave();
      await new Promise((done) => setTimeout(done, 700));
      mount(place());
      return [document.querySelector("input").value, questions.length];
    }""")
    assert found == ["1", 1]


def test_a_new_panel_without_words_asks_for_them_and_moves_nothing(page: Page) -> None:
    found = page.evaluate("""() => {
      const parent = place();
      mount(parent, { scales: "", number: 4 });
      const asked = questions.at(-1);
      mount(parent, { number: 5 });
      return [asked, document.querySelector("input").value];
    }""")
    asked = {"number": 5, "epoch": None, "at_rest": True, "scales_id": None, "values": {}}
    assert found == [asked, "1"]
