// Where things are on the screen: how wide each column is, and what has to scroll for a cell to be in sight. Asked for
// with each key, so it is measured once and then remembered until something changes its size.

import { element } from "./pieces.js";

// In rem, so that they grow with the person's letters. The width of the status is also an inset in score_table.css.
const SCORE = 2.75;
const POINTS = 5.25;
const STATUS = 9.75;
const LONGEST_NAME = 15;
const BESIDE_NAME = 2.875;

export class Geometry {
  constructor(scroller, table, rows, names) {
    Object.assign(this, { scroller, table, rows, names });
    this.measured = null;
    this.fitted = "";
    const watching = new ResizeObserver(() => this.#resized());
    for (const each of [scroller, table, scroller.parentElement.parentElement]) watching.observe(each);
    scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    addEventListener("scroll", () => this.#scrolled(), { passive: true });
    addEventListener("resize", () => this.forget());
    document.fonts.ready.then(() => this.fit());
    this.fit();
  }

  // Rows came or went.
  forget() {
    this.measured = null;
  }

  #resized() {
    this.forget();
    if (!this.fitted) this.fit();
  }

  // Reading a place makes the browser lay out what has changed; here nothing has since the last frame.
  #scrolled() {
    if (!this.measured) return;
    this.measured.left = this.scroller.scrollLeft;
    this.measured.top = this.scroller.scrollTop;
    this.measured.pageTop = scrollY;
  }

  // --- the columns: as wide as their heads and the longest name need, never as what is typed into them

  fit() {
    const line = this.table.tHead.rows[0];
    if (!this.scroller.clientWidth || !line) return;
    const probe = element("span", { class: "names-probe", "aria-hidden": "true" }, this.names.join("\n"));
    line.style.gridTemplateColumns = `repeat(${line.cells.length}, max-content)`;
    this.scroller.append(probe);
    const [first, ...heads] = [...line.cells].slice(0, -2).map((cell) => rems(cell));
    const name = Math.max(first, Math.min(rems(probe), LONGEST_NAME) + BESIDE_NAME);
    probe.remove();
    line.style.gridTemplateColumns = "";
    const scores = heads.map((head) => Math.max(head, SCORE));
    const columns = [`minmax(${name}rem, 2fr)`, ...scores.map((each) => `minmax(${each}rem, 1fr)`), `${POINTS}rem`, `${STATUS}rem`].join(" ");
    if (columns === this.fitted) return;
    this.fitted = columns;
    this.table.style.setProperty("--columns", columns);
    this.table.style.setProperty("--least", `${scores.reduce((sum, each) => sum + each, name + POINTS + STATUS)}rem`);
    this.forget();
  }

  // --- scrolling

  // Sticky head, names, points and status cover the edges of what scrolls, and the browser's own scrolling forgets them.
  reveal(row, column) {
    const seen = (this.measured ??= this.#measure());
    const { top, bottom } = seen.rows[row];
    const { scroller } = this;
    if (top < seen.top + seen.head) scroller.scrollTop = seen.top = top - seen.head;
    else if (bottom > seen.top + seen.height - seen.foot) scroller.scrollTop = seen.top = bottom - seen.height + seen.foot;
    const across = seen.columns[column];
    if (across) {
      if (across.left < seen.left + seen.names) scroller.scrollLeft = seen.left = across.left - seen.names;
      else if (across.right > seen.left + seen.width - seen.sums) scroller.scrollLeft = seen.left = across.right - seen.width + seen.sums;
    }
    const onPage = seen.offset - seen.pageTop - seen.top;
    if (onPage + top < 0 || onPage + bottom > innerHeight) this.rows[row].cells[column].scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  // Everything in pixels from the corner of what scrolls; only the columns of scores move across.
  #measure() {
    const { scroller, table, rows } = this;
    const outer = scroller.getBoundingClientRect();
    const [left, top] = [scroller.scrollLeft, scroller.scrollTop];
    const [x, y] = [outer.left + scroller.clientLeft - left, outer.top + scroller.clientTop - top];
    const heads = [...table.tHead.rows[0].cells].map((cell) => cell.getBoundingClientRect());
    const [points, status] = heads.slice(-2);
    return {
      left,
      top,
      pageTop: scrollY,
      offset: y + top + scrollY,
      width: scroller.clientWidth,
      height: scroller.clientHeight,
      head: table.tHead.getBoundingClientRect().height,
      foot: table.tFoot.getBoundingClientRect().height,
      names: heads[0].width,
      sums: points.width + status.width,
      columns: heads.map((each, column) => (column === 0 || column >= heads.length - 2 ? null : { left: each.left - x, right: each.right - x })),
      rows: rows.map(({ line }) => {
        const box = line.getBoundingClientRect();
        return { top: box.top - y, bottom: box.bottom - y };
      }),
    };
  }
}

function rems(node) {
  const inOne = parseFloat(getComputedStyle(document.documentElement).fontSize);
  return Math.ceil((node.getBoundingClientRect().width / inOne) * 16) / 16;
}
