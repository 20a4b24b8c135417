// What the builder's page does with a script: standards are found while typing, items move without a reload, by button
// or by dragging, and only the fields of the chosen kind are shown. Each of these works without it, too.

const PAUSE = 200;

// ---- finding standards
function finder(root, input, url, place, said) {
  let waiting = 0;
  let latest = 0;

  async function look() {
    const find = input.value.trim();
    const turn = ++latest;
    if (!find) return place.replaceChildren();
    const address = new URL(url, location.href);
    address.searchParams.set("find", find);
    const response = await fetch(address, { headers: { "X-Requested-With": "part" } }).catch(() => null);
    if (turn !== latest) return;
    if (!response?.ok || response.redirected) {
      said.textContent = "The standards cannot be looked up right now. Use the button instead.";
      return;
    }
    place.innerHTML = await response.text();
    const n = Number(place.querySelector("[data-count]")?.dataset.count ?? 0);
    said.textContent = n === 0 ? "No standard fits." : n === 1 ? "1 standard fits." : `${n} standards fit.`;
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE);
  });
  // In the item's form, Enter here means "look", not "add the item"; in the targets' form it sends the search.
  if (root.matches("[data-item-form]"))
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !input.value.trim()) return;
      event.preventDefault();
      clearTimeout(waiting);
      look();
    });
}

const targets = document.querySelector(".finder[data-find]");
if (targets)
  finder(targets, targets.querySelector("input[type=search]"), targets.dataset.find, targets.querySelector("[data-found]"), targets.querySelector("[data-found-said]"));

for (const form of document.querySelectorAll("[data-item-form]")) {
  const field = form.querySelector("[data-find-field]");
  if (field) {
    const input = field.querySelector("input");
    const said = field.querySelector("[data-found-said]");
    finder(form, input, form.dataset.find, field.querySelector("[data-found]"), said);
    // A ticked one joins the tick boxes above, and the search begins anew.
    field.addEventListener("change", (event) => {
      const tick = event.target.closest("[data-found-tick]");
      if (!tick?.checked) return;
      const known = form.querySelector(`input[name=standards][value="${tick.value}"]:not([data-found-tick])`);
      if (known) known.checked = true;
      else {
        tick.removeAttribute("data-found-tick");
        form.querySelector("[data-more-ticks]").append(tick.closest("label"));
      }
      input.value = "";
      field.querySelector("[data-found]").replaceChildren();
      said.textContent = "Added to the standards of this item.";
      input.focus();
    });
  }
  const show = () => {
    const kind = form.querySelector("input[name=kind]:checked")?.value;
    if (!kind) return;
    for (const part of form.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== kind;
  };
  form.addEventListener("change", (event) => event.target.name === "kind" && show());
  show();
}

// ---- moving items
const list = document.querySelector("[data-items]");
const said = document.querySelector("[data-said]");

async function move(row, to, focus) {
  const form = row.querySelector("[data-mover]");
  const body = new FormData(form);
  body.set("to", to);
  const response = await fetch(row.dataset.move, { method: "POST", body, headers: { "X-Requested-With": "part" } }).catch(() => null);
  if (!response?.ok || response.redirected) {
    said.textContent = "The item could not be moved. The page shows it where it is saved.";
    return location.reload();
  }
  const id = row.dataset.item;
  list.innerHTML = await response.text();
  const rows = [...list.querySelectorAll("[data-item]")];
  const place = rows.findIndex((each) => each.dataset.item === id);
  document.getElementById(`${focus}-${id}`)?.focus();
  said.textContent = `Now in place ${place + 1} of ${rows.length}.`;
}

list?.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-mover]");
  if (!form) return;
  event.preventDefault();
  const way = event.submitter?.value ?? "down";
  if (event.submitter?.getAttribute("aria-disabled") === "true") {
    said.textContent = way === "up" ? "This is the first item." : "This is the last item.";
    return;
  }
  move(form.closest("[data-item]"), way, way);
});

list?.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest("[data-grip]");
  if (!grip || event.button !== 0) return;
  event.preventDefault();
  const row = grip.closest("[data-item]");
  const body = row.parentElement;
  const before = [...body.children].indexOf(row);
  row.dataset.dragged = "";

  const follow = (moved) => {
    const over = [...body.children].find((each) => {
      const box = each.getBoundingClientRect();
      return each !== row && moved.clientY >= box.top && moved.clientY <= box.bottom;
    });
    if (!over) return;
    const box = over.getBoundingClientRect();
    body.insertBefore(row, moved.clientY < box.top + box.height / 2 ? over : over.nextSibling);
  };
  // On the document: a row that changes its place in the list would let go of a pointer it had captured.
  const watched = new AbortController();
  const drop = () => {
    watched.abort();
    delete row.dataset.dragged;
    const after = [...body.children].indexOf(row);
    if (after !== before) move(row, String(after + 1), "up");
  };
  document.addEventListener("pointermove", follow, { signal: watched.signal });
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, drop, { signal: watched.signal });
});
