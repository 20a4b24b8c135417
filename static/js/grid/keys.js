// The keyboard: which key asks for what. Nothing here knows how it is done.

const ARROWS = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };
const PAGE = 10;

export class Keys {
  constructor({ table, selection, typing, editor, sheet, notes, papers, voice }) {
    Object.assign(this, { table, selection, typing, editor, sheet, notes, papers, voice });
    this.isLeaving = false;
    table.table.addEventListener("keydown", (event) => this.#pressed(event));
    table.table.addEventListener("focusout", (event) => {
      if (!table.table.contains(event.relatedTarget)) this.isLeaving = false;
    });
  }

  #pressed(event) {
    if (event.isComposing || event.altKey || event.target.closest(".cell-note")) return;
    const command = event.ctrlKey || event.metaKey;
    const done = this.editor.isOpen ? this.#inEditor(event, command) : command ? this.#command(event) : this.#plain(event);
    if (done) event.preventDefault();
  }

  // --- while a field is open in the cell

  #inEditor(event, command) {
    if (command) return false;
    if (event.key === "Escape") {
      this.editor.close({ keep: false });
      return true;
    }
    if (event.key === "Enter") return this.#takeAndGo(() => this.#enter(event.shiftKey));
    if (event.key === "Tab") {
      const leaves = this.#tabLeaves(event.shiftKey);
      this.editor.close({ keep: true });
      if (!leaves) this.#tab(event.shiftKey);
      return !leaves;
    }
    const arrow = ARROWS[event.key];
    if (arrow && this.editor.isTyped) return this.#takeAndGo(() => this.#go(this.selection.row + arrow[0], this.selection.column + arrow[1]));
    return false;
  }

  #takeAndGo(go) {
    this.editor.close({ keep: true });
    go();
    return true;
  }

  // --- with Ctrl or Cmd

  #command(event) {
    const { selection, table } = this;
    const arrow = ARROWS[event.key];
    if (arrow) {
      const { row, column } = selection.edge(...arrow);
      this.#go(row, column, event.shiftKey);
      return true;
    }
    const act = {
      home: () => this.#go(0, 1, event.shiftKey),
      end: () => this.#go(table.height - 1, table.items, event.shiftKey),
      a: () => selection.select(0, 1, table.height - 1, table.items),
      d: () => this.sheet.fill("down"),
      r: () => this.sheet.fill("right"),
      z: () => (event.shiftKey ? this.sheet.redo() : this.sheet.undo()),
      y: () => this.sheet.redo(),
    }[event.key.toLowerCase()];
    if (!act) return false;
    this.typing.endRun();
    act();
    return true;
  }

  // --- alone or with Shift

  #plain(event) {
    const { selection, table, typing } = this;
    const { row, column } = selection;
    const arrow = ARROWS[event.key];
    if (arrow) {
      this.#go(row + arrow[0], column + arrow[1], event.shiftKey);
      return true;
    }
    if (event.key === "Tab") {
      if (this.#tabLeaves(event.shiftKey)) return false;
      this.#tab(event.shiftKey);
      return true;
    }
    const act = {
      Enter: () => this.#enter(event.shiftKey),
      Home: () => this.#go(row, 0, event.shiftKey),
      End: () => this.#go(row, table.statusColumn, event.shiftKey),
      PageDown: () => this.#go(row + PAGE, column, event.shiftKey),
      PageUp: () => this.#go(row - PAGE, column, event.shiftKey),
      F2: () => this.#edit(),
      Delete: () => this.sheet.clear(),
      Backspace: () => {
        typing.backToTheCellJustLeft();
        this.sheet.clear();
      },
      Escape: () => this.#escape(),
    }[event.key];
    if (act) {
      act();
      return true;
    }
    return event.key.length === 1 && typing.type(event.key);
  }

  #go(row, column, extend = false) {
    this.typing.endRun();
    this.isLeaving = false;
    this.selection.moveTo(row, column, { extend });
  }

  // Down; after a run across, down to the column where the run began. On a cell to choose: to its choices.
  #enter(up) {
    const { selection, typing } = this;
    if (!up && this.notes.focusChoice(selection.row, this.table.modelColumn(selection.column))) return;
    if (!up && selection.column === this.table.statusColumn && typing.runColumn === null) return void this.#edit();
    const column = typing.direction === "across" ? (typing.runColumn ?? selection.column) : selection.column;
    this.#go(selection.row + (up ? -1 : 1), column);
  }

  #edit() {
    const { row, column } = this.selection;
    if (this.notes.focusChoice(row, this.table.modelColumn(column))) return;
    this.editor.byTouch = false;
    this.editor.open(row, column);
  }

  #escape() {
    const { selection, table } = this;
    const { row, column } = selection;
    if (selection.isRange) return selection.moveTo(row, column);
    if (table.isScore(column) && this.papers.students[row].faults.has(column - 1)) return this.sheet.putBack(row, column - 1);
    this.isLeaving = true;
    return this.voice.say("Tab leaves the grid now.");
  }

  // Between the scores of a student, then to the next student's; past the last cell, and after Esc, out of the grid.
  #tabLeaves(back) {
    if (this.isLeaving) return true;
    const { row, column } = this.selection;
    return back ? row === 0 && column <= 1 : row === this.table.height - 1 && column >= this.table.items;
  }

  #tab(back) {
    const { selection, table, typing } = this;
    const { row, column } = selection;
    const run = typing.runColumn ?? column;
    typing.left = null;
    if (back) {
      if (column <= 1) selection.moveTo(row - 1, table.items);
      else selection.moveTo(row, column - 1);
    } else if (column >= table.items) {
      selection.moveTo(row + 1, 1);
      typing.runColumn = 1;
      return;
    } else selection.moveTo(row, column + 1);
    typing.runColumn = run;
  }
}
