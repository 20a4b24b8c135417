// One typed cell: text in, a score, a code or an answer out, or the sentence that says why not. The same rules as
// assessments/importing/entries.py has for the server; tests/importing/typed_cases.py is run through both.

export const EMPTY = -1;
export const BLANK = -2;
export const NOT_REACHED = -3;
export const EXEMPT = -4;

const CODES = new Map([
  ["b", BLANK], ["-", BLANK], ["–", BLANK], ["—", BLANK], ["blank", BLANK], ["omitted", BLANK], ["no answer", BLANK],
  ["n", NOT_REACHED], ["not reached", NOT_REACHED], ["nr", NOT_REACHED],
  ["x", EXEMPT], ["ex", EXEMPT], ["not given", EXEMPT],
  ["clear", EMPTY],
]); // prettier-ignore
const LETTER = new Map([[BLANK, "B"], [NOT_REACHED, "N"], [EXEMPT, "X"], [EMPTY, ""]]); // prettier-ignore
const NUMBER = /^(?:[0-9]{1,12}(?:[.,][0-9]{0,12})?|[.,][0-9]{1,12})$/;
const NEGATIVE = /^[-−][0-9.,]+%?$/;
const SEPARATORS = /[\s,;&/+]+/g;
const STATUS_WORDS = new Set(
  (
    "scored,present,tested,taken,finished,submitted,graded,complete,completed,done,absent,abs,absence,excused absence,unexcused absence," +
    "no show,exempt,exempted,excused,exc,make up,makeup,make up due,makeup due,to make up,needs make up,mu,not assessed,not tested,not taken,no test"
  ).split(","),
);
const NOT_SAID = /^(n\/a|na|n\.a\.|#n\/a)$/i;
const LONGEST_SHOWN = 60;

export function pointsText(cell) {
  if (cell < 0) return LETTER.get(cell);
  const part = cell % 100;
  return part ? `${Math.floor(cell / 100)}.${String(part).padStart(2, "0")}`.replace(/0+$/, "") : String(cell / 100);
}

// The answer where one was given, else points or code; a blank that an option letter would hide is a dash.
export function shownText(cell, answer, item) {
  if (answer) return answer;
  return cell === BLANK && item.choices ? "-" : pointsText(cell);
}

// Several letters make one answer here, so one letter does not end the entry.
export function takesSeveral(item) {
  return item.key.split("|").some((part) => answerIn(part.toUpperCase(), item.choices).length > 1);
}

// Whether typing this one character says all there is to say about the item, so that the grid may move on.
export function completes(character, item) {
  if (/^[0-9]$/.test(character)) return !item.choices.includes(character) ? item.max < 1000 : !takesSeveral(item);
  const letter = character.toUpperCase();
  if (item.choices.includes(letter)) return !takesSeveral(item);
  return "BNX".includes(letter) || character === "-";
}

// {cell, answer, text} or {fault, remedy, suggestion}.
export function readTyped(typed, item) {
  const text = typed.trim();
  if (!text) return taken(EMPTY, "", item);
  const answer = item.choices && answerIn(text.toUpperCase(), item.choices);
  if (answer) return scored(answer, text, item);
  const code = CODES.get(text.toLowerCase().split(/\s+/).join(" "));
  if (code !== undefined) return taken(code, "", item);
  return number(text, item) ?? noScore(text, item);
}

function taken(cell, answer, item) {
  return { cell, answer, text: shownText(cell, answer, item) };
}

function answerIn(upper, choices) {
  const letters = [...upper.replace(SEPARATORS, "")];
  const right = letters.length && new Set(letters).size === letters.length && letters.every((each) => choices.includes(each));
  return right ? letters.sort().join("") : "";
}

function scored(answer, text, item) {
  const right = item.key.split("|").map((part) => answerIn(part.toUpperCase(), item.choices)).filter(Boolean); // prettier-ignore
  if (!right.length) return asked(`${quoted(text)} is an answer, but item ${item.label} has no key yet.`, item);
  return taken(right.includes(answer) ? item.max : 0, answer, item);
}

// Points, 80% of the item's points, or 4/5 when the item has 5. Hundredths are counted in whole numbers throughout.
function number(text, item) {
  const percent = text.endsWith("%");
  const [first, last, more] = (percent ? text.slice(0, -1) : text).split("/").map((part) => part.trim());
  const fraction = last !== undefined;
  if (more !== undefined || !NUMBER.test(first) || (fraction && (percent || !NUMBER.test(last)))) return null;
  if (text.includes(",")) {
    const pointed = text.replaceAll(",", ".");
    return asked(`${quoted(text)} could mean ${pointed} or ${text.replaceAll(",", "")}.`, item, pointed);
  }
  if (fraction && Number(last) * 100 !== item.max) {
    return asked(`${quoted(text)} is out of ${Number(last)}, but this item has ${pointsText(item.max)}.`, item);
  }
  const hundredths = percent ? (exact(first) * item.max) / 1000000 : exact(first) / 100;
  if (hundredths > item.max) {
    const most = pointsText(item.max);
    return asked(`${quoted(text)} is more than the ${most} ${most === "1" ? "point" : "points"} of this item.`, item);
  }
  if (!Number.isInteger(hundredths)) return asked(`${quoted(text)} has more than two decimals.`, item, pointsText(Math.round(hundredths)));
  return taken(hundredths, "", item);
}

// The number times ten thousand, free of the binary fractions that would make 0.29 × 100 a little less than 29.
function exact(digits) {
  const [whole, part = ""] = digits.replace(",", ".").split(".");
  const kept = Number((whole || "0") + part.padEnd(4, "0").slice(0, 4));
  return /[1-9]/.test(part.slice(4)) ? kept + 0.5 : kept;
}

function noScore(text, item) {
  const shown = quoted(text);
  if (isStatusWord(text)) {
    return asked(`${shown} is a word for a whole paper, but it stands in the column of one item.`, item);
  }
  if (NEGATIVE.test(text)) return asked(`${shown} is less than zero.`, item);
  if (/^[=+@]/.test(text)) return asked(`${shown} is a formula, not a score.`, item);
  if (NOT_SAID.test(text)) return asked(`${shown} could mean not given, not reached or nothing entered.`, item);
  return asked(`${shown} is not a score.`, item);
}

function isStatusWord(text) {
  return STATUS_WORDS.has(text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean).join(" "));
}

// What stands where a score is meant, though it is none: a status, “n/a”, an error of the sheet, a number, a lone letter.
export function isNoHeading(text) {
  return isStatusWord(text) || NOT_SAID.test(text) || CODES.has(text.toLowerCase()) || !/\p{L}/u.test(text) || /^[=+@#]/.test(text) || text.length < 2 || /^(true|false|yes|no)$/i.test(text);
}

function asked(sentence, item, suggestion = "") {
  return { fault: sentence, remedy: wayOut(item), suggestion };
}

export function wayOut(item) {
  const most = pointsText(item.max);
  if (item.choices) return `Type one of ${[...item.choices].join(", ")}, or points from 0 to ${most}, or - for blank.`;
  return `Type 0 to ${most}, or B, N, X.`;
}

function quoted(text) {
  const line = text.split(/\s+/).filter(Boolean).join(" ");
  return `“${line.length <= LONGEST_SHOWN ? line : `${line.slice(0, LONGEST_SHOWN - 1)}…`}”`;
}
