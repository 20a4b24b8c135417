// The table on the page: built once, then only the cells that changed are painted. Columns as the eye counts them:
// 0 the name, 1 … K the items, K + 1 the points, K + 2 the status. The model knows items from 0 and STATUS.

import { EMPTY, pointsText } from "./grammar.js";
import { Geometry } from "./geometry.js";
import { chip, element, icon } from "./pieces.js";
import { SCORED, STATUS } from "./papers.js";

// Characters that a column is wide enough for.
const FITS = 4;

export class Table {
  constructor(papers, place, { where, history }) {
    this.papers = papers;
    this.history = history;
    this.items = papers.items.length;
    this.pointsColumn = this.items + 1;
    this.statusColumn = this.items + 2;
    this.columns = this.items + 3;
    this.rows = [];
    this.active = null;
    this.activeLine = null;
    this.table = element("table", { class: "data-table", role: "grid", "aria-multiselectable": "true" });
    this.table.append(
      element("caption", { class: "visually-hidden" }, `Points by student and item, ${where}. An empty cell is not a zero: it stays open until you say what it means.`),
      this.#head(where),
      ...this.#bodies(),
      this.#foot(),
    );
    this.table.setAttribute("aria-rowcount", String(this.rows.length + 2));
    this.table.setAttribute("aria-colcount", String(this.columns));
    place.append(this.table);
    this.geometry = new Geometry(place, this.table, this.rows, papers.students.map((student) => student.name));
    papers.students.forEach((_, row) => this.paintRow(row));
    papers.items.forEach((_, column) => this.paintFoot(column));
  }

  get height() {
    return this.rows.length;
  }

  historyOf(row) {
    return this.history.replace("/students/0/", `/students/${this.papers.students[row].id}/`);
  }

  // --- where a cell is, in the model's words and in the eye's

  modelColumn(column) {
    if (column === this.statusColumn || column === 0) return STATUS;
    return column > this.items ? null : column - 1;
  }

  viewColumn(column) {
    return column === STATUS ? this.statusColumn : column + 1;
  }

  cell(row, column) {
    return this.rows[row].cells[column];
  }

  isScore(column) {
    return column >= 1 && column <= this.items;
  }

  placeOf(node) {
    const cell = node.closest?.("td, th");
    const line = cell?.parentElement;
    const row = this.rows.findIndex((each) => each.line === line);
    return row < 0 ? null : { row, column: this.rows[row].cells.indexOf(cell) };
  }

  // --- building

  #head(where) {
    const line = element("tr", { role: "row", "aria-rowindex": "1" });
    const students = this.papers.students.length;
    line.append(element("th", { scope: "col", role: "columnheader" }, "Student", element("small", {}, `${students} in ${where}`)));
    this.papers.items.forEach((item, column) => {
      const head = element("th", { scope: "col", role: "columnheader", "data-column": String(column + 1) });
      if (this.#opensTarget(column)) head.classList.add("first-of-target");
      if (item.prompt) head.title = item.prompt;
      head.append(element("span", { class: "visually-hidden" }, "Item "), item.label, element("small", {}, `of ${pointsText(item.max)}`));
      if (item.target) head.append(element("small", { class: "target" }, item.target));
      if (item.scoring === "dropped") {
        head.append(element("small", {}, "dropped"));
        head.setAttribute("data-dropped", "");
      }
      if (item.scoring === "credited") head.append(element("small", {}, "all credited"));
      line.append(head);
    });
    line.append(element("th", { scope: "col", role: "columnheader", class: "sum" }, "Points"), element("th", { scope: "col", role: "columnheader", class: "state" }, "Status"));
    return element("thead", { role: "rowgroup" }, line);
  }

