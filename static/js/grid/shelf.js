// Where this device puts things down: IndexedDB, or the memory of this page where the browser lets nothing be kept (a
// private window, a policy of the district) or no more than there is (a full disk). A batch of edits is one record: a
// pasted block is one write, not hundreds.
//
//   add(batch)               resolves when it is on the disk; a batch is {place, edits, sent}
//   all(place)               the batches of a place, or of all, in the order in which they came
//   rewrite(place, work)     `work(batches)` returns {batches, answer}: what is to stand there now, and what to resolve with
//   putPage · pages · dropPages(isOver)
//   lasts                    whether all this outlives the page
//   whenFull(tell)           `tell` is called once, when the disk takes no more

const NAME = "plc-grid";
const VERSION = 2;

let opened;

export function shelf() {
  opened ??= database().then(
    (disk) => new Shelf(new Disk(disk)),
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

// The disk while it takes what it is given. Once it does not, the memory of this page goes on with what waits, and what is
// on the disk already stays there until it is done with: a closed tab loses only what never reached the disk.
class Shelf {
  lasts = true;

  constructor(disk) {
    this.disk = disk;
    this.memory = new Memory();
    this.moved = new Map();
    this.tell = () => {};
  }

  whenFull(tell) {
    this.tell = tell;
  }

  async add(batch) {
    return this.#unlessFull(() => this.disk.add(batch), () => this.memory.add(batch)); // prettier-ignore
  }

  async all(place) {
    if (this.lasts) return this.disk.all(place);
    await this.#moveOver();
    return this.memory.all(place);
  }

  async rewrite(place, work) {
    return this.#unlessFull(() => this.disk.rewrite(place, work), () => this.#rewriteInMemory(place, work)); // prettier-ignore
  }

  // A page that could not be kept only cannot be opened again without a network; the edits have their own way.
  putPage(page) {
    return this.#orNothing(() => this.disk.putPage(page));
  }

  async pages() {
    return (await this.#orNothing(() => this.disk.pages())) ?? [];
  }

  dropPages(isOver) {
    return this.#orNothing(() => this.disk.dropPages(isOver));
  }

  async #unlessFull(onDisk, inMemory) {
    if (this.lasts) {
      try {
        return await onDisk();
      } catch (error) {
        if (!(error instanceof DOMException)) throw error;
        this.lasts = false;
        this.tell();
      }
    }
    await this.#moveOver();
    return inMemory();
  }

  async #rewriteInMemory(place, work) {
    const answer = await this.memory.rewrite(place, work);
    const left = new Set((await this.memory.all()).flatMap((batch) => batch.edits.map((each) => each.edit)));
    const done = [...this.moved].filter(([, edits]) => edits.every((each) => !left.has(each)));
    await this.#orNothing(() => this.disk.drop(done.map(([at]) => at)));
    return answer;
  }

  // Also what another tab has put there in the meantime.
  async #moveOver() {
    const found = (await this.#orNothing(() => this.disk.all())) ?? [];
    const fresh = found.filter(({ at }) => !this.moved.has(at));
    for (const { at, edits } of fresh) this.moved.set(at, edits.map((each) => each.edit)); // prettier-ignore
    this.memory.batches.unshift(...fresh);
  }

  async #orNothing(work) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      return undefined;
    }
  }
}

class Disk {
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
      transaction.onerror = transaction.onabort = ({ target }) => reject(transaction.error ?? target.error ?? new DOMException("", "AbortError"));
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

  drop(keys) {
    return this.on("batches", "readwrite", (store) => keys.forEach((at) => store.delete(at)));
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

  whenFull() {}

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
