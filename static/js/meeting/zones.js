// Puts the parts of the page that have changed in place of the old ones. A part with a key is somebody's own to type in:
// it stays as it is until its key changes.

const seen = new Map();

export function remember(root) {
  for (const zone of root.querySelectorAll("[data-zone]")) seen.set(zone.dataset.zone, zone.innerHTML);
}

// The names of the zones that were swapped.
export function swap(root, html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-version]");
  const now = root.querySelector("[data-version]");
  for (const name of Object.keys(now.dataset)) delete now.dataset[name];
  Object.assign(now.dataset, fresh.dataset);
  const swapped = [];
  for (const zone of fresh.querySelectorAll("[data-zone]")) {
    const name = zone.dataset.zone;
    const old = now.querySelector(`[data-zone="${name}"]`);
    const stays = "key" in zone.dataset ? zone.dataset.key === old.dataset.key : withoutToken(zone.innerHTML) === withoutToken(seen.get(name));
    if (stays) continue;
    const wasOpen = [...old.querySelectorAll("details")].map((each) => each.open);
    const focused = old.contains(document.activeElement) ? { id: document.activeElement.id, value: document.activeElement.value } : null;
    seen.set(name, zone.innerHTML);
    old.replaceChildren(...zone.childNodes);
    if ("key" in zone.dataset) old.dataset.key = zone.dataset.key;
    else old.querySelectorAll("details").forEach((each, index) => (each.open = wasOpen[index] ?? each.open));
    if (focused) refocus(old, focused);
    swapped.push(name);
  }
  return swapped;
}

// Whoever had a button of this part under their finger keeps it there; a screen reader does not fall out of the page.
function refocus(zone, { id, value }) {
  const again = (id && zone.querySelector(`#${CSS.escape(id)}`)) || (value && zone.querySelector(`button[value="${CSS.escape(value)}"]`));
  (again || zone.querySelector("button, a, input, textarea"))?.focus({ preventScroll: true });
}

// The token against forged forms is masked anew in each answer, and says nothing about what is shown.
function withoutToken(html) {
  return (html ?? "").replace(/name="csrfmiddlewaretoken" value="[^"]*"/g, "");
}