  #opensTarget(column) {
    return column === 0 || this.papers.items[column].target !== this.papers.items[column - 1].target;
  }

  #bodies() {
    const { sections, students } = this.papers;
    const bodies = [];
    for (const section of sections) {
      const body = element("tbody", { role: "rowgroup" });
      if (sections.length > 1) {
        const count = students.filter((student) => student.section === section.id).length;
        const name = element("th", { role: "rowheader", class: "section-name", scope: "rowgroup", colspan: String(this.columns) });
        name.append(element("span", {}, section.name, element("small", {}, `${count} ${count === 1 ? "student" : "students"}`)));
        body.append(element("tr", { role: "row", class: "section-row" }, name));
      }
      students.forEach((student, row) => {
        if (student.section === section.id) body.append(this.#line(student, row));
      });
      bodies.push(body);
    }
    return bodies;
  }

  #line(student, row) {
    const line = element("tr", { role: "row", "aria-rowindex": String(row + 2) });
    const past = element("a", { class: "past", href: this.historyOf(row), tabindex: "-1", title: "History of this paper", "aria-label": `History of the paper of ${student.name}` }, icon("clock"));
    const cells = [element("th", { scope: "row", role: "rowheader" }, element("span", { class: "name" }, student.name), past)];
    this.papers.items.forEach((item, column) => {
      const cell = element("td", { role: "gridcell", class: this.#opensTarget(column) ? "score first-of-target" : "score" }, boxed());
      if (item.scoring === "dropped") cell.setAttribute("data-dropped", "");
      cells.push(cell);
    });
    cells.push(element("td", { role: "gridcell", class: "sum", "aria-readonly": "true" }, boxed()), element("td", { role: "gridcell", class: "state" }, boxed()));
    line.append(...cells);
    this.rows[row] = { line, cells, shownChip: "" };
    return line;
  }

  #foot() {
    this.footCells = this.papers.items.map((_, column) => element("td", { role: "gridcell", class: this.#opensTarget(column) ? "first-of-target" : "" }, boxed()));
    this.footHead = boxed();
    const line = element("tr", { role: "row", "aria-rowindex": String(this.rows.length + 2) });
    const empty = ["sum", "state"].map((name) => element("td", { role: "gridcell", class: name }));
    line.append(element("th", { scope: "row", role: "rowheader" }, this.footHead), ...this.footCells, ...empty);
    return element("tfoot", { role: "rowgroup" }, line);
  }

  // --- painting

  paintRow(row) {
    for (let column = 0; column < this.items; column += 1) this.paintScore(row, column);
    this.paintSums(row);
  }

  paintScore(row, column) {
    const cell = this.cell(row, column + 1);
    const box = cell.firstChild;
    if (box.firstElementChild?.tagName === "INPUT") return;
    const student = this.papers.students[row];
    const fault = student.faults.get(column);
    const text = fault ? fault.typed : student.texts[column];
    const cellValue = student.cells[column];
    const code = !fault && cellValue < EMPTY ? pointsText(cellValue) : undefined;
    const answered = !fault && student.answers[column];
    box.textContent = text;
    if (answered) box.append(element("small", {}, pointsText(cellValue)));
    box.className = `box${answered ? " box--answer" : ""}${text.length > FITS ? " box--long" : ""}`;
    mark(cell, "data-code", code);
    mark(cell, "aria-invalid", fault ? "true" : undefined);
    const conflict = this.papers.conflictAt(row, column);
    mark(cell, "data-state", conflict ? "conflict" : undefined);
    mark(cell, "aria-describedby", fault || conflict ? noteId(row) : undefined);
    if (this.active === cell) this.name(row, column + 1);
  }

  // Points, status, late mark of one student.
  paintSums(row) {
    const { line, cells } = this.rows[row];
    const student = this.papers.students[row];
    const summary = this.papers.summary(row);
    line.toggleAttribute("data-away", summary.away);
    const sum = cells[this.pointsColumn].firstChild;
    if (summary.possibleText && !summary.away) paintSum(sum, summary);
    else sum.textContent = "–";
    const [kind, sign, words] = statusChip(student, summary, this.papers);
    const key = `${kind} ${words} ${student.late}`;
    const state = cells[this.statusColumn];
    if (key !== this.rows[row].shownChip && !state.querySelector("select")) {
      paintChip(state.firstChild, kind, sign, words);
      if (student.late) state.firstChild.append(element("small", { class: "late" }, "late"));
      this.rows[row].shownChip = key;
    }
    mark(state, "data-state", this.papers.conflictAt(row, STATUS) ? "conflict" : undefined);
    mark(state, "aria-describedby", student.wish !== undefined || this.papers.conflictAt(row, STATUS) ? noteId(row) : undefined);
    if (this.active === state) this.name(row, this.statusColumn);
  }

  paintFoot(column) {
    const { entered, papers } = this.papers.enteredOf(column);
    this.footCells[column].firstChild.textContent = String(entered);
    const words = `Entered, of ${papers}`;
    if (this.footHead.textContent !== words) this.footHead.textContent = words;
    this.footCells[column].toggleAttribute("data-full", papers > 0 && entered === papers);
  }

  // --- the one cell with the focus

  activate(row, column, { focus = true } = {}) {
    const cell = this.cell(row, column);
    const before = this.active;
    if (before !== cell) {
      cell.tabIndex = 0;
      this.name(row, column);
    }
    this.active = cell;
    if (focus) {
      cell.focus({ preventScroll: true });
      this.geometry.reveal(row, column);
    }
    if (before && before !== cell) {
      before.removeAttribute("tabindex");
      before.removeAttribute("aria-label");
    }
    const { line } = this.rows[row];
    if (this.activeLine !== line) {
      this.activeLine?.removeAttribute("data-active");
      line.setAttribute("data-active", "");
      this.activeLine = line;
    }
  }

  // Student, item, value, most: what a screen reader says on the way through.
  name(row, column) {
    this.cell(row, column).setAttribute("aria-label", this.nameOf(row, column));
  }

  nameOf(row, column) {
    const student = this.papers.students[row];
    if (column === 0) return `${student.name}, ${this.#statusWords(row)}`;
    if (column === this.statusColumn) return `${student.name}, status: ${this.#statusWords(row)}`;
    const summary = this.papers.summary(row);
    if (column === this.pointsColumn) return `${student.name}, points: ${summary.possibleText ? `${summary.earnedText} of ${summary.possibleText}` : "none yet"}`;
    const item = this.papers.items[column - 1];
    const text = this.papers.text(row, column - 1);
    const value = student.answers[column - 1] && !student.faults.has(column - 1) ? `${text}, ${pointsText(student.cells[column - 1])} points` : text || "empty";
    return `${student.name}, item ${item.label}: ${value}, of ${pointsText(item.max)}`;
  }

  #statusWords(row) {
    return statusChip(this.papers.students[row], this.papers.summary(row), this.papers)[2];
  }
}

export function noteId(row) {
  return `note-${row}`;
}

export function statusChip(student, summary, papers) {
  if (summary.toMend) return ["mend", "alert", `${summary.toMend} to mend`];
  if (summary.toChoose) return ["now", "swap", "Choose"];
  if (summary.away) return ["wait", "dash", papers.statusName(student.status)];
  if (summary.complete) return ["done", "check", "Complete"];
  if (summary.entered) return ["now", "clock", `${summary.entered} of ${papers.items.length}`];
  return ["", "clock", student.status === SCORED ? papers.statusName(SCORED) : "Not started"];
}

// What changes while somebody types stands in a box of fixed size, so that a digit never makes the browser lay out the
// whole table again.
function boxed() {
  return element("span", { class: "box" });
}

// Only the words change as long as the sign is the same: a drawing put in anew is fetched and laid out anew.
function paintChip(box, kind, sign, words) {
  const before = box.firstElementChild;
  if (before?.dataset.sign === sign && before.lastChild.nodeType === Node.TEXT_NODE) {
    before.className = kind ? `chip chip--${kind}` : "chip";
    before.lastChild.data = words;
    while (before.nextSibling) before.nextSibling.remove();
    return;
  }
  const made = chip(kind, sign, words);
  made.dataset.sign = sign;
  box.replaceChildren(made);
}

function paintSum(box, { earnedText, possibleText }) {
  const before = box.lastElementChild;
  if (before) {
    box.firstChild.data = earnedText;
    before.textContent = ` of ${possibleText}`;
  } else box.replaceChildren(earnedText, element("small", {}, ` of ${possibleText}`));
}

function mark(node, name, value) {
  if (value === undefined) node.removeAttribute(name);
  else if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}
