/* Sliders that ask the server while they are held: one question at a time, then the newest one.
   Streamlit calls the default function after every answer, with `data` as the server now sees it. */
const PANELS = new WeakMap();
const PATIENCE_MS = 2500;

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".live");
  if (!root || !data) return;
  if (!PANELS.has(root)) PANELS.set(root, new Panel(root));
  const panel = PANELS.get(root);
  panel.ask = (question) => setStateValue("asked", question);
  panel.take(data);
}

class Panel {
  constructor(root) {
    this.root = root;
    this.cells = new Map();
    this.notes = [];
    this.structure = "";
    this.epoch = null;
    this.number = 0;
    this.waitingFor = null;
    this.isStale = false;
  }

  take(data) {
    const structure = JSON.stringify([
      data.scales,
      data.groups.map((g) => [g.title, g.sliders.map((s) => [s.id, s.label, s.scale])]),
    ]);
    const isNew = structure !== this.structure;
    if (isNew) {
      this.structure = structure;
      this.build(data);
    }
    const isReset = isNew || data.epoch !== this.epoch;
    this.epoch = data.epoch;
    if (isReset) {
      this.number = Math.max(this.number, data.number);
      this.waitingFor = null;
      this.isStale = false;
    }
    data.groups.forEach((group, place) => {
      this.notes[place].textContent = group.note;
      for (const slider of group.sliders) this.cells.get(slider.id).show(slider, isReset);
    });
    if (this.waitingFor !== null && data.number >= this.waitingFor) this.answered();
  }

  build(data) {
    this.cells.clear();
    this.notes = [];
    this.root.replaceChildren();
    for (const group of data.groups) {
      const section = make("section", "group");
      const title = make("h4", "title", group.title);
      this.notes.push(make("span", "note"));
      title.append(this.notes.at(-1));
      section.append(title);
      const grid = make("div", "grid");
      for (const slider of group.sliders) {
        const cell = new Cell(slider, data.scales[slider.scale], () => this.moved());
        this.cells.set(slider.id, cell);
        grid.append(cell.element);
      }
      section.append(grid);
      this.root.append(section);
    }
  }

  moved() {
    this.isStale = true;
    if (this.waitingFor === null) this.send();
  }

  send() {
    this.isStale = false;
    this.number += 1;
    this.waitingFor = this.number;
    const values = {};
    for (const [id, cell] of this.cells) values[id] = Number(cell.input.value);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.answered(), PATIENCE_MS);
    this.ask({ number: this.number, epoch: this.epoch, values });
  }

  answered() {
    clearTimeout(this.timer);
    this.waitingFor = null;
    if (this.isStale) this.send();
  }
}

class Cell {
  constructor(slider, words, moved) {
    const id = "slider-" + slider.id.replace(/[^A-Za-z0-9]/g, "-");
    this.words = words;
    this.element = make("div", "cell");
    this.element.dataset.slider = slider.id;
    const head = make("div", "head");
    const label = make("label", "label", slider.label);
    label.htmlFor = id;
    this.value = make("output", "value");
    this.value.setAttribute("for", id);
    head.append(label, this.value);
    this.result = make("div", "result");
    this.picture = make("div", "picture");
    this.input = make("input", "range");
    Object.assign(this.input, { type: "range", id, min: 0, max: words.length - 1, step: 1 });
    this.foot = make("div", "foot");
    this.element.append(head, this.result, this.picture, this.input, this.foot);
    this.input.addEventListener("input", () => {
      this.say();
      moved();
    });
  }

  show(slider, isReset) {
    if (isReset) {
      this.input.value = slider.position;
      this.say();
    }
    this.input.setAttribute("aria-label", slider.spoken || slider.label);
    replaceText(this.result, slider.result);
    replaceText(this.foot, slider.foot);
    if (this.picture.dataset.drawn !== slider.picture) {
      this.picture.dataset.drawn = slider.picture;
      this.picture.innerHTML = slider.picture;
    }
  }

  say() {
    const words = this.words[Number(this.input.value)];
    this.value.textContent = words;
    this.input.setAttribute("aria-valuetext", words);
    const share = (100 * Number(this.input.value)) / Math.max(this.words.length - 1, 1);
    this.input.style.setProperty("--reached", share + "%");
  }
}

function make(tag, kind, text) {
  const element = document.createElement(tag);
  element.className = kind;
  if (text) element.textContent = text;
  return element;
}

function replaceText(element, parts) {
  const key = JSON.stringify(parts);
  if (element.dataset.parts === key) return;
  element.dataset.parts = key;
  element.replaceChildren(...parts.map(([kind, text]) => make("span", kind, text)));
}
