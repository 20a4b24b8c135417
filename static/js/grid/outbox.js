// Carries the grid's edits to the server and never loses one: each is on the disk of this device before it is said to be
// on its way, and stays there until the server has acknowledged it, through a lost network, a closed tab, a lost session.
//
//   const outbox = openOutbox({ url, settledUrl, csrf, person, scope, onState, onResults, onRemote });
//   scope                    "<cfa>:<section or all>:<attempt>"; version and mark of the page come from its #papers
//   enqueue(edits)           resolves when they are on the disk. An edit that a newer one of the same cell overtakes
//                            before it was sent gets no result of its own.
//   isKeeping()              whether some are on their way to the disk
//   pending()                resolves with the edits not yet acknowledged, oldest first; to be shown over the papers
//   flush()                  sends now and resolves when nothing more can be done now
//   onState(state, {pending, reason})   saved · saving · offline · signed-out · mend (reason: version, gone, request)
//   onResults({results, students, data_version})   each result also has student and item
//   lasts()                  resolves with whether waiting edits outlive a closed tab on this device
//   whenFull(tell)           `tell` is called if they no longer do
//   onRemote(papers)         what others changed: `students`, `conflicts`, and `items` where these may have changed
//
// Two tabs of one person share the edits; a lock lets one of them send at a time.

import { forget, forgetPages, keep, keepPage, lasts, take, waiting, whenFull } from "./kept.js";
import { readyForOffline, snapshot } from "./offline.js";

const PAUSE = 400;
const LONGEST_PAUSE = 2000;
const AT_ONCE = 50;
const MOST = 1000;
const SETTLED = 1500;
const POLL = 2500;
const FIRST_RETRY = 1000;
const LONGEST_RETRY = 30000;
const TIMEOUT = 20000;

class Refused extends Error {
  constructor(state, reason) {
    super(reason);
    this.state = state;
    this.reason = reason;
  }
}

export function openOutbox(given) {
  const outbox = new Outbox(given);
  outbox.open();
  return {
    enqueue: (edits) => outbox.enqueue(edits),
    flush: () => outbox.flush(),
    isKeeping: () => outbox.keeping > 0,
    pending: () => waiting(outbox.place),
    lasts,
    whenFull,
    stop: () => outbox.stop(),
  };
}

class Outbox {
  constructor({ url, settledUrl, csrf, person, scope, onState, onResults, onRemote }) {
    const papers = JSON.parse(document.getElementById("papers").textContent);
    const [cfa, section] = String(scope).split(":");
    Object.assign(this, { url, settledUrl, csrf, papers, section, onState, onResults, onRemote });
    this.person = Number(person);
    this.version = papers.version;
    this.attempt = papers.attempt;
    this.mark = papers.data_version;
    this.place = `${this.person}:${cfa}:${this.attempt}`;
    this.channel = new BroadcastChannel("plc-grid");
    this.ending = new AbortController();
    this.trouble = null;
    this.failures = 0;
    this.unsettled = false;
    this.keeping = 0;
  }

  open() {
    const listening = { signal: this.ending.signal };
    this.channel.onmessage = ({ data }) => data === this.place && this.tell();
    addEventListener("online", () => this.hurry(), listening);
    addEventListener("offline", () => this.failed(new Refused("offline", "network")), listening);
    addEventListener("pagehide", () => this.leave(), listening);
    document.addEventListener(
      "visibilitychange",
      () => (document.visibilityState === "visible" ? this.hurry() : this.leave()),
      listening,
    );
    readyForOffline();
    // On a shared computer the next person to open a grid leaves no names of the last one's behind.
    forgetPages((place) => !place.startsWith(`${this.person}:`));
    this.poll = setTimeout(() => this.look(), POLL);
    this.tell();
    this.send();
  }

  stop() {
    this.ending.abort();
    for (const timer of [this.poll, this.soon, this.settling, this.retry]) clearTimeout(timer);
    this.channel.close();
  }

  // --- edits in

  async enqueue(edits) {
    this.keeping += 1;
    await keep(this.place, edits).finally(() => (this.keeping -= 1));
    this.fresh = (this.fresh ?? 0) + edits.length;
    this.since ??= performance.now();
    this.channel.postMessage(this.place);
    await this.tell();
    if (this.trouble && this.trouble.state !== "signed-out") this.keepPage();
    const left = Math.max(0, LONGEST_PAUSE - (performance.now() - this.since));
    clearTimeout(this.soon);
    if (!this.retry) this.soon = setTimeout(() => this.send(), this.fresh >= AT_ONCE ? 0 : Math.min(PAUSE, left));
  }

  // --- edits out

  async flush() {
    clearTimeout(this.soon);
    await this.send();
  }

  hurry() {
    this.failures = 0;
    this.send();
    this.look();
  }

  // One sender at a time: within this tab by `sending`, among tabs by the lock.
  send() {
    clearTimeout(this.soon);
    clearTimeout(this.retry);
    this.retry = null;
    this.sending ??= this.locked(() => this.sendAll()).finally(() => (this.sending = null));
    return this.sending;
  }

  locked(work) {
    return navigator.locks ? navigator.locks.request(`plc-grid:${this.place}`, work) : work();
  }

