// Editing in the cell itself: a field for a score, a list for a status. Typed into, it behaves like a sheet's entry
// (arrows take it and go on); opened with F2, arrows move inside the text.

import { element } from "./pieces.js";
import { STATUS } from "./papers.js";

export class Editor {
  constructor({ table, papers, sheet, selection, typing }) {
    Object.assign(this, { table, papers, sheet, selection, typing });
    this.field = null;
    this.byTouch = false;
  }

  get isOpen() {
    return this.field !== null;
  }

  get isTyped() {
    return this.isOpen && this.field.dataset.typed === "true";
  }

  open(row, column, { text, typed = false } = {}) {
    if (column === this.table.statusColumn || column === 0) return this.#openStatus(row);
    if (!this.table.isScore(column)) return undefined;
    const cell = this.table.cell(row, column);
    const field = element("input", {
      class: "cell", inputmode: this.papers.items[column - 1].choices ? "text" : "decimal", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: "24",
      "aria-label": this.table.nameOf(row, column), "data-typed": String(typed),
    }); // prettier-ignore
    const fault = this.papers.students[row].faults.get(column - 1);
    if (fault) field.setAttribute("aria-describedby", `note-${row}`);
    field.value = text ?? this.papers.text(row, column - 1);
    cell.firstChild.replaceChildren(field);
    Object.assign(this, { field, row, column });
    field.focus({ preventScroll: true });
    if (!typed) field.select();
    field.addEventListener("input", () => this.#typed());
    field.addEventListener("blur", () => this.close({ keep: true, refocus: false }));
    return field;
  }

  #typed() {
    const text = this.field.value.replace(/^([0-9]?),([0-9]*)$/, "$1.$2");
    if (text !== this.field.value) this.field.value = text;
    if (!this.isTyped && !this.byTouch) return;
    if (text === "+" || text === "/") {
      this.close({ keep: false });
      this.typing.type(text);
      if (this.byTouch) this.open(this.selection.row, this.selection.column, { typed: true });
      return;
    }
    if (this.typing.isWhole(text, this.row, this.column)) this.takeAndStep();
  }

  takeAndStep() {
    const { row, column } = this;
    const { value } = this.field;
    this.#shut(row, column);
    this.typing.take(row, column, value);
    if (this.byTouch) this.open(this.selection.row, this.selection.column, { typed: true, text: this.papers.text(this.selection.row, this.selection.column - 1) }).select();
  }

  // Takes the text, or leaves the cell as it was.
  close({ keep, refocus = true }) {
    if (!this.isOpen) return;
    const { row, column, field } = this;
    const isStatus = field.tagName === "SELECT";
    const { value } = field;
    this.#shut(row, column);
    if (isStatus) {
      this.table.rows[row].shownChip = "";
      this.table.paintSums(row);
      if (keep && value !== this.papers.text(row, STATUS)) this.sheet.change([{ row, column: STATUS, text: value }]);
    } else if (keep) this.sheet.change([{ row, column: column - 1, text: value }]);
    if (refocus) this.table.activate(row, isStatus ? this.table.statusColumn : column);
  }

  #shut(row, column) {
    const { field } = this;
    this.field = null;
    field.remove();
    if (this.table.isScore(column)) this.table.paintScore(row, column - 1);
  }

  #openStatus(row) {
    const column = this.table.statusColumn;
    this.selection.moveTo(row, column);
    const field = element("select", { class: "select", "aria-label": `Status of ${this.papers.students[row].name}` });
    const current = this.papers.text(row, STATUS);
    if (!current) field.append(element("option", { value: "" }, "Not said"));
    for (const [value, name] of this.papers.statusNames) field.append(element("option", { value }, name));
    field.value = current;
    this.table.cell(row, column).firstChild.replaceChildren(field);
    Object.assign(this, { field, row, column });
    field.focus({ preventScroll: true });
    field.addEventListener("change", () => this.close({ keep: true }));
    field.addEventListener("blur", () => this.close({ keep: true, refocus: false }));
    try {
      field.showPicker?.();
    } catch (error) {
      if (!(error instanceof DOMException)) throw error; // no gesture of the person's: the list opens with the next key
    }
    return field;
  }
}
