// One student at a time, for a narrow screen: tapped choices instead of a table. Built only while it is seen.

import { pointsText, shownText, takesSeveral, BLANK } from "./grammar.js";
import { button, chip, counted, element, icon } from "./pieces.js";
import { STATUS } from "./papers.js";
import { conflictSentence } from "./notes.js";
import { statusChip } from "./table.js";

const CODE_WORDS = { B: "B, blank", "-": "dash, blank", N: "N, not reached", X: "X, exempt from the item" };
const MOST_IN_ONE_LINE = 300;
const MOST_TAPPED = 1000;

export class Phone {
  constructor({ place, papers, sheet, selection, me }) {
    Object.assign(this, { place, papers, sheet, selection, me });
    this.row = 0;
    this.lines = [];
    this.isShown = false;
    sheet.watchers.push((touched) => this.isShown && this.#paint(touched));
    new ResizeObserver(() => this.#look()).observe(place.parentElement);
    this.#look();
  }

  #look() {
    const isShown = getComputedStyle(this.place).display !== "none" && this.papers.students.length > 0;
    if (isShown && !this.isShown) this.open(this.selection.row);
    this.isShown = isShown;
  }

  open(row, { focus = false } = {}) {
    this.row = row;
    const student = this.papers.students[row];
    const name = element("h2", { id: "one-student-name", tabindex: "-1" }, student.name);
    this.chipPlace = element("span", {});
    this.lines = this.papers.items.map((item, column) => this.#line(item, column));
    this.place.replaceChildren(
      this.#jumps(),
      element("div", { class: "spread" }, name, this.chipPlace),
      this.#status(),
      ...this.lines.map((line) => line.fieldset),
      this.#pager(),
    );
    this.#paint();
    if (focus) {
      name.focus({ preventScroll: true });
      this.place.scrollIntoView({ block: "start" });
    }
  }

  // --- building

  #jumps() {
    this.jump = element("select", { class: "select", id: "jump" });
    this.papers.students.forEach((student, row) => this.jump.append(element("option", { value: String(row) }, student.name)));
    this.jump.value = String(this.row);
    this.jump.addEventListener("change", () => this.open(Number(this.jump.value), { focus: true }));
    return element("div", { class: "field" }, element("label", { for: "jump" }, "Student"), this.jump);
  }

  #status() {
    this.status = element("select", { class: "select", id: "paper-status" }, element("option", { value: "" }, "Not said"));
    for (const [value, words] of this.papers.statusNames) this.status.append(element("option", { value }, words));
    this.status.addEventListener("change", () => {
      this.selection.moveTo(this.row, this.sheet.table.statusColumn, { focus: false });
      this.sheet.setStatus(this.status.value);
    });
    this.statusNote = element("div", { class: "phone-note" });
    return element("div", { class: "field" }, element("label", { for: "paper-status" }, "Status of this paper"), this.status, this.statusNote);
  }

