// Keeps one part of a page right without a reload: asks the server whether its copy is still what the page shows, soon
// while something is being computed, gently otherwise, and not at all while nobody looks.

const part = document.querySelector("[data-live]");
const said = document.querySelector("[data-live-said]");
const AT_ONCE = 100;
const SOON = 300;
const CALM = 750;
const PATIENT = 5000;
const LONGEST = 20000;

let failures = 0;
let started = performance.now();

function shown() {
  return part.querySelector("[data-state]");
}

function pause() {
  if (failures) return Math.min(LONGEST, CALM * 2 ** failures);
  const open = performance.now() - started;
  // Most reports are there within the first tenth of a second; a page that shows a pending one hardly waits for it.
  if ("pending" in shown().dataset) return open < 500 ? AT_ONCE : open < 10000 ? SOON : CALM;
  return open < 600000 ? CALM : PATIENT;
}

function keepPlace(replace) {
  const opened = [...part.querySelectorAll("details")].map((each) => each.open);
  const focused = part.contains(document.activeElement) ? document.activeElement.id || document.activeElement.getAttribute("href") : null;
  replace();
  part.querySelectorAll("details").forEach((each, index) => (each.open = opened[index] ?? each.open));
  if (focused) (document.getElementById(focused) ?? part.querySelector(`[href="${CSS.escape(focused)}"]`))?.focus();
}

async function look() {
  if (document.visibilityState === "visible") {
    try {
      const before = shown().dataset.state;
      const address = new URL(part.dataset.live, location.href);
      address.searchParams.set("have", before);
      const response = await fetch(address, {
        headers: { "X-Requested-With": "live" },
        signal: AbortSignal.timeout(LONGEST),
      });
      if (response.redirected || response.status === 404) return location.reload();
      if (response.status === 200) {
        const html = await response.text();
        keepPlace(() => (part.innerHTML = html));
        started = performance.now();
        if (said && !("pending" in shown().dataset)) said.textContent = said.dataset.liveSaid || "The report has been updated.";
      }
      failures = response.ok ? 0 : failures + 1;
    } catch {
      failures += 1;
    }
  }
  setTimeout(look, pause());
}

document.addEventListener("visibilitychange", () => (started = performance.now()));
setTimeout(look, "pending" in shown().dataset ? 0 : pause());
