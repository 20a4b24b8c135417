// What the grid holds: students, their cells and statuses as this person sees them, and what that adds up to.
// Nothing here touches the page. A cell that cannot be read keeps what was typed beside the score that stands.

import { EMPTY, EXEMPT, pointsText, readTyped } from "./grammar.js";

export const STATUS = "status";
export const SCORED = "scored";

export class Papers {
  constructor(payload) {
    this.items = payload.items;
    this.sections = payload.sections;
    this.statusNames = new Map(payload.statuses);
    this.students = payload.students.map(paper);
    this.rowOf = new Map(this.students.map((student, row) => [paperKey(student), row]));
    this.rowById = new Map(this.students.map((student, row) => [student.id, row]));
    this.columnOf = new Map(this.items.map((item, column) => [item.id, column]));
    this.underWay = new Map();
    this.conflicts = new Map();
    this.replaceConflicts(payload.conflicts);
  }

  // --- reading

  text(row, column) {
    const student = this.students[row];
    if (column === STATUS) return student.wish ?? student.status;
    return student.faults.get(column)?.typed ?? student.texts[column];
  }

  savedText(row, column) {
    return column === STATUS ? this.students[row].status : this.students[row].texts[column];
  }

  conflictAt(row, column) {
    return this.conflicts.get(placeKey(this.students[row].id, column));
  }

  isAway(row) {
    const { status } = this.students[row];
    return status !== "" && status !== SCORED;
  }

  statusName(status) {
    return this.statusNames.get(status) ?? "Not said";
  }

  summary(row) {
    const student = this.students[row];
    let earned = 0;
    let possible = 0;
    let entered = 0;
    student.cells.forEach((cell, column) => {
      const item = this.items[column];
      if (cell !== EMPTY) entered += 1;
      const counts = countedCell(cell, item);
      if (counts === null || counts === EMPTY || counts === EXEMPT) return;
      earned += Math.max(counts, 0);
      possible += item.max;
    });
    if (!entered) possible = 0;
    const toChoose = [...this.conflicts.values()].filter((each) => each.row === row).length;
    const toMend = student.faults.size + (student.wish === undefined ? 0 : 1);
    const away = this.isAway(row);
    const complete = !away && !toMend && !toChoose && entered === this.items.length;
    return { earned, possible, entered, toMend, toChoose, away, complete, earnedText: possible ? pointsText(earned) : "", possibleText: possible ? pointsText(possible) : "" };
  }

  // How many of the papers that exist have something entered for this item.
  enteredOf(column) {
    let entered = 0;
    let papers = 0;
    this.students.forEach((student, row) => {
      if (this.isAway(row)) return;
      papers += 1;
      if (student.cells[column] !== EMPTY) entered += 1;
    });
    return { entered, papers };
  }

  totals() {
    const away = new Map();
    let [complete, papers, toMend, toChoose] = [0, 0, 0, 0];
    this.students.forEach((student, row) => {
      const summary = this.summary(row);
      toMend += summary.toMend;
      toChoose += summary.toChoose;
      if (summary.away) away.set(student.status, (away.get(student.status) ?? 0) + 1);
      else papers += 1;
      if (summary.complete) complete += 1;
    });
    return { complete, papers, toMend, toChoose, away };
  }

  // --- writing: each returns the edits to send

  // Takes a text into a cell or a status; a text that cannot be read stays there with its sentence and is not sent.
  put(row, column, typed) {
    return column === STATUS ? this.#putStatus(row, typed) : this.#putScore(row, column, typed);
  }

  #putScore(row, column, typed) {
    const student = this.students[row];
    const read = readTyped(typed, this.items[column]);
    if (read.fault) {
      student.faults.set(column, { typed: typed.trim(), sentence: `${read.fault} ${read.remedy}` });
      return [];
    }
    student.faults.delete(column);
    const was = student.texts[column];
    const conflict = this.conflictAt(row, column);
    if (read.text === was && !conflict) return [];
    const edits = [];
    if (read.cell !== EMPTY && this.isAway(row)) edits.push(...this.#statusEdit(row, SCORED));
    student.cells[column] = read.cell;
    student.answers[column] = read.answer;
    student.texts[column] = read.text;
    edits.push(this.#edit(student, column, was, read.text, conflict));
    if (student.status === SCORED && student.cells.every((cell) => cell === EMPTY)) edits.push(...this.#statusEdit(row, ""));
    return edits;
  }

  // “Absent” on a paper with scores is a question, not an order: the scores stay and the row asks.
  #putStatus(row, status) {
    const student = this.students[row];
    const hasScores = student.cells.some((cell) => cell !== EMPTY);
    student.wish = undefined;
    student.said = "";
    if (hasScores && status !== SCORED) {
      if (status !== "") student.wish = status;
      return [];
    }
    if (!hasScores && status === SCORED) status = "";
    return this.#statusEdit(row, status);
  }

  #statusEdit(row, status) {
    const student = this.students[row];
    const was = student.status;
    const conflict = this.conflictAt(row, STATUS);
    if (was === status && !conflict) return [];
    student.status = status;
    return [this.#edit(student, STATUS, was, status, conflict)];
  }

  #edit(student, column, was, now, conflict) {
    const edit = {
      edit: crypto.randomUUID(),
      student: student.id,
      section: student.section,
      item: column === STATUS ? null : this.items[column].id,
      was,
      now,
      resolves: conflict?.id ?? null,
    };
    if (conflict) this.conflicts.delete(placeKey(student.id, column));
    this.underWay.set(placeKey(student.id, column), edit.edit);
    return edit;
  }

