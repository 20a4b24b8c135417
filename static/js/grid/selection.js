// A rectangle of cells between an anchor and the active cell, and the walk of the active cell from place to place.

export class Selection {
  constructor(table) {
    this.table = table;
    this.row = 0;
    this.column = 1;
    this.anchor = { row: 0, column: 1 };
    this.painted = [];
  }

  get box() {
    const { row, column, anchor } = this;
    return {
      top: Math.min(row, anchor.row),
      bottom: Math.max(row, anchor.row),
      left: Math.min(column, anchor.column),
      right: Math.max(column, anchor.column),
    };
  }

  get isRange() {
    return this.row !== this.anchor.row || this.column !== this.anchor.column;
  }

  get rows() {
    const { top, bottom } = this.box;
    return range(top, bottom);
  }

  // The item columns of the rectangle, as the model counts them.
  get items() {
    const { left, right } = this.box;
    return range(left, right).filter((column) => this.table.isScore(column)).map((column) => column - 1); // prettier-ignore
  }

  get takesStatus() {
    const { left, right } = this.box;
    return left === 0 || right === this.table.statusColumn;
  }

  moveTo(row, column, { extend = false, focus = true } = {}) {
    this.row = clamp(row, 0, this.table.height - 1);
    this.column = clamp(column, 0, this.table.columns - 1);
    if (!extend) this.anchor = { row: this.row, column: this.column };
    this.table.activate(this.row, this.column, { focus });
    this.#paint();
  }

  select(top, left, bottom, right) {
    this.anchor = { row: bottom, column: right };
    this.moveTo(top, left, { extend: true });
  }

  #paint() {
    if (!this.isRange && !this.painted.length) return;
    const wanted = new Set();
    if (this.isRange) {
      const { left, right } = this.box;
      for (const row of this.rows) for (const column of range(left, right)) wanted.add(this.table.cell(row, column));
    }
    for (const cell of this.painted) if (!wanted.has(cell)) cell.removeAttribute("aria-selected");
    for (const cell of wanted) cell.setAttribute("aria-selected", "true");
    this.painted = [...wanted];
  }

  // Ctrl + arrow: to the last filled cell before a gap, or over the gap to the next filled one, or to the rim.
  edge(rowStep, columnStep) {
    const inside = (row, column) => row >= 0 && row < this.table.height && column >= 0 && column < this.table.columns;
    const filled = (row, column) => inside(row, column) && (!this.table.isScore(column) || this.table.papers.text(row, column - 1) !== "");
    let { row, column } = this;
    if (!inside(row + rowStep, column + columnStep)) return { row, column };
    const throughFilled = filled(row, column) && filled(row + rowStep, column + columnStep);
    do {
      row += rowStep;
      column += columnStep;
    } while (inside(row + rowStep, column + columnStep) && (throughFilled ? filled(row + rowStep, column + columnStep) : !filled(row, column)));
    return { row, column };
  }
}

export function range(from, to) {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

function clamp(value, low, high) {
  return Math.max(low, Math.min(high, value));
}
