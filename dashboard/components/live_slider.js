/* Sliders that ask the server while they are held: one question at a time, then the newest one.
   Streamlit calls the default function after every answer, with `data` as the server now sees it. */
const PANELS = new Map();
const PATIENCE_MS = 2500;
const REST_MS = 350;
const MOVING_MS = 500;

/* Now and then Streamlit takes the component away and puts it back at once, with the hand still on a
   slider. The panel then moves into its new place as it is, with every move that was not sent yet. */
export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".live");
  if (!root || !data) return;
  const before = PANELS.get(data.key);
  const isBack = before && before.root !== root && performance.now() - before.leftAt < MOVING_MS;
  const panel = before && (isBack || before.root === root) ? before : new Panel(root);
  PANELS.set(data.key, panel);
  panel.ask = (question) => setStateValue("asked", question);
  if (isBack) panel.moveInto(root);
  panel.take(data);
  return () => {
    panel.leftAt = performance.now();
  };
}

class Panel {
  constructor(root) {
    this.root = root;
    this.cells = new Map();
    this.notes = [];
    this.structure = "";
    this.scalesId = null;
    this.epoch = null;
    this.number = 0;
    this.waitingFor = null;
    this.isStale = false;
    this.boards = new Map();
    this.leftAt = -Infinity;
    this.movedAt = -Infinity;
  }

  moveInto(root) {
    root.className = this.root.className;
    root.replaceChildren(...this.root.childNodes);
    this.root = root;
    if (performance.now() - this.movedAt < MOVING_MS) this.held.focus({ preventScroll: true });
    if (this.cells.size) this.send(false);
  }

  take(data) {
    if (data.scales) {
      this.scales = data.scales;
      this.scalesId = data.scales_id;
    }
    if (this.scalesId !== data.scales_id) {
      this.ask({ number: data.number + 1, epoch: null, at_rest: true, scales_id: null, values: {} });
      return;
    }
    const structure = JSON.stringify([
      this.scalesId,
      data.groups.map((g) => [g.title, g.folded, g.sliders.map((s) => [s.id, s.label, s.scale])]),
      [data.headline, data.boards].map((boards) => boards.map((b) => [b.id, b.title, b.wide, b.folded])),
    ]);
    this.tellsRest = data.tells_rest;
    const isNew = structure !== this.structure;
    if (isNew) {
      this.structure = structure;
      this.build(data, JSON.parse(this.scales));
    }
    const isReset = isNew || data.epoch !== this.epoch;
    this.epoch = data.epoch;
    if (isReset) {
      this.number = Math.max(this.number, data.number);
      this.waitingFor = null;
      this.isStale = false;
    }
    for (const board of [...data.headline, ...data.boards]) this.boards.get(board.id).show(board);
    data.groups.forEach((group, place) => {
      this.notes[place].textContent = group.note;
      for (const slider of group.sliders) this.cells.get(slider.id).show(slider, isReset);
    });
    if (this.waitingFor !== null && data.number >= this.waitingFor) this.answered();
  }

  build(data, scales) {
    this.cells.clear();
    this.boards.clear();
    this.notes = [];
    this.root.replaceChildren();
    this.root.classList.toggle("split", data.boards.length > 0);
    for (const kind of ["headline", "boards"]) if (data[kind].length) this.place(kind, data[kind]);
    const groups = make("div", "groups");
    for (const group of data.groups) {
      const section = make(group.folded ? "details" : "section", "group");
      const title = make(group.folded ? "summary" : "h4", "title", group.title);
      this.notes.push(make("span", "note"));
      title.append(this.notes.at(-1));
      section.append(title);
      const grid = make("div", "grid");
      for (const slider of group.sliders) {
        const cell = new Cell(slider, scales[slider.scale], (input) => this.moved(input));
        this.cells.set(slider.id, cell);
        grid.append(cell.element);
      }
      section.append(grid);
      groups.append(section);
    }
    this.root.append(groups);
  }

  place(kind, boards) {
    const grid = make("div", kind);
    if (kind === "headline") Object.assign(grid, { tabIndex: 0, role: "group", ariaLabel: "Headline figures" });
    for (const board of boards) {
      this.boards.set(board.id, new Board(board));
      grid.append(this.boards.get(board.id).element);
    }
    this.root.append(grid);
  }

  moved(input) {
    this.isStale = true;
    this.held = input;
    this.movedAt = performance.now();
    clearTimeout(this.rest);
    if (this.tellsRest) this.rest = setTimeout(() => this.rested(), REST_MS);
    if (this.waitingFor === null) this.send(false);
  }

  rested() {
    if (this.waitingFor === null) this.send(true);
    else this.rest = setTimeout(() => this.rested(), REST_MS);
  }

  send(isAtRest) {
    this.isStale = false;
    this.number += 1;
    this.waitingFor = this.number;
    const values = {};
    for (const [id, cell] of this.cells) values[id] = Number(cell.input.value);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.answered(), PATIENCE_MS);
    this.ask({ number: this.number, epoch: this.epoch, at_rest: isAtRest, scales_id: this.scalesId, values });
  }

  answered() {
    clearTimeout(this.timer);
    this.waitingFor = null;
    if (this.isStale) this.send(false);
  }
}

class Board {
  constructor(board) {
    this.element = make(board.folded ? "details" : "figure", board.wide ? "board wide" : "board");
    this.element.dataset.board = board.id;
    this.result = make("div", "result");
    this.picture = make("div", "drawing");
    this.foot = make("div", "foot");
    const title = make(board.folded ? "summary" : "figcaption", "label", board.title);
    this.element.append(title, this.result, this.picture, this.foot);
  }

  show(board) {
    replaceText(this.result, board.result);
    replaceText(this.foot, board.foot);
    replacePicture(this.picture, board.picture);
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
      moved(this.input);
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
    replacePicture(this.picture, slider.picture);
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

function replacePicture(element, picture) {
  if (element.drawn === picture) return;
  element.drawn = picture;
  element.innerHTML = picture;
}

function replaceText(element, parts) {
  const key = JSON.stringify(parts);
  if (element.dataset.parts === key) return;
  element.dataset.parts = key;
  element.replaceChildren(...parts.map(([kind, text]) => make("span", kind, text)));
}
