// Fast typing: a character that says all there is to say about an item is taken at once and the grid moves on by
// itself, so that a pile of papers is one run of digits. “.5” right after a digit goes on in the cell just left.

import { completes, pointsText, readTyped } from "./grammar.js";

const STATUS_KEYS = { a: "absent", m: "make_up", e: "exempt", o: "not_assessed", s: "scored" };
const REMEMBERED = "grid-direction";

export class Typing {
  constructor({ sheet, selection, table, papers, voice }) {
    Object.assign(this, { sheet, selection, table, papers, voice });
    this.editor = null;
    this.runColumn = null;
    this.left = null;
    this.direction = localStorage.getItem(REMEMBERED) === "down" ? "down" : "across";
  }

  turn(direction) {
    this.direction = direction;
    localStorage.setItem(REMEMBERED, direction);
  }

  // The person went somewhere else: the run is over.
  endRun() {
    this.runColumn = null;
    this.left = null;
  }

  // Returns whether the character was for us.
  type(character) {
    const { row, column } = this.selection;
    if (!this.table.isScore(column)) {
      if (column === this.table.pointsColumn) return false;
      if (column === 0 && character.toLowerCase() === "h") location.assign(this.table.historyOf(row));
      const status = STATUS_KEYS[character.toLowerCase()];
      if (status) this.sheet.setStatus(status);
      return Boolean(status);
    }
    if (this.#goesOnInTheCellJustLeft(character)) return true;
    const item = this.papers.items[column - 1];
    if (character === " ") return false;
    if (this.selection.isRange && this.#codeForAll(character)) return true;
    const whole = { "+": pointsText(item.max), "/": "0" }[character];
    if (whole !== undefined) this.take(row, column, whole);
    else if (completes(character, item)) this.take(row, column, character);
    else this.editor.open(row, column, { text: character, typed: true });
    return true;
  }

  take(row, column, text) {
    this.sheet.change([{ row, column: column - 1, text }]);
    const fault = this.papers.students[row].faults.get(column - 1);
    if (fault) this.voice.say(`Item ${this.papers.items[column - 1].label}: ${fault.sentence}`);
    this.step(row, column);
  }

  // On to the next cell in the chosen direction; a student who is away has no paper in the pile.
  step(row, column) {
    this.runColumn ??= column;
    const next = this.direction === "across" ? this.#across(row, column) : this.#down(row, column);
    if (!next) {
      this.left = null;
      this.selection.moveTo(row, column);
      this.voice.say("That was the last cell.");
      return;
    }
    if (next.row !== row && this.direction === "across") this.runColumn = next.column;
    this.selection.moveTo(next.row, next.column);
    this.left = { row, column, text: this.papers.text(row, column - 1), next };
  }

  #across(row, column) {
    if (column < this.table.items) return { row, column: column + 1 };
    const below = this.#present(row + 1);
    return below === null ? null : { row: below, column: 1 };
  }

  #down(row, column) {
    const below = this.#present(row + 1);
    if (below !== null) return { row: below, column };
    const first = this.#present(0);
    return column < this.table.items && first !== null ? { row: first, column: column + 1 } : null;
  }

  #present(from) {
    for (let row = from; row < this.table.height; row += 1) if (!this.papers.isAway(row)) return row;
    return null;
  }

  #stillThere() {
    const { left, selection } = this;
    return left && !selection.isRange && selection.row === left.next.row && selection.column === left.next.column;
  }

  #goesOnInTheCellJustLeft(character) {
    if ((character !== "." && character !== ",") || !this.#stillThere() || !/^[0-9]$/.test(this.left.text)) return false;
    const { row, column, text } = this.left;
    this.selection.moveTo(row, column);
    this.editor.open(row, column, { text: `${text}.`, typed: true });
    return true;
  }

  // Backspace right after a digit means that digit, not the empty cell the grid went on to.
  backToTheCellJustLeft() {
    if (!this.#stillThere()) return false;
    const { row, column } = this.left;
    this.left = null;
    this.selection.moveTo(row, column);
    return true;
  }

  #codeForAll(character) {
    const { rows, items } = this.selection;
    const wanted = [];
    for (const row of rows) {
      for (const column of items) {
        const read = readTyped(character, this.papers.items[column]);
        if (read.cell <= -2) wanted.push({ row, column, text: character });
      }
    }
    if (!wanted.length) return false;
    const changed = this.sheet.change(wanted);
    this.voice.say(`${changed} ${changed === 1 ? "cell" : "cells"}: ${character.toUpperCase()}.`);
    return true;
  }

  // While a text grows in the editor: whether it is whole by itself. A half (“1.5”) is, a quarter (“1.25”) after two.
  isWhole(text, row, column) {
    const item = this.papers.items[column - 1];
    if (text.length === 1) return completes(text, item);
    if (item.choices.includes(text[0])) return false;
    return item.max < 1000 && /^[0-9]?\.(?:[05]|[0-9]{2})$/.test(text);
  }
}
