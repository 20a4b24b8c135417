// One's own words of a stage: kept with each letter, sent when the hand rests, sent again until the server has answered.
// One saving is on its way at a time, always under the same key until it is confirmed: sent twice, it counts once.

import { newKey } from "./kept.js";

const REST = 500;
const WORDS = {
  saved: "Saved, only you can read it",
  shown: "Saved, and shown to all",
  saving: "Saving…",
  offline: "Kept on this device, not sent yet",
};

export function entriesOf(kept, send) {
  let timer = null;
  let busy = false;
  const texts = new Map(); // by position: the form on the page, if it is there

  function bind(form) {
    const position = form.dataset.entry;
    texts.set(position, form);
    const entry = kept.read().entries[position];
    if (entry) {
      form.elements.text.value = entry.draft.text;
      form.elements.is_ready.checked = entry.draft.ready;
      say(form, "offline");
    }
    form.addEventListener("input", () => typed(form, position));
    form.addEventListener("change", () => flush());
    form.addEventListener("submit", (event) => (event.preventDefault(), flush()));
    if (entry) flush();
  }

  function typed(form, position) {
    const draft = { text: form.elements.text.value, ready: form.elements.is_ready.checked };
    kept.change((all) => {
      const before = all.entries[position] ?? { basedOn: Number(form.elements.based_on.value), sending: null };
      all.entries[position] = { ...before, draft, url: form.action };
    });
    say(form, "saving");
    clearTimeout(timer);
    timer = setTimeout(flush, REST);
  }

  async function flush() {
    clearTimeout(timer);
    if (busy) return;
    busy = true;
    try {
      for (const position of Object.keys(kept.read().entries)) while (await sendOne(position));
    } finally {
      busy = false;
    }
  }

  // True while there is more of this stage to send.
  async function sendOne(position) {
    kept.change((all) => {
      const entry = all.entries[position]; // another tab may have had it confirmed meanwhile
      if (entry) entry.sending ??= { ...entry.draft, key: newKey(), basedOn: entry.basedOn };
    });
    const { sending, url } = kept.read().entries[position] ?? {};
    if (!sending) return false;
    const answer = await send(url, {
      text: sending.text,
      key: sending.key,
      based_on: sending.basedOn,
      ...(sending.ready ? { is_ready: "1" } : {}),
    });
    const form = texts.get(position);
    if (!answer.ok) {
      if (form?.isConnected) say(form, answer.refused ? "saving" : "offline");
      return false;
    }
    const saved = await answer.response.json();
    return confirmed(position, sending, saved);
  }

  function confirmed(position, sending, saved) {
    let more = false;
    kept.change((all) => {
      const entry = all.entries[position];
      if (!entry) return;
      more = entry.draft.text !== sending.text || entry.draft.ready !== sending.ready;
      if (saved.is_merged) entry.draft.text = more ? joined(saved.text, entry.draft.text) : saved.text;
      if (more) all.entries[position] = { ...entry, sending: null, basedOn: saved.revision };
      else delete all.entries[position];
    });
    const form = texts.get(position);
    if (form?.isConnected) {
      form.elements.based_on.value = saved.revision;
      if (saved.is_merged) form.elements.text.value = kept.read().entries[position]?.draft.text ?? saved.text;
      if (!more) say(form, form.closest("[data-key]")?.dataset.key.endsWith("-shown") ? "shown" : "saved");
    }
    return more;
  }

  function waiting() {
    return Object.keys(kept.read().entries).length > 0;
  }

  return { bind, flush, waiting };
}

// The lines of both, each once: what was written on another device stays, and so does what is being typed here.
export function joined(theirs, ours) {
  const lines = theirs.split("\n");
  const known = new Set(lines.map((line) => line.trim()));
  return [...lines, ...ours.split("\n").filter((line) => !known.has(line.trim()))].join("\n");
}

function say(form, state) {
  const place = form.querySelector("[data-save-state]");
  place.dataset.state = state === "offline" ? "offline" : state === "saving" ? "saving" : "saved";
  const words = place.querySelector("span");
  if (words.textContent !== WORDS[state]) words.textContent = WORDS[state];
}
