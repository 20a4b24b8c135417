// The time left in a stage, by the server's clock: each answer says what time it is there, and the device's own clock,
// which may be wrong by minutes, only counts on from it. Spoken at one minute and at the end, and never in between.

let offset = 0;
let spoken = "";

export function setClock(serverNow) {
  offset = serverNow - Date.now();
}

export function tick(root, say) {
  const timer = root.querySelector("[data-ends]");
  if (!timer) return;
  const left = Math.round((Number(timer.dataset.ends) - Date.now() - offset) / 1000);
  const shown = Math.abs(left);
  const words = `${left < 0 ? "+" : ""}${Math.floor(shown / 60)}:${String(shown % 60).padStart(2, "0")}`;
  if (timer.textContent !== words) timer.textContent = words;
  timer.toggleAttribute("data-over", left < 0);
  const due = left <= 0 ? "over" : left <= 60 ? "minute" : "";
  const now = `${timer.dataset.ends} ${due}`;
  if (due && spoken !== now) say(due === "over" ? "The time of this stage is up." : "One minute left in this stage.");
  spoken = now;
}
