// The verbs of the grid: each changes cells, paints only those, remembers the step and hands the edits to be sent.

import { inAPause } from "./later.js";
import { counted } from "./pieces.js";
import { SCORED, STATUS } from "./papers.js";
import { Steps } from "./undo.js";

export class Sheet {
  constructor({ papers, table, notes, selection, voice, totals, send }) {
    Object.assign(this, { papers, table, notes, selection, voice, totals, send });
    this.steps = new Steps();
    this.watchers = [];
    this.feet = new Set();
    this.sumUp = inAPause(() => this.#sumUp());
  }

  // `wanted`: [{row, column, text}] in the model's columns. Returns how many cells are different now.
  change(wanted, { remember = true } = {}) {
    const edits = [];
    const step = [];
    const touched = new Map();
    for (const { row, column, text } of wanted) {
      const before = this.papers.text(row, column);
      const statusBefore = this.papers.students[row].status;
      edits.push(...this.papers.put(row, column, text));
      const after = this.papers.text(row, column);
      if (before !== after) step.push({ row, column, before, after });
      const statusAfter = this.papers.students[row].status;
      if (column !== STATUS && statusBefore !== statusAfter) {
        step.push({ row, column: STATUS, before: statusBefore, after: statusAfter });
        if (statusBefore !== "" && statusAfter === SCORED) {
          this.voice.say(`${this.papers.students[row].name} was ${this.papers.statusName(statusBefore).toLowerCase()}; with a score the paper counts as scored.`);
        }
      }
      if (!touched.has(row)) touched.set(row, new Set());
      touched.get(row).add(column);
    }
    this.paint(touched);
    if (remember && step.length) this.steps.remember(step);
    if (edits.length) this.send(edits);
    return step.filter((each) => each.column !== STATUS).length || step.length;
  }

  // Cells by row; STATUS among them, or a status that changed with them, repaints the feet as well. What stands beside
  // the rows waits for a pause between keys.
  paint(touched) {
    const { feet } = this;
    for (const [row, columns] of touched) {
      for (const column of columns) {
        if (column === STATUS) continue;
        this.table.paintScore(row, column);
        feet.add(column);
      }
      const wasAway = this.table.rows[row].line.hasAttribute("data-away");
      this.table.paintSums(row);
      if (wasAway !== this.papers.isAway(row)) this.papers.items.forEach((_, column) => feet.add(column));
      this.notes.paint(row);
    }
    this.sumUp();
    for (const watcher of this.watchers) watcher(touched);
  }

  #sumUp() {
    for (const column of this.feet) this.table.paintFoot(column);
    this.feet.clear();
    this.totals.paint();
  }

  // --- what a person asks for

  clear() {
    const { rows, items } = this.selection;
    if (items.length) {
      const cleared = this.change(rows.flatMap((row) => items.map((column) => ({ row, column, text: "" }))));
      if (cleared > 1) this.voice.say(`${counted(cleared, "cell")} cleared. Undo brings them back.`);
    } else this.setStatus("");
  }

  setStatus(status) {
    const { rows } = this.selection;
    this.change(rows.map((row) => ({ row, column: STATUS, text: status })));
    const wishes = rows.filter((row) => this.papers.students[row].wish !== undefined);
    if (wishes.length) this.voice.say(this.notes.sentences(wishes[0]));
    else if (rows.length > 1) this.voice.say(`${counted(rows.length, "student")}: ${this.papers.statusName(status)}.`);
    else this.voice.say(`${this.papers.statusName(this.papers.students[rows[0]].status)}.`);
  }

  fill(direction) {
    const { top, bottom } = this.selection.box;
    const { items } = this.selection;
    if (!items.length) return;
    const wanted = [];
    if (direction === "down") {
      const from = top === bottom ? top - 1 : top;
      if (from < 0) return;
      for (let row = from + 1; row <= bottom; row += 1) {
        for (const column of items) wanted.push({ row, column, text: this.papers.text(from, column) });
      }
    } else {
      const from = items.length === 1 ? items[0] - 1 : items[0];
      if (from < 0) return;
      for (const row of this.selection.rows) {
        for (const column of items) if (column > from) wanted.push({ row, column, text: this.papers.text(row, from) });
      }
    }
    this.voice.say(`${counted(this.change(wanted), "cell")} filled.`);
  }

  undo() {
    this.#walk(this.steps.back(), "taken back", "Nothing to take back.");
  }

  redo() {
    this.#walk(this.steps.again(), "done again", "Nothing to do again.");
  }

  #walk(step, done, nothing) {
    if (!step) return this.voice.say(nothing);
    this.change(step.map(({ row, column, after }) => ({ row, column, text: after })), { remember: false }); // prettier-ignore
    const first = step[0];
    this.selection.moveTo(first.row, this.table.viewColumn(first.column));
    this.voice.say(step.length === 1 ? `${this.table.nameOf(first.row, this.table.viewColumn(first.column))}: ${done}.` : `${counted(step.length, "cell")} ${done}.`);
  }

  // The saved score again, in place of a text that could not be read.
  putBack(row, column) {
    this.change([{ row, column, text: this.papers.savedText(row, column) }]);
  }

  // One of the two values of a cell that two people entered.
  choose(row, column, text) {
    this.change([{ row, column, text }]);
    this.voice.say(`${this.table.nameOf(row, this.table.viewColumn(column))}: chosen.`);
  }

  clearAndMark(row, status) {
    const cells = this.papers.items.map((_, column) => ({ row, column, text: "" }));
    this.change([...cells, { row, column: STATUS, text: status }]);
  }
}
