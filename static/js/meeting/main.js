// The live meeting on everybody's device: asks whether the meeting's version has changed, swaps in what has, sends its
// forms without leaving the page, and keeps what is typed until the server has it.

import { setClock, tick } from "./clock.js";
import { entriesOf } from "./entries.js";
import { keptFor, newKey } from "./kept.js";
import { remember, swap } from "./zones.js";

const INTERVAL = 800;
const LONGEST = 8000;
const PATIENCE = 15000;

const live = document.querySelector("[data-live-meeting]");
const root = live.querySelector("[data-shown]");
const network = live.querySelector("[data-network]");
const refused = live.querySelector("[data-refused]");
const kept = keptFor(live.dataset.keep);
const entries = entriesOf(kept, post);

let failures = 0;
let next = null;
let asking = false;
let sending = false;

function state() {
  return root.querySelector("[data-version]").dataset;
}

function say(words) {
  live.querySelector("[data-said]").textContent = words;
}

// --- Showing

function bind() {
  const form = root.querySelector("[data-entry]");
  if (form && !form.dataset.bound) {
    form.dataset.bound = "1";
    entries.bind(form);
  }
  tick(root, say);
}

function show(html) {
  const before = state().position;
  const swapped = swap(root, html);
  setClock(Number(state().now));
  if (state().ended) return location.assign(live.dataset.over);
  bind();
  if (state().position !== before) {
    say(root.querySelector(".meeting-bar h2").textContent);
    refused.hidden = true;
  } else if (swapped.includes("answers")) say("What was written is revealed.");
  join();
}

function join() {
  if (state().open && !state().joined && live.dataset.screen !== "shared" && !sending) submit(live.dataset.join, new FormData());
}

// --- Asking

async function poll() {
  clearTimeout(next);
  if (asking) return;
  asking = true;
  if (document.visibilityState === "visible") {
    const address = new URL(live.dataset.part, location.href);
    address.searchParams.set("since", state().version);
    address.searchParams.set("at", state().position);
    if (live.dataset.screen === "shared") address.searchParams.set("screen", "shared");
    const { ok, response } = await asked(address);
    if (ok && response.status === 200) show(await response.text());
    if (ok && waiting()) deliver();
  }
  asking = false;
  next = setTimeout(poll, failures ? Math.min(LONGEST, INTERVAL * 2 ** failures) : INTERVAL);
}

function waiting() {
  return entries.waiting() || kept.read().decisions.length > 0;
}

// An answer of ours: `ok`, with the response; or why not. Nothing is thrown for want of a network.
async function asked(address, options = {}) {
  try {
    const response = await fetch(address, {
      ...options,
      headers: { ...options.headers, "X-Requested-With": "live" },
      signal: AbortSignal.timeout(PATIENCE),
    });
    const gone = response.redirected || response.status === 404 || response.status === 403;
    connected(response.status < 500);
    if (gone) tellRefusal("This page is closed to you now. Load it again; what you typed is kept on this device.");
    return { ok: response.ok && !gone, refused: !response.ok && response.status < 500, response };
  } catch {
    connected(false);
    return { ok: false, refused: false };
  }
}

function connected(isThere) {
  failures = isThere ? 0 : failures + 1;
  const hide = failures < 2;
  if (network.hidden !== hide) network.hidden = hide;
}

// --- Sending

function token() {
  return root.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

async function post(address, fields) {
  const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
  const answer = await asked(address, { method: "POST", body, headers: { "X-CSRFToken": token() } });
  if (answer.refused && answer.response.status !== 404 && answer.response.status !== 403) tellRefusal(await reason(answer.response));
  return answer;
}

async function reason(response) {
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const words = [...page.querySelectorAll("main h1, main p")].map((each) => each.textContent.trim());
  return words.filter(Boolean).slice(0, 3).join(" ") || "That could not be done.";
}

function tellRefusal(words) {
  refused.querySelector("span").textContent = words;
  refused.hidden = false;
}

async function submit(address, fields) {
  sending = true;
  const answer = await post(address, fields);
  sending = false;
  if (answer.ok) {
    refused.hidden = true;
    if (answer.response.status === 200) show(await answer.response.text());
  }
  return answer;
}

async function deliver() {
  await entries.flush();
  for (const { address, fields } of kept.read().decisions) {
    const answer = await submit(address, new URLSearchParams(fields));
    if (!answer.ok && !answer.refused) return;
    kept.change((all) => all.decisions.shift());
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-live-form]");
  if (!form) return;
  event.preventDefault();
  const fields = new FormData(form, event.submitter);
  if ("queued" in form.dataset) {
    fields.set("client_key", newKey());
    fields.delete("csrfmiddlewaretoken");
    kept.change((all) => all.decisions.push({ address: form.action, fields: [...fields] }));
    form.reset();
    deliver();
    return;
  }
  const answer = await submit(form.action, fields);
  if (!answer.ok && !answer.refused) tellRefusal("There is no connection, so nothing was changed. Try again in a moment.");
});

document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && poll());
addEventListener("online", poll);
setInterval(() => tick(root, say), 250);

remember(root);
setClock(Number(state().now));
bind();
join();
if (waiting()) deliver();
next = setTimeout(poll, INTERVAL);
