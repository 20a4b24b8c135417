// Makes a grid that has unsent edits open again without a network: registers the worker, lets it keep the product's own
// scripts and styles, and writes down the page as it came from the server with the papers as they are now.

const asItCame = document.documentElement.cloneNode(true);

export async function readyForOffline() {
  const place = /^\/d\/[^/]+\//.exec(location.pathname)?.[0];
  if (!place || !navigator.serviceWorker) return;
  try {
    await navigator.serviceWorker.register(`${place}grid-worker.js`, { scope: place });
    const worker = (await navigator.serviceWorker.ready).active;
    const own = performance.getEntriesByType("resource").map((each) => each.name);
    worker.postMessage({ assets: [...new Set(own)].filter((name) => name.startsWith(`${location.origin}/static/`)) });
  } catch {
    // A browser that lets no worker run still keeps every edit; only opening this page again needs a network then.
  }
}

export function snapshot(papers) {
  const page = asItCame.cloneNode(true);
  page.querySelector("#papers").textContent = JSON.stringify(papers).replaceAll("<", "\\u003C");
  return `<!doctype html>\n${page.outerHTML}`;
}
