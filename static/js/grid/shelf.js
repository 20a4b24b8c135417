// Where this device puts things down: IndexedDB, or the memory of this page where the browser lets nothing be kept (a
// private window, a policy of the district). A batch of edits is one record: a pasted block is one write, not hundreds.
//
//   add(batch)               resolves when it is on the disk; a batch is {place, edits, sent}
//   all(place)               the batches of a place, or of all, in the order in which they came
//   rewrite(place, work)     `work(batches)` returns {batches, answer}: what is to stand there now, and what to resolve with
//   putPage · pages · dropPages(isOver)
//   lasts                    whether all this outlives the page

const NAME = "plc-grid";
const VERSION = 2;

let opened;

export function shelf() {
  opened ??= database().then(
    (disk) => new Disk(disk),
    () => new Memory(),
  );
  return opened;
}

async function database() {
  const request = indexedDB.open(NAME, VERSION);
  return new Promise((resolve, reject) => {
    request.onupgradeneeded = () => {
      const { result } = request;
      for (const name of [...result.objectStoreNames]) result.deleteObjectStore(name);
      result.createObjectStore("batches", { keyPath: "at", autoIncrement: true }).createIndex("place", "place");
      result.createObjectStore("pages", { keyPath: "path" });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
}

class Disk {
  lasts = true;

  constructor(disk) {
    this.disk = disk;
  }

  // Runs `work` on a store and resolves with its answer when the transaction is over. Only what a person typed has to
  // survive a loss of power: a mark or a removal that is lost is made good by asking the server once more.
  on(store, mode, work, durability = "relaxed") {
    const transaction = this.disk.transaction(store, mode, { durability });
    let answer;
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(answer);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
    work(transaction.objectStore(store), (value) => (answer = value));
    return done;
  }

  add(batch) {
    return this.on("batches", "readwrite", (store) => store.add(batch), "strict");
  }

  all(place) {
    return this.on("batches", "readonly", (store, answer) => {
      const reading = place === undefined ? store.getAll() : store.index("place").getAll(place);
      reading.onsuccess = () => answer(reading.result);
    });
  }

  rewrite(place, work) {
    return this.on("batches", "readwrite", (store, answer) => {
      store.index("place").getAll(place).onsuccess = ({ target }) => {
        const next = work(target.result);
        const staying = new Set(next.batches.map((each) => each.at));
        for (const { at } of target.result) if (!staying.has(at)) store.delete(at);
        for (const each of next.batches) if (!target.result.includes(each)) store.put(each);
        answer(next.answer);
      };
    });
  }

  putPage(page) {
    return this.on("pages", "readwrite", (store) => store.put(page));
  }

  pages() {
    return this.on("pages", "readonly", (store, answer) => {
      store.getAll().onsuccess = ({ target }) => answer(target.result);
    });
  }

  dropPages(isOver) {
    return this.on("pages", "readwrite", (store) => {
      store.openCursor().onsuccess = ({ target }) => {
        if (!target.result) return;
        if (isOver(target.result.value)) target.result.delete();
        target.result.continue();
      };
    });
  }
}

// The same for as long as the page is open. A page to open again later would be of no use here, so none is kept.
class Memory {
  lasts = false;
  batches = [];

  async add(batch) {
    this.batches.push(batch);
  }

  async all(place) {
    return this.batches.filter((each) => place === undefined || each.place === place);
  }

  async rewrite(place, work) {
    const next = work(await this.all(place));
    this.batches = [...this.batches.filter((each) => each.place !== place), ...next.batches];
    return next.answer;
  }

  async putPage() {}

  async pages() {
    return [];
  }

  async dropPages() {}
}
