// Before somebody signs out: says how many scores typed on this device have not reached the server, and takes the pages
// that were kept to open without a network, with the names on them, off the device. What was typed is never removed.

const asking = document.getElementById("unsent");
const forms = [...document.forms].filter((form) => new URL(form.action).pathname.endsWith("/account/logout/"));

for (const form of forms) form.addEventListener("submit", (event) => leave(event, form));
if (asking) tell();

async function waiting() {
  const { keptPages, waitingPlaces } = await import("./grid/kept.js");
  const places = await waitingPlaces();
  return { count: [...places.values()].reduce((sum, each) => sum + each, 0), pages: await keptPages() };
}

async function leave(event, form) {
  event.preventDefault();
  try {
    const { count } = await waiting();
    if (count && !asking) return location.assign(form.action);
    const { forgetPages } = await import("./grid/kept.js");
    await forgetPages(() => true);
  } catch {
    // A browser that keeps nothing has nothing to ask about.
  }
  form.submit();
}

async function tell() {
  const { count, pages } = await waiting().catch(() => ({ count: 0, pages: [] }));
  if (!count) return;
  const words = count === 1 ? "1 score typed on this device is" : `${count} scores typed on this device are`;
  document.getElementById("unsent-count").textContent = `${words} not saved yet.`;
  const way = document.getElementById("unsent-way");
  way.hidden = !pages.length;
  if (pages.length) way.querySelector("a").href = pages[0].path;
  asking.hidden = false;
}
