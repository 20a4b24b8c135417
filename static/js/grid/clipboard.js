// To and from Excel and Google Sheets: text between tabs, cells with a tab, a break or a quotation mark in quotes.

export function parseSheet(text) {
  const rows = [[]];
  let cell = "";
  let at = 0;
  const source = text.replaceAll("\r\n", "\n").replaceAll("\r", "\n");
  while (at < source.length) {
    const character = source[at];
    if (character === '"' && cell === "" && closes(source, at)) {
      [cell, at] = quotedCell(source, at + 1);
      continue;
    }
    if (character === "\t" || character === "\n") {
      rows.at(-1).push(cell);
      cell = "";
      if (character === "\n") rows.push([]);
    } else cell += character;
    at += 1;
  }
  rows.at(-1).push(cell);
  // A copied block ends in a line break, which is not one more row.
  if (rows.length > 1 && rows.at(-1).length === 1 && rows.at(-1)[0] === "") rows.pop();
  return rows.map((row) => row.map((each) => each.replaceAll(/\s+/g, " ").trim()));
}

// A quotation mark opens a quoted cell only where another one closes it before a tab, a break or the end.
function closes(source, at) {
  const end = /"(?=[\t\n]|$)/g;
  end.lastIndex = at + 1;
  return end.test(source);
}

function quotedCell(source, from) {
  let cell = "";
  let at = from;
  while (at < source.length) {
    if (source[at] !== '"') cell += source[at];
    else if (source[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else return [cell, at + 1];
    at += 1;
  }
  return [cell, at];
}

export function formatSheet(rows) {
  return rows.map((row) => row.map(formatCell).join("\t")).join("\n") + "\n";
}

function formatCell(text) {
  return /[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export class Clipboard {
  constructor({ table, papers, selection, sheet, editor, voice, paste }) {
    Object.assign(this, { table, papers, selection, sheet, editor, voice, paste });
    for (const kind of ["copy", "cut", "paste"]) document.addEventListener(kind, (event) => this.#handle(kind, event));
  }

  #handle(kind, event) {
    if (this.editor.isOpen || !this.table.table.contains(document.activeElement)) return;
    event.preventDefault();
    if (kind === "paste") return this.paste.take(parseSheet(event.clipboardData.getData("text/plain")));
    event.clipboardData.setData("text/plain", formatSheet(this.#block()));
    const { rows, items } = this.selection;
    if (kind === "cut") return this.sheet.clear();
    return this.voice.say(`${rows.length} × ${Math.max(items.length, 1)} copied.`);
  }

  #block() {
    const { left, right } = this.selection.box;
    return this.selection.rows.map((row) => {
      const line = [];
      for (let column = left; column <= right; column += 1) line.push(this.#text(row, column));
      return line;
    });
  }

  #text(row, column) {
    const student = this.papers.students[row];
    if (column === 0) return student.name;
    if (column === this.table.pointsColumn) return this.papers.summary(row).earnedText;
    if (column === this.table.statusColumn) return student.status ? this.papers.statusName(student.status) : "";
    return this.papers.text(row, column - 1);
  }
}
