// The mouse and the finger: a click makes a cell the active one, Shift or a drag selects, two clicks or a tap edit.

export class Pointer {
  constructor({ table, selection, typing, editor }) {
    Object.assign(this, { table, selection, typing, editor });
    this.drags = false;
    table.table.addEventListener("pointerdown", (event) => this.#down(event));
    table.table.addEventListener("pointerover", (event) => this.#over(event));
    table.table.addEventListener("dblclick", (event) => this.#edit(event));
    table.table.addEventListener("click", (event) => this.#click(event));
    addEventListener("pointerup", () => (this.drags = false));
  }

  #down(event) {
    if (event.button !== 0 || event.target.closest("a, input, select, button, .cell-note")) return;
    const place = this.table.placeOf(event.target);
    const column = this.#columnHead(event.target);
    if (!place && column === null) return;
    if (event.pointerType === "touch") return;
    event.preventDefault();
    this.editor.close({ keep: true, refocus: false });
    this.typing.endRun();
    if (place) {
      this.selection.moveTo(place.row, place.column, { extend: event.shiftKey });
      this.drags = true;
    } else this.selection.select(0, column, this.table.height - 1, column);
  }

  #over(event) {
    if (!this.drags || !(event.buttons & 1)) return;
    const place = this.table.placeOf(event.target);
    if (place) this.selection.moveTo(place.row, place.column, { extend: true });
  }

  #click(event) {
    if (event.target.closest("a, input, select, button, .cell-note")) return;
    const place = this.table.placeOf(event.target);
    if (!place) return;
    const touch = event.pointerType === "touch";
    if (touch) {
      this.editor.close({ keep: true, refocus: false });
      this.typing.endRun();
      this.selection.moveTo(place.row, place.column);
    }
    const onStatus = place.column === this.table.statusColumn && event.target.closest(".chip");
    if (touch || (onStatus && !this.selection.isRange)) {
      this.editor.byTouch = touch;
      if (place.column !== 0) this.editor.open(place.row, place.column, { typed: false });
    }
  }

  #edit(event) {
    const place = this.table.placeOf(event.target);
    if (!place || !this.table.isScore(place.column) || event.target.closest("input, select")) return;
    this.editor.byTouch = false;
    this.editor.open(place.row, place.column);
  }

  #columnHead(node) {
    const column = node.closest("thead th")?.dataset.column;
    return column === undefined ? null : Number(column);
  }
}
