// What this device keeps of the score grid: edits until the server has acknowledged them (ids and values, no names), and
// a page to open again without a network while there are some. docs/decisions/0007-offline.md says why no more than that.

const NAME = "plc-grid";
const PAGE_LASTS = 24 * 60 * 60 * 1000;

let opening;

function database() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      const edits = request.result.createObjectStore("edits", { keyPath: "at", autoIncrement: true });
      edits.createIndex("place", "place");
      edits.createIndex("cell", ["place", "student", "item"]);
      request.result.createObjectStore("pages", { keyPath: "path" });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
  return opening;
}

// Runs `work` on a store and resolves with its answer only when all of it is on the disk.
async function on(store, mode, work) {
  const transaction = (await database()).transaction(store, mode, { durability: "strict" });
  let answer;
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(answer);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
  work(transaction.objectStore(store), (value) => (answer = value));
  return done;
}

const STATUS = 0; // an index takes no null, and no item has this id

function asStored(place, edit) {
  return { ...edit, item: edit.item ?? STATUS, place, sent: false, made: Date.now() };
}

function asEdit({ edit, student, section, item, was, now, resolves }) {
  return { edit, student, section, item: item === STATUS ? null : item, was, now, resolves: resolves ?? null };
}

// A newer edit of the same cell takes the place of one that was never sent: what the person saw first stays its `was`.
export function keep(place, edits) {
  return on("edits", "readwrite", (store) => {
    const next = (index) => {
      if (index === edits.length) return;
      const edit = asStored(place, edits[index]);
      store.index("cell").getAll([place, edit.student, edit.item]).onsuccess = ({ target }) => {
        const unsent = target.result.find((each) => !each.sent);
        if (unsent) store.put({ ...edit, at: unsent.at, was: unsent.was, resolves: edit.resolves ?? unsent.resolves ?? null });
        else store.add(edit);
        next(index + 1);
      };
    };
    next(0);
  });
}

// The oldest edits of a place, marked as sent: from now on a newer edit of the same cell comes after, not instead.
export function take(place, most) {
  return on("edits", "readwrite", (store, answer) => {
    store.index("place").getAll(place, most).onsuccess = ({ target }) => {
      for (const each of target.result) if (!each.sent) store.put({ ...each, sent: true });
      answer(target.result.map(asEdit));
    };
  });
}

export function waiting(place) {
  return on("edits", "readonly", (store, answer) => {
    store.index("place").getAll(place).onsuccess = ({ target }) => answer(target.result.map(asEdit));
  });
}

export function forget(place, ids) {
  const gone = new Set(ids);
  return on("edits", "readwrite", (store) => {
    store.index("place").openCursor(place).onsuccess = ({ target }) => {
      if (!target.result) return;
      if (gone.has(target.result.value.edit)) target.result.delete();
      target.result.continue();
    };
  });
}

// How many edits of anybody wait on this device, by place.
export function waitingPlaces() {
  return on("edits", "readonly", (store, answer) => {
    store.getAll().onsuccess = ({ target }) => {
      const counts = new Map();
      for (const each of target.result) counts.set(each.place, (counts.get(each.place) ?? 0) + 1);
      answer(counts);
    };
  });
}

export function keepPage(page) {
  return on("pages", "readwrite", (store) => store.put({ ...page, made: Date.now() }));
}

export function keptPages() {
  return on("pages", "readonly", (store, answer) => {
    store.getAll().onsuccess = ({ target }) => answer(target.result);
  });
}

// Removes the pages that `isOver` says are done with, and those older than a day.
export function forgetPages(isOver) {
  return on("pages", "readwrite", (store) => {
    store.openCursor().onsuccess = ({ target }) => {
      if (!target.result) return;
      const { place, made } = target.result.value;
      if (isOver(place) || Date.now() - made > PAGE_LASTS) target.result.delete();
      target.result.continue();
    };
  });
}
