// P, A and E note the student one stands at and go to the next: one key a student. The radio buttons work without it.
const KEYS = { p: "present", a: "absent", e: "excused" };
const form = document.querySelector("[data-attendance]");
const rows = [...form.querySelectorAll("fieldset:has(input[type=radio]:enabled)")];
if (rows.length) document.querySelector("[data-keys]")?.removeAttribute("hidden");

form.addEventListener("keydown", (event) => {
  const state = KEYS[event.key.toLowerCase()];
  const row = event.target instanceof Element ? event.target.closest("fieldset") : null;
  if (!state || !rows.includes(row) || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  row.querySelector(`input[value="${state}"]`).checked = true;
  const next = rows[rows.indexOf(row) + 1];
  (next ? next.querySelector("input:checked") ?? next.querySelector("input") : form.querySelector("textarea")).focus();
});
