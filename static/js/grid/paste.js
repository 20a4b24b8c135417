// Pasting: at once when every cell can be read and fits, else after a look at what does not.

import { button, counted, element, icon } from "./pieces.js";
import { landing } from "./landing.js";

const MOST_SHOWN = 8;

export class Paste {
  constructor({ table, papers, selection, sheet, voice, dialog }) {
    Object.assign(this, { table, papers, selection, sheet, voice, dialog });
    dialog.addEventListener("close", () => this.table.activate(this.selection.row, this.selection.column));
  }

  take(block) {
    if (block.length === 1 && block[0].length === 1 && block[0][0] === "") return this.voice.say("There is nothing to paste.");
    const { top, left } = this.selection.box;
    const at = left === this.table.pointsColumn ? this.table.items : left;
    const found = landing(this.#repeated(block), { row: top, column: at }, this.papers, this.table);
    const isPlain = !found.problems.length && !found.lead && !found.heads;
    return isPlain ? this.#land(found) : this.#preview(found, block);
  }

  // One cell fills whatever is selected, one row each selected row of its width; a higher block lands once, as it is.
  #repeated(block) {
    const { rows, items, isRange } = this.selection;
    const [cells, ...more] = block;
    const width = Math.max(items.length, 1);
    if (!isRange || more.length || (cells.length > 1 && cells.length !== width)) return block;
    return rows.map(() => Array.from({ length: width }, (_, column) => cells[column % cells.length]));
  }

  #land(found) {
    if (this.dialog.open) this.dialog.close();
    const changed = this.sheet.change(found.wanted);
    if (found.height && found.width) {
      this.selection.select(found.top, found.left, found.top + found.height - 1, found.left + found.width - 1);
    }
    const empty = found.empty ? ` ${counted(found.empty, "empty cell")} changed nothing.` : "";
    this.voice.say(`${counted(changed, "cell")} pasted.${empty}`);
  }

  #preview(found, block) {
    const cancel = button("Paste nothing", () => this.dialog.close(), { class: "button button--plain" });
    const actions = element("div", { class: "actions" });
    if (found.wanted.length) {
      const words = found.problems.length ? `Paste the other ${counted(found.wanted.length, "cell")}` : `Paste ${counted(found.wanted.length, "cell")}`;
      actions.append(button(words, () => this.#land(found), { class: "button" }));
    }
    actions.append(cancel);
    const title = found.problems.length ? "Not all of this can be pasted" : "Paste the scores alone?";
    const size = `${counted(block.length, "row")} × ${counted(Math.max(...block.map((cells) => cells.length)), "column")}`;
    this.dialog.replaceChildren(
      element("h2", { id: "paste-title" }, title),
      element("p", {}, `You pasted ${size}. Nothing has changed yet. ${this.#aside(found)}`.trim()),
      ...(found.problems.length ? [this.#list(found.problems)] : []),
      actions,
    );
    this.dialog.showModal();
  }

  #aside(found) {
    const left = [];
    if (found.lead) left.push(found.lead === 1 ? "the first column, which has names or numbers of students" : `the first ${found.lead} columns, which have names or numbers of students`);
    if (found.heads) left.push(found.heads === 1 ? "the first row, which is a heading" : `the first ${found.heads} rows, which are headings`);
    return left.length ? `It is wider or higher than scores: ${left.join(", and ")}, stay out.` : "";
  }

  #list(problems) {
    const list = element("ul", { class: "paste-problems" });
    for (const { where, value, sentence } of problems.slice(0, MOST_SHOWN)) {
      list.append(element("li", {}, icon("alert"), element("span", {}, element("strong", {}, `${where}: `), value ? `“${value}” ` : "", sentence)));
    }
    if (problems.length > MOST_SHOWN) list.append(element("li", {}, icon("alert"), element("span", {}, `And ${counted(problems.length - MOST_SHOWN, "more place")} like these.`)));
    return list;
  }
}
