// How far the page is: papers complete, cells to mend, cells to choose, and the way to the next of them.

import { counted, icon } from "./pieces.js";
import { STATUS } from "./papers.js";

export class Totals {
  constructor(papers, places) {
    Object.assign(this, { papers, places });
    this.shown = "";
  }

  paint() {
    const { complete, papers, toMend, toChoose, away } = this.papers.totals();
    const others = [...away].map(([status, count]) => `${count} ${this.papers.statusName(status).toLowerCase()}`).join(", ");
    const words = `${complete} of ${papers} papers complete${others ? ` · ${others}` : ""}`;
    const key = `${words} ${toMend} ${toChoose}`;
    if (key === this.shown) return;
    this.shown = key;
    const { label, bar, mend, choose } = this.places;
    label.textContent = words;
    bar.max = Math.max(papers, 1);
    bar.value = complete;
    jump(mend, "alert", toMend, "to mend");
    jump(choose, "swap", toChoose, "to choose");
  }

  // The next place after (row, column) that has a fault, or a choice to make; round the end to the first.
  next(kind, row, column) {
    const places = [];
    this.papers.students.forEach((student, each) => {
      if (kind === "mend") {
        for (const at of student.faults.keys()) places.push({ row: each, column: at });
        if (student.wish !== undefined) places.push({ row: each, column: STATUS });
      } else {
        for (const conflict of this.papers.conflicts.values()) if (conflict.row === each) places.push({ row: each, column: conflict.column });
      }
    });
    const order = (place) => place.row * 1000 + (place.column === STATUS ? 999 : place.column);
    places.sort((a, b) => order(a) - order(b));
    return places.find((place) => order(place) > order({ row, column })) ?? places[0];
  }
}

function jump(chip, sign, count, words) {
  chip.hidden = count === 0;
  chip.replaceChildren(icon(sign), `${counted(count, "cell")} ${words}`);
}
