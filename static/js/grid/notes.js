// Rows below a student: what cannot be read, where two people differ, a status that does not fit the scores. Their
// buttons are no tab stops: Esc puts a score back, Enter on a cell to choose goes to its choices, Esc comes back.

import { timeOfDay } from "./clock.js";
import { button, element, icon } from "./pieces.js";
import { STATUS } from "./papers.js";
import { noteId } from "./table.js";

export class Notes {
  constructor(papers, table, me) {
    this.papers = papers;
    this.table = table;
    this.me = me;
    this.shown = new Map();
    this.acts = null;
  }

  // `acts`: {putBack(row, column), choose(row, column, text), clearAndMark(row, status), keepScored(row), back(row, column)}
  use(acts) {
    this.acts = acts;
  }

  paint(row) {
    const lines = this.#lines(row);
    const key = lines.map((line) => `${line.kind} ${line.column} ${line.sentence}`).join("|");
    const before = this.shown.get(row);
    if ((before?.key ?? "") === key) return;
    this.table.geometry.forget();
    before?.line.remove();
    this.shown.delete(row);
    if (!lines.length) return;
    const cell = element("td", { role: "gridcell", colspan: String(this.table.columns), id: noteId(row) });
    for (const each of lines) cell.append(this.#paragraph(row, each));
    const conflictsOnly = lines.every((line) => line.kind === "conflict");
    const line = element("tr", { role: "row", class: conflictsOnly ? "cell-note cell-note--conflict" : "cell-note" }, cell);
    this.table.rows[row].line.after(line);
    this.shown.set(row, { key, line });
  }

  sentences(row) {
    return this.#lines(row).map((line) => `${line.where}: ${line.sentence}`).join(" "); // prettier-ignore
  }

  // The first choice of a conflict, for Enter on its cell.
  focusChoice(row, column) {
    const choice = this.shown.get(row)?.line.querySelector(`[data-choice="${column}"]`);
    choice?.focus();
    return Boolean(choice);
  }

  #lines(row) {
    const student = this.papers.students[row];
    const lines = [];
    for (const [column, fault] of [...student.faults].sort(([a], [b]) => a - b)) {
      const saved = student.texts[column];
      lines.push({ kind: "fault", column, where: `Item ${this.papers.items[column].label}, ${student.name}`, saved, sentence: `${fault.sentence} ${saved ? `The saved score is still ${saved}.` : "Nothing is saved here."}` });
    }
    if (student.wish !== undefined) {
      const name = this.papers.statusName(student.wish);
      lines.push({ kind: "status", column: STATUS, where: student.name, sentence: `This paper has scores, so it is not marked ${name.toLowerCase()} yet. Nothing has changed.` });
    }
    if (student.said) lines.push({ kind: "said", column: STATUS, where: student.name, sentence: student.said });
    for (const conflict of this.papers.conflicts.values()) {
      if (conflict.row !== row) continue;
      const words = (text) => (conflict.column === STATUS ? this.papers.statusName(text).toLowerCase() : text || "nothing");
      const where = conflict.column === STATUS ? `Status, ${student.name}` : `Item ${this.papers.items[conflict.column].label}, ${student.name}`;
      lines.push({ kind: "conflict", column: conflict.column, where, conflict, words, sentence: conflictSentence(conflict, words, this.me) });
    }
    return lines;
  }

  #paragraph(row, line) {
    const text = element("span", {}, element("strong", {}, `${line.where}: `), line.sentence);
    const note = element("div", { class: `cell-note__text cell-note__text--${line.kind}` }, icon(line.kind === "conflict" ? "swap" : "alert"), text);
    for (const [words, act, attributes] of this.#choices(row, line)) note.append(button(words, act, { tabindex: "-1", ...attributes }));
    note.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.acts.back(row, line.column);
      else if (["ArrowRight", "ArrowLeft", "Tab"].includes(event.key)) stepAmong(note, event.key === "ArrowLeft" || event.shiftKey ? -1 : 1);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    return note;
  }

  #choices(row, line) {
    const { column } = line;
    if (line.kind === "fault") return [[line.saved ? `Put ${line.saved} back` : "Empty it again", () => this.acts.putBack(row, column), {}]];
    if (line.kind === "said") return [];
    if (line.kind === "status") {
      const { wish } = this.papers.students[row];
      const name = this.papers.statusName(wish).toLowerCase();
      return [
        ["Keep the scores", () => this.acts.keepScored(row), { "data-choice": column }],
        [`Clear the scores and mark ${name}`, () => this.acts.clearAndMark(row, wish), {}],
      ];
    }
    const { conflict, words } = line;
    return [
      [`Keep ${words(conflict.saved)}`, () => this.acts.choose(row, column, conflict.saved), { "data-choice": column }],
      [`Take ${words(conflict.offered)}`, () => this.acts.choose(row, column, conflict.offered), {}],
    ];
  }
}

// Who entered what, as this person would say it.
export function conflictSentence(conflict, words, me) {
  const who = (name, other) => (name === me ? "you" : name || other);
  const offered = `${who(conflict.offered_by, "someone")} typed ${words(conflict.offered)}${conflict.offered_at ? ` at ${timeOfDay(new Date(conflict.offered_at))}` : ""}; ${who(conflict.saved_by, "someone")} saved ${words(conflict.saved)}. Nothing is lost.`;
  return offered[0].toUpperCase() + offered.slice(1);
}

function stepAmong(note, step) {
  const buttons = [...note.querySelectorAll("button")];
  const next = buttons.indexOf(document.activeElement) + step;
  buttons[(next + buttons.length) % buttons.length].focus();
}
