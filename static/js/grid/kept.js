// What this device keeps of the score grid: edits until the server has acknowledged them (ids and values, no names), and
// a page to open again without a network while there are some. docs/decisions/0007-offline.md says why no more than that.

import { shelf } from "./shelf.js";

const PAGE_LASTS = 24 * 60 * 60 * 1000;

// Whether it is kept beyond this page.
export async function lasts() {
  return (await shelf()).lasts;
}

// Calls `tell` when the device takes no more, from when on edits wait in this page alone.
export async function whenFull(tell) {
  (await shelf()).whenFull(tell);
}

export async function keep(place, edits) {
  return (await shelf()).add({ place, sent: false, edits });
}

// A newer edit of the same cell takes the place of one that was never sent: what the person saw first stays its `was`.
function overtaken(edits) {
  const cells = new Map();
  for (const edit of edits) {
    const cell = `${edit.student} ${edit.item}`;
    const before = cells.get(cell);
    cells.set(cell, before ? { ...edit, was: before.was, resolves: edit.resolves ?? before.resolves } : edit);
  }
  return [...cells.values()];
}

function sorted(batches) {
  const sent = batches.filter((each) => each.sent);
  return {
    sent,
    older: sent.flatMap((each) => each.edits),
    newer: overtaken(batches.filter((each) => !each.sent).flatMap((each) => each.edits)),
  };
}

// The oldest edits of a place, marked as sent: from now on a newer edit of the same cell comes after, not instead.
export async function take(place, most) {
  return (await shelf()).rewrite(place, (batches) => {
    const { sent, older, newer } = sorted(batches);
    const room = Math.max(0, most - older.length);
    const [now, later] = [newer.slice(0, room), newer.slice(room)];
    const next = [...sent];
    if (now.length) next.push({ place, sent: true, edits: now });
    if (later.length) next.push({ place, sent: false, edits: later });
    return { batches: next, answer: [...older, ...now].slice(0, most) };
  });
}

export async function waiting(place) {
  const { older, newer } = sorted(await (await shelf()).all(place));
  return [...older, ...newer];
}

export async function forget(place, ids) {
  const gone = new Set(ids);
  return (await shelf()).rewrite(place, (batches) => {
    const left = (each) => each.edits.filter(({ edit }) => !gone.has(edit));
    return { batches: batches.map((each) => ({ ...each, edits: left(each) })).filter((each) => each.edits.length) };
  });
}

// How many edits of anybody wait on this device, by place.
export async function waitingPlaces() {
  const places = new Set((await (await shelf()).all()).map((each) => each.place));
  const counts = new Map();
  for (const place of places) counts.set(place, (await waiting(place)).length);
  return counts;
}

export async function keepPage(page) {
  return (await shelf()).putPage({ ...page, made: Date.now() });
}

export async function keptPages() {
  return (await shelf()).pages();
}

// Removes the pages that `isOver` says are done with, and those older than a day.
export async function forgetPages(isOver) {
  return (await shelf()).dropPages(({ place, made }) => isOver(place) || Date.now() - made > PAGE_LASTS);
}