  // --- what comes back from the server; each returns what to paint: columns (and STATUS) by row

  settle(results) {
    const touched = new Touched();
    for (const result of results) {
      const column = result.item === null ? STATUS : this.columnOf.get(result.item);
      const key = placeKey(result.student, column);
      // A newer edit of the same cell is on its way: its own answer will say what stands.
      if (this.underWay.get(key) !== result.edit) continue;
      this.underWay.delete(key);
      const row = this.rowById.get(result.student);
      if (row === undefined || column === undefined || result.state === "saved") continue;
      this.#stands(row, column, result);
      touched.add(row, column);
    }
    return touched;
  }

  // Refused or offered only: what is saved stands in the cell again, and the note below says the rest.
  #stands(row, column, { state, text, sentence, conflict }) {
    const student = this.students[row];
    const typed = this.text(row, column);
    this.#show(student, column, text);
    if (conflict) this.conflicts.set(placeKey(student.id, column), { ...conflict, row, column });
    if (state !== "refused") return;
    if (column === STATUS) student.said = sentence;
    else student.faults.set(column, { typed, sentence });
  }

  #show(student, column, text) {
    if (column === STATUS) {
      student.status = text;
      return;
    }
    const read = readTyped(text, this.items[column]);
    if (read.fault) return;
    student.cells[column] = read.cell;
    student.answers[column] = read.answer;
    student.texts[column] = read.text;
  }

  // Papers as saved now; a cell whose own edit is still on its way keeps what this person sees.
  take(students) {
    const touched = new Touched();
    for (const fresh of students) {
      const row = this.rowOf.get(paperKey(fresh));
      if (row === undefined) continue;
      const student = this.students[row];
      fresh.cells.forEach((cell, column) => {
        const isSame = student.cells[column] === cell && student.answers[column] === fresh.answers[column] && student.texts[column] === fresh.texts[column];
        if (isSame || this.underWay.has(placeKey(student.id, column))) return;
        student.cells[column] = cell;
        student.answers[column] = fresh.answers[column];
        student.texts[column] = fresh.texts[column];
        touched.add(row, column);
      });
      const status = this.underWay.has(placeKey(student.id, STATUS)) ? student.status : fresh.status;
      if (student.status !== status || student.late !== fresh.late) touched.add(row, STATUS);
      Object.assign(student, { status, late: fresh.late, by: fresh.by });
    }
    return touched;
  }

  // Edits of an earlier visit that never reached the server: shown as they were typed.
  replay(edits) {
    for (const edit of edits) {
      const row = this.rowById.get(edit.student);
      const column = edit.item === null ? STATUS : this.columnOf.get(edit.item);
      if (row === undefined || column === undefined) continue;
      const student = this.students[row];
      this.#show(student, column, edit.now);
      this.underWay.set(placeKey(student.id, column), edit.edit);
    }
  }

  replaceConflicts(conflicts) {
    const touched = new Touched();
    for (const { row, column } of this.conflicts.values()) touched.add(row, column);
    this.conflicts.clear();
    for (const conflict of conflicts) {
      const row = this.rowById.get(conflict.student);
      const column = conflict.item === null ? STATUS : this.columnOf.get(conflict.item);
      if (row === undefined || column === undefined) continue;
      if (this.underWay.has(placeKey(conflict.student, column))) continue;
      this.conflicts.set(placeKey(conflict.student, column), { ...conflict, row, column });
      touched.add(row, column);
    }
    return touched;
  }
}

// Columns by row, without repeats.
class Touched extends Map {
  add(row, ...columns) {
    const known = this.get(row);
    if (known) for (const column of columns) known.add(column);
    else this.set(row, new Set(columns));
  }

  addAll(others) {
    for (const [row, columns] of others) this.add(row, ...columns);
    return this;
  }
}

// As `counted_cell` of assessments/cells.py: nothing for a dropped item, full points where everyone is credited.
function countedCell(cell, { max, scoring }) {
  if (scoring === "dropped") return null;
  return scoring === "credited" && cell !== EXEMPT ? max : cell;
}

function paper(student) {
  return { ...student, cells: [...student.cells], answers: [...student.answers], texts: [...student.texts], faults: new Map(), wish: undefined, said: "" };
}

function paperKey(student) {
  return `${student.id}:${student.section}`;
}

function placeKey(student, column) {
  return `${student}:${column}`;
}
