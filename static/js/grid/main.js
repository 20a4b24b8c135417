// The score grid: puts the parts together. Everything typed goes through the sheet to the outbox and nowhere else.

import { Voice } from "./announce.js";
import { Clipboard } from "./clipboard.js";
import { useZone } from "./clock.js";
import { Editor } from "./editor.js";
import { Keys } from "./keys.js";
import { Notes } from "./notes.js";
import { afterFrame } from "./later.js";
import { openOutbox } from "./outbox.js";
import { Papers, SCORED, STATUS } from "./papers.js";
import { Paste } from "./paste.js";
import { Phone } from "./phone.js";
import { useIcons } from "./pieces.js";
import { Pointer } from "./pointer.js";
import { SaveState } from "./save_state.js";
import { Selection } from "./selection.js";
import { Sheet } from "./sheet.js";
import { Table } from "./table.js";
import { Totals } from "./totals.js";
import { Typing } from "./typing.js";

const AT_ONCE = 50;
const A_BREATH = 80;

const byId = (id) => document.getElementById(id);
const root = byId("grid");
const payload = JSON.parse(byId("papers").textContent);
useIcons(root.dataset.icons);
useZone(root.dataset.timeZone);
root.hidden = false;

const papers = new Papers(payload);
const voice = new Voice(byId("grid-said"));
const saveState = new SaveState(byId("save-state"), new Voice(byId("save-said")));

// A run of digits is written down in small groups: a write to the disk for each would hold up the next key on a slow one.
const unwritten = [];
let writing = null;
function send(edits) {
  unwritten.push(...edits);
  const say = () => unwritten.length && saveState.state === "saved" && saveState.show("saving");
  if (unwritten.length < AT_ONCE) {
    afterFrame(say);
    writing ??= setTimeout(write, A_BREATH);
  } else {
    say();
    write();
  }
}
function write() {
  clearTimeout(writing);
  writing = null;
  if (!unwritten.length) return;
  // On a busy machine this comes before the frame; until the disk has answered the chip must not go on saying “Saved”.
  if (saveState.state === "saved") saveState.show("saving");
  outbox.enqueue(unwritten.splice(0));
}
addEventListener("pagehide", write);
document.addEventListener("visibilitychange", write);

// What the server says before the table stands waits for it.
const early = [];
let isReady = false;
const whenReady = (act) => (isReady ? act() : early.push(act));

const outbox = openOutbox({
  url: root.dataset.url,
  settledUrl: root.dataset.settledUrl,
  csrf: root.dataset.csrf,
  person: root.dataset.person,
  scope: root.dataset.scope,
  onState: (state, detail) => saveState.show(unwritten.length && state === "saved" ? "saving" : state, detail),
  onResults: ({ results, students }) => whenReady(() => arrived(() => papers.settle(results).addAll(papers.take(students)))),
  onRemote: ({ students, conflicts, items }) => (items ? location.reload() : whenReady(() => arrived(() => papers.take(students).addAll(papers.replaceConflicts(conflicts))))),
});
papers.replay(await outbox.pending());
outbox.whenFull(nothingKept);
if (!(await outbox.lasts())) nothingKept();

const table = new Table(papers, byId("grid-scroll"), root.dataset);
const selection = new Selection(table);
const notes = new Notes(papers, table, root.dataset.personName);
const totals = new Totals(papers, { label: document.querySelector("#grid-progress label"), bar: byId("grid-done"), mend: byId("to-mend"), choose: byId("to-choose") });
const sheet = new Sheet({ papers, table, notes, selection, voice, totals, send });
const typing = new Typing({ sheet, selection, table, papers, voice });
const editor = new Editor({ table, papers, sheet, selection, typing });
typing.editor = editor;
const paste = new Paste({ table, papers, selection, sheet, voice, dialog: byId("paste-preview") });
new Keys({ table, selection, typing, editor, sheet, notes, papers, voice });
new Pointer({ table, selection, typing, editor });
new Clipboard({ table, papers, selection, sheet, editor, voice, paste });
const phone = new Phone({ place: byId("one-student"), papers, sheet, selection, me: root.dataset.personName });

notes.use({
  putBack: (row, column) => stay(row, column, () => sheet.putBack(row, column)),
  choose: (row, column, text) => stay(row, column, () => sheet.choose(row, column, text)),
  keepScored: (row) => stay(row, STATUS, () => sheet.change([{ row, column: STATUS, text: SCORED }])),
  clearAndMark: (row, status) => stay(row, STATUS, () => sheet.clearAndMark(row, status)),
  back: (row, column) => stay(row, column, () => {}),
});
papers.students.forEach((_, row) => notes.paint(row));
totals.paint();
isReady = true;
for (const act of early) act();
if (table.height) selection.moveTo(0, 1, { focus: false });

function nothingKept() {
  byId("nothing-kept").hidden = false;
  saveState.outlivesTab = false;
  addEventListener("beforeunload", (event) => (unwritten.length || saveState.state !== "saved") && event.preventDefault());
}

function stay(row, column, act) {
  act();
  selection.moveTo(row, table.viewColumn(column));
}

// Saved papers, ours or somebody else's: the cells that differ are painted where they stand.
function arrived(takeIn) {
  const before = papers.conflicts.size;
  sheet.paint(takeIn());
  if (papers.conflicts.size > before) voice.say("A cell was entered by two people. Choose one of both values.");
}

for (const kind of ["mend", "choose"]) {
  byId(`to-${kind}`).addEventListener("click", () => {
    const at = selection.column === table.statusColumn ? STATUS : selection.column - 1;
    const next = totals.next(kind, selection.row, at);
    if (!next) return;
    if (phone.isShown) phone.open(next.row, { focus: true });
    else selection.moveTo(next.row, table.viewColumn(next.column));
  });
}
for (const choice of document.querySelectorAll("[name=direction]")) {
  choice.checked = choice.value === typing.direction;
  choice.addEventListener("change", () => typing.turn(choice.value));
}