  #line(item, column) {
    const points = counted(Number(pointsText(item.max)), "point");
    const legend = element("legend", {}, `Item ${item.label} `, element("small", {}, item.prompt ? `${points} · ${item.prompt}` : points));
    const line = { fieldset: element("fieldset", { class: "item-line" }, legend), inputs: [], note: element("div", { class: "phone-note" }) };
    const put = (text) => this.sheet.change([{ row: this.row, column, text }]);
    if (item.choices) this.#letters(line, item, column, put);
    else if (item.max < MOST_TAPPED) this.#digits(line, item, column, put);
    else this.#field(line, item, put);
    line.clear = button("Clear", () => put(""), { class: "link-button item-clear", "aria-label": `Clear item ${item.label}` });
    line.fieldset.append(line.note, line.clear);
    return line;
  }

  #digits(line, item, column, put) {
    const segments = element("div", { class: "segments" });
    const most = Math.floor(item.max / 100);
    for (let whole = 0; whole <= most; whole += 1) segments.append(this.#radio(line, column, String(whole), put));
    if (item.max >= 100) segments.append(this.#half(line, item, column, put));
    const codes = item.max <= MOST_IN_ONE_LINE ? segments : element("div", { class: "segments segments--codes" });
    this.#codes(line, column, ["B", "N", "X"], codes, put);
    line.fieldset.append(segments, ...(codes === segments ? [] : [codes]));
  }

  // Half a point more than what is chosen.
  #half(line, item, column, put) {
    const input = element("input", { type: "checkbox", "aria-label": "and a half point" });
    input.addEventListener("change", () => {
      const cell = Math.max(this.papers.students[this.row].cells[column], 0);
      const whole = Math.floor(cell / 100) * 100;
      put(pointsText(input.checked ? whole + 50 : whole));
    });
    line.half = input;
    line.most = item.max;
    return element("label", { class: "half" }, input, "½");
  }

  #letters(line, item, column, put) {
    const segments = element("div", { class: "segments" });
    const several = takesSeveral(item);
    for (const letter of item.choices) {
      if (!several) segments.append(this.#radio(line, column, letter, put));
      else segments.append(this.#letterBox(line, item, column, letter, put));
    }
    this.#codes(line, column, ["-", ..."NX"].filter((code) => !item.choices.includes(code)), segments, put);
    line.fieldset.append(segments);
  }

  #letterBox(line, item, column, letter, put) {
    const input = element("input", { type: "checkbox", value: letter });
    input.addEventListener("change", () => {
      const before = new Set(this.papers.students[this.row].answers[column]);
      if (input.checked) before.add(letter);
      else before.delete(letter);
      put([...before].sort().join(""));
    });
    line.inputs.push(input);
    return element("label", {}, input, letter);
  }

  #codes(line, column, codes, segments, put) {
    codes.forEach((code, index) => {
      const label = this.#radio(line, column, code, put);
      if (index === 0) label.classList.add("code-start");
      segments.append(label);
    });
  }

  #radio(line, column, text, put) {
    const input = element("input", { type: "radio", name: `item-${column}`, value: text });
    if (CODE_WORDS[text] && line.inputs.every((each) => each.value !== "A")) input.setAttribute("aria-label", CODE_WORDS[text]);
    input.addEventListener("change", () => put(text));
    line.inputs.push(input);
    return element("label", {}, input, text === "-" ? "–" : text);
  }

  #field(line, item, put) {
    const input = element("input", { class: "input input--score", inputmode: "decimal", autocomplete: "off", "aria-label": `Points of item ${item.label}, B, N or X` });
    // An answer of the server may arrive between two keys: what is being typed stays until it is taken or left.
    input.addEventListener("input", () => (line.isTyped = true));
    input.addEventListener("change", () => {
      line.isTyped = false;
      put(input.value);
    });
    input.addEventListener("blur", () => {
      if (!line.isTyped) return;
      line.isTyped = false;
      this.#paint();
    });
    line.field = input;
    line.fieldset.append(input);
  }

  #pager() {
    const pager = element("div", { class: "pager" });
    const last = this.papers.students.length - 1;
    const go = (row, kind, words) => {
      const made = button("", () => this.open(row, { focus: true }), { class: kind });
      made.append(...words);
      return made;
    };
    if (this.row > 0) pager.append(go(this.row - 1, "button button--plain", [icon("back"), short(this.papers.students[this.row - 1].name)]));
    else pager.append(element("span"));
    if (this.row < last) pager.append(go(this.row + 1, "button", [short(this.papers.students[this.row + 1].name), icon("arrow")]));
    return pager;
  }

  // --- painting what stands

  #paint(touched) {
    if (touched && !touched.has(this.row)) return;
    const student = this.papers.students[this.row];
    this.chipPlace.replaceChildren(chip(...statusChip(student, this.papers.summary(this.row), this.papers)));
    this.status.value = this.papers.text(this.row, STATUS);
    this.#paintStatusNote(student);
    this.papers.items.forEach((item, column) => this.#paintLine(this.lines[column], item, column, student));
  }

  #paintLine(line, item, column, student) {
    const cell = student.cells[column];
    const text = shownText(cell, student.answers[column], item);
    const whole = line.half && cell >= 0 ? String(Math.floor(cell / 100)) : text;
    for (const input of line.inputs) input.checked = input.type === "checkbox" ? student.answers[column].includes(input.value) : input.value === whole || (cell === BLANK && input.value === "-");
    if (line.half) {
      line.half.checked = cell >= 0 && cell % 100 === 50;
      line.half.disabled = Math.floor(Math.max(cell, 0) / 100) * 100 + 50 > line.most;
    }
    const fault = student.faults.get(column);
    if (line.field) {
      if (!line.isTyped) line.field.value = fault?.typed ?? text;
      line.field.toggleAttribute("aria-invalid", false);
      if (fault) line.field.setAttribute("aria-invalid", "true");
    }
    line.clear.hidden = text === "" && !fault;
    const isUntold = item.choices ? cell >= 0 && !student.answers[column] : cell > 0 && cell % 50 !== 0;
    const odd = !line.field && isUntold ? `Saved: ${counted(Number(text), "point")}${item.choices ? ", without an answer" : ""}.` : "";
    this.#paintNote(line.note, fault ? fault.sentence : odd, fault ? "mend" : "", this.papers.conflictAt(this.row, column), column);
  }

  #paintNote(place, sentence, kind, conflict, column) {
    place.replaceChildren();
    place.dataset.kind = conflict ? "conflict" : kind;
    if (sentence) place.append(sentence);
    if (!conflict) return;
    const words = (text) => (column === STATUS ? this.papers.statusName(text) : text || "nothing");
    place.append(
      `${conflictSentence(conflict, words, this.me)} `,
      button(`Keep ${words(conflict.saved)}`, () => this.sheet.choose(this.row, column, conflict.saved)), " ",
      button(`Take ${words(conflict.offered)}`, () => this.sheet.choose(this.row, column, conflict.offered)),
    ); // prettier-ignore
  }

  #paintStatusNote(student) {
    this.#paintNote(this.statusNote, "", "", this.papers.conflictAt(this.row, STATUS), STATUS);
    if (student.wish === undefined) return;
    const name = this.papers.statusName(student.wish).toLowerCase();
    this.statusNote.dataset.kind = "mend";
    this.statusNote.append(
      `This paper has scores, so it is not marked ${name} yet. `,
      button("Keep the scores", () => this.sheet.change([{ row: this.row, column: STATUS, text: "scored" }])), " ",
      button(`Clear the scores and mark ${name}`, () => this.sheet.clearAndMark(this.row, student.wish)),
    ); // prettier-ignore
  }
}

function short(name) {
  const [family, given = ""] = name.split(", ");
  return given ? `${family}, ${given[0]}.` : family;
}