  async sendAll() {
    this.fresh = 0;
    this.since = null;
    try {
      let most = MOST;
      for (;;) {
        const edits = await take(this.place, most);
        if (!edits.length) break;
        const answer = await this.post(edits);
        if (answer === null) {
          most = Math.max(1, Math.floor(most / 2));
          continue;
        }
        await this.acknowledged(edits, answer);
      }
      this.trouble = null;
      this.failures = 0;
      await forgetPages((place) => place === this.place);
    } catch (error) {
      if (this.ending.signal.aborted) return;
      this.failed(error);
    }
    await this.tell();
  }

  async post(edits) {
    this.looking?.abort();
    const { person, version, attempt, mark } = this;
    const response = await this.fetch(this.url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.token() },
      body: JSON.stringify({ person, version, attempt, since: mark, edits }),
    });
    return response.status === 413 ? null : response.json();
  }

  async acknowledged(edits, answer) {
    const sent = new Map(edits.map((each) => [each.edit, each]));
    await forget(this.place, answer.results.map((each) => each.edit));
    this.mark = answer.data_version;
    this.takeIn(answer.students);
    this.unsettled = true;
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.settle(), SETTLED);
    const named = answer.results.map((each) => ({ ...each, student: sent.get(each.edit).student, item: sent.get(each.edit).item }));
    this.onResults({ ...answer, results: named });
    this.channel.postMessage(this.place);
  }

  // Typing has paused, or the page is left: the report need not wait for the next sweep.
  settle() {
    if (!this.unsettled) return;
    this.unsettled = false;
    clearTimeout(this.settling);
    fetch(this.settledUrl, { method: "POST", keepalive: true, redirect: "manual", headers: { "X-CSRFToken": this.token() } }).catch(() => {});
  }

  leave() {
    this.send();
    this.settle();
  }

  // --- what others do

  async look() {
    clearTimeout(this.poll);
    if (document.visibilityState === "visible" && !this.sending && !this.retry) {
      this.looking = new AbortController();
      const asked = new URLSearchParams({ attempt: this.attempt, since: this.mark, person: this.person });
      if (this.section && this.section !== "all") asked.set("section", this.section);
      try {
        const response = await this.fetch(`${this.url}?${asked}`, {}, this.looking.signal);
        if (response.status === 200) {
          const papers = await response.json();
          if (papers.version !== this.version) throw new Refused("mend", "version");
          this.mark = papers.data_version;
          this.takeIn(papers.students);
          this.onRemote(papers);
        }
        if (this.trouble) {
          this.trouble = null;
          this.send();
        }
      } catch (error) {
        if (error.name !== "AbortError" && !this.ending.signal.aborted) this.failed(error);
      }
      this.looking = null;
      this.tell();
    }
    if (!this.ending.signal.aborted) this.poll = setTimeout(() => this.look(), POLL);
  }

  // --- what can go wrong

  async fetch(address, options, signal) {
    const signals = [AbortSignal.timeout(TIMEOUT), this.ending.signal, ...(signal ? [signal] : [])];
    const response = await fetch(address, { ...options, redirect: "manual", cache: "no-store", signal: AbortSignal.any(signals) });
    if (response.type === "opaqueredirect" || response.status === 401) throw new Refused("signed-out", "session");
    if (response.ok || response.status === 413) return response;
    if (response.status === 409) {
      const { reason } = await response.json().catch(() => ({ reason: "request" }));
      throw new Refused(reason === "person" ? "signed-out" : "mend", reason);
    }
    if (response.status >= 500 || response.status === 429) throw new Refused("offline", "server");
    throw new Refused("mend", { 403: "forbidden", 404: "gone" }[response.status] ?? "request");
  }

  // Everything stays on the disk; how long until the next try depends on how often it went wrong.
  failed(error) {
    this.trouble = error instanceof Refused ? error : new Refused("offline", "network");
    const isSignedOut = this.trouble.state === "signed-out";
    // Somebody may sign in again in another tab at any moment, and asking costs next to nothing.
    const pause = isSignedOut ? POLL : Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** this.failures++);
    clearTimeout(this.retry);
    this.retry = setTimeout(() => {
      this.retry = null;
      this.send();
      this.look();
    }, pause * (0.75 + Math.random() / 2));
    // Whoever is signed out finds no names here, with or without a network.
    if (isSignedOut) forgetPages((place) => place === this.place);
    else this.keepPage();
    this.tell();
  }

  async tell() {
    const pending = (await waiting(this.place)).length;
    if (this.ending.signal.aborted) return;
    const state = this.trouble ? this.trouble.state : pending || this.keeping ? "saving" : "saved";
    this.onState(state, { pending, reason: this.trouble?.reason ?? "" });
  }

  // --- the page, to open again without a network

  takeIn(students) {
    const place = new Map(this.papers.students.map((each, index) => [each.id, index]));
    for (const student of students) if (place.has(student.id)) this.papers.students[place.get(student.id)] = student;
  }

  async keepPage() {
    if (!(await waiting(this.place)).length) return;
    await keepPage({ path: location.pathname + location.search, place: this.place, html: snapshot(this.papers) });
  }

  // Another tab may have a newer sign-in, whose token differs from the one this page was sent with.
  token() {
    return /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? this.csrf;
  }
}
