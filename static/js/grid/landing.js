// Where a pasted block would land: the cells it would fill, and in sentences what cannot be read or does not fit.
// Names beside the scores and a heading above them are recognised and left out; names are held against the rows.

import { isNoHeading, readTyped } from "./grammar.js";
import { counted } from "./pieces.js";
import { STATUS } from "./papers.js";

const MOST_OF = 0.6;
const LEAST_RUN = 3;

export function landing(block, at, papers, { statusColumn, items }) {
  if (at.column === statusColumn) return statuses(block, at, papers);
  const column = Math.max(at.column, 1) - 1;
  const lead = leadColumns(block, column, papers);
  const heads = headRows(block, lead, { row: at.row, column }, papers);
  const rows = block.slice(heads);
  const found = { wanted: [], problems: [], empty: 0, lead, heads, top: at.row, left: column + 1, height: 0, width: 0 };
  rows.forEach((cells, down) => {
    const row = at.row + down;
    if (row >= papers.students.length) return;
    if (!isSame(cells.slice(0, lead), papers.students[row])) {
      found.problems.push({ where: `Row ${down + 1 + heads}`, value: cells.slice(0, lead).filter(isName)[0], sentence: `is another name than ${papers.students[row].name}, on whose row it would land.`, cells: cells.length - lead });
      return;
    }
    cells.slice(lead).forEach((text, right) => land(found, papers, row, column + right, text, items));
    found.height = Math.max(found.height, down + 1);
    found.width = Math.max(found.width, Math.min(cells.length - lead, items - column));
  });
  beyond(found, rows, lead, at.row, column, papers, items);
  return found;
}

function land(found, papers, row, column, text, items) {
  if (column >= items) return;
  if (text === "") {
    found.empty += 1;
    return;
  }
  const read = readTyped(text, papers.items[column]);
  if (!read.fault) found.wanted.push({ row, column, text: read.text });
  else found.problems.push({ where: `Item ${papers.items[column].label}, ${papers.students[row].name}`, value: "", sentence: `${read.fault} ${read.remedy}`, cells: 1 });
}

function beyond(found, rows, lead, top, column, papers, items) {
  const below = top + rows.length - papers.students.length;
  if (below > 0) found.problems.unshift({ where: `${counted(below, "row")} too many`, value: "", sentence: `The block has ${counted(rows.length, "row")}, and from ${papers.students[top].name} on there ${papers.students.length - top === 1 ? "is" : "are"} ${counted(papers.students.length - top, "student")}.`, cells: 0 });
  const width = Math.max(...rows.map((cells) => cells.length)) - lead;
  const aside = column + width - items;
  if (aside > 0) found.problems.unshift({ where: `${counted(aside, "column")} too many`, value: "", sentence: `The block has ${counted(width, "column")} of scores, and from item ${papers.items[column].label} on there ${items - column === 1 ? "is" : "are"} ${counted(items - column, "item")}.`, cells: 0 });
}

function statuses(block, at, papers) {
  const found = { wanted: [], problems: [], empty: 0, lead: 0, heads: 0, top: at.row, left: at.column, height: block.length, width: 1 };
  const byName = new Map([...papers.statusNames].map(([value, name]) => [name.toLowerCase(), value]));
  block.forEach((cells, down) => {
    const student = papers.students[at.row + down];
    const status = byName.get(cells[0].toLowerCase());
    if (cells[0] === "") found.empty += 1;
    else if (student && status && cells.length === 1) found.wanted.push({ row: at.row + down, column: STATUS, text: status });
    else found.problems.push({ where: student ? `Status, ${student.name}` : `Row ${down + 1}`, value: cells.join(" "), sentence: student ? `is no status. Use ${[...papers.statusNames.values()].join(", ")}.` : "has no student to land on.", cells: 1 });
  });
  return found;
}

// Columns at the left whose cells are names or numbers of students: three letters in a row, or four digits. An answer of
// several letters is no name.
function leadColumns(block, column, papers) {
  const width = Math.min(...block.map((cells) => cells.length));
  const body = block.length > 1 ? block.slice(1) : block;
  let lead = 0;
  while (lead < width) {
    const filled = body.map((cells) => cells[lead]).filter(Boolean);
    const item = papers.items[column + lead];
    const named = filled.filter((text) => (isName(text) || /^\d{4,}$/.test(text)) && !(item && !readTyped(text, item).fault));
    if (!filled.length || named.length < filled.length * MOST_OF) break;
    lead += 1;
  }
  return lead < width ? lead : 0;
}

function isName(text) {
  return /\p{L}{3,}/u.test(text) && !/^(blank|omitted|clear|no answer|not (reached|given)|absent|exempt)$/i.test(text);
}

// How many rows at the top are headings: one, or two where a title over several columns stands above it.
function headRows(block, lead, at, papers) {
  if (block.length < 2) return 0;
  const isHead = (row, isSecond) => headed(block.slice(row), lead, at, papers, isSecond);
  if (block.length > 2 && isTitle(block[0], lead, papers.students[at.row]) && isHead(1, true)) return 2;
  return Number(isHead(0, false));
}

// A merged heading is copied as one word and empty cells for the rest of its width.
function isTitle(cells, lead, student) {
  const filled = cells.filter(Boolean);
  return filled.length > 0 && filled.length * 2 <= cells.length && filled.every((text) => !isNoHeading(text)) && !isOwn(cells.slice(0, lead), student);
}

// A heading: most of it is words where the rows below are scores, or it repeats or counts up the numbers of the items.
// The first student's row with something else that is no score (absent, #N/A, 11 of 1 point) is none: taken for one, it
// would move every score below to the student above.
function headed([head, ...body], lead, at, papers, isSecond) {
  if (isOwn(head.slice(0, lead), papers.students[at.row])) return false;
  const cells = head.slice(lead).map((text, right) => ({ text, right, item: papers.items[at.column + right] }));
  const known = cells.filter(({ text, item }) => text && item);
  if (!known.length) return false;
  const unreadable = known.filter(({ text, item }) => readTyped(text, item).fault);
  const labels = known.filter(({ text, item }) => text.replace(/^(item|question|q|#)\s*/i, "") === item.label).length;
  const overNames = lead > 0 && head.slice(0, lead).some((text) => text && !/^\d{4,}$/.test(text));
  if (labels >= known.length * MOST_OF) return unreadable.length > 0 || overNames || (isSecond && labels >= LEAST_RUN);
  if (unreadable.length && countsUp(known)) return true;
  const words = unreadable.filter(({ text }) => !isNoHeading(text)).length;
  return words >= known.length * MOST_OF && !body.every((row) => row.slice(lead).every((text, right) => !text || !papers.items[at.column + right] || readTyped(text, papers.items[at.column + right]).fault));
}

function countsUp(known) {
  return known.length >= LEAST_RUN && known.every(({ text }, at) => /^\d+$/.test(text) && Number(text) === Number(known[0].text) + at);
}

function isOwn(lead, student) {
  return lead.some(isName) && isSame(lead, student);
}

// Whether the names beside a row belong to its student: the same words in any order, as far as both have them.
function isSame(lead, student) {
  const names = lead.filter(isName);
  if (!names.length) return true;
  const given = words(names.join(" "));
  const known = words(student.name);
  return [...known].every((word) => given.has(word)) || [...given].every((word) => known.has(word));
}

function words(text) {
  return new Set(text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean)); // prettier-ignore
}
